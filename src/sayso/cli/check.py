"""`sayso check`: a contact list held against the registers, what people said, and the law."""

import gc
from collections.abc import Callable, Iterator, Sequence
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
from sayso.cli.options import DAY, NotShown, Refusal, policy_option
from sayso.cli.progress import progress
from sayso.cli.report import Report
from sayso.days import today_in_london
from sayso.law.codes import Channel, Purpose
from sayso.lists.answered import Answered
from sayso.lists.check import Campaign, Checker, check_rows
from sayso.lists.columns import Columns, find_columns, must_have_columns
from sayso.lists.errors import ListError
from sayso.lists.needed import must_be_able_to_allow
from sayso.lists.output import open_output
from sayso.lists.table import Row, Table, open_table

FC = TypeVar("FC", bound=Callable[..., Any])


class FileName(click.Path):
    """The name of a file; the empty one, as of an unset variable, would be this folder's."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or a complaint if there is none."""
        if not value:
            self.fail("it names no file", param, ctx)
        return super().convert(value, param, ctx)


file_type = FileName(path_type=Path)


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
    Exit codes: 0 done · 1 done, some lines unreadable · 2 nothing done · 74 not all of it shown
    130 interrupted or told to end · 141 the reader of the output left
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
    report: Report = field(init=False)

    def __post_init__(self) -> None:
        self.report = Report(self.table, self.columns, self.campaign, self.out, self.defuse)

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
        return cls(table, columns, campaign, given["out"], given["defuse"], given["as_json"])

    def go(self) -> int:
        """Ask, write, show; the exit code."""
        if not self.as_json:
            self.report.show_columns()
        with progress(self.table.count_rows()) as advance:
            self._answer(advance)
        with _shown_or_told(self.out):
            if self.as_json:
                click.echo(self.report.as_json())
            else:
                self.report.show()
        return 1 if self.report.unreadable else 0

    def _answer(self, advance: Callable[[], None]) -> None:
        """Every row answered, counted and written, if the list stays as it is meanwhile."""
        checker = Checker(self.campaign, self.columns)
        answered = check_rows(checker, self._rows(advance))
        before, answered_as = _as_saved(self.table.path), self._answered
        with self._writer() as write:
            for row, outcomes in zip(self.table.rows(), answered, strict=False):
                self.report.count(row, outcomes)
                write(answered_as.cells(row, outcomes))
            if _as_saved(self.table.path) != before:
                raise ListError(f"{self.table.path.name} was changed meanwhile; check it again.")
        self.report.unmet = [stop.where for stop in checker.unmet()]

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
        with open_output(self.out, self._answered.headers(), like=self.table) as writer:
            yield writer.write

    @property
    def _answered(self) -> Answered:
        return Answered(self.table, self.campaign.channels, self.defuse)


@contextmanager
def _shown_or_told(out: Path | None) -> Iterator[None]:
    """Answers that are written whole are not lost with what could not be shown of them."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if out is None:
            raise
        raise NotShown(
            f"Every row, with its answers, is in {out}, but the summary could not be shown: "
            f"{error.strerror}."
        ) from error


def _as_saved(path: Path) -> tuple[int, int]:
    """What tells one saving of a file from the next: rows are answered and written in two goes."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


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
