"""`sayso register`: the editions of the preference registers that are held here."""

from datetime import date, timedelta
from pathlib import Path

import click

from sayso.addresses import PhoneState, national_number, read_phone
from sayso.cli.home import home
from sayso.cli.options import DAY, Refusal
from sayso.days import today_in_london
from sayso.law.situation import REGISTER_DAYS
from sayso.law.words import day_in_words
from sayso.lists.errors import ListError
from sayso.lists.registers import REGISTERS, Matcher, RegisterStore, counted

register_argument = click.argument("register", type=click.Choice(sorted(REGISTERS)))


@click.group()
def command() -> None:
    """Keep the licensed files of TPS, CTPS and the fax register, edition by edition.

    They are kept in the folder SAYSO_HOME (default: ./var). With several editions held,
    a listing has a day: the day after the last edition without the number.

    \b
    Examples:
      sayso register add tps tps_ns.txt --edition 2026-11-20
      sayso register lookup '020 7946 0123' --on 2026-11-22

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """


@command.command()
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", type=DAY, required=True, help="The day of the file.")
@click.option("--force", is_flag=True, help="Accept a file that seems odd, for it is right.")
def add(register: str, file: Path, edition: date, force: bool) -> None:
    """Add one file as the edition of a day; whatever is wrong with it, nothing changes.

    A file seems odd if its count differs by more than a fifth from that of the earlier or the later
    edition, or if it has the very numbers of another register. A first edition has none to be
    compared with, and it says so: see then that the count is right.

    \b
    Examples:
      sayso register add tps tps_ns.txt --edition 2026-11-20
      sayso register add ctps ctps_ns.txt --edition 2026-11-20 --force

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    store = RegisterStore(home())
    try:
        added = store.add(register, file, edition, today=today_in_london(), force=force)
    except ListError as error:
        raise Refusal(str(error)) from None
    verb = "Added" if added.new else "Already held:"
    click.echo(f"{verb} {register} of {added.on}: {counted(added.count)}.")
    if added.alone:
        click.echo(
            f"No other {register} edition is held to compare it with; see that the count is right."
        )


@command.command(name="list")
def list_editions() -> None:
    """List every edition held.

    \b
    Examples:
      sayso register list

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    try:
        found = RegisterStore(home()).editions()
    except ListError as error:
        raise Refusal(str(error)) from None
    if not found:
        click.echo("No edition is held yet. Add one: sayso register add tps FILE --edition DATE")
    for edition in found:
        until = edition.on + timedelta(days=REGISTER_DAYS - 1)
        click.echo(f"{edition.register:5} {edition.on}  {edition.count:>12,}  good until {until}")


@command.command()
@register_argument
def show(register: str) -> None:
    """Show the editions held of one register, and check that each is whole.

    \b
    Examples:
      sayso register show tps

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    try:
        found = RegisterStore(home()).show(register)
    except ListError as error:
        raise Refusal(str(error)) from None
    if not found:
        raise Refusal(f"No {register} edition is held; add one: sayso register add {register} …")
    click.echo(f"{REGISTERS[register]} ({register})")
    for edition in found:
        click.echo(f"  {edition.on}  {counted(edition.count)} from {edition.source}")
        click.echo(f"    sha256 {edition.sha256}, added {edition.added_at:%Y-%m-%d %H:%M} UTC")


@command.command()
@click.argument("number")
@click.option("--on", type=DAY, help="The day of the call.  [default: today]")
def lookup(number: str, on: date | None) -> None:
    """Say what each register held says of a number on a day.

    \b
    Examples:
      sayso register lookup '020 7946 0123'
      sayso register lookup +442079460123 --on 2026-11-22

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    day = on or today_in_london()
    reading = read_phone(number)
    if reading.state in (PhoneState.EMPTY, PhoneState.UNSCREENABLE, PhoneState.OUT_OF_SCOPE):
        note = reading.note or "it is empty"
        raise Refusal(f"This number cannot be looked up: {note.rstrip('.')}. Write it in full.")
    store = RegisterStore(home())
    try:
        held = {edition.register for edition in store.editions()}
    except ListError as error:
        raise Refusal(str(error)) from None
    if not held:
        raise Refusal("No edition is held; add one: sayso register add tps FILE --edition DATE")
    numbers = [found for e164 in reading.numbers if (found := national_number(e164)) is not None]
    for register in sorted(held):
        try:
            click.echo(f"{register}: {_says(store.matcher(register, day), numbers, day)}")
        except ListError as error:
            click.echo(f"{register}: {error}")


def _says(matcher: Matcher, numbers: list[int], day: date) -> str:
    """The worst that an edition says of any of the numbers that a cell may mean."""
    listings = [listing for one in numbers if (listing := matcher.listed_on(one)) is not None]
    edition = f"the edition of {matcher.edition}"
    if matcher.edition and (day - matcher.edition).days >= REGISTER_DAYS:
        edition += ", which is too old to rely on"
    if not listings:
        return f"not listed in {edition}"
    if "unknown" in listings:
        return f"listed, since when is not known, so it binds at once (by {edition})"
    since = min(listing for listing in listings if isinstance(listing, date))
    binds = since + timedelta(days=REGISTER_DAYS)
    verb = "binds" if day >= binds else "does not bind before"
    return f"listed on {since}; that {verb} {_from(binds, day)} (by {edition})"


def _from(binds: date, day: date) -> str:
    return "today" if day >= binds else day_in_words(binds)
