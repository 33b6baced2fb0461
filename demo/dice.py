"""Chance that falls the same way on every machine."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Seeded draws, made from `Random.random()` alone.

    Python promises that only this method keeps its numbers from one version to the next.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def weigh(self, shares: Mapping[T, float]) -> T:
        """One key, as often as its share of the sum says."""
        left = self._random.random() * sum(shares.values())
        for thing, share in shares.items():
            left -= share
            if left < 0:
                return thing
        return thing

    def shuffle(self, things: Iterable[T]) -> list[T]:
        deck = list(things)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck

    def weekday(self, first: date, last: date) -> date:
        """A working day between the two, both included; August is half as busy."""
        while True:
            day = first + timedelta(days=self.below((last - first).days + 1))
            if day.weekday() < 5 and not (day.month == 8 and self.chance(0.5)):
                return day
