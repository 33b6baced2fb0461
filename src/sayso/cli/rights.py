"""`sayso rights`: the register of what people ask about their own details."""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from sayso.cli.opened import the_record
from sayso.cli.options import DAY
from sayso.cli.requests_shown import as_data, counted, counts, head, left, row, steps, words

if TYPE_CHECKING:
    from sayso.rights.queries import Case

KINDS = (
    "access",
    "correction",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "complaint",
)
CAME = ("email", "phone", "letter", "in-person", "social")
OUTCOMES = ("done", "in-part", "nothing-held", "refused")

by_option = click.option("--by", required=True, metavar="NAME", help="Who does it: it is logged.")
on_option = click.option("--on", type=DAY, help="The day it happened.  [default: today]")


@click.group()
def command() -> None:
    """Keep the register of what people ask about their own details. REF is a reference.

    \b
    Examples:
      sayso rights list
      sayso rights show SR-2026-7KQ4F
      sayso rights record access --came letter --received 2026-11-20 --by 'Aisha Clerk'
      sayso rights wait SR-2026-7KQ4F identity --by 'Daniel Officer'
    """


# --- read --------------------------------------------------------------------------------


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that have ended, too.")
@click.option("--json", "as_json", is_flag=True, help="The same as data.")
def list_(everything: bool, as_json: bool) -> None:
    """List the open requests: when each is due, in how many days, and what it waits for.

    What is due first comes first. It names nobody.

    \b
    Examples:
      sayso rights list
      sayso rights list --all --json
    """
    with the_record():
        from sayso.days import today_in_london
        from sayso.rights.queries import register

        cases = register(today_in_london(), ended=everything)
    if as_json:
        click.echo(json.dumps([as_data(case) for case in cases], indent=2))
        return
    for case in cases:
        click.echo(row(case))
    click.echo(counted(cases))


@command.command()
@click.argument("ref")
def show(ref: str) -> None:
    """Show a request with the words of whoever asks, its steps, and how its day is counted.

    \b
    Examples:
      sayso rights show SR-2026-7KQ4F
    """
    with the_record():
        from sayso.people.sealing import SealedError
        from sayso.rights.letters import page
        from sayso.rights.sealing import opened

        case = _case(ref)
        address = page(case.request)
        try:
            told = opened(case.request)
        except SealedError:
            told = None
    for line in (*head(case, address), *words(told), *steps(case), *counts(case)):
        click.echo(line)


def _case(ref: str) -> "Case":
    from sayso.days import today_in_london
    from sayso.rights.queries import by_ref

    return by_ref(ref, today_in_london())


# --- taken in ----------------------------------------------------------------------------


@command.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--came", type=click.Choice(CAME), required=True, help="By which way it came.")
@click.option("--received", type=DAY, help="The day it came in.  [default: today]")
@click.option("--name", default="", help="Who asks.")
@click.option("--behalf", default="", help="For whom they ask, and how they come to.")
@click.option("--about", default="", metavar="TEXT", help="What about; - reads it from the input.")
@click.option("--email", default="", help="How they are reached: one of these three, or more.")
@click.option("--phone", default="", help="See --email.")
@click.option("--address", default="", help="See --email.")
@by_option
def record(kind: str, came: str, received: date | None, by: str, **given: str) -> None:
    """Record a request that came by letter, by telephone, in person or in a message.

    It is acknowledged by email if there is an address; else write to them, and then run
    `sayso rights acknowledge`. An objection stops marketing at once.

    \b
    Examples:
      sayso rights record access --came phone --name 'Ada Ashby' --phone '020 7946 0001' --by Aisha
      sayso rights record complaint --came letter --received 2026-11-20 --about - --by Aisha < words
    """
    if given["about"] == "-":
        given["about"] = sys.stdin.read()
    with the_record():
        from sayso.people.points import read_point
        from sayso.rights.actions import NewRequest, receive
        from sayso.rights.models import Came, Kind
        from sayso.rights.plain import plain
        from sayso.rights.sealing import Particulars

        ways = (("email", given["email"]), ("phone", given["phone"]), ("post", given["address"]))
        new = NewRequest(
            kind=Kind(kind),
            came=Came(came),
            words=Particulars(
                who=plain(given["name"]),
                on_behalf_of=plain(given["behalf"]),
                about=plain(given["about"]),
            ),
            points=tuple(read_point(way, value) for way, value in ways if value),
            received_on=received,
        )
        request = receive(new=new, actor=by)
        case = _case(request.ref)
    told = "Acknowledged by email." if _was_acknowledged(case) else _NOT_TOLD.format(request.ref)
    click.echo(f"{request.ref}: {left(case)}. {told}")


_NOT_TOLD = "There is no email address: write to them, then run: sayso rights acknowledge {}"


def _was_acknowledged(case: "Case") -> bool:
    return any(one.step == "acknowledged" for one in case.events)


