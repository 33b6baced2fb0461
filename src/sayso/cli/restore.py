"""`sayso restore`: the record, or its keys, from a backup."""

from pathlib import Path

import click

from sayso.cli.opened import the_record
from sayso.cli.record import open_record, set_up


@click.command()
@click.argument("backup", metavar="FROM", type=click.Path(path_type=Path, exists=True))
def command(backup: Path) -> None:
    """Restore a backup of the record into an empty database, or one of the keys where none are.

    Keys first. Afterwards every no and every erasure since the backup is said again, from the
    journal beside the keys.

    \b
    Examples:
      sayso restore /media/other/keys/sayso-keys-20261122T060000Z-until-2026-12-22.zip
      sayso restore /media/vault/sayso/sayso-20261122T060000Z.zip
    """
    set_up()
    from sayso.config.key_backup import is_of_keys

    if is_of_keys(backup):
        _restore_keys(backup)
    else:
        _restore_record(backup)


def _restore_keys(backup: Path) -> None:
    from django.conf import settings

    from sayso.config.key_backup import restore_key_files, restore_keys_of_people

    with the_record(may_be_new=False):
        restore_key_files(backup, settings.ENVIRONMENT.keys)
        count = restore_keys_of_people(backup)
        click.echo(f"Restored the keys of this record, and those of {count:,} people.")
    open_record()  # in the form of this version


def _restore_record(backup: Path) -> None:
    with the_record(may_be_new=False):
        from sayso.config.backup import restore
        from sayso.people.restore import reapply

        count = restore(backup)
        click.echo(f"Restored {count:,} rows, equal to those that were backed up.")
        again = reapply()
        click.echo(
            f"Said again since then: {again.said:,} stops, {again.left_alone:,} contact points to "
            f"leave alone, {again.shredded:,} erasures."
        )
