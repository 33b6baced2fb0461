"""`sayso check`: a contact list held against the registers, what people said, and the law."""

import gc
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from sayso.cli.asked import (
    campaign_facts,
    input_files,
    matchers,
    must_be_files,
    must_be_writable,
    named_columns,
    what_was_said,
)
from sayso.cli.options import DAY, Refusal, policy_option
from sayso.cli.waterfall import show_waterfalls
from sayso.days import today_in_london
from sayso.law.codes import Channel, Purpose
from sayso.lists.check import (
    Campaign,
    Checker,
    check_rows,
)
from sayso.lists.columns import KINDS, STOP, Columns, find_columns, must_have_columns
from sayso.lists.errors import ListError
from sayso.lists.needed import must_be_able_to_allow
from sayso.lists.outcome import Outcome
from sayso.lists.output import defuse, open_output, runs_in_a_spreadsheet
from sayso.lists.summary import Waterfall, as_dict
from sayso.lists.table import Row, Table, open_table

NAMED_AT_MOST = 10

FC = TypeVar("FC", bound=Callable[..., Any])
file_type = click.Path(path_type=Path)


def given_once(name: str, *, help: str) -> Callable[[FC], FC]:  # noqa: A002 - click's own name
    """A file which is refused if it is given twice: of two, the first would be lost unread."""

    def only(_: click.Context, __: click.Parameter, paths: tuple[Path, ...]) -> Path | None:
        if len(paths) > 1:
            raise Refusal(f"{name} is given twice; put what the files hold into one.")
        return paths[0] if paths else None

    return click.option(name, type=file_type, multiple=True, callback=only, help=help)


