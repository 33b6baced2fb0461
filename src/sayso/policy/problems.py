"""What is wrong with a policy file: every problem with its line, its place and the remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sayso.policy.text import unwritten

QUOTED = 40
"""As much of what somebody wrote as is quoted back."""

Place = tuple[str | int, ...]
"""The way from the top of the file to one value: the keys, and the positions in lists."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, and what to write instead."""

    place: Place
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """Such as `line 41, purposes.news.basis: write one of …`."""
        place = ".".join(quoted(str(step)) for step in self.place)
        where = [f"line {self.line}"] if self.line else []
        where += [place] if place else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class PolicyError(Exception):
    """The file cannot be the policy: every reason at once, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem], name: str = "policy.yaml") -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        self.name = name
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(
            f"{self.name}{' ' if one.line or one.place else ': '}{one}" for one in self.problems
        )


def quoted(text: str) -> str:
    """What somebody wrote, short enough and harmless enough to be shown in a sentence."""
    shown = "".join("?" if unwritten(sign) else sign for sign in text[:QUOTED])
    return shown if len(text) <= QUOTED else f"{shown}…"


def with_lines(problems: Iterable[Problem], lines: Mapping[Place, int]) -> list[Problem]:
    """Each problem with the line of its place, or of the nearest thing around it."""
    return [Problem(one.place, one.message, _line(one.place, lines)) for one in problems]


def _line(place: Place, lines: Mapping[Place, int]) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)
