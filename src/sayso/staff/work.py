"""Long work held, gone on with, ended and cancelled: the same for a check, an import and a plan.

The rows of the rooms say what is to be done; a worker takes one at a time, and says again and again
that it still lives. Whoever was cancelled or was taken over learns it with the next such word.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import Q

from sayso.staff.models import now
from sayso.staff.work_models import ENDS, State, Work

told = structlog.get_logger("sayso.work")

W = TypeVar("W", bound=Work)

LEASE = timedelta(seconds=30)
"""How long whoever works on something holds it without a sign of life."""


class NoLongerOursError(Exception):
    """Somebody cancelled the work, or another worker took it over."""


def claim(kind: type[W]) -> W | None:
    """What has waited longest, or whose holder gave no sign of life; now it is ours."""
    with transaction.atomic():
        is_left = Q(state=State.RUNNING, lease_until__lt=now())
        rows = kind._default_manager.select_for_update()  # noqa: SLF001 - Django's documented name
        work = rows.filter(Q(state=State.QUEUED) | is_left).order_by("asked_at").first()
        if work is None:
            return None
        work.state, work.fence, work.lease_until = State.RUNNING, work.fence + 1, now() + LEASE
        work.done = 0
        work.save(update_fields=["state", "fence", "lease_until", "done"])
    return work


def go_on(work: Work, *, done: int, rows: int) -> None:
    """Note how far it came, and hold it longer; raises NoLongerOursError if it is another's."""
    if not _change(work, done=done, rows=rows, lease_until=now() + LEASE):
        raise NoLongerOursError


def end(work: Work, *, summary: dict[str, Any] | None = None, problem: str = "") -> bool:
    """Note what came of it, if it is still ours."""
    return _change(
        work,
        state=State.FAILED if problem else State.DONE,
        summary=summary or {},
        problem=problem,
        ended_at=now(),
        lease_until=None,
    )


def _change(work: Work, **values: Any) -> bool:
    held = type(work)._default_manager.filter(  # noqa: SLF001 - Django's documented name
        name=work.name, fence=work.fence, state=State.RUNNING
    )
    return held.update(**values) == 1


def cancel(work: Work) -> bool:
    """End what is no longer wanted; whether it had not ended by itself."""
    rows = type(work)._default_manager.filter(name=work.name)  # noqa: SLF001 - as above
    open_ones = rows.exclude(state__in=ENDS)
    return open_ones.update(state=State.CANCELLED, ended_at=now(), lease_until=None) == 1


def work_off(
    kind: type[W],
    do: Callable[[W], dict[str, Any]],
    *,
    refused: tuple[type[Exception], ...],
    ended: Callable[[W], object] = lambda _: None,
) -> int:
    """Do everything of a kind that waits, one after the other; how much there was.

    `do` gives the summary. What it raises of `refused` is told to whoever asked. `ended` is called
    once the end is noted, and not if the work is no longer ours.
    """
    worked = 0
    while work := claim(kind):
        worked += 1
        try:
            was_ours = end(work, summary=do(work))
        except refused as error:
            was_ours = end(work, problem=str(error))
        except NoLongerOursError:
            told.info("work left", work=work.name)
            continue
        if was_ours:
            work.refresh_from_db()
            ended(work)
    return worked
