"""The member organisations: 320 of those for which the people on the list work."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dice import Dice
from people import Person

SIZES: Mapping[str, int] = {"1 to 9": 109, "10 to 49": 90, "50 to 249": 64, "250 or more": 57}
MEMBERS: Mapping[str, int] = {
    "partnership": 67,
    "unincorporated_association": 40,
    "limited_company": 151,
    "llp": 30,
    "scottish_partnership": 12,
    "public_body": 20,
}
"""How many of each kind, the smallest kinds first. A sole trader is a person and no organisation:
the name under which they trade is theirs."""

LEGAL_FORMS: Mapping[str, str] = {
    "individual": "Private person",
    "sole_trader": "Sole trader",
    "partnership": "Partnership",
    "scottish_partnership": "Scottish partnership",
    "unincorporated_association": "Club or association",
    "limited_company": "Limited company",
    "llp": "Limited liability partnership",
    "public_body": "Public body",
}
"""What somebody ticks on a form, by what the law makes of it."""


@dataclass(frozen=True)
class Body:
    """A member organisation."""

    name: str
    size: str
    subscriber: str


def bodies(people: Iterable[Person], dice: Dice) -> dict[str, Body]:
    """The members by name: of each kind those of which most people are known."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in MEMBERS}
    for person in people:
        if person.subscriber in MEMBERS and person.organisation:
            counts[person.subscriber][person.organisation] += 1
    names = [(name, kind) for kind in MEMBERS for name in _most(counts[kind], MEMBERS[kind])]
    # The larger a kind of organisation is as a rule, the later it is in both.
    small, large = names[:200], names[200:]
    ordered = dice.shuffle(small) + large
    sizes = [size for size, count in SIZES.items() for _ in range(count)]
    return {name: Body(name, size, kind) for (name, kind), size in zip(ordered, sizes, strict=True)}


def _most(counts: Mapping[str, int], count: int) -> Sequence[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))[:count]
