"""`sayso delivery`: what became of messages, and what came back."""

import json
from typing import TYPE_CHECKING

import click

from sayso.cli.main import SOME_UNREADABLE
from sayso.cli.opened import the_record

if TYPE_CHECKING:
    from sayso.delivery.queries import Status

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)


@click.group()
def command() -> None:
    """Say what became of messages, and take in what came back.

    \b
    Examples:
      sayso delivery status
      sayso delivery take bounce.eml
    """


@command.command()
@click.option("--json", "as_json", is_flag=True, help="The same as data.")
def status(as_json: bool) -> None:
    """Count messages by what became of them, and name each that is in doubt.

    A message in doubt may have gone, or not: look for its Message-ID in the log of the mail
    server. Marketing in doubt is never sent again.

    \b
    Examples:
      sayso delivery status
      sayso delivery status --json
    """
    with the_record():
        from sayso.delivery import queries
        from sayso.delivery.composing import message_id
        from sayso.delivery.jobs import our_host

        found = queries.status()
        doubts = [message_id(intent.token, our_host()) for intent in queries.in_doubt()]
    if as_json:
        click.echo(json.dumps(_as_data(found, doubts), indent=2))
        return
    for (kind, state), count in sorted(found.counts.items()):
        click.echo(f"{kind:10} {state:10} {count:>12,}")
    if not found.counts:
        click.echo("No message was ever queued.")
    if found.waiting_since:
        click.echo(f"The oldest has waited since {found.waiting_since:%Y-%m-%d %H:%M} UTC.")
    for doubt in doubts:
        click.echo(f"in doubt: {doubt}")


@command.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
def take(files: tuple[str, ...]) -> None:
    """Take in reports and answers: FILES, one message each, or - for the input.

    Each counts once, however often it is taken in, and only if it names a message of ours.

    \b
    Examples:
      sayso delivery take bounce.eml complaint.eml
      sayso delivery take - < bounce.eml
    """
    with the_record():
        from sayso.delivery.reports import LARGEST
        from sayso.delivery.returns import Taken
        from sayso.delivery.returns import take as taken_in

        found = []
        for name in files:
            with click.open_file(name, "rb") as file:
                found.append((name, taken_in(file.read(LARGEST))))
    for name, taken in found:
        click.echo(f"{name}: {taken}")
    if any(taken in (Taken.NO_REPORT, Taken.LATER) for _, taken in found):
        click.get_current_context().exit(SOME_UNREADABLE)


def _as_data(found: "Status", doubts: list[str]) -> dict[str, object]:
    since = found.waiting_since
    return {
        "counts": [
            {"kind": kind, "state": state, "count": count}
            for (kind, state), count in sorted(found.counts.items())
        ],
        "waiting_since": since.isoformat() if since else None,
        "in_doubt": doubts,
    }
