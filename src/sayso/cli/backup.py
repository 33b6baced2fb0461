"""`sayso backup`: the record to one place, its keys to another."""

from pathlib import Path

import click

from sayso.cli.opened import the_record
from sayso.law.words import day_in_words


@click.command()
@click.argument("folder", metavar="TO", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keys", is_flag=True, help="Back up the keys, and nothing else.")
def command(folder: Path, keys: bool) -> None:
    """Write a backup to the folder TO: of the record, or of its keys, never of both to one place.

    \b
    Examples:
      sayso backup /media/vault/sayso
      sayso backup /media/other/keys --keys
    """
    with the_record():
        if keys:
            _back_up_keys(folder)
        else:
            from sayso.config.backup import NO_KEYS, back_up

            path = back_up(folder)
            click.echo(f"Backed up to {path.name}.")
            click.echo(NO_KEYS)


def _back_up_keys(folder: Path) -> None:
    from sayso.config.key_backup import back_up_keys

    done = back_up_keys(folder)
    click.echo(f"Backed up to {done.path.name}.")
    click.echo(
        f"Destroy it, and every copy of it, after {day_in_words(done.until)}: whoever has it and a "
        "backup of the record can read people who were erased since."
    )
    if done.destroyed:
        click.echo(f"Destroyed {done.destroyed:,} that were too old.")
