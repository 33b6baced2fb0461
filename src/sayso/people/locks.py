"""Whoever leaves a contact point alone and whoever is about to write to one wait for each other."""

from django.db import connection

STOPS = 0x5EA5
"""The advisory lock of PostgreSQL; on SQLite every writer is alone already."""


def wait_for_stops(*, alone: bool) -> None:
    """Wait until the transaction ends of whoever writes suppressions, or of whoever asks `alone`.

    So no message is let go by somebody who did not see a stop that was recorded before.
    """
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [STOPS])
