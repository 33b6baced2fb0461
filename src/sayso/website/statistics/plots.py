"""Plots drawn on the server: where each mark stands. Figures stand beside them in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW = 48
"""Pixels that a line with its bar is high."""

HIGH, ABOVE, BELOW = 140, 22, 22
"""Pixels of the highest column, and of what is written above and below."""


@dataclass(frozen=True)
class Bar:
    """A line of words with a bar below it: at a height in pixels, so many per cent wide."""

    words: str
    count: int
    at: int
    width: str

    @property
    def told(self) -> str:
        return f"{self.count:,}"

    @property
    def baseline(self) -> int:
        return self.at + 14

    @property
    def top(self) -> int:
        return self.at + 22


@dataclass(frozen=True)
class Bars:
    """Bars one below the other."""

    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * ROW


def bars(rows: Iterable[tuple[str, int]]) -> Bars:
    """From nought, the longest as wide as the plot."""
    told = list(rows)
    most = max((count for _, count in told), default=0)
    return Bars(
        [
            Bar(words, count, number * ROW, _per_cent(count, most))
            for number, (words, count) in enumerate(told)
        ]
    )


@dataclass(frozen=True)
class Column:
    """A column: where it begins and how wide it is in per cent, how high it is in pixels."""

    words: str
    count: int | None
    x: str
    width: str
    height: int
    is_named: bool

    @property
    def told(self) -> str:
        return f"{self.count:,}" if self.count else "too few to tell"

    @property
    def top(self) -> int:
        return ABOVE + HIGH - self.height


@dataclass(frozen=True)
class Columns:
    """Columns side by side; the largest number is written at their height."""

    columns: Sequence[Column]
    most: int

    height = ABOVE + HIGH + BELOW
    top = ABOVE
    floor = ABOVE + HIGH
    foot = ABOVE + HIGH + 18

    @property
    def told(self) -> str:
        return f"{self.most:,}"


def columns(rows: Iterable[tuple[str, int | None]], *, named_every: int) -> Columns:
    """Each as high as its number; one that is not told leaves its place empty."""
    told = list(rows)
    most = max((count or 0 for _, count in told), default=0)
    wide = 100 / max(1, len(told))
    return Columns(
        [
            Column(
                words,
                count,
                x=f"{number * wide + wide * 0.1:.2f}%",
                width=f"{wide * 0.8:.2f}%",
                height=round(HIGH * (count or 0) / most) if most else 0,
                is_named=number % named_every == 0,
            )
            for number, (words, count) in enumerate(told)
        ],
        most,
    )


def _per_cent(count: int, most: int) -> str:
    return f"{100 * count / most:.2f}%" if most else "0%"
