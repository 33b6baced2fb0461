"""Requests as a terminal shows them: a line each, all of one, or as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sayso.rights.queries import Case


def row(case: "Case") -> str:
    """Reference, kind, way, the day it came, the day it is due, and how long there is."""
    request = case.request
    due = case.clock.deadline.due
    until = "ended" if request.has_ended else due.isoformat() if due else "-"
    return (
        f"{request.ref:14} {request.kind:12} {request.came:10} {request.received_on}  "
        f"{until:10}  {left(case)}"
    ).rstrip()


def left(case: "Case") -> str:
    """How long there is, or what it waits for, or how it ended."""
    request, days = case.request, case.clock.days_left
    if request.has_ended:
        ended = f"{request.stage} on {request.closed_on}"
        return f"{ended}, {request.outcome}" if request.outcome else ended
    if days is None:
        waits = request.waits_for and f"waits for {request.waits_for}{_written(case)}"
        return waits or "acknowledged; answer without delay"
    if days < 0:
        return click.style(f"OVERDUE by {_days(-days)}", bold=True)
    return f"{_days(days)} left" if days else "today"


def _written(case: "Case") -> str:
    """Whether they have written since they were asked: one of us is to read it."""
    last = case.events[-1]
    return f"; they wrote on {last.happened_on}" if last.step == "wrote" else ""


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def counted(cases: list["Case"]) -> str:
    if not cases:
        return "No request is open."
    open_ones = [case for case in cases if not case.request.has_ended]
    late = sum(case.clock.is_overdue for case in open_ones)
    waiting = sum(case.request.stage == "waiting" for case in open_ones)
    return f"{len(open_ones)} open, {waiting} waiting for the person, {late} overdue."


def as_data(case: "Case") -> dict[str, Any]:
    request = case.request
    return {
        "ref": request.ref,
        "kind": request.kind,
        "came": request.came,
        "received_on": request.received_on.isoformat(),
        "stage": request.stage,
        "waits_for": request.waits_for or None,
        "closed_on": request.closed_on.isoformat() if request.closed_on else None,
        "outcome": request.outcome or None,
        "days_left": case.clock.days_left,
        "overdue": case.clock.is_overdue,
        "deadline": case.clock.deadline.as_dict(),
        "steps": [
            {"on": one.happened_on.isoformat(), "step": one.step, "about": one.about or None}
            for one in case.events
        ],
    }


def head(case: "Case", address: str) -> Iterator[str]:
    request = case.request
    yield click.style(f"{request.ref}: {request.kind}, {request.stage}", bold=True)
    yield f"  came by {request.came} on {request.received_on}"
    yield f"  {left(case)}"
    yield f"  known: {'one person on record' if request.sid else 'nobody on record, or several'}"
    yield f"  page:  {address}"


def words(told: Any) -> Iterator[str]:
    yield ""
    if told is None:
        yield "The words of it were destroyed."
        return
    yield click.style("Who asks, and what", bold=True)
    for name, value in (("name", told.who), ("for", told.on_behalf_of), *told.reached):
        if value:
            yield f"  {name}: {value}"
    yield from (f"  | {line}" for line in told.about.splitlines())
    for note in told.notes:
        yield f"  {note.on}, {'they' if note.is_theirs else 'we'} wrote:"
        sign = "|" if note.is_theirs else ">"
        yield from (f"  {sign} {line}" for line in note.words.splitlines())


def steps(case: "Case") -> Iterator[str]:
    yield ""
    yield click.style("What happened", bold=True)
    for one in case.events:
        about = f" ({one.about})" if one.about else ""
        yield f"  {one.happened_on}  {one.step}{about}, by {one.actor}"


def counts(case: "Case") -> Iterator[str]:
    if not case.request.has_ended:
        from sayso.law.explain import explain_deadline

        yield ""
        yield explain_deadline(case.clock.deadline)
