"""`sayso serve`: the API and the jobs, in one command."""

import click

from sayso.cli.main import FAULT, complain
from sayso.cli.opened import the_record
from sayso.cli.options import Refusal


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that answer requests; as many as there are processors to spare.",
)
def command(processes: int) -> int:
    """Answer requests on SAYSO_LISTEN, and do the daily jobs, until told to end.

    What a first start lacks is made: the folders, the keys, the tables. Whatever people said that a
    restored backup does not know is said again before the first request is answered.

    \b
    Examples:
      sayso serve
      SAYSO_LISTEN=localhost:9000 sayso serve --processes 2
    """
    with the_record():
        from django.conf import settings

        from sayso.config.serving import ServiceError, make_ready, must_be_safe, serve
        from sayso.people.restore import reapply

        try:
            make_ready()
            must_be_safe()
            again = reapply()
            if any(again):
                click.echo(f"Said again after a restore: {sum(again)} stops.", err=True)
            url = settings.ENVIRONMENT.base_url
            told_to_end = serve(
                processes=processes,
                ready=lambda: click.echo(f"Ready: {url}"),
                failed=complain,
            )
        except ServiceError as error:
            raise Refusal(str(error)) from None
    return 0 if told_to_end else FAULT
