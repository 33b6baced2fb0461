"""`sayso key`: new keys to sign with, to know whom to leave alone by, and to ask with."""

import click

from sayso.cli.opened import the_record

ESCROW = (
    "Put {path} into escrow now: print it, seal it, leave it with two people. Without it nobody "
    "who said no is recognised again, and it is in no ordinary backup."
)


@click.group()
def command() -> None:
    """Make keys, and end those of other programs. Our own lie in the folder SAYSO_KEYS alone.

    \b
    Examples:
      sayso key new signing
      sayso key new suppression --by 'Ada Ashby'
      sayso key new api --name website --scope decide
      sayso key list
    """


@command.group()
def new() -> None:
    """Make a new key.

    \b
    Examples:
      sayso key new signing
    """


@command.command(name="list")
def list_keys() -> None:
    """List the keys of other programs: which are in use, since when, for what.

    \b
    Examples:
      sayso key list
    """
    with the_record():
        from sayso.people.api_keys import api_keys

        found = api_keys()
    for key in found:
        ended = f"ended {key.ended_at:%Y-%m-%d}" if key.ended_at else "in use"
        click.echo(f"{key.kid}  {key.made_at:%Y-%m-%d}  {ended:<16}  {key.name}: {key.scopes}")
    if not found:
        click.echo("No program has a key; make one: sayso key new api --name NAME --scope SCOPE")


@command.command()
@click.argument("kid", metavar="KEY")
def end(kid: str) -> None:
    """End a key of another program, at once and for good. KEY is its name in the list.

    \b
    Examples:
      sayso key end bcdfghjkmnpq
    """
    with the_record():
        from sayso.people.api_keys import end_api_key

        end_api_key(kid=kid)
    click.echo("It opens nothing any more.")


@new.command()
def signing() -> None:
    """Make the key that signs the log, once, and print the key that verifies it.

    \b
    Examples:
      sayso key new signing
    """
    with the_record():
        from django.conf import settings

        from sayso.evidence.keys import new_signing_key

        verifier = new_signing_key(settings.ENVIRONMENT.keys)
    click.echo(verifier)
    click.echo("Give this verifier key to everybody who is to check the log.", err=True)


@new.command()
@click.option("--by", required=True, metavar="NAME", help="Who asks for it.")
def suppression(by: str) -> None:
    """Make a new key for suppressions, and hash all that is stored with it, too.

    Stop the service first. If this is cut short, do nothing: the service ends it when it opens.

    \b
    Examples:
      sayso key new suppression --by 'Ada Ashby'
    """
    with the_record():
        from django.conf import settings

        from sayso.people.keys import SUPPRESSION
        from sayso.people.rotation import rotate

        number = rotate(actor=by)
        path = settings.ENVIRONMENT.keys / SUPPRESSION.format(number)
    click.echo(f"Suppression key {number} is in use.")
    click.echo(ESCROW.format(path=path))


@new.command()
@click.option("--name", required=True, help="What the key is for, such as website.")
@click.option("--scope", "scopes", required=True, multiple=True, help="What it may do; repeats.")
def api(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key for another program to ask with, and show it this once.

    \b
    Examples:
      sayso key new api --name website --scope decide --scope people:write
    """
    with the_record():
        from sayso.people.api_keys import make_api_key

        key = make_api_key(name=name, scopes=scopes)
    click.echo(key)
    click.echo("It is shown this once: only its hash is kept.", err=True)
