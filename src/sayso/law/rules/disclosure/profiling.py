"""People are profiled for marketing only with consent or a legitimate interest.

Conditions: the lawful basis is consent and the permission is good, or it is legitimate interests.

Not modelled: decisions made by machine alone (UK GDPR articles 22A to 22D).
"""

from sayso.law.codes import Act
from sayso.law.rule import Finding, Rule, Step, permits, silent, silent_on, withholds
from sayso.law.rules.disclosure.grounds import interests_or_permission
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import Consent, DisclosureSituation, LawfulBasis


def profiling(situation: DisclosureSituation) -> Finding:
    if situation.act is not Act.PROFILE_FOR_MARKETING:
        return silent("Nobody is profiled.")
    return interests_or_permission(situation, basis_matters=True)


PERMITTED = DisclosureSituation(
    Act.PROFILE_FOR_MARKETING, permission=Consent.VALID, basis=LawfulBasis.CONSENT
)

RULE = Rule(
    id="profiling",
    step=Step.GROUND,
    cites=(dpa_1998("Sch 2", "schedule/2"), *gdpr("art 6(1)", 6)),
    in_force=COMMENCEMENT,
    test=profiling,
    examples=(
        permits("Ada agreed", PERMITTED),
        permits("legitimate interests", PERMITTED, basis=LawfulBasis.LEGITIMATE_INTERESTS),
        withholds("a contract does not carry it", PERMITTED, basis=LawfulBasis.OTHER),
        withholds("a basis nobody has stated", PERMITTED, basis=LawfulBasis.UNKNOWN),
        withholds("a permission nobody has seen", PERMITTED, permission=Consent.UNKNOWN),
        silent_on("a list is sold", PERMITTED, act=Act.SELL),
    ),
)
