"""Marketing by email, text, voicemail or social message needs the person's consent first.

Conditions: the subscriber counts as an individual, and a consent on record is good for this
message: channel, topic, address, sender, and freely, knowingly and provably given.

Not modelled: consents notified by one member of a household for another.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
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


def electronic_mail_consent(situation: ContactSituation) -> Finding:
    if situation.corporate is YES:
        return silent("A corporate subscriber's consent is not needed.")
    if situation.consent is Consent.VALID:
        return permit("The person consented to this channel from this sender.")
    if situation.consent is Consent.UNKNOWN:
        return withhold_unknown(situation, "consent")
    return withhold(CONSENT_REASONS[situation.consent])


ADA = ContactSituation(Channel.EMAIL, consent=Consent.VALID)

RULE = Rule(
    id="electronic-mail-consent",
    step=Step.GROUND,
    cites=(pecr("22(2)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_consent,
    examples=(
        permits("Ada consented", ADA),
        withholds("nobody asked Dev", ADA, consent=Consent.NONE),
        withholds("a consent that nobody can show", ADA, consent=Consent.UNEVIDENCED),
        withholds("a consent of unknown wording", ADA, consent=Consent.UNKNOWN),
        silent_on("Cleo is a company", ADA, corporate=YES),
    ),
)