@click.command()
@click.argument("list_file", metavar="LIST", type=file_type)
@click.option(
    "--channel",
    "channels",
    multiple=True,
    required=True,
    type=click.Choice([str(channel) for channel in Channel]),
    help="The way to reach people; give it once for each channel.",
)
@click.option(
    "--purpose",
    required=True,
    type=click.Choice([str(purpose) for purpose in Purpose]),
    help="What the message is for.",
)
@given_once("--facts", help="A JSON object of facts true of the whole list.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="State one such fact.")
@click.option(
    "--register",
    "registers",
    multiple=True,
    metavar="NAME=FILE@EDITION",
    help="Search a register file instead of the store.",
)
@given_once("--said", help="A CSV of consents, objections and requests.")
@given_once("--suppress", help="A CSV of contact points to leave alone.")
@click.option("--column", "columns", multiple=True, metavar="KIND=HEADING", help="Name a column.")
@click.option("--sheet", help="The sheet of a workbook to read.")
@click.option("--on", type=DAY, help="The day of the contact.  [default: today]")
@policy_option
@click.option("-o", "--out", type=file_type, help="Where to write the answers: .csv .xlsx .parquet")
@click.option("--defuse", is_flag=True, help="Prefix cells that a spreadsheet would run with '.")
@click.option("--json", "as_json", is_flag=True, help="Give the summary as data.")
def command(**given: Any) -> int:
    """Check every row of LIST (CSV or XLSX) for every channel: may we contact them?

    Each row is answered with a verdict, a reason, what would change it, and the contact points
    that may be used. Nothing is assumed, and nothing is stored.

    \b
    Examples:
      sayso check contacts.csv --channel live_call --purpose marketing \\
          --facts facts.json --register tps=tps.txt@2026-11-20 \\
          --register ctps=ctps.txt@2026-11-20 -o checked.csv
      sayso check members.xlsx --channel email --purpose marketing \\
          --set message.promotes=own_similar --set data_protection.basis=consent \\
          --said said.csv --suppress stop.csv -o checked.xlsx

    \b
    Exit codes: 0 done · 1 done, some lines unreadable · 2 nothing done · 130 interrupted
    """
    try:
        with _no_cycles_sought():
            return _Run.prepared(**given).go()
    except ListError as error:
        raise Refusal(str(error)) from None


@dataclass
class _Run:
    """One check of one list, from its files to the answers written."""

    table: Table
    columns: Columns
    campaign: Campaign
    out: Path | None
    defuse: bool
    as_json: bool
    waterfalls: dict[Channel, Waterfall]
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    running: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def prepared(cls, **given: Any) -> "_Run":
        """Everything read and found sound, before the first row is asked about."""
        inputs = input_files(given)
        must_be_files(inputs)
        must_be_writable(given["out"], inputs)
        on: date = given["on"] or today_in_london()
        channels = tuple(dict.fromkeys(Channel(channel) for channel in given["channels"]))
        table = open_table(given["list_file"], sheet=given["sheet"])
        columns = find_columns(table, named_columns(given["columns"]))
        must_have_columns(channels, columns, table.headers)
        campaign = Campaign(
            channels=channels,
            purpose=given["purpose"],
            on=on,
            policy=given["policy"],
            facts=campaign_facts(given["facts"], given["settings"], given["purpose"]),
            registers=matchers(given["registers"], channels, on),
            said=what_was_said(given["said"], given["suppress"], on),
        )
        must_be_able_to_allow(campaign, columns)
        return cls(
            table=table,
            columns=columns,
            campaign=campaign,
            out=given["out"],
            defuse=given["defuse"],
            as_json=given["as_json"],
            waterfalls={channel: Waterfall() for channel in channels},
        )

    def go(self) -> int:
        """Ask, write, show; the exit code."""
        if not self.as_json:
            self._show_columns()
        with _progress(self.table.count_rows()) as advance:
            answered = check_rows(Checker(self.campaign, self.columns), self._rows(advance))
            before = _as_saved(self.table.path)
            with self._writer() as write:
                for row, outcomes in zip(self.table.rows(), answered, strict=False):
                    self._count(row, outcomes)
                    write([*self._cells(row), *map(self._shown, _told(outcomes))])
                if _as_saved(self.table.path) != before:
                    raise ListError(
                        f"{self.table.path.name} was changed meanwhile; check it again."
                    )
        self._show()
        return 1 if self.unreadable else 0

    def _rows(self, advance: Callable[[], None]) -> Iterator[Row]:
        for row in self.table.rows():
            advance()
            yield row

    @contextmanager
    def _writer(self) -> Iterator[Callable[[Sequence[str]], object]]:
        """Where the answered rows go: a file that is complete or absent, or nowhere."""
        if self.out is None:
            yield lambda _: None
            return
        headers = [*map(self._shown, self.table.headers), *self._new_headers()]
        with open_output(self.out, headers, like=self.table) as writer:
            yield writer.write

    def _cells(self, row: Row) -> list[str]:
        """The cells as they were; one that could not be divided has as many as can be shown."""
        width = len(self.table.headers)
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        return [self._shown(cell) for cell in cells]

    def _shown(self, cell: str) -> str:
        return defuse(cell) if self.defuse else cell

    def _count(self, row: Row, outcomes: Mapping[Channel, Outcome]) -> None:
        for channel, outcome in outcomes.items():
            self.waterfalls[channel].count(outcome)
        told = next(iter(outcomes.values()))
        if told.reason == "unreadable":
            self.unreadable.append((row.number, told.because))
        for heading, cell in zip(self.table.headers, row.cells, strict=False):
            if cell and not cell[0].isalnum() and runs_in_a_spreadsheet(cell):
                self.running.setdefault(heading, []).append(row.number)

    def _new_headers(self) -> list[str]:
        parts = ("verdict", "reason", "remedy", "use")
        new = [f"{channel}_{part}" for channel in self.campaign.channels for part in parts]
        for heading in new:
            if heading in self.table.headers:
                raise ListError(
                    f'The list has a column "{heading}" already, which the answer would double; '
                    "rename it, or check the list it was made from."
                )
        return new

    # --- what is shown ---------------------------------------------------------------------

    def _show_columns(self) -> None:
        click.echo(f"{self.table.path.name}: {self.table.how}")
        for place, how in sorted(self.columns.how.items()):
            click.echo(f"  {self.table.headers[place]}: {self._kind(place)} ({how})")

    def _kind(self, place: int) -> str:
        for kind in (*KINDS, STOP):
            if place in getattr(self.columns, kind):
                return kind
        return self.columns.facts[place]

    def _show(self) -> None:
        if self.as_json:
            click.echo(json.dumps(self._summary()))
            return
        show_waterfalls(self.campaign, self.waterfalls)
        self._warn()
        if self.out is not None:
            click.echo(f"\nEvery row, with its answers, is in {self.out}.")

    def _warn(self) -> None:
        for number, problem in self.unreadable[:NAMED_AT_MOST]:
            click.echo(f"Row {number} could not be read, and is not allowed: {problem}", err=True)
        if len(self.unreadable) > NAMED_AT_MOST:
            more = len(self.unreadable) - NAMED_AT_MOST
            click.echo(f"So it is with {more:,} more rows; --json names them all.", err=True)
        for heading, numbers in self.running.items():
            rows = ", ".join(str(number) for number in numbers[:NAMED_AT_MOST])
            dots = ", …" if len(numbers) > NAMED_AT_MOST else ""
            what = (
                "were defused" if self.defuse else "a spreadsheet would run; --defuse prevents it"
            )
            click.echo(f'{len(numbers)} cells of "{heading}" {what}: rows {rows}{dots}', err=True)

    def _summary(self) -> dict[str, Any]:
        return {
            "list": self.table.path.name,
            "format": self.table.how,
            "columns": {
                self.table.headers[place]: {"is": self._kind(place), "found": how}
                for place, how in sorted(self.columns.how.items())
            },
            **as_dict(self.campaign, self.waterfalls),
            "unreadable": [{"row": row, "problem": problem} for row, problem in self.unreadable],
            "would_run": self.running,
            "defused": self.defuse,
            "out": str(self.out) if self.out else None,
        }


def _as_saved(path: Path) -> tuple[int, int]:
    """What tells one saving of a file from the next: rows are answered and written in two goes."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _told(outcomes: Mapping[Channel, Outcome]) -> Iterator[str]:
    for outcome in outcomes.values():
        yield "allow" if outcome.allowed else "deny"
        yield outcome.reason
        yield outcome.remedy
        yield "; ".join(outcome.use)


@contextmanager
def _no_cycles_sought() -> Iterator[None]:
    """Spare the search for reference cycles: rows hold none, and looking takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[], None]]:
    """A bar on the error stream, where somebody is there to see it."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=rows, label="Checking", file=sys.stderr) as bar:
        seen = 0

        def advance() -> None:
            nonlocal seen
            seen += 1
            if seen % 500 == 0 or seen == rows:
                bar.update(500 if seen % 500 == 0 else seen % 500)

        yield advance
