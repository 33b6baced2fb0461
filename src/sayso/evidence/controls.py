"""What a control is, for every room, and the one of this: the log is whole.

A control keeps a promise. It is a function that looks, counts, and says in a sentence what it saw;
it runs on a schedule, and what it found stands in the log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from sayso.evidence.keys import signing_key
from sayso.evidence.queries import status, verify


class Kept(StrEnum):
    """Whether a promise is kept, as far as a control can see."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    NOT_BUILT = "not_built"


@dataclass(frozen=True)
class Found:
    """What a control saw: how many of how many, in words, and the page of what it counted.

    `page` is the name of an address of ours.
    """

    kept: Kept
    sentence: str
    count: int
    of: int | None = None
    page: str = ""


Control = Callable[[], Found]
"""Looks, and says what it saw. It changes nothing."""


def found(sentence: str, *, bad: int, of: int, page: str = "", at_risk: bool = False) -> Found:
    """What was counted: kept if none is bad, else broken, or at risk if nothing is lost yet."""
    if not bad:
        return Found(Kept.KEPT, sentence, of, of, page)
    return Found(Kept.AT_RISK if at_risk else Kept.BROKEN, sentence, bad, of, page)


def log_verified() -> Found:
    """Every row compared with its hash, and the tree with every signed checkpoint."""
    report = verify(signing_key(settings.ENVIRONMENT.keys).verifier)
    if report.problems:
        words = f"The log does not verify: {report.problems[0]}"
        return Found(Kept.BROKEN, words, len(report.problems), report.size, "evidence")
    waiting = status().unsealed
    rest = f"; {waiting:,} wait to be sealed" if waiting else ""
    words = f"All {report.size:,} rows agree with what was signed{rest}."
    return Found(Kept.KEPT, words, report.size, report.size, "evidence")


CONTROLS: Mapping[str, Control] = {"log-verified": log_verified}
"""The controls of the room, by the ids that policies give them."""
