"""Direct marketing needs a lawful basis: consent, legitimate interests or a public task.

Conditions: the stated basis is one of the three, and if it is consent, a consent is good for
this very message.

Not modelled: the balancing test behind legitimate interests; its assessment is kept apart.
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
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import DIRECT_MARKETING, Consent, ContactSituation, LawfulBasis

UNBACKED = "The lawful basis is consent, and no good consent is on record."


def lawful_basis(situation: ContactSituation) -> Finding:
    if situation.basis is LawfulBasis.UNKNOWN:
        return forbid_unknown(situation, "basis")
    if situation.basis in (LawfulBasis.NONE, LawfulBasis.OTHER):
        return forbid("The stated lawful basis does not carry direct marketing.")
    if situation.basis is not LawfulBasis.CONSENT:
        return silent("The stated lawful basis can carry direct marketing.")
    if situation.consent is Consent.UNKNOWN:
        return forbid_unknown(situation, "consent")
    if situation.consent is not Consent.VALID:
        return forbid(UNBACKED)
    return silent("The lawful basis is consent, and a good consent is on record.")


NEWSLETTER = ContactSituation(Channel.EMAIL)
BY_CONSENT = NEWSLETTER._replace(basis=LawfulBasis.CONSENT, consent=Consent.VALID)

RULE = Rule(
    id="lawful-basis",
    step=Step.DATA_PROTECTION,
    cites=(dpa_1998("Sch 2", "schedule/2"), *gdpr("art 6(1)", 6)),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING,
    test=lawful_basis,
    examples=(
        silent_on("legitimate interests", NEWSLETTER),
        silent_on("a public task", NEWSLETTER, basis=LawfulBasis.PUBLIC_TASK),
        silent_on("Ada consented", BY_CONSENT),
        forbids("nobody consented", BY_CONSENT, consent=Consent.NONE),
        forbids("a consent of unknown wording", BY_CONSENT, consent=Consent.UNKNOWN),
        forbids("a contract does not carry marketing", NEWSLETTER, basis=LawfulBasis.OTHER),
        forbids("no basis at all", NEWSLETTER, basis=LawfulBasis.NONE),
        forbids("a basis nobody has stated", NEWSLETTER, basis=LawfulBasis.UNKNOWN),
    ),
)
