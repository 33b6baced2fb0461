"""`sayso export`: everything in open formats, for the day on which one leaves."""

from pathlib import Path

import click

from sayso.cli.opened import the_record


@click.command()
@click.argument("folder", metavar="TO", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Who takes it out: it is logged.")
def command(folder: Path, by: str) -> None:
    """Write everything to the new folder TO, in the open: JSON Lines, CSV, the policies, the log.

    \b
    Examples:
      sayso export /media/vault/leaving --by 'Ada Ashby'
    """
    with the_record():
        from sayso.config.export import export

        count = export(folder, actor=by)
    click.echo(f"Exported {count:,} rows to {folder.name}.")
    click.echo(
        "It holds personal data in the open, for you alone to read; README.txt in it says more."
    )
