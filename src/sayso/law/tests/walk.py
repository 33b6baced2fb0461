"""Walking the space of situations: which facts a rule reads, and every value they can take."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import product
from math import prod
from typing import Any

from sayso.law.codes import Act, Channel, StoragePurpose
from sayso.law.rule import Finding, Rule
from sayso.law.states import (
    NO,
    YES,
    ContactSituation,
    DisclosureSituation,
    Situation,
    StorageSituation,
)

ALWAYS_KNOWN = {
    "corporate",
    "solicited",
    "relayed",
    "restricted",
    "child",
    "released",
    "closed",
    "objected",
    "emitted_automatically",
}
"""Facts made of events, records or keys with a default: they are YES or NO, never unknown."""

SAMPLES: dict[type, Situation] = {
    ContactSituation: ContactSituation(Channel.EMAIL),
    StorageSituation: StorageSituation(StoragePurpose.OTHER),
    DisclosureSituation: DisclosureSituation(Act.SELL),
}


@cache
def values(kind: type, fact: str) -> tuple[Any, ...]:
    """Every value a fact can take."""
    if fact in ALWAYS_KNOWN:
        return (YES, NO)
    states: type[StrEnum] = type(getattr(SAMPLES[kind], fact))
    return tuple(states)


def known_values(kind: type, fact: str) -> tuple[Any, ...]:
    """Every value of a fact that is not "nobody has said"."""
    return tuple(value for value in values(kind, fact) if not getattr(value, "is_unknown", False))


def unknown_values(kind: type, fact: str) -> tuple[Any, ...]:
    """The values of a fact that mean that nobody has said."""
    return tuple(value for value in values(kind, fact) if getattr(value, "is_unknown", False))


def size(kind: type) -> int:
    """How many situations of a kind there are."""
    return prod(len(values(kind, fact)) for fact in SAMPLES[kind]._fields)


def situations(kind: type, facts: tuple[str, ...]) -> Iterator[Situation]:
    """Every situation that differs in the named facts; the others stand as in the sample."""
    for combination in product(*(values(kind, fact) for fact in facts)):
        chosen: dict[str, Any] = dict(zip(facts, combination, strict=True))
        yield SAMPLES[kind]._replace(**chosen)


class _Watched:
    """A situation that remembers which of its facts were read."""

    def __init__(self, situation: Situation, read: set[str]) -> None:
        self._situation, self._read = situation, read

    def __getattr__(self, fact: str) -> Any:
        self._read.add(fact)
        return getattr(self._situation, fact)


def kind_of(rule: Rule) -> type:
    """What kind of situation a rule speaks to."""
    return type(rule.examples[0].situation)


@cache
def footprint(rule: Rule) -> tuple[str, ...]:
    """The facts a rule reads in any situation at all, found by watching it until no more come."""
    kind = kind_of(rule)
    found: set[str] = set()
    while True:
        before = tuple(sorted(found))
        for situation in situations(kind, before):
            rule.test(_Watched(situation, found))
        if tuple(sorted(found)) == before:
            return before


@cache
def table(rule: Rule) -> dict[tuple[Any, ...], Finding]:
    """What a rule finds, for every combination of the facts it reads."""
    facts = footprint(rule)
    return {
        tuple(getattr(situation, fact) for fact in facts): rule.test(situation)
        for situation in situations(kind_of(rule), facts)
    }
