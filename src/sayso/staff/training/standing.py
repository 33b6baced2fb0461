"""Where a member stands with each training: what holds now, until when, and what opens it again."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sayso.policy.bound import Module, Staff
from sayso.staff.models import Coaching, Member, Sitting
from sayso.staff.training.bank import has_material

TRIES = 3
"""A first try and two more; after that somebody talks it through with them."""

SOON_DAYS = 30


class State(StrEnum):
    """Where somebody stands with a training."""

    PASSED = "passed"
    ENDS_SOON = "ends_soon"
    LAPSED = "lapsed"
    FAILED = "failed"
    COACHING = "coaching"
    NOT_YET = "not_yet"
    NO_MATERIAL = "no_material"


class Standing(NamedTuple):
    """One training of one member. `until` is the first day on which the pass no longer counts."""

    module: str
    title: str
    state: State
    until: date | None
    best: int | None
    tries: int

    @property
    def holds(self) -> bool:
        return self.state in {State.PASSED, State.ENDS_SOON}

    def days_left(self, today: date) -> int:
        return (self.until - today).days if self.until else 0


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def standings(member: Member, staff: Staff, today: date) -> dict[str, Standing]:
    """Every training of the policy, and where this member stands with it."""
    sittings = list(member.sittings.exclude(ended_at=None))
    coachings = list(member.coachings.all())
    return {slug: standing(slug, staff, sittings, coachings, today) for slug in staff.modules}


def standing(
    slug: str,
    staff: Staff,
    sittings: Iterable[Sitting],
    coachings: Iterable[Coaching],
    today: date,
) -> Standing:
    """One training. The pass mark and the span are those that hold now, not those of the day."""
    module = staff.modules[slug]
    ended = [one for one in sittings if one.module == slug and one.score is not None]
    best = max((one.score for one in ended if one.score is not None), default=None)
    until = _until(ended, module)
    coached = [one.at for one in coachings if one.module == slug]
    tries = _tries(ended, module, max(coached) if coached else None)
    return Standing(slug, module.title, _state(slug, until, tries, today), until, best, tries)


def _until(ended: Iterable[Sitting], module: Module) -> date | None:
    passed = [
        one.ended_on for one in ended if one.ended_on and (one.score or 0) >= module.pass_mark
    ]
    return months_after(max(passed), module.valid_months) if passed else None


def _tries(ended: list[Sitting], module: Module, coached_at: object) -> int:
    """How often they failed since they last passed or were coached."""
    tries = 0
    for one in ended:
        is_pass = (one.score or 0) >= module.pass_mark
        before = coached_at is not None and one.ended_at is not None and one.ended_at <= coached_at  # type: ignore[operator]
        tries = 0 if is_pass or before else tries + 1
    return tries


def _state(slug: str, until: date | None, tries: int, today: date) -> State:
    if until and today < until:
        return State.ENDS_SOON if (until - today).days <= SOON_DAYS else State.PASSED
    if not has_material(slug):
        return State.NO_MATERIAL
    if tries >= TRIES:
        return State.COACHING
    if until:
        return State.LAPSED
    return State.FAILED if tries else State.NOT_YET
