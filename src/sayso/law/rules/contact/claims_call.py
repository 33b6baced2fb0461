"""A call about claims management needs consent or a request; the registers do not help.

Conditions: the call is about claims management services, and the person neither asked for it
nor consented to such calls from this caller.

Not modelled: what counts as a claim; it covers any compensation, restitution or repayment.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    forbid,
    forbid_unknown,
    forbids,
    silent,
    silent_on,
)
from sayso.law.rules.sources import CLAIMS_CALLS, pecr
from sayso.law.states import DIRECT_MARKETING, YES, Consent, ContactSituation, Trade


def claims_call(situation: ContactSituation) -> Finding:
    if situation.trade is not Trade.CLAIMS:
        return silent("The call is not about claims.")
    if situation.solicited is YES:
        return silent("The person asked for the call about claims.")
    if situation.consent is Consent.VALID:
        return silent("The person consented to calls about claims.")
    if situation.consent is Consent.UNKNOWN:
        return forbid_unknown(situation, "consent")
    return forbid("A call about claims needs the person's consent to this caller first.")


CLAIMS_CALL = ContactSituation(Channel.LIVE_CALL, trade=Trade.CLAIMS)

RULE = Rule(
    id="claims-call",
    step=Step.GROUND,
    cites=(pecr("21A", CLAIMS_CALLS),),
    in_force=CLAIMS_CALLS,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=claims_call,
    examples=(
        forbids("a call out of the blue", CLAIMS_CALL),
        forbids("a consent of unknown wording", CLAIMS_CALL, consent=Consent.UNKNOWN),
        silent_on("Ada consented", CLAIMS_CALL, consent=Consent.VALID),
        silent_on("Eve asked for it", CLAIMS_CALL, solicited=YES),
        silent_on("a call about something else", CLAIMS_CALL, trade=Trade.NONE),
    ),
)
