"""`sayso screen`: every number on record searched in the newest registers."""

import click

from sayso.cli.opened import the_record


@click.command()
def command() -> None:
    """Search every number on record in each edition that was added since the last search.

    \b
    Examples:
      sayso screen
    """
    with the_record():
        from sayso.people.jobs import screen_registers

        done = screen_registers()
        for one in done:
            click.echo(
                f"{one.register} of {one.edition}: {one.numbers:,} numbers searched, "
                f"{one.listed:,} listed."
            )
        if not done:
            click.echo("Every edition held is searched already.")
