"""`sayso replay`: an answer of the past, by what we knew then and by what we know now."""

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from sayso.cli.opened import the_record
from sayso.cli.options import DAY
from sayso.law.codes import Channel
from sayso.law.words import day_in_words

if TYPE_CHECKING:
    from sayso.people.queries import Permission
    from sayso.people.replay import Replay


@click.command()
@click.argument("ref")
@click.option("--purpose", required=True, help="A purpose of the policy.")
@click.option("--channel", required=True, type=click.Choice([str(one) for one in Channel]))
@click.option("--on", type=DAY, required=True, help="The day of the contact.")
@click.option("--known-on", type=DAY, required=True, help="By what was on record that evening.")
@click.option("--json", "as_json", is_flag=True, help="Both answers as data.")
def command(ref: str, purpose: str, channel: str, on: date, known_on: date, as_json: bool) -> None:
    """Answer again as on a day of the past, and say what we have learned since.

    \b
    Examples:
      sayso replay 4fkx7mn2qc --purpose news --channel email --on 2026-03-05 --known-on 2026-03-05
    """
    with the_record():
        from sayso.people.queries import person_by_ref
        from sayso.people.replay import replay

        found = replay(
            person=person_by_ref(ref),
            purpose=purpose,
            channel=Channel(channel),
            on=on,
            known_on=known_on,
        )
        if as_json:
            answers = {"then": found.then.as_dict(), "now": found.now.as_dict()}
            click.echo(json.dumps(answers | {"learned": found.learned}, indent=2))
        else:
            _tell(found)


def _tell(found: "Replay") -> None:
    click.echo(f"Knowing what we knew on {day_in_words(found.then.known_on)}:")
    _answer(found.then)
    click.echo("Knowing what we know now:")
    _answer(found.now)
    if found.learned:
        click.echo("What makes the difference:" if found.differs else "Learned since:")
    for one in found.learned:
        click.echo(f"  - {one}")
    if not found.differs:
        click.echo("The answer is the same.")


def _answer(permission: "Permission") -> None:
    verdict = "Allowed" if permission.allowed else "Refused"
    click.echo(f"  {verdict}: {permission.reason}")
    for reason in permission.as_dict()["because"]:
        click.echo(f"    {reason['reason'] if isinstance(reason, dict) else reason}")
