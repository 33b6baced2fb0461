"""A file brought in, chunk by chunk: first as a dry run, which writes nothing, then for good."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import file_digest, sha256
from itertools import dropwhile
from pathlib import Path
from typing import Any

from django.db import transaction

from sayso.days import today_in_london
from sayso.lists.table import Row, Table, open_table
from sayso.people.batches import ahead, batches, no_cycles_sought
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.import_models import Import
from sayso.people.imports.actions import BEGUN, Bodies, begin, end, reason_of, write_chunk
from sayso.people.imports.claims import Claim, Reader, Settings
from sayso.people.imports.columns import Columns, columns_of, find_columns
from sayso.people.imports.known import Known
from sayso.people.imports.planning import Planner, Result, Unread
from sayso.people.locks import wait_for_imports
from sayso.people.queries import refs_of
from sayso.policy import queries as policies
from sayso.policy.models import PolicyVersion

CHUNK = 5_000
"""Rows written in one transaction, with how far the file came."""


@dataclass(frozen=True)
class Source:
    """A file as it was read first; it is refused once it is another."""

    path: Path
    table: Table
    sha256: str
    saved: tuple[int, ...]

    @classmethod
    def opened(cls, path: Path, sheet: str | None = None) -> "Source":
        """The file of this name; raises ListError if it is no list."""
        saved = _saved(path)  # before anything is read: then every change is seen
        table = open_table(path, sheet=sheet)
        with path.open("rb") as file:
            return cls(path, table, file_digest(file, "sha256").hexdigest(), saved)

    @property
    def sheet(self) -> str:
        """What tells one sheet of a workbook from another without its name."""
        return sha256((self.table.sheet or "").encode(errors="replace")).hexdigest()[:16]

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Every row below this one, as long as nobody else writes in the file."""
        with self.left_alone():
            yield from dropwhile(lambda row: row.number <= after, self.table.rows())

    def must_be_whole(self) -> None:
        """Refuse a file that cannot be read to its end before anything of it is in."""
        with self.left_alone():
            self.table.count_rows()

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """Read what nobody else may write in meanwhile."""
        try:
            yield
        except (OSError, UnicodeError):
            raise _changed() from None
        self.must_be_unchanged()  # one that was cut short seems to be at its end

    def must_be_unchanged(self) -> None:
        """Refuse to go on with what was saved anew meanwhile."""
        if _saved(self.path) != self.saved:
            raise _changed()


def _changed() -> RecordError:
    return RecordError(
        "The file was changed while it was read; what is in stays in: begin again with the file as "
        "it is now."
    )


def _saved(path: Path) -> tuple[int, ...]:
    """What is no longer the same once a file was written anew, even with its old date."""
    try:
        found = path.stat()
    except OSError:  # it is gone
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@dataclass(frozen=True)
class Plan:
    """How a file is to be read: its columns, what holds for all of it, and by which policy."""

    source: Source
    columns: Columns
    settings: Settings
    version: PolicyVersion
    actor: str
    today: date = field(default_factory=today_in_london)

    def __post_init__(self) -> None:
        self.reader()  # whatever is wrong for every row is refused at once

    def reader(self, reason: str = "") -> Reader:
        """Reads the rows; `reason` is what every event of them has for one."""
        return Reader(
            self.version.policy,
            self.columns,
            self.settings,
            actor=self.actor,
            ring=keys(),
            today=self.today,
            reason=reason,
        )

    @property
    def mapping(self) -> dict[str, Any]:
        """The same as plain data, in which there is nothing of anybody."""
        settings = self.settings._asdict()
        on = self.settings.on
        return {
            **settings,
            "on": on.isoformat() if on else None,
            "columns": list(self.columns.words),
            "sheet": self.source.sheet,
        }


def plan(
    source: Source, *, given: Mapping[str, Sequence[str]], settings: Settings, actor: str
) -> Plan:
    """How to read a file by the policy of today; raises RecordError for what it cannot hold."""
    version = policies.current()
    columns = find_columns(version.policy, source.table.headers, given)
    return Plan(source, columns, settings, version, actor)


