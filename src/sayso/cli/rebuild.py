"""`sayso rebuild`: what holds now, made again from all that was said."""

import click

from sayso.cli.opened import the_record
from sayso.cli.options import Refusal


@click.command()
@click.option("--check", is_flag=True, help="Only compare; change nothing.")
def command(check: bool) -> None:
    """Make what holds of everybody now anew, from all that was ever said.

    It is always the same as what is there; --check proves it, and that all that was said is as it
    was logged. Every event that was changed, added or taken away since is named.

    \b
    Examples:
      sayso rebuild --check
      sayso rebuild
    """
    with the_record():
        from sayso.people.projection import rebuild

        if check:
            _check()
        else:
            click.echo(f"Made anew for {rebuild():,} people.")


def _check() -> None:
    from sayso.people import checking, projection

    problems = 0
    for problem in checking.differences():
        click.echo(problem)
        problems += 1
    if problems:
        raise Refusal(
            f"What was said is not as it was logged (problems: {problems:,}); restore a backup "
            "from before, and find out who can write in the database."
        )
    if count := sum(1 for _ in projection.differences()):
        raise Refusal(
            f"What is held of {count:,} people does not follow from what was said; make it "
            "anew: sayso rebuild"
        )
    click.echo("What is held of everybody follows from what was said, which is as it was logged.")
