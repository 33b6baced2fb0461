"""Whether the service can do its work, part by part."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from sayso.config.metrics import oldest_unsealed
from sayso.evidence.errors import EvidenceError
from sayso.evidence.keys import signing_key
from sayso.people.keys import KeyringError, keyring

LONGEST_UNSEALED = 60
"""Seconds. The sealer comes every second."""


def _database() -> bool:
    for connection in connections.all():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    return all(not _missing(alias) for alias in connections)


def _missing(alias: str) -> set[tuple[str, str]]:
    """The migrations on the disk that were not applied; once none is missing, none will be."""
    if alias not in _complete:
        loader = MigrationLoader(connections[alias])
        missing = set(loader.disk_migrations) - set(loader.applied_migrations)
        if missing:
            return missing
        _complete.add(alias)
    return set()


_complete = set[str]()


def _keys() -> bool:
    keyring(settings.ENVIRONMENT.keys)
    signing_key(settings.ENVIRONMENT.keys)
    return True


def _log() -> bool:
    return oldest_unsealed() < LONGEST_UNSEALED


PARTS: Mapping[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": _keys,
    "log": _log,
}


def health() -> dict[str, bool]:
    """Each part, and whether it is well; why it is not stands in the logs of whoever may know."""
    return {name: _is_well(part) for name, part in PARTS.items()}


def _is_well(part: Callable[[], bool]) -> bool:
    try:
        return part()
    except (DatabaseError, EvidenceError, KeyringError, OSError):
        return False
