"""Which numbers may be shown: none from which somebody's few visits could be worked out.

A number below ten is not shown. What is left is rounded to five. The small ones together are shown
as “Other” only if each of them could still be anything, and the total is that of what is shown: so
nothing that is hidden is what remains of something that is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 10
STEP = 5


@dataclass(frozen=True)
class Shown:
    """A table as it is told; `hidden` is whether there was anything too small to be in it."""

    rows: tuple[tuple[str, int], ...]
    other: int
    hidden: bool

    @property
    def total(self) -> int:
        return sum(count for _, count in self.rows) + self.other


def rounded(count: int) -> int:
    """To the nearest five."""
    return (count + STEP // 2) // STEP * STEP


def shown_one(count: int, least: int = LEAST) -> int | None:
    """A number that stands by itself; None if it is too small to be told."""
    return rounded(count) if count >= max(least, LEAST) else None


def shown(counts: Mapping[str, int], least: int = LEAST) -> Shown:
    """A table of numbers, the largest first."""
    bound = max(least, LEAST)
    rows = [(name, rounded(count)) for name, count in counts.items() if count >= bound]
    rows.sort(key=lambda row: (-row[1], row[0]))
    small = [count for count in counts.values() if 0 < count < bound]
    return Shown(tuple(rows), _other(small, bound), hidden=bool(small))


def _other(small: Iterable[int], bound: int) -> int:
    """Their sum, if any one of them could be anything from nought up to the bound, given it.

    That is so if the rest could make up for one that is nought, and if one that is as large as can
    be leaves enough; with the rounding taken to whichever side is worse.
    """
    counts = list(small)
    least, most = bound + STEP, (bound - 1) * (len(counts) - 2) - STEP
    total = sum(counts)
    return rounded(total) if least <= total <= most else 0
