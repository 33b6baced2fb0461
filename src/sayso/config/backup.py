"""The record as one file to keep elsewhere, and the record again from that file.

A backup is a zip file: a manifest, and the rows of each table as JSON Lines. It holds no keys, so
that whoever finds it can read nobody's details; nor the numbers of the registers, whose licence
says who may hold them. Backups of the keys are another matter: see `key_backup`.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from sayso.config.rooms import ROOMS
from sayso.config.tables import (
    Digest,
    count_on,
    digest,
    digest_of,
    lines,
    load,
    rows_of,
    snapshot,
    tables,
)
from sayso.delivery.actions import hold_back
from sayso.lists.output import replacing
from sayso.lists.registers import RegisterStore
from sayso.people.details import keys
from sayso.people.keys import fingerprint

FORMAT = "sayso backup 1"
NAME, ANY = "sayso-{:%Y%m%dT%H%M%SZ}.zip", "sayso-[0-9]*.zip"
MANIFEST = "manifest.json"

NO_KEYS = (
    "This backup holds no keys. Without them nobody can read people's details in it, you included: "
    "keep a backup of the keys as well, somewhere else."
)


class BackupError(Exception):
    """One sentence: why there is no backup, or why it was not restored, and what to do next."""


def back_up(folder: Path) -> Path:
    """Write a backup of the record as it is now to a folder; it is there whole or not at all."""
    at = datetime.now(UTC)
    must_not_hold(folder, "sayso-keys-*.zip", settings.ENVIRONMENT.keys)
    path = folder / NAME.format(at)
    with replacing(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as file:
        with snapshot(folder):
            digests = {name_of(model): _written(file, model)._asdict() for model in tables()}
        file.writestr(MANIFEST, json.dumps(_manifest(at, digests), indent=2))
    return path


def must_not_hold(folder: Path, others: str, apart_from: Path) -> None:
    """Refuse to put what is locked beside what opens it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = next(folder.glob(others), None)
    if beside or folder.resolve().is_relative_to(apart_from.resolve()):
        raise BackupError(
            "The record and its keys must not lie in one place, where both could be stolen at "
            "once; name another folder for this backup."
        )


def _written(file: ZipFile, model: type[Model]) -> Digest:
    """The rows of a table, into the file and into the digest."""
    with file.open(_member(model), "w", force_zip64=True) as member:

        def through() -> Iterator[bytes]:
            for line in lines(model):
                member.write(line)
                yield line

        return digest_of(through())


def _member(model: type[Model]) -> str:
    return f"tables/{name_of(model)}.jsonl"


def name_of(model: type[Model]) -> str:
    """The name of a table, which is the same on every database."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented name


def _manifest(at: datetime, digests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": at.isoformat(timespec="seconds"),
        "note": NO_KEYS,
        "keys": key_names(),
        "migrations": _migrations(),
        "registers": [
            {"register": one.register, "edition": str(one.on), "sha256": one.sha256}
            for one in RegisterStore(settings.ENVIRONMENT.home).editions()
        ],
        "tables": digests,
    }


def key_names() -> dict[str, Any]:
    """What tells these keys from others, and gives none away."""
    ring = keys()
    return {
        "master": fingerprint(ring.master),
        "lookup": fingerprint(ring.lookup),
        "suppression": [fingerprint(key) for key in ring.suppression],
    }


def _migrations() -> dict[str, list[str]]:
    """In which form the tables are."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {room: sorted(name for app, name in applied if app == room) for room in ROOMS}


# --- restored ----------------------------------------------------------------------------


def restore(path: Path) -> int:
    """Fill the empty database from a backup, whole or not at all: how many rows there are now.

    Messages that waited then, and may have gone since, are in doubt and not sent again. What was
    said since must be said again before anybody is asked about: see `people.restore`.
    """
    try:
        with ZipFile(path) as file:
            manifest = read_manifest(file, FORMAT)
            _must_fit(manifest)
            _must_be_whole(file, manifest["tables"])
            with transaction.atomic(durable=True):
                _must_be_empty()
                _load(file)
                _must_equal(manifest["tables"])
                hold_back()
    except (BadZipFile, DatabaseError, KeyError, TypeError, ValueError) as error:
        raise BackupError(
            f"{path.name} is no whole backup of this kind, so nothing was restored; try another."
        ) from error
    return sum(table["rows"] for table in manifest["tables"].values())


def read_manifest(file: ZipFile, expected: str) -> dict[str, Any]:
    """What a backup says of itself; raises ValueError if it is of another kind."""
    manifest: dict[str, Any] = json.loads(file.read(MANIFEST))
    if manifest["format"] != expected:
        raise ValueError(manifest["format"])
    return manifest


def _must_fit(manifest: dict[str, Any]) -> None:
    if manifest["migrations"] != _migrations():
        raise BackupError(
            "This backup was made by another version of Sayso; restore it with that version, then "
            "move on to this one."
        )
    theirs, ours = manifest["keys"], key_names()
    older = ours["suppression"][: len(theirs["suppression"])]
    if theirs != ours | {"suppression": older}:
        raise BackupError(
            "The keys here are not those of this backup, so nobody's details could be read; "
            "restore the backup of its keys first."
        )


def _must_be_whole(file: ZipFile, backed_up: dict[str, Any]) -> None:
    for model in tables():
        with file.open(_member(model)) as member:
            if digest_of(member)._asdict() != backed_up[name_of(model)]:
                raise ValueError(name_of(model))


def _must_be_empty() -> None:
    if any(rows_of(model).exists() for model in tables()):
        raise BackupError(
            "There is a record here already, and a backup is never mixed with it; name an empty "
            "database in DATABASE_URL."
        )


def _load(file: ZipFile) -> None:
    for model in tables():
        with file.open(_member(model)) as member:
            load(model, member)
    count_on()


def _must_equal(backed_up: dict[str, Any]) -> None:
    """Read everything back, and find it to be what was written down."""
    for model in tables():
        if digest(model)._asdict() != backed_up[name_of(model)]:
            raise ValueError(name_of(model))
