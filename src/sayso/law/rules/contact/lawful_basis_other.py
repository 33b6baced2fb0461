"""A service message or a survey needs some lawful basis too.

Conditions: a basis is stated, and if it is consent, a consent is good for this very message.

Not modelled: whether the basis fits; the record of processing shows that.
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
from sayso.law.rules.contact.lawful_basis import UNBACKED
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import (
    NOT_MARKETING,
    Consent,
    ContactSituation,
    LawfulBasis,
    Nature,
)


def lawful_basis_other(situation: ContactSituation) -> Finding:
    if situation.basis is LawfulBasis.UNKNOWN:
        return forbid_unknown(situation, "basis")
    if situation.basis is LawfulBasis.NONE:
        return forbid("There is no lawful basis.")
    if situation.basis is not LawfulBasis.CONSENT:
        return silent("A lawful basis is stated.")
    if situation.consent is Consent.UNKNOWN:
        return forbid_unknown(situation, "consent")
    if situation.consent is not Consent.VALID:
        return forbid(UNBACKED)
    return silent("The lawful basis is consent, and a good consent is on record.")


RENEWAL = ContactSituation(Channel.EMAIL, nature=Nature.SERVICE, basis=LawfulBasis.OTHER)
BY_CONSENT = RENEWAL._replace(basis=LawfulBasis.CONSENT, consent=Consent.VALID)

RULE = Rule(
    id="lawful-basis-other",
    step=Step.DATA_PROTECTION,
    cites=(dpa_1998("Sch 2", "schedule/2"), *gdpr("art 6(1)", 6)),
    in_force=COMMENCEMENT,
    natures=NOT_MARKETING,
    test=lawful_basis_other,
    examples=(
        silent_on("a contract", RENEWAL),
        silent_on("Ada consented to surveys", BY_CONSENT),
        forbids("nobody consented", BY_CONSENT, consent=Consent.NONE),
        forbids("a consent of unknown wording", BY_CONSENT, consent=Consent.UNKNOWN),
        forbids("no basis at all", RENEWAL, basis=LawfulBasis.NONE),
        forbids("a basis nobody has stated", RENEWAL, basis=LawfulBasis.UNKNOWN),
    ),
)
