"""The keys as one file to keep elsewhere: not beside the record, and not for long.

Whoever was erased can be read again by whoever has the record and a key of theirs from before. So
each backup of the keys is destroyed after thirty days.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.db import connections

from sayso.config.backup import ANY, MANIFEST, BackupError, must_not_hold, read_manifest
from sayso.config.tables import private_file
from sayso.days import today_in_london
from sayso.lists.output import replacing
from sayso.people.models import SubjectKey
from sayso.people.router import KEYS
from sayso.people.stops import NAME as JOURNAL

FORMAT = "sayso keys 1"
DAYS = 30
NAME, ANY_OF_KEYS = "sayso-keys-{:%Y%m%dT%H%M%SZ}-until-{}.zip", "sayso-keys-*-until-*.zip"
OF_PEOPLE = "people.sqlite3"


class KeysBackedUp(NamedTuple):
    """The backup, the last day on which it may exist, and how many older ones were destroyed."""

    path: Path
    until: date
    destroyed: int


def back_up_keys(folder: Path, *, today: date | None = None) -> KeysBackedUp:
    """Write a backup of all keys to a folder, and destroy those in it that are too old."""
    day = today or today_in_london()
    must_not_hold(folder, ANY, settings.ENVIRONMENT.home)
    until = day + timedelta(days=DAYS)
    path = folder / NAME.format(datetime.now(UTC), until)
    manifest = {"format": FORMAT, "destroy_after": until.isoformat()}
    with replacing(path) as part, ZipFile(part, "w") as file:
        for key in _files(settings.ENVIRONMENT.keys):
            file.write(key, key.name)
        with _keys_of_people(folder) as copied:
            file.write(copied, OF_PEOPLE)
        file.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return KeysBackedUp(path, until, destroy_expired(folder, day))


def destroy_expired(folder: Path, today: date) -> int:
    """Destroy the backups of keys whose last day is over; how many there were."""
    expired = [path for path in folder.glob(ANY_OF_KEYS) if path.stem[-10:] < today.isoformat()]
    for path in expired:
        path.unlink()
    return len(expired)


def _files(keys: Path) -> list[Path]:
    """Every key that is a file, and the journal of stops; not what is half written."""
    return sorted(
        path
        for path in keys.iterdir()
        if path.is_file() and not path.name.startswith((".", OF_PEOPLE))
    )


@contextmanager
def _keys_of_people(folder: Path) -> Iterator[Path]:
    """A copy of the store of everybody's keys, as it is at one moment."""
    with private_file(folder) as copied:
        with closing(sqlite3.connect(copied)) as target:
            connections[KEYS].ensure_connection()
            connections[KEYS].connection.backup(target)
        yield copied


# --- restored ----------------------------------------------------------------------------


def is_of_keys(path: Path) -> bool:
    """Whether this is a backup of keys."""
    try:
        with ZipFile(path) as file:
            return bool(read_manifest(file, FORMAT))
    except (BadZipFile, KeyError, ValueError):
        return False


def restore_key_files(path: Path, keys: Path) -> None:
    """Put the keys back into their folder, if there are none; before the record is opened.

    The journal of stops is kept: it may know of later ones than the backup.
    """
    if keys.is_dir() and any(keys.glob("*.key")):
        raise BackupError(
            "There are keys here already, and keys are never replaced; name an empty folder in "
            "SAYSO_KEYS."
        )
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.chmod(0o700)
    with ZipFile(path) as file:
        for name in file.namelist():
            if name == JOURNAL:
                _add_to_journal(file.read(name), keys)
            elif name not in {MANIFEST, OF_PEOPLE}:
                _write(keys / Path(name).name, file.read(name))


def restore_keys_of_people(path: Path) -> int:
    """Fill the empty store of everybody's keys; how many there are now."""
    if SubjectKey.objects.exists():
        raise BackupError(
            "There are people's keys here already, and keys are never replaced; name an empty "
            "folder in SAYSO_KEYS."
        )
    with ZipFile(path) as file, private_file(settings.ENVIRONMENT.keys) as copied:
        copied.write_bytes(file.read(OF_PEOPLE))
        with closing(sqlite3.connect(copied)) as source:
            source.backup(connections[KEYS].connection)
    return SubjectKey.objects.count()


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as part:  # which nobody but its owner can read
        part.write_bytes(content)


def _add_to_journal(older: bytes, keys: Path) -> None:
    path = keys / JOURNAL
    later = path.read_bytes() if path.exists() else b""
    _write(path, older + b"\n" + later)
