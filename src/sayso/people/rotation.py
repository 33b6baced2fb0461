"""A new key for suppressions: whatever is stored is hashed once more, new(old(x)).

Between the new key and the end of the rewriting nobody must ask, for a stop would not be found: the
service is stopped meanwhile. If it is cut short, `rewrap` ends it before the service opens again.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from sayso.evidence import actions as log
from sayso.people.batches import BATCH
from sayso.people.details import keys
from sayso.people.keys import KeyringError, new_suppression_key
from sayso.people.models import ContactPoint, Suppression
from sayso.people.names import opaque


def rotate(*, actor: str) -> int:
    """Add a suppression key and hash all that is stored with it, too; the number of the key."""
    rewrap()
    number = new_suppression_key(settings.ENVIRONMENT.keys)
    with transaction.atomic():
        rewrap()
        log.append(kind="people.suppression-key-added", actor=opaque(actor))
    return number


@transaction.atomic
def rewrap() -> int:
    """Hash what was stored before the newest key with all newer ones; how many rows that were."""
    newest = len(keys().suppression)
    if any(table.objects.filter(key__gt=newest).exists() for table in (ContactPoint, Suppression)):
        raise KeyringError(
            f"Suppression keys after number {newest} are missing, without which nobody who said no "
            "is recognised; restore them from their escrow."
        )
    return _rewrap_points(newest) + _rewrap_suppressions(newest)


def _rewrap_points(newest: int) -> int:
    ring, count = keys(), 0
    older = ContactPoint.objects.filter(key__lt=newest).order_by("pid")
    while rows := older.values_list("key", "pid", "kin", "other_kin")[:BATCH]:
        wrapped = [
            (ring.rewrapped(kin, key), other and ring.rewrapped(other, key), newest, pid)
            for key, pid, kin, other in rows
        ]
        _write("UPDATE people_contactpoint SET kin=%s, other_kin=%s, key=%s WHERE pid=%s", wrapped)
        count += len(wrapped)
    return count


def _rewrap_suppressions(newest: int) -> int:
    ring, count = keys(), 0
    older = Suppression.objects.filter(key__lt=newest).order_by("id")
    while rows := older.values_list("key", "id", "kin")[:BATCH]:
        wrapped = [(ring.rewrapped(kin, key), newest, row) for key, row, kin in rows]
        _write("UPDATE people_suppression SET kin=%s, key=%s WHERE id=%s", wrapped)
        count += len(wrapped)
    return count


def _write(statement: str, rows: Sequence[tuple[str | int, ...]]) -> None:
    """The ORM would write a statement of its own for each row."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
