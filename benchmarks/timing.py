"""How long a call takes, when other work may share the machine: medians of many short rounds."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from platform import python_version
from statistics import median
from timeit import Timer
from typing import TypeVar

T = TypeVar("T")

MICROSECONDS = 1e6


@dataclass(frozen=True, slots=True)
class Micros:
    """Microseconds a call: the median over all items of their medians and of their best rounds,
    and the median of the slowest item. The best is nearest to what a quiet machine would take.
    """

    median: float
    best: float
    slowest: float

    def shared_by(self, count: int) -> "Micros":
        """For each of the many that one call answers together."""
        return Micros(self.median / count, self.best / count, self.slowest / count)


def micros(
    call: Callable[[T], object], items: Sequence[T], *, calls: int = 20, rounds: int = 9
) -> Micros:
    """Time a call on each item by itself, in several rounds of several calls."""
    took = [_rounds(partial(call, item), calls, rounds) for item in items]
    medians = [median(each) for each in took]
    return Micros(median(medians), median(map(min, took)), max(medians))


def _rounds(call: Callable[[], object], calls: int, rounds: int) -> list[float]:
    return [seconds / calls * MICROSECONDS for seconds in Timer(call).repeat(rounds, calls)]


def noise(rounds: int = 200) -> str:
    """How unsteady the machine was: one fixed loop, over and over."""
    took = sorted(Timer(partial(sum, range(100_000))).repeat(rounds, 1))
    best, middle, slow = (took[int(rounds * share)] for share in (0, 0.5, 0.95))
    return (
        f"Noise: a fixed loop took {middle / best:.2f} times its best in the median, "
        f"{slow / best:.2f} times in one round of twenty."
    )


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table that reads well on a terminal and in a document."""
    lines = [tuple(headings), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(f"| {' | '.join(cells)} |")
    print(f"\nPython {python_version()}. {noise()}", flush=True)


def tell(what: str) -> None:
    """Say on the side what is being measured, for some of it takes minutes."""
    print(f"... {what}", file=sys.stderr, flush=True)
