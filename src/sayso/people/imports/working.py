"""Files of people worked off: tried, and brought in, one after the other.

Whoever is killed is followed by another, who goes on after the last chunk that is in for good.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sayso.lists.errors import ListError
from sayso.people.errors import RecordError
from sayso.people.import_models import Import
from sayso.people.imports.actions import DONE
from sayso.people.imports.planning import Result
from sayso.people.imports.running import Plan, begun, bring_in, dry_run
from sayso.people.imports.uploads import IMPORTS, forget, plan_of
from sayso.people.upload_models import Stage, Upload
from sayso.staff import work
from sayso.staff.models import now
from sayso.staff.work_models import State

KEPT = timedelta(days=1)
"""How long a file lies that was tried, or that stopped half-way."""

NAMED = 20
"""Rows of each outcome that are named of a trial, and reasons."""


def work_off() -> int:
    """Every file that waits; how many were worked on."""
    return work.work_off(Upload, _done, refused=(RecordError, ListError), ended=_ended)


def _done(upload: Upload) -> dict[str, Any]:
    plan = plan_of(upload)
    rows = plan.source.table.count_rows()
    work.go_on(upload, done=0, rows=rows)
    if upload.stage == Stage.TRIAL:
        return _told(upload, dry_run(plan), rows)
    return _brought_in(upload, plan, rows)


def _brought_in(upload: Upload, plan: Plan, rows: int) -> dict[str, Any]:
    run = upload.run
    if run is None:
        run = begun(plan, called=upload.file_name)
        Upload.objects.filter(name=upload.name).update(run=run)
    if run.state != DONE:
        done = sum(run.counts.values())
        for results in bring_in(run, plan):
            done += len(results)
            work.go_on(upload, done=done, rows=rows)
    return told_of(run)


def _told(upload: Upload, chunks: Iterable[list[Result]], rows: int) -> dict[str, Any]:
    told, done = Told(), 0
    for results in chunks:
        told.hear(results)
        done += len(results)
        work.go_on(upload, done=done, rows=rows)
    return told.plain


class Told:
    """What became of the rows, counted; the first of each outcome are named."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.named: list[tuple[int, str, str]] = []

    def hear(self, results: Iterable[Result]) -> None:
        for one in results:
            self.count(one.row, str(one.outcome), one.reason)

    def count(self, row: int, outcome: str, reason: str) -> None:
        self.counts[outcome] += 1
        if reason:
            self.reasons[outcome, reason] += 1
        if self.counts[outcome] <= NAMED:
            self.named.append((row, outcome, reason))

    @property
    def plain(self) -> dict[str, Any]:
        """The same as data, in which there is nothing of anybody."""
        reasons = [(outcome, why, n) for (outcome, why), n in self.reasons.most_common(NAMED)]
        return {"counts": dict(self.counts), "reasons": reasons, "named": self.named}


def told_of(run: Import) -> dict[str, Any]:
    """What became of every row of an import, those before it was gone on with included."""
    told = Told()
    for row, outcome, reason in _rows(run):
        told.count(row, outcome, reason)
    return told.plain


def _rows(run: Import) -> Iterator[tuple[int, str, str]]:
    yield from run.rows.order_by("row").values_list("row", "outcome", "reason").iterator()


def _ended(upload: Upload) -> None:
    """A trial leaves its file for a day; what is in has none."""
    if upload.stage == Stage.TRIAL and upload.state == State.DONE:
        Upload.objects.filter(name=upload.name).update(trial=upload.summary)
    elif upload.stage == Stage.MEANT and upload.state == State.DONE:
        forget(upload)


def let_go_of_uploads() -> int:
    """Destroy the files of yesterday, and what nobody knows of any more."""
    gone, names = 0, IMPORTS.names()
    rows = Upload.objects.filter(name__in=names).values_list(
        "name", "state", "ended_at", "asked_at"
    )
    known = {name: (state, ended or asked) for name, state, ended, asked in rows}
    for name in names:
        state, at = known.get(name, (State.CANCELLED, now() - KEPT))
        if state not in {State.QUEUED, State.RUNNING} and at <= now() - KEPT:
            forget(Upload(name=name))
            gone += 1
    return gone
