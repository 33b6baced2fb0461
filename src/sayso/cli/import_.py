"""`sayso import`: people brought in from a list, with where they are from and what they said."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.cli.asked import must_be_files, must_be_writable, named_columns
from sayso.cli.check import file_type
from sayso.cli.main import DONE, INTERRUPTED, SOME_UNREADABLE, complain
from sayso.cli.opened import the_record
from sayso.cli.options import DAY, Refusal

if TYPE_CHECKING:
    from sayso.people.import_models import Import
    from sayso.people.imports.planning import Result
    from sayso.people.imports.running import Plan, Source

NAMED_AT_MOST = 10
CAME = ("added", "kept_opted_out", "unchanged", "updated")


@click.command()
@click.argument("file", metavar="FILE", type=file_type)
@click.option("--column", "columns", multiple=True, metavar="FIELD=HEADING", help="Name a column.")
@click.option("--source", default="", help="Where the details came from: a source of the policy.")
@click.option("--wording", default="", help="The words to which all said yes, by the policy.")
@click.option("--method", default="", help="The way in which they did, by the policy.")
@click.option("--on", type=DAY, help="The day on which the details were given, if one for all.")
@click.option("--by", default="", metavar="NAME", help="Who brings them in; needed to apply.")
@click.option("--overwrite", is_flag=True, help="Put fields right of whoever is on record.")
@click.option(
    "--apply", "is_meant", is_flag=True, help="Write; without it, only say what would be."
)
@click.option("--resume", type=int, metavar="ID", help="Go on with an import that was cut short.")
@click.option("--sheet", help="The sheet of a workbook to read.")
@click.option("--report", type=file_type, help="Where to write what became of each row: a .csv.")
def command(**given: Any) -> int:
    """Bring in people from FILE (CSV or XLSX), with where they are from and what they said.

    Without --apply nothing is written: it is said how the columns are read, and what each row
    would become. Nothing that a file says ends a no. An import that was cut short goes on where it
    stopped when it is asked for again.

    \b
    Examples:
      sayso import people.csv --source website-event --on 2026-11-02
      sayso import people.csv --source website-event --on 2026-11-02 --by 'Ada Ashby' --apply
      sayso import people.xlsx --source shop --column unused=Internal --report rows.csv

    \b
    Exit codes: 0 done · 1 done, some rows refused · 2 nothing done · 130 interrupted or told to
    end: what is in stays in
    """
    with the_record():
        must_be_files([given["file"]])
        must_be_writable(given["report"], [given["file"]])
        from sayso.people.imports.running import Source, begun, resumed

        source = Source.opened(given["file"], given["sheet"])
        if given["resume"] is not None:
            return _apply(*resumed(given["resume"], source), given["report"])
        plan = _plan(source, given)
        _show(plan)
        if not given["is_meant"]:
            return _dry_run(plan, given["report"])
        return _apply(begun(plan), plan, given["report"])


def _plan(source: "Source", given: Mapping[str, Any]) -> "Plan":
    from sayso.people.imports.claims import Settings
    from sayso.people.imports.running import plan

    if given["is_meant"] and not given["by"].strip():
        raise Refusal("Nothing says who brings these people in; add --by NAME.")
    settings = Settings(**{name: given[name] for name in Settings._fields})
    columns = named_columns(given["columns"])
    return plan(source, given=columns, settings=settings, actor=given["by"].strip()[:80])


def _dry_run(plan: "Plan", report: Path | None) -> int:
    from sayso.people.imports.running import dry_run

    told = _Told(shows_all=True)
    with _report(report, plan) as write:
        for results in dry_run(plan):
            for result in results:
                told.count(result)
                write([str(result.row), str(result.outcome), result.reason, result.ref])
    told.show("would be")
    click.echo("Nothing was written. To bring them in, add --by NAME --apply.")
    return told.code


def _apply(run: "Import", plan: "Plan", report: Path | None) -> int:
    from sayso.people.imports.running import bring_in, report_of

    told = _Told(Counter(run.counts))
    with _going_on_later(run, plan):
        for results in bring_in(run, plan):
            for result in results:
                told.count(result)
    with _report(report, plan) as write:
        for cells in report_of(run):
            write(cells)
    told.show("were")
    click.echo(f"Import {run.pk} is done.")
    return told.code


@contextmanager
def _going_on_later(run: "Import", plan: "Plan") -> Iterator[None]:
    """Say how to go on with what was cut short: each chunk is in whole, or not at all."""
    from django.db import DatabaseError

    again = f"sayso import {shlex.quote(str(plan.source.path))} --resume {run.pk}"
    try:
        yield
    except KeyboardInterrupt:
        complain(f"Interrupted; what was in stays in. To go on: {again}")
        raise _Interrupted from None
    except DatabaseError:
        raise Refusal(
            "The database did not take more; what was in stays in. See that it runs and has room, "
            f"then go on: {again}"
        ) from None


class _Interrupted(click.exceptions.Exit):
    """The command was interrupted, and has said so."""

    def __init__(self) -> None:
        super().__init__(INTERRUPTED)


# --- telling -----------------------------------------------------------------------------


def _show(plan: "Plan") -> None:
    """How the file is read, before anything is made of it."""
    table, settings = plan.source.table, plan.settings
    click.echo(f"{table.path.name}: {table.how}")
    for heading, word in zip(table.headers, plan.columns.words, strict=True):
        if heading.strip():
            click.echo(f"  {heading.strip()}: {word}")
    for name in ("source", "wording", "method", "on"):
        if value := getattr(settings, name):
            click.echo(f"  for every row: {name} {value}")
    click.echo()


@dataclass
class _Told:
    """What became of the rows, counted; the first that need a word are named."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    shows_all: bool = False
    named: int = 0

    def count(self, result: "Result") -> None:
        self.counts[result.outcome] += 1
        if result.reason:
            self.reasons[result.outcome, result.reason] += 1
        if (result.reason or self.shows_all) and self.named < NAMED_AT_MOST:
            reason = f": {result.reason}" if result.reason else ""
            click.echo(f"row {result.row} {_words(result.outcome)}{reason}", err=True)
            self.named += 1

    @property
    def code(self) -> int:
        return SOME_UNREADABLE if self.counts["refused"] else DONE

    def show(self, verb: str) -> None:
        """From all rows to those that came in, and as what."""
        total = sum(self.counts.values())
        click.echo(f"{total:>9,}  rows read")
        for outcome in ("refused", "left_alone"):
            for line in self._dropped(outcome):
                click.echo(line)
        came = {o: n for o, n in sorted(self.counts.items()) if o in CAME and n}
        click.echo(f"{sum(came.values()):>9,}  {verb} brought in")
        for outcome, count in came.items():
            click.echo(f"{count:>17,}  {_words(outcome)}")

    def _dropped(self, outcome: str) -> Iterator[str]:
        """The reasons; those of a part that was interrupted are in the report alone."""
        rest = self.counts[outcome]
        for (of, reason), count in self.reasons.most_common():
            if of == outcome:
                rest -= count
                yield f"{-count:>9,}  {_words(outcome)}: {reason}"
        if rest:
            yield f"{-rest:>9,}  {_words(outcome)} before it was gone on with"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")


Write = Callable[[Sequence[str]], object]


@contextmanager
def _report(path: Path | None, plan: "Plan") -> Iterator[Write]:
    """Where a line for each row goes; there is nothing of anybody in it but a reference."""
    from sayso.lists.output import defuse, open_output
    from sayso.people.imports.running import HEADINGS

    if path is None:
        yield lambda _: None
        return
    with open_output(path, HEADINGS, like=plan.source.table) as writer:
        yield lambda cells: writer.write([defuse(cell) for cell in cells])
