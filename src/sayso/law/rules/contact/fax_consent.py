"""Marketing by fax to an individual needs consent first.

Conditions: a consent on record is good for faxes to this line from this sender. It beats the
fax register for a company too.

Not modelled: fax numbers that ring through to a mailbox.
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
    withhold,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.consents import CONSENT_REASONS
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, YES, Consent, ContactSituation


def fax_consent(situation: ContactSituation) -> Finding:
    if situation.consent is Consent.VALID:
        return permit("The subscriber consented to faxes from this sender.")
    if situation.consent is Consent.UNKNOWN:
        return withhold_unknown(situation, "consent")
    if situation.corporate is YES:
        return silent(CONSENT_REASONS[situation.consent])
    return withhold(CONSENT_REASONS[situation.consent])


ADA = ContactSituation(Channel.FAX, consent=Consent.VALID)

RULE = Rule(
    id="fax-consent",
    step=Step.GROUND,
    cites=(pecr("20(2)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.FAX}),
    natures=DIRECT_MARKETING,
    test=fax_consent,
    examples=(
        permits("Ada ticked the box for faxes", ADA),
        withholds("a sole trader who was not asked", ADA, consent=Consent.NONE),
        withholds("a consent of unknown wording", ADA, consent=Consent.UNKNOWN),
        silent_on("Cleo is a company", ADA, consent=Consent.NONE, corporate=YES),
    ),
)
