"""Only an authorised firm, or the scheme itself, may call an individual about pensions.

Conditions: the call is about pensions and the subscriber counts as an individual. Unless the
person asked for it, the caller must be authorised or a trustee or manager of the scheme, and
either have the person's consent, or have a client relationship that makes such calls expected
in which a way to refuse was offered at collection, has not been used, and is offered again.

Not modelled: which activities count as pensions; a corporate subscriber has the ordinary rule.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    forbid,
    forbid_unknown,
    forbids,
    permit,
    permits,
    silent,
    silent_on,
)
from sayso.law.rules.sources import PENSIONS_CALLS, pecr
from sayso.law.states import (
    DIRECT_MARKETING,
    NO,
    UNKNOWN,
    YES,
    Consent,
    ContactSituation,
    Trade,
)

EXPECTED = ("expected_to_call", "refusal_offered", "refused", "opt_out")


def pensions_call(situation: ContactSituation) -> Finding:
    if situation.trade is not Trade.PENSIONS:
        return silent("The call is not about pensions.")
    if situation.corporate is YES:
        return silent("The subscriber is corporate, so the ordinary rule on calls applies.")
    if situation.solicited is YES:
        return silent("The person asked for the call about pensions.")
    if situation.pensions_role is NO:
        return forbid("The caller is neither authorised nor the scheme's trustee or manager.")
    return _by_consent_or_as_expected(situation)


def _by_consent_or_as_expected(situation: ContactSituation) -> Finding:
    barred = _not_expected(situation)
    if situation.consent not in (Consent.VALID, Consent.UNKNOWN) and barred:
        return forbid(
            "There is no consent to pensions calls, and no relation in which they are expected."
        )
    if situation.pensions_role is YES:
        if situation.consent is Consent.VALID:
            return permit("The person consented to pensions calls from this caller.")
        if not barred and not _gaps(situation):
            return permit("The person is a client who expects such calls and can refuse them.")
    routes = ("consent",) if barred else ("consent", *EXPECTED)
    return forbid_unknown(situation, "pensions_role", *routes)


def _not_expected(situation: ContactSituation) -> bool:
    """Whether the client relationship is known not to be enough (reg 21B(3))."""
    return (
        situation.expected_to_call is NO
        or situation.refusal_offered is NO
        or situation.refused is YES
        or situation.opt_out is NO
    )


def _gaps(situation: ContactSituation) -> bool:
    return any(getattr(situation, fact).is_unknown for fact in EXPECTED)


CLIENT = ContactSituation(
    Channel.LIVE_CALL,
    trade=Trade.PENSIONS,
    pensions_role=YES,
    expected_to_call=YES,
    refusal_offered=YES,
    refused=NO,
)

RULE = Rule(
    id="pensions-call",
    step=Step.GROUND,
    cites=(pecr("21B", PENSIONS_CALLS),),
    in_force=PENSIONS_CALLS,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=pensions_call,
    examples=(
        permits("a scheme calls its own member", CLIENT),
        permits("Ada consented", CLIENT, consent=Consent.VALID, expected_to_call=NO),
        silent_on("Eve asked for it", CLIENT, solicited=YES),
        silent_on("Cleo is a company", CLIENT, corporate=YES),
        silent_on("a call about something else", CLIENT, trade=Trade.NONE),
        forbids("a lead generator", CLIENT, pensions_role=NO),
        forbids("not a client", CLIENT, expected_to_call=NO),
        forbids("no way to refuse was offered", CLIENT, refusal_offered=NO),
        forbids("the client refused", CLIENT, refused=YES),
        forbids("no way to refuse in this call", CLIENT, opt_out=NO),
        forbids("a caller of unknown standing", CLIENT, pensions_role=UNKNOWN),
        forbids("a relation nobody has described", CLIENT, expected_to_call=UNKNOWN),
        forbids(
            "a consent of unknown wording, and no client",
            CLIENT,
            consent=Consent.UNKNOWN,
            expected_to_call=NO,
        ),
    ),
)
