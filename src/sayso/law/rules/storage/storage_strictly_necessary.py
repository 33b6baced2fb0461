"""What a service cannot do without may be stored, if the visitor asked for the service.

Conditions: it is strictly necessary for an online service that the visitor requested.

Not modelled: whether it is truly necessary; the declaration of the item shows that.
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
from sayso.law.states import NO, UNKNOWN, YES, StorageSituation

FACTS = ("requested_by_user",)


def storage_strictly_necessary(situation: StorageSituation) -> Finding:
    if situation.purpose is not StoragePurpose.STRICTLY_NECESSARY:
        return silent("It serves another purpose.")
    if situation.requested_by_user is NO:
        return silent("The visitor did not ask for the service that needs it.")
    if any(getattr(situation, fact) is UNKNOWN for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit("It is strictly necessary for a service the visitor asked for.")


BASKET = StorageSituation(StoragePurpose.STRICTLY_NECESSARY, requested_by_user=YES)

RULE = Rule(
    id="storage-strictly-necessary",
    step=Step.GROUND,
    cites=(pecr("6(4)(b)"), schedule_a1(4)),
    in_force=COMMENCEMENT,
    test=storage_strictly_necessary,
    examples=(
        permits("a basket", BASKET),
        silent_on("a chat nobody opened", BASKET, requested_by_user=NO),
        withholds("a service nobody has described", BASKET, requested_by_user=UNKNOWN),
        silent_on("a statistics cookie", BASKET, purpose=StoragePurpose.STATISTICS),
    ),
)