def dry_run(plan: Plan, *, chunk: int = CHUNK) -> Iterator[list[Result]]:
    """What would become of every row; nothing is written."""
    planner = Planner(Known(None, lock=False), overwrite=plan.settings.overwrite)
    reader = plan.reader()
    with no_cycles_sought():
        for rows in batches(plan.source.rows(), chunk):
            yield planner.plan(_read(reader, rows))


def _read(reader: Reader, rows: Sequence[Row]) -> list[Claim | Unread]:
    found: list[Claim | Unread] = []
    for row in rows:
        try:
            found.append(reader.read(row))
        except RecordError as error:
            found.append((row.number, error))
    return found


# --- for good ----------------------------------------------------------------------------


def begun(plan: Plan, *, called: str = "") -> Import:
    """The import of this file that was begun in this way and is not done, or a new one.

    `called` is its name if it no longer lies under the one that somebody gave it.
    """
    same = {"sha256": plan.source.sha256, "policy": plan.version.sha256, "actor": plan.actor}
    for run in Import.objects.filter(state=BEGUN, **same).order_by("-id"):
        if run.mapping == plan.mapping:
            return run
    plan.source.must_be_whole()
    name = (called or plan.source.path.name).encode(errors="replace").decode()[:200]
    return begin(name=name, mapping=plan.mapping, **same)


def resumed(number: int, source: Source) -> tuple[Import, Plan]:
    """An import to go on with, as it was begun; refused with another file."""
    run = Import.objects.filter(pk=number).first()
    if run is None:
        raise RecordError(f"There is no import {number}; see its number where it stopped.")
    if run.state != BEGUN:
        raise RecordError(f"Import {number} is done; there is nothing to go on with.")
    if (run.sha256, run.mapping["sheet"]) != (source.sha256, source.sheet):
        raise RecordError(
            f"This is not the file (or the sheet) of import {number}, or it was changed since; go "
            "on with it as it was, or begin anew without --resume."
        )
    version = policies.versions().get(sha256=run.policy)
    said = run.mapping
    on = date.fromisoformat(said["on"]) if said["on"] else None
    settings = Settings(
        said["source"], said["wording"], said["method"], on, overwrite=said["overwrite"]
    )
    columns = columns_of(version.policy, said["columns"])
    return run, Plan(source, columns, settings, version, run.actor)


def bring_in(run: Import, plan: Plan, *, chunk: int = CHUNK) -> Iterator[list[Result]]:
    """Write every row that is not in yet; each chunk is given back once it is in for good."""
    reader, bodies = plan.reader(reason_of(run)), Bodies()
    chunks = batches(plan.source.rows(run.cursor), chunk)
    with no_cycles_sought():
        for rows in ahead(_read(reader, some) for some in chunks):
            yield _write(run, plan, rows, bodies)
    end(run=run)


@transaction.atomic(durable=True)
def _write(run: Import, plan: Plan, rows: Sequence[Claim | Unread], bodies: Bodies) -> list[Result]:
    wait_for_imports(alone=True)
    _must_be_where_we_are(run)
    known = Known(reason_of(run), lock=True)
    results = Planner(known, overwrite=plan.settings.overwrite).plan(rows)
    plan.source.must_be_unchanged()
    write_chunk(run=run, results=results, bodies=bodies)
    return results


def _must_be_where_we_are(run: Import) -> None:
    there = Import.objects.select_for_update().get(pk=run.pk)
    if (there.cursor, there.state) != (run.cursor, run.state):
        raise RecordError(
            f"Somebody else is bringing this file in (import {run.pk}); let them go on with it."
        )


# --- reported ----------------------------------------------------------------------------------

HEADINGS = ("row", "outcome", "reason", "ref")


def report_of(run: Import) -> Iterator[list[str]]:
    """What became of every row of an import, as HEADINGS say, those of earlier parts included."""
    rows = run.rows.order_by("row").values_list("row", "outcome", "reason", "sid")
    for some in batches(rows.iterator()):
        refs = refs_of(sid for *_, sid in some)
        for row, outcome, reason, sid in some:
            yield [str(row), outcome, reason, refs.get(sid, "")]
