"""How days and lists are written for people."""

from collections.abc import Sequence
from datetime import date


def day_in_words(day: date) -> str:
    """A day as people write it: 2 December 2026."""
    return f"{day.day} {day:%B} {day.year}"


def listed(items: Sequence[str], last: str = "or") -> str:
    """Several things in one breath: a, b or c."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
