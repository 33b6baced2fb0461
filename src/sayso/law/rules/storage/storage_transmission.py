"""What only carries a message over the network may be stored unasked.

Conditions: carrying the communication is its sole purpose.

Not modelled: load balancing by content; state the purpose it serves.
"""

from sayso.law.codes import StoragePurpose
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    permit,
    permits,
    silent,
    silent_on,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.sources import COMMENCEMENT, pecr, schedule_a1
from sayso.law.states import NO, UNKNOWN, StorageSituation

FACTS = ("sole_purpose",)


def storage_transmission(situation: StorageSituation) -> Finding:
    if situation.purpose is not StoragePurpose.TRANSMISSION:
        return silent("It serves another purpose.")
    if situation.sole_purpose is NO:
        return silent("Carrying the communication is not its only purpose.")
    if any(getattr(situation, fact) is UNKNOWN for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit("Its sole purpose is to carry the communication.")


ROUTING = StorageSituation(StoragePurpose.TRANSMISSION)

RULE = Rule(
    id="storage-transmission",
    step=Step.GROUND,
    cites=(pecr("6(4)(a)"), schedule_a1(3)),
    in_force=COMMENCEMENT,
    test=storage_transmission,
    examples=(
        permits("a routing cookie", ROUTING),
        silent_on("one that counts visits too", ROUTING, sole_purpose=NO),
        withholds("one nobody has looked into", ROUTING, sole_purpose=UNKNOWN),
        silent_on("a basket", ROUTING, purpose=StoragePurpose.STRICTLY_NECESSARY),
    ),
)
