"""Details are sold, leased or handed on only with permission or a legitimate interest.

Conditions: the person's permission names the recipient and is good, or the lawful basis is
legitimate interests.

Not modelled: the balancing test behind legitimate interests; its assessment is kept apart.
"""

from sayso.law.codes import Act
from sayso.law.rule import Finding, Rule, Step, permits, silent, silent_on, withholds
from sayso.law.rules.disclosure.acts import HANDING_ON
from sayso.law.rules.disclosure.grounds import interests_or_permission
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import Consent, DisclosureSituation, LawfulBasis


def handing_on(situation: DisclosureSituation) -> Finding:
    if situation.act not in HANDING_ON:
        return silent("Nothing is handed on for another's own ends.")
    return interests_or_permission(situation, basis_matters=False)


PERMITTED = DisclosureSituation(Act.DISTRIBUTE, permission=Consent.VALID, basis=LawfulBasis.CONSENT)

RULE = Rule(
    id="handing-on",
    step=Step.GROUND,
    cites=(dpa_1998("Sch 2", "schedule/2"), *gdpr("art 6(1)", 6)),
    in_force=COMMENCEMENT,
    test=handing_on,
    examples=(
        permits("Ada agreed to this partner", PERMITTED),
        permits("legitimate interests", PERMITTED, basis=LawfulBasis.LEGITIMATE_INTERESTS),
        withholds("a permission for anybody", PERMITTED, permission=Consent.SENDER_NOT_NAMED),
        withholds("a permission nobody has seen", PERMITTED, permission=Consent.UNKNOWN),
        silent_on("a processor", PERMITTED, act=Act.DISCLOSE_TO_PROCESSOR),
    ),
)
