"""Whoever objected has their details neither handed on nor used to profile them.

Conditions: the act is selling, leasing, distributing or profiling, and the person objected.

Not modelled: which recipient the objection was about; it counts for all.
"""

from sayso.law.codes import Act
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.disclosure.acts import OPEN_TO_OBJECTION
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import NO, YES, DisclosureSituation


def disclosure_objection(situation: DisclosureSituation) -> Finding:
    if situation.act not in OPEN_TO_OBJECTION:
        return silent("An objection does not reach this act.")
    if situation.objected is YES:
        return forbid("The person objected.")
    return silent("The person has not objected.")


BERT = DisclosureSituation(Act.DISTRIBUTE, objected=YES)

RULE = Rule(
    id="disclosure-objection",
    step=Step.OBJECTION,
    cites=(dpa_1998("s 11", "section/11"), *gdpr("art 21(2)-(3)", 21)),
    in_force=COMMENCEMENT,
    test=disclosure_objection,
    examples=(
        forbids("Bert objected; a partner asks for his details", BERT),
        forbids("Bert objected to being profiled", BERT, act=Act.PROFILE_FOR_MARKETING),
        silent_on("Ada did not object", BERT, objected=NO),
        silent_on("the law requires it", BERT, act=Act.DISCLOSE_BY_LAW),
    ),
)
