"""A device that asked for emergency help may be located.

Conditions: locating the device so that help can come is the sole purpose.

Not modelled: what counts as a request for help.
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
from sayso.law.rules.sources import STORAGE_EXCEPTIONS, schedule_a1
from sayso.law.states import NO, UNKNOWN, StorageSituation

FACTS = ("sole_purpose",)


def storage_emergency(situation: StorageSituation) -> Finding:
    if situation.purpose is not StoragePurpose.EMERGENCY:
        return silent("It serves another purpose.")
    if situation.sole_purpose is NO:
        return silent("Emergency help is not its only purpose.")
    if any(getattr(situation, fact) is UNKNOWN for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit("Its sole purpose is to find a device that asked for emergency help.")


CALL_FOR_HELP = StorageSituation(StoragePurpose.EMERGENCY)

RULE = Rule(
    id="storage-emergency",
    step=Step.GROUND,
    cites=(schedule_a1(7),),
    in_force=STORAGE_EXCEPTIONS,
    test=storage_emergency,
    examples=(
        permits("a call for an ambulance", CALL_FOR_HELP),
        silent_on("one that is kept for adverts", CALL_FOR_HELP, sole_purpose=NO),
        withholds("one nobody has described", CALL_FOR_HELP, sole_purpose=UNKNOWN),
        silent_on("a statistics cookie", CALL_FOR_HELP, purpose=StoragePurpose.STATISTICS),
    ),
)
