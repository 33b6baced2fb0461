"""A site may count its own visitors without asking, if it tells them and lets them object.

Conditions: the site or its processor provides it; statistics to improve the service are its sole
purpose; nothing is shared beyond that; clear information and a simple way to object were given;
the visitor has not objected; and nothing that the device emits by itself is collected.

Not modelled: whether an address in a server log is stored information, which is unsettled.
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
from sayso.law.states import NO, UNKNOWN, YES, StorageSituation

FACTS = (
    "provided_by_service",
    "sole_purpose",
    "shared_beyond_improvement",
    "information_given",
    "objection_offered",
)


def storage_statistics(situation: StorageSituation) -> Finding:
    if situation.purpose is not StoragePurpose.STATISTICS:
        return silent("It serves another purpose.")
    if situation.provided_by_service is NO:
        return silent("Neither the site nor its processor provides it.")
    if situation.sole_purpose is NO:
        return silent("Statistics is not its only purpose.")
    if situation.shared_beyond_improvement is YES:
        return silent("The information is shared beyond improving the site.")
    if situation.information_given is NO:
        return silent("The visitor was not told clearly what it is for.")
    if situation.objection_offered is NO:
        return silent("The visitor was not offered a simple way to object.")
    if situation.objected is YES:
        return silent("The visitor objected.")
    if situation.emitted_automatically is YES:
        return silent("It collects what the device gives off by itself.")
    if any(getattr(situation, fact) is UNKNOWN for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit(
        "It only counts visits for the site itself, and the visitor could object and did not."
    )


COUNTER = StorageSituation(StoragePurpose.STATISTICS)

RULE = Rule(
    id="storage-statistics",
    step=Step.GROUND,
    cites=(schedule_a1(5),),
    in_force=STORAGE_EXCEPTIONS,
    test=storage_statistics,
    examples=(
        permits("an item that meets every condition", COUNTER),
        silent_on("another company's tag", COUNTER, provided_by_service=NO),
        silent_on("one that serves adverts too", COUNTER, sole_purpose=NO),
        silent_on("a provider that reuses the data", COUNTER, shared_beyond_improvement=YES),
        silent_on("nobody told the visitor", COUNTER, information_given=NO),
        silent_on("no way to object", COUNTER, objection_offered=NO),
        silent_on("a visitor who objected", COUNTER, objected=YES),
        silent_on("wi-fi probes", COUNTER, emitted_automatically=YES),
        withholds("an offer nobody has checked", COUNTER, objection_offered=UNKNOWN),
        silent_on("an advert", COUNTER, purpose=StoragePurpose.ADVERTISING),
    ),
)
