"""Anything may be stored on a visitor's device if they said yes to it first.

Conditions: the visitor was told what for, said yes by a clear act before anything was stored,
could refuse as easily and choose purpose by purpose, and has not withdrawn or objected since.

Not modelled: how often a visitor may be asked again; that is good practice, not law.
"""

from sayso.law.codes import StoragePurpose
from sayso.law.rule import (
    Citation,
    Finding,
    Rule,
    Step,
    permit,
    permits,
    withhold,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.sources import COMMENCEMENT, pecr, schedule_a1
from sayso.law.states import StorageConsent, StorageSituation

REASONS = {
    StorageConsent.OBJECTED: "The visitor objected on the day of their consent or after it.",
    StorageConsent.WITHDRAWN: "The visitor withdrew their consent.",
    StorageConsent.TOO_LATE: "It was stored before the visitor had said yes.",
    StorageConsent.NOT_AFFIRMATIVE: "The visitor's consent was not a clear act.",
    StorageConsent.UNINFORMED: "The visitor was not told clearly what it is for.",
    StorageConsent.REFUSAL_HARDER: "Refusing was harder than accepting.",
    StorageConsent.NOT_GRANULAR: "The visitor could not choose purpose by purpose.",
}


def storage_consent(situation: StorageSituation) -> Finding:
    if situation.visitor_consent is StorageConsent.VALID:
        return permit("The visitor said yes to it first.")
    if situation.visitor_consent is StorageConsent.UNKNOWN:
        return withhold_unknown(situation, "visitor_consent")
    return withhold(REASONS[situation.visitor_consent])


ACCEPTED = StorageSituation(StoragePurpose.ADVERTISING, visitor_consent=StorageConsent.VALID)

CITES: tuple[Citation, ...] = (pecr("6(2)"), schedule_a1(2))

RULE = Rule(
    id="storage-consent",
    step=Step.GROUND,
    cites=CITES,
    in_force=COMMENCEMENT,
    test=storage_consent,
    examples=(
        permits("a visitor who pressed Accept", ACCEPTED),
        withholds("a tag that fires on landing", ACCEPTED, visitor_consent=StorageConsent.TOO_LATE),
        withholds("a visitor nobody asked", ACCEPTED, visitor_consent=StorageConsent.UNKNOWN),
    ),
)
