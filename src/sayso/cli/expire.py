"""`sayso expire`: what was kept as long as the policy says is erased."""

import click

from sayso.cli.opened import the_record


@click.command()
@click.option("--apply", "is_meant", is_flag=True, help="Erase them; without it they are counted.")
@click.option("--force", is_flag=True, help="Even if it is more than one person in ten.")
def command(is_meant: bool, force: bool) -> None:
    """Count, and with --apply erase, people and requests kept as long as the schedule says.

    \b
    Examples:
      sayso expire
      sayso expire --apply
    """
    with the_record():
        from sayso.days import today_in_london
        from sayso.people.jobs import expire
        from sayso.policy.queries import current
        from sayso.rights import holdings as rights

        version, is_trial = current(), not is_meant
        people = expire(version=version, dry_run=is_trial, force=force)
        requests = rights.expire(version=version, today=today_in_london(), dry_run=is_trial)
    verb = "were erased" if is_meant else "are due"
    for counts, what in ((people, "people"), (requests, "requests")):
        for record_class, count in counts.items():
            click.echo(f"{count:>8,}  {record_class.replace('_', ' ')}")
        click.echo(f"{sum(counts.values()):,} {what} {verb}.")
