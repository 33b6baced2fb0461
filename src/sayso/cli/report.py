"""What a check tells, to people or as data: columns, waterfalls, and rows to look at."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from sayso.cli.waterfall import counted, show_waterfalls
from sayso.law.codes import Channel
from sayso.lists.check import Campaign
from sayso.lists.columns import KINDS, STOP, Columns
from sayso.lists.outcome import Outcome
from sayso.lists.output import runs_in_a_spreadsheet
from sayso.lists.summary import Waterfall, as_dict
from sayso.lists.table import Row, Table

NAMED_AT_MOST = 10


@dataclass
class Report:
    """What is known of one check, counted row by row."""

    table: Table
    columns: Columns
    campaign: Campaign
    out: Path | None
    defused: bool
    waterfalls: dict[Channel, Waterfall] = field(init=False)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    running: dict[str, list[int]] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waterfalls = {channel: Waterfall() for channel in self.campaign.channels}

    def count(self, row: Row, outcomes: Mapping[Channel, Outcome]) -> None:
        """Count one row with its answers."""
        for channel, outcome in outcomes.items():
            self.waterfalls[channel].count(outcome)
        told = next(iter(outcomes.values()))
        if told.reason == "unreadable":
            self.unreadable.append((row.number, told.because))
        for heading, cell in zip(self.table.headers, row.cells, strict=False):
            if cell and not cell[0].isalnum() and runs_in_a_spreadsheet(cell):
                self.running.setdefault(heading, []).append(row.number)

    # --- for people ------------------------------------------------------------------------

    def show_columns(self) -> None:
        """How the list was read, before anything is made of it."""
        click.echo(f"{self.table.path.name}: {self.table.how}")
        for place, how in sorted(self.columns.how.items()):
            click.echo(f"  {self.table.headers[place]}: {self._kind(place)} ({how})")
        if others := [self.table.headers[place] for place in self.columns.others]:
            but = ", but searched for stops" if self.campaign.said.stops else ""
            click.echo(f"  not used{but}: {', '.join(others)}")

    def _kind(self, place: int) -> str:
        for kind in (*KINDS, STOP):
            if place in getattr(self.columns, kind):
                return kind
        return self.columns.facts[place]

    def show(self) -> None:
        """The waterfalls, what to look at, and where the answers are."""
        show_waterfalls(self.campaign, self.waterfalls)
        self._warn_of_unreadable()
        self._warn_of_running()
        self._tell_of_unmet()
        if self.out is not None:
            click.echo(f"\nEvery row, with its answers, is in {self.out}.")

    def _warn_of_unreadable(self) -> None:
        unit = self.table.unit
        for number, problem in self.unreadable[:NAMED_AT_MOST]:
            where = f"{unit.capitalize()} {number}"
            click.echo(f"{where} could not be read, and is not allowed: {problem}", err=True)
        if len(self.unreadable) > NAMED_AT_MOST:
            more = counted(len(self.unreadable) - NAMED_AT_MOST, "more row")
            click.echo(f"So it is with {more}; --json names them all.", err=True)

    def _warn_of_running(self) -> None:
        for heading, numbers in self.running.items():
            if self.defused:
                what = "was defused" if len(numbers) == 1 else "were defused"
            else:
                what = "would run in a spreadsheet; --defuse prevents it"
            where = _places(self.table.unit, numbers)
            click.echo(f'{counted(len(numbers), "cell")} of "{heading}" {what}: {where}', err=True)

    def _tell_of_unmet(self) -> None:
        """A no that was for no row may be for somebody else, or misspelt: both look alike."""
        if not self.unmet:
            return
        all_of_them = counted(len(self.campaign.said.stops), "line")
        verb = "was" if len(self.unmet) == 1 else "were"
        named = "; ".join(self.unmet[:NAMED_AT_MOST])
        dots = "; …" if len(self.unmet) > NAMED_AT_MOST else ""
        click.echo(
            f"Of {all_of_them} that say no, {len(self.unmet):,} {verb} for nobody in the list: "
            f"{named}{dots}",
            err=True,
        )

    # --- as data ---------------------------------------------------------------------------

    def as_json(self) -> str:
        """All of it, in one object."""
        return json.dumps(self._summary())

    def _summary(self) -> dict[str, Any]:
        return {
            "list": self.table.path.name,
            "format": self.table.how,
            "columns": {
                self.table.headers[place]: {"is": self._kind(place), "found": how}
                for place, how in sorted(self.columns.how.items())
            },
            **as_dict(self.campaign, self.waterfalls),
            "not_used": [self.table.headers[place] for place in self.columns.others],
            "stops": {"lines": len(self.campaign.said.stops), "for_nobody": self.unmet},
            "unreadable": [{"row": row, "problem": problem} for row, problem in self.unreadable],
            "would_run": self.running,
            "defused": self.defused,
            "out": str(self.out) if self.out else None,
        }


def _places(unit: str, numbers: Sequence[int]) -> str:
    """The first of the lines or rows, for somebody who goes to look."""
    named = ", ".join(str(number) for number in numbers[:NAMED_AT_MOST])
    dots = ", …" if len(numbers) > NAMED_AT_MOST else ""
    return f"{unit if len(numbers) == 1 else unit + 's'} {named}{dots}"
