"""`sayso expire`: whoever was kept as long as the policy says is erased."""

import click

from sayso.cli.opened import the_record


@click.command()
@click.option("--apply", "is_meant", is_flag=True, help="Erase them; without it they are counted.")
@click.option("--force", is_flag=True, help="Even if it is more than one person in ten.")
def command(is_meant: bool, force: bool) -> None:
    """Count, and with --apply erase, whoever was kept as long as the policy's schedule says.

    \b
    Examples:
      sayso expire
      sayso expire --apply
    """
    with the_record():
        from sayso.people.jobs import expire
        from sayso.policy.queries import current

        counts = expire(version=current(), dry_run=not is_meant, force=force)
    verb = "were erased" if is_meant else "are due"
    for record_class, count in counts.items():
        click.echo(f"{count:>8,}  {record_class.replace('_', ' ')}")
    click.echo(f"{sum(counts.values()):,} people {verb}.")
