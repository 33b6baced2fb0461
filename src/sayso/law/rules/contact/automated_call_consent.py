"""A recorded marketing call needs the subscriber's consent first, company or not.

Conditions: a consent on record is good for recorded calls to this line from this sender.
Nothing else opens this channel: no register, no request, no custom.

Not modelled: calls in which a person speaks after a recording; they count as recorded.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    permit,
    permits,
    withhold,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.consents import CONSENT_REASONS
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, YES, Consent, ContactSituation


def automated_call_consent(situation: ContactSituation) -> Finding:
    if situation.consent is Consent.VALID:
        return permit("The subscriber consented to recorded calls from this sender.")
    if situation.consent is Consent.UNKNOWN:
        return withhold_unknown(situation, "consent")
    return withhold(CONSENT_REASONS[situation.consent])


ADA = ContactSituation(Channel.AUTOMATED_CALL, consent=Consent.VALID)

RULE = Rule(
    id="automated-call-consent",
    step=Step.GROUND,
    cites=(pecr("19"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.AUTOMATED_CALL}),
    natures=DIRECT_MARKETING,
    test=automated_call_consent,
    examples=(
        permits("Ada consented to recorded calls", ADA),
        withholds("Cleo is a company and was not asked", ADA, corporate=YES, consent=Consent.NONE),
        withholds("a consent to calls in person", ADA, consent=Consent.OTHER_CHANNEL),
        withholds("a consent of unknown wording", ADA, consent=Consent.UNKNOWN),
    ),
)
