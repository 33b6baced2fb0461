"""Somebody who told this caller that its calls are welcome may be called, TPS or not.

Conditions: a consent on record is good for live calls to this line from this caller. It beats
the register whichever came first.

Not modelled: silence, custom, or an unanswered invitation to opt out; none is a consent.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    permit,
    permits,
    silent,
    silent_on,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.consents import CONSENT_REASONS
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, Consent, ContactSituation


def live_call_consent(situation: ContactSituation) -> Finding:
    if situation.consent is Consent.VALID:
        return permit("The person told this caller that its calls are welcome.")
    if situation.consent is Consent.UNKNOWN:
        return withhold_unknown(situation, "consent")
    return silent(CONSENT_REASONS[situation.consent])


ADA = ContactSituation(Channel.LIVE_CALL, consent=Consent.VALID)

RULE = Rule(
    id="live-call-consent",
    step=Step.GROUND,
    cites=(pecr("21(4)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_consent,
    examples=(
        permits("Ada welcomes our calls", ADA),
        silent_on("Dev did not answer our invitation", ADA, consent=Consent.NOT_AFFIRMATIVE),
        silent_on("Dev was never asked", ADA, consent=Consent.NONE),
        withholds("a consent of unknown wording", ADA, consent=Consent.UNKNOWN),
    ),
)
