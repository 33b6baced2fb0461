"""A supplier that works for us may have the details under a contract.

Conditions: a contract with the processor is in force.

Not modelled: what the contract says (UK GDPR article 28(3)); supplier reviews show that.
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


def processor(situation: DisclosureSituation) -> Finding:
    if situation.act is not Act.DISCLOSE_TO_PROCESSOR:
        return silent("No processor is involved.")
    if situation.contract is NO:
        return withhold("No contract with the processor is in force.")
    if situation.contract is UNKNOWN:
        return withhold_unknown(situation, "contract")
    return permit("A contract with the processor is in force.")


MAILING_HOUSE = DisclosureSituation(Act.DISCLOSE_TO_PROCESSOR, contract=YES)

RULE = Rule(
    id="processor",
    step=Step.GROUND,
    cites=(dpa_1998("Sch 1 Pt II para 12", "schedule/1"), *gdpr("art 28(3)", 28)),
    in_force=COMMENCEMENT,
    test=processor,
    examples=(
        permits("a mailing house under contract", MAILING_HOUSE),
        withholds("a handshake", MAILING_HOUSE, contract=NO),
        withholds("nobody can find the contract", MAILING_HOUSE, contract=UNKNOWN),
        silent_on("a list is sold", MAILING_HOUSE, act=Act.SELL),
    ),
)
