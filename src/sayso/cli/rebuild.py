"""`sayso rebuild`: what holds now, made again from all that was said."""

import click

from sayso.cli.opened import the_record
from sayso.cli.options import Refusal


@click.command()
@click.option("--check", is_flag=True, help="Only compare; change nothing.")
def command(check: bool) -> None:
    """Make what holds of everybody now anew, from all that was ever said.

    It is always the same as what is there; --check proves it.

    \b
    Examples:
      sayso rebuild --check
      sayso rebuild
    """
    with the_record():
        from sayso.people.projection import differences, rebuild

        if not check:
            click.echo(f"Made anew for {rebuild():,} people.")
        elif count := sum(1 for _ in differences()):
            raise Refusal(
                f"What is held of {count:,} people does not follow from what was said; make it "
                "anew: sayso rebuild"
            )
        else:
            click.echo("What is held of everybody follows from what was said.")
