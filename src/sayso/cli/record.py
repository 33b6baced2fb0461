"""The record opened for a command: Django set up, and the tables as this version needs them."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.cli.options import Refusal

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ONE_AT_A_TIME = 0x5EA0
"""The advisory lock of PostgreSQL under which tables are made and altered."""


def open_record() -> None:
    """Make ready whatever a command needs of the record; raises Refusal if that cannot be.

    What is missing is made: the folder, for its owner alone; the tables, and whatever a new version
    adds to them. Two commands that come at once do so one after the other.
    """
    set_up()
    from django.db import DatabaseError, connections

    try:
        for connection in connections.all():
            _make_private(connection)
            _ask_for_an_answer(connection)
            if _is_behind(connection):
                _migrate(connection)
    except DatabaseError:
        raise Refusal(
            "The record cannot be opened, because its database does not answer or is not ours; "
            "check DATABASE_URL, and that the database is running."
        ) from None


def set_up() -> None:
    """Read the settings, which say where the record is."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "sayso.config.settings"}
    import django
    from psycopg import ProgrammingError

    try:
        django.setup()
    except (ValueError, ProgrammingError):
        raise Refusal(
            "DATABASE_URL cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None


def _make_private(connection: "BaseDatabaseWrapper") -> None:
    """On SQLite, make the folder and the file before anybody else could read them."""
    path = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or _is_in_memory(path) or path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _is_in_memory(path: Path) -> bool:
    return "mode=memory" in path.name or path.name == ":memory:"


def _ask_for_an_answer(connection: "BaseDatabaseWrapper") -> None:
    """Connect once without the pool, which would try again for long, and complain each time."""
    import psycopg

    if connection.vendor == "postgresql":
        with connection.wrap_database_errors:
            psycopg.connect(**connection.get_connection_params()).close()


def _is_behind(connection: "BaseDatabaseWrapper") -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate(connection: "BaseDatabaseWrapper") -> None:
    from django.core.management import call_command

    with _alone(connection):
        call_command("migrate", database=connection.alias, interactive=False, verbosity=0)


@contextmanager
def _alone(connection: "BaseDatabaseWrapper") -> Iterator[None]:
    """Wait until nobody else alters the tables; whoever is killed lets go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            try:
                yield
            finally:  # a pooled session would keep it, and nobody could migrate any more
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
    else:
        path = f"{connection.settings_dict['NAME']}.migrating"
        lock = sqlite3.connect(path, timeout=60, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            lock.close()
