"""Details are given up where the law requires it, and the law is named.

Conditions: instrument and provision of the power are stated. A polite request is no requirement.

Not modelled: whether the power was used rightly; a second person reads the demand.
"""

from sayso.law.codes import Act
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
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import NO, UNKNOWN, YES, DisclosureSituation


def legal_demand(situation: DisclosureSituation) -> Finding:
    if situation.act is not Act.DISCLOSE_BY_LAW:
        return silent("No legal demand is answered.")
    if situation.legal_power is NO:
        return withhold("No legal power is named.")
    if situation.legal_power is UNKNOWN:
        return withhold_unknown(situation, "legal_power")
    return permit("The law requires it.")


COURT_ORDER = DisclosureSituation(Act.DISCLOSE_BY_LAW, legal_power=YES)

RULE = Rule(
    id="legal-demand",
    step=Step.GROUND,
    cites=(dpa_1998("s 35", "section/35"), *gdpr("art 6(1)(c)", 6)),
    in_force=COMMENCEMENT,
    test=legal_demand,
    examples=(
        permits("an order that cites its power", COURT_ORDER),
        withholds("a polite request", COURT_ORDER, legal_power=NO),
        withholds("a letter nobody has read to the end", COURT_ORDER, legal_power=UNKNOWN),
        silent_on("a list is sold", COURT_ORDER, act=Act.SELL),
    ),
)