@command.command()
@click.argument("ref")
@on_option
@by_option
def acknowledge(ref: str, on: date | None, by: str) -> None:
    """Note that whoever asks was told that we have it, as by letter.

    \b
    Examples:
      sayso rights acknowledge SR-2026-7KQ4F --by 'Aisha Clerk'
    """

    def step() -> None:
        from sayso.rights.actions import acknowledge

        acknowledge(ref=ref, actor=by, on=on)

    _take(ref, step)


@command.command()
@click.argument("ref")
@click.argument("kind", type=click.Choice(KINDS))
@by_option
def sort(ref: str, kind: str, by: str) -> None:
    """Say what an unsorted request is, such as one that came as an answer to a message.

    \b
    Examples:
      sayso rights sort SR-2026-7KQ4F complaint --by 'Aisha Clerk'
    """

    def step() -> None:
        from sayso.rights.actions import sort
        from sayso.rights.models import Kind

        sort(ref=ref, kind=Kind(kind), actor=by)

    _take(ref, step)


# --- on its way, and ended ---------------------------------------------------------------


@command.command()
@click.argument("ref")
@click.argument("what", type=click.Choice(("identity", "clarification", "fee")))
@click.option("--words", default="", metavar="TEXT", help="What you ask, for the message to them.")
@on_option
@by_option
def wait(ref: str, what: str, words: str, on: date | None, by: str) -> None:
    """Ask for what only the person can bring; the law says whether the clock waits, too.

    \b
    Examples:
      sayso rights wait SR-2026-7KQ4F clarification --words 'Which year?' --by 'Daniel Officer'
    """

    def step() -> bool:
        from sayso.rights.actions import wait_for
        from sayso.rights.models import Wait

        return wait_for(ref=ref, what=Wait(what), actor=by, on=on, words=words)

    _take(ref, step, told=True)


@command.command()
@click.argument("ref")
@click.option("--person", metavar="REF", help="Who they are on record, now that it is known.")
@on_option
@by_option
def resume(ref: str, person: str | None, on: date | None, by: str) -> None:
    """Go on: what was waited for has come. Look at proof of identity, and keep no copy of it.

    \b
    Examples:
      sayso rights resume SR-2026-7KQ4F --on 2026-11-12 --by 'Daniel Officer'
      sayso rights resume SR-2026-7KQ4F --person 4fkx7mn2qc --by 'Daniel Officer'
    """

    def step() -> None:
        from sayso.people.queries import person_by_ref
        from sayso.rights.actions import resume

        sid = person_by_ref(person).sid if person else ""
        if resume(ref=ref, actor=by, on=on, sid=sid):
            click.echo("Their record is on hold from now on.")

    case = _take(ref, step)
    if case.request.kind == "restriction" and case.events[-1].step != "restricted":
        click.echo(NOT_ON_HOLD)


NOT_ON_HOLD = (
    "No record is on hold: it is not known whose it is. Wait for their identity, and go on with "
    "--person."
)


@command.command()
@click.argument("ref")
@click.argument("why", type=click.Choice(("complex", "many")))
@on_option
@by_option
def extend(ref: str, why: str, on: date | None, by: str) -> None:
    """Take up to two months more, and tell the person so; too late, it changes nothing.

    \b
    Examples:
      sayso rights extend SR-2026-7KQ4F complex --by 'Daniel Officer'
    """

    def step() -> bool:
        from sayso.rights.actions import extend
        from sayso.rights.models import Why

        return extend(ref=ref, why=Why(why), actor=by, on=on)

    _take(ref, step, told=True)


@command.command()
@click.argument("ref")
@click.argument("outcome", type=click.Choice(OUTCOMES))
@on_option
@by_option
def close(ref: str, outcome: str, on: date | None, by: str) -> None:
    """End a request that was answered.

    \b
    Examples:
      sayso rights close SR-2026-7KQ4F done --by 'Daniel Officer'
    """

    def step() -> bool:
        from sayso.rights.actions import close
        from sayso.rights.models import Outcome

        return close(ref=ref, outcome=Outcome(outcome), actor=by, on=on)

    _take(ref, step, told=True)


@command.command()
@click.argument("ref")
@on_option
@by_option
def withdraw(ref: str, on: date | None, by: str) -> None:
    """End a request that the person has taken back.

    \b
    Examples:
      sayso rights withdraw SR-2026-7KQ4F --by 'Aisha Clerk'
    """

    def step() -> None:
        from sayso.rights.actions import withdraw

        withdraw(ref=ref, actor=by, on=on)

    _take(ref, step)


def _take(ref: str, step: Callable[[], object], *, told: bool = False) -> "Case":
    """Take a step, and say where the request stands after it."""
    with the_record():
        done = step()
        case = _case(ref)
    click.echo(f"{case.request.ref}: {left(case)}.")
    if told and not done:
        click.echo("They were not told of it, for there is no email address: write to them.")
    return case
