"""The waterfall on the terminal: from all rows to those that may be contacted."""

from collections.abc import Mapping

import click
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sayso.law.codes import Channel, Purpose
from sayso.law.words import day_in_words
from sayso.lists.check import Campaign
from sayso.lists.summary import Drop, Waterfall
from sayso.lists.until import ASKED

BAR = 24
NARROWEST = 60


def show_waterfalls(campaign: Campaign, waterfalls: Mapping[Channel, Waterfall]) -> None:
    """Each channel's waterfall, then the registers it rests on."""
    console = _console()
    for channel, waterfall in waterfalls.items():
        console.print()
        console.print(Text(_title(campaign, channel), style="bold"))
        _print(console, _grid(waterfall, console.width))
        if waterfall.holds_until:
            console.print(f"This holds until {day_in_words(waterfall.holds_until)}.")
    _show_registers(campaign)


def counted(number: int, one: str) -> str:
    """So many of something, as people say it: 1 row, 1,234 rows."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=100, no_color=True)


def _print(console: Console, grid: Grid) -> None:
    """A grid is padded to its width, which in a file would be blanks at the ends of lines."""
    if console.is_terminal:
        console.print(grid)
        return
    with console.capture() as printed:
        console.print(grid)
    for line in printed.get().splitlines():
        click.echo(line.rstrip())


def _title(campaign: Campaign, channel: Channel) -> str:
    purpose = campaign.purpose.replace("_", " ")
    words = channel.replace("_", " ")
    policy = "" if campaign.policy == "legal-minimum" else ", under the house rules"
    return f"May we contact them: {words}, for {purpose}, on {day_in_words(campaign.on)}{policy}?"


def _grid(waterfall: Waterfall, width: int) -> Grid:
    grid = Grid(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    if width >= NARROWEST:
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")

    def line(rows: str, left: int, words: Text) -> None:
        bar = [_bar(left, waterfall.rows)] if width >= NARROWEST else []
        grid.add_row(rows, *bar, words)

    left = waterfall.rows
    line(f"{left:,}", left, Text("row in the list" if left == 1 else "rows in the list"))
    for drop in waterfall.drops:
        left -= drop.rows
        line(f"-{drop.rows:,}", left, _told(drop))
    points = waterfall.contact_points
    by = f", by {counted(points, 'contact point')}" if points != left else ""
    line(f"{left:,}", left, Text(f"may be contacted{by}", "bold"))
    return grid


def _bar(left: int, rows: int) -> str:
    filled = round(BAR * left / rows) if rows else 0
    return "█" * filled + "·" * (BAR - filled)


def _told(drop: Drop) -> Text:
    """The reason code, the reason, and on a line of its own what would win the rows back."""
    reason = Text.assemble((drop.reason, "bold"), f"  {drop.because}")
    return Text.assemble(reason, "\n", (f"→ {drop.remedy}", "dim"))


def _show_registers(campaign: Campaign) -> None:
    for name, matcher in sorted(campaign.registers.items()):
        numbers = counted(matcher.count, "number")
        click.echo(f"\n{name.upper()} edition of {matcher.edition}: {numbers}.", nl=False)
    if campaign.registers:
        click.echo()
    if not _is_marketing(campaign):
        return
    for channel in campaign.channels:
        unasked = [r for r in ASKED.get(channel, ()) if r not in campaign.registers]
        if unasked:
            names = " and ".join(name.upper() for name in unasked)
            were = "was" if len(unasked) == 1 else "were"
            told = f"{names} {were} not searched, so the registers clear nobody for {channel}."
            click.echo(told)


def _is_marketing(campaign: Campaign) -> bool:
    """Whether the law asks the registers at all: a message that promotes anything is marketing,
    whatever it is called.
    """
    promotes = campaign.facts.get("message", {}).get("promotes")
    return campaign.purpose in (Purpose.MARKETING, Purpose.CONSENT_REQUEST) or bool(promotes)
