"""Who waits for whom, beyond the rows that they share: advisory locks of PostgreSQL, which end with
the transaction. On SQLite every writer is alone already.
"""

from collections.abc import Sequence

from django.db import connection

ADDING, STOPS = 0x5EA3, 0x5EA5


def wait_for_stops(*, alone: bool) -> None:
    """Wait until the transaction ends of whoever writes suppressions, or of whoever asks `alone`.

    So no message is let go by somebody who did not see a stop that was recorded before.
    """
    _wait(STOPS, alone=alone)


def wait_for_imports(*, alone: bool) -> None:
    """Wait until a chunk is in of whoever brings in a file, or, if `alone`, until nobody adds.

    So whoever is in two files, or in one and typed as well, is added by only one of them.
    """
    _wait(ADDING, alone=alone)


def wait_for_others(lookups: Sequence[str]) -> None:
    """Be the only one who adds anybody with these contact points, to the end of the transaction."""
    wait_for_imports(alone=False)
    for lookup in sorted(set(lookups)):
        _wait(int(lookup[:15], 16), alone=True)


def _wait(name: int, *, alone: bool) -> None:
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [name])
