"""What an audit has to say against a website, each in one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    UNASKED = "without permission"
    UNDECLARED = "not declared"
    TOO_LONG = "kept too long"
    CHOICE = "no free choice"
    LINK = "link without caution"
    NEVER_SEEN = "declared but not seen"


EXIT = {
    Kind.UNASKED: 2,
    Kind.UNDECLARED: 1,
    Kind.TOO_LONG: 4,
    Kind.CHOICE: 5,
    Kind.LINK: 5,
    Kind.NEVER_SEEN: 3,
}
"""The exit code of each kind; of several kinds the first that is found gives it."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong: the sentence, where it was met, and what is to blame if known."""

    kind: Kind
    subject: str
    sentence: str
    page: str
    states: tuple[str, ...]
    script: str = ""

    def __str__(self) -> str:
        blamed = f"by {self.script}" if self.script else ""
        where = "; ".join(filter(None, (self.page, ", ".join(self.states), blamed)))
        return f"{self.sentence} ({where})" if where else self.sentence


def exit_code(found: Iterable[Finding]) -> int:
    kinds = {one.kind for one in found}
    return next((code for kind, code in EXIT.items() if kind in kinds), 0)
