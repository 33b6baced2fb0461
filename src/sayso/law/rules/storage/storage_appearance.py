"""A site may remember how somebody wants it to look, if it tells them and lets them object.

Conditions: the site or its processor provides it; adapting how the site looks or works is its sole
purpose; clear information and a simple way to object were given; the visitor has not objected;
and nothing that the device emits by itself is collected.

Not modelled: tailoring to interests, which is another purpose and needs consent.
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
    "information_given",
    "objection_offered",
)


def storage_appearance(situation: StorageSituation) -> Finding:
    if situation.purpose is not StoragePurpose.APPEARANCE:
        return silent("It serves another purpose.")
    if situation.provided_by_service is NO:
        return silent("Neither the site nor its processor provides it.")
    if situation.sole_purpose is NO:
        return silent("The look of the site is not its only purpose.")
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
        "It only adapts how the site looks or works, and the visitor could object and did not."
    )


TEXT_SIZE = StorageSituation(StoragePurpose.APPEARANCE)

RULE = Rule(
    id="storage-appearance",
    step=Step.GROUND,
    cites=(schedule_a1(6),),
    in_force=STORAGE_EXCEPTIONS,
    test=storage_appearance,
    examples=(
        permits("an item that meets every condition", TEXT_SIZE),
        silent_on("another company's tag", TEXT_SIZE, provided_by_service=NO),
        silent_on("one that serves adverts too", TEXT_SIZE, sole_purpose=NO),
        silent_on("nobody told the visitor", TEXT_SIZE, information_given=NO),
        silent_on("no way to object", TEXT_SIZE, objection_offered=NO),
        silent_on("a visitor who objected", TEXT_SIZE, objected=YES),
        silent_on("wi-fi probes", TEXT_SIZE, emitted_automatically=YES),
        withholds("an offer nobody has checked", TEXT_SIZE, objection_offered=UNKNOWN),
        silent_on("an advert", TEXT_SIZE, purpose=StoragePurpose.ADVERTISING),
    ),
)
