"""What a check says of a contact point or a row: allowed or why not, and what would change it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sayso.law import Decision
from sayso.law.words import listed
from sayso.lists.points import Point


class Outcome(NamedTuple):
    """The answer for one contact point or row: a reason code, and what would change it.

    `because` says why in a sentence; `rank` orders the reasons as a refusal is told; `until` is
    the last day of something allowed, if that is near.
    """

    allowed: bool
    reason: str
    because: str = ""
    remedy: str = ""
    rank: int = 0
    use: tuple[str, ...] = ()
    until: date | None = None


def _refused(reason: str, because: str, remedy: str, rank: int) -> Outcome:
    return Outcome(allowed=False, reason=reason, because=because, remedy=remedy, rank=rank)


NO_CONTACT_POINT = _refused(
    "no_contact_point",
    "The row has no contact point for this channel.",
    "Ask the person for one, or use another channel.",
    1,
)
SUPPRESSED = _refused(
    "suppressed",
    "The contact point stands on the suppression list.",
    "Only a newer yes from the person themselves ends a suppression.",
    4,
)
SAYS_STOP = _refused(
    "suppressed",
    "A column of the list says stop.",
    "Only a newer yes from the person themselves ends a suppression.",
    4,
)
ELSEWHERE = "Another row with the same contact point is refused, so this one is too."
UNREAD_ELSEWHERE = _refused(
    "review",
    "What that row says cannot be read.",
    "Correct the other row, and check the list again.",
    80,
)
DUPLICATE = _refused(
    "duplicate",
    "An earlier row that is allowed has the same contact point.",
    "Use the earlier row, and merge the two.",
    90,
)


def unreadable(problem: str) -> Outcome:
    """The outcome of a row that cannot be relied on."""
    because = f"{problem[:1].upper()}{problem[1:].rstrip('.')}."
    return _refused("unreadable", because, "Correct the line, and check it again.", 0)


_UNUSABLE = {
    "unscreenable": ("It cannot be checked", "Correct it, and check it again.", 2),
    "out_of_scope": (
        "It is no UK number",
        "Leave it out, or ask what the law of its own country says.",
        3,
    ),
}


def unusable(point: Point) -> Outcome:
    because, remedy, rank = _UNUSABLE[point.problem]
    return _refused(point.problem, _with_note(because, point.note), remedy, rank)


def review(point: Point) -> Outcome:
    because = _with_note("The cell had to be repaired before it could be read", point.note)
    return _refused("review", because, "Look at the cell, correct it, and check it again.", 80)


def _with_note(because: str, note: str) -> str:
    return f"{because}: {note.rstrip('.')}." if note else f"{because}."


# --- what an answer of the law becomes --------------------------------------------------

LAW_RANK = 10
MOST_REMEDIES = 3


def outcome_of(decision: Decision) -> Outcome:
    """A decision as the outcome of a contact point: its first reason, and a way to win it back."""
    answer = decision.answer
    first = answer.determining[0]
    return Outcome(
        allowed=answer.allowed,
        reason=first.rule.id,
        because="" if answer.allowed else first.finding.reason,
        remedy="" if answer.allowed else _remedy(answer.missing, answer.would_change_if),
        rank=LAW_RANK + first.rule.step,
    )


def _remedy(missing: Sequence[str], changes: Sequence[str]) -> str:
    if missing:
        return f"State what is not known: {listed(missing, 'and')}."
    if changes:
        return f"It would be allowed with {listed(changes[:MOST_REMEDIES])}."
    return "No single fact would change this."
