"""When a request is due: asked of the law each time, from the steps, and never kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sayso.days import non_working_days
from sayso.law import due
from sayso.law.codes import Right
from sayso.law.deadlines import Deadline
from sayso.law.question import Clarification, DeadlineQuestion
from sayso.rights.models import Kind, Request, RequestEvent, Step, Wait

RIGHTS: Mapping[str, Right] = {
    Kind.ACCESS: Right.ACCESS,
    Kind.CORRECTION: Right.RECTIFICATION,
    Kind.ERASURE: Right.ERASURE,
    Kind.RESTRICTION: Right.RESTRICTION,
    Kind.OBJECTION: Right.OBJECTION,
    Kind.PORTABILITY: Right.PORTABILITY,
    Kind.COMPLAINT: Right.COMPLAINT,
}
"""As the law calls what people ask for."""

PERHAPS = (Right.ACCESS, Right.COMPLAINT)
"""What something unsorted may turn out to be, with the clocks that end first."""


class Clock(NamedTuple):
    """The deadline of a request as it is on a day, and how many days are left; fewer than none:
    so many too late. Nothing is left, nor late, of a clock that does not run.
    """

    deadline: Deadline
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def clock(request: Request, events: Iterable[RequestEvent], today: date) -> Clock:
    """The clock of a request: of the day on which it ended, once it has."""
    steps = list(events)
    deadline = deadline_of(request.kind, request.received_on, steps, today)
    is_met = request.kind == Kind.COMPLAINT and _is_acknowledged(steps)
    if deadline.due is None or request.has_ended or is_met:
        return Clock(deadline, None)
    return Clock(deadline, (deadline.due - today).days)


def deadline_of(
    kind: str, received: date, events: Sequence[RequestEvent] = (), today: date | None = None
) -> Deadline:
    """What the law says of a request of this kind, by the steps that were taken."""
    rights = (RIGHTS[kind],) if kind in RIGHTS else PERHAPS[: 1 if _is_acknowledged(events) else 2]
    found = [_asked(right, received, events, today or received) for right in rights]
    return min(found, key=lambda one: one.due or date.max)


def _is_acknowledged(events: Sequence[RequestEvent]) -> bool:
    """Whether they were told that we have it: all that the law sets a complaint a day for."""
    return any(one.step == Step.ACKNOWLEDGED for one in events)


def _asked(right: Right, received: date, events: Sequence[RequestEvent], on: date) -> Deadline:
    question = DeadlineQuestion(
        on=on,
        right=right,
        received=received,
        id_requested_on=_first(events, Step.ASKED, Wait.IDENTITY),
        id_received_on=_first(events, Step.ANSWERED, Wait.IDENTITY),
        fee_requested_on=_first(events, Step.ASKED, Wait.FEE),
        fee_paid_on=_first(events, Step.ANSWERED, Wait.FEE),
        clarifications=_clarifications(events),
        extended_on=_first(events, Step.EXTENDED),
    )
    return due(question, non_working_days(question.nation))


def _first(events: Sequence[RequestEvent], step: Step, about: str = "") -> date | None:
    days = (one.happened_on for one in events if one.step == step and about in ("", one.about))
    return next(days, None)


def _clarifications(events: Sequence[RequestEvent]) -> tuple[Clarification, ...]:
    """Each question with its answer: one is put only when none is open."""
    some = [one for one in events if one.about == Wait.CLARIFICATION]
    asked = [one.happened_on for one in some if one.step == Step.ASKED]
    answered = [one.happened_on for one in some if one.step == Step.ANSWERED]
    ends: list[date | None] = [*answered, *[None] * (len(asked) - len(answered))]
    return tuple(
        Clarification(asked_on=day, answered_on=end) for day, end in zip(asked, ends, strict=True)
    )
