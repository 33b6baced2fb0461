"""The only writes to the log: add, seal, and drop what was kept long enough."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from sayso.days import date_in_london
from sayso.evidence.errors import EvidenceError
from sayso.evidence.event import Event
from sayso.evidence.inserting import insert
from sayso.evidence.keys import signing_key
from sayso.evidence.models import FIELDS, Checkpoint, Entry, Epoch, Leaf, Unsealed, leaf_bytes
from sayso.evidence.note import Checkpoint as Signed
from sayso.evidence.note import SigningKey, read_checkpoint, sign, sign_checkpoint
from sayso.evidence.offline import epoch_text
from sayso.evidence.queries import consistency, dropped_size, stored
from sayso.evidence.tree import EMPTY_ROOT, Peaks, Span, by_leaf, complete, extends, leaf_hash

BATCH = 5_000
"""Rows sealed in one transaction, under one checkpoint: on SQLite nobody else writes meanwhile."""

_said_by = attrgetter(*FIELDS[1:-1])
"""What an event says, in the order of the columns; the instant is ours."""

ONE_SEALER = 0x5EA1
"""The advisory lock on PostgreSQL: it needs no right to a table, and ends with whoever has it."""


def append(
    *,
    kind: str,
    actor: str,
    subject: str = "",
    purpose: str = "",
    channel: str = "",
    wording_hash: str = "",
    policy: str = "",
    commitment: str = "",
    happened_on: date | None = None,
) -> int:
    """Log one event, in the transaction that makes it true; the answer is its row."""
    event = Event(
        kind=kind,
        actor=actor,
        subject=subject,
        purpose=purpose,
        channel=channel,
        wording_hash=wording_hash,
        policy=policy,
        commitment=commitment,
        happened_on=happened_on,
    )
    return append_many([event])[0]


def append_many(events: Iterable[Event]) -> list[int]:
    """Log many events together, in the transaction that makes them true."""
    if not connection.in_atomic_block:
        raise EvidenceError(
            "An event is logged in the transaction that makes it true, and there is none; "
            "call this inside transaction.atomic()."
        )
    at = timezone.now()
    return insert(Entry, FIELDS[1:], [(*_said_by(event), at) for event in events])


def seal(*, batch: int = BATCH) -> int:
    """Give every waiting row its leaf, and sign; the answer is how many rows were sealed.

    Each batch is one transaction with its checkpoint: whoever is killed leaves nothing half done.
    """
    sealed = 0
    while Unsealed.objects.exists() and (count := _seal(batch, _key())):
        sealed += count
    return sealed


@transaction.atomic(durable=True)
def _seal(batch: int, key: SigningKey) -> int:
    _wait_to_be_alone()
    waiting = Entry.objects.filter(unsealed__isnull=False).order_by("id").values_list(*FIELDS)
    rows = list(waiting[:batch])
    if not rows:  # another sealer was here just now
        return 0
    last = _last_signed(key)
    tree = _grown_by(rows, last.size)
    _sign(Signed(tree.size, tree.root()), last, key)
    return len(rows)


def _wait_to_be_alone() -> None:
    """One sealer at a time: on SQLite every transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEALER])


def _last_signed(key: SigningKey) -> Signed:
    last = Checkpoint.objects.last()
    return read_checkpoint(last.note, key.verifier) if last else Signed(0, EMPTY_ROOT)


def _grown_by(rows: Sequence[tuple[Any, ...]], size: int) -> Peaks:
    """The tree with these entries as its next leaves, which are stored."""
    span = Span(0, size)
    peaks = stored([span])
    tree = Peaks(size, [peaks[node] for node in complete(span)])
    levels = tree.grow([leaf_hash(leaf_bytes(row)) for row in rows])
    completed = zip(rows, by_leaf(size, levels), strict=True)
    Leaf.objects.bulk_create(
        Leaf(number=number, entry_id=entry_id, hashes=hashes)
        for number, ((entry_id, *_), hashes) in enumerate(completed, size)
    )
    return tree


def _sign(new: Signed, last: Signed, key: SigningKey) -> None:
    """Sign what the log is now, if it is proved from the stored tree to extend what was signed."""
    if not extends(last.size, last.root, new.size, new.root, consistency(last.size, new.size)):
        raise EvidenceError(
            f"The stored tree is not the one that was signed at {last.size:,} rows, so nothing was "
            "signed; run: sayso evidence verify."
        )
    note = sign_checkpoint(new, key)
    Checkpoint.objects.create(size=new.size, note=note, at=timezone.now())


@transaction.atomic(durable=True)
def drop_expired(*, before: datetime, actor: str) -> int:
    """Drop the epoch of all rows whose checkpoint was signed before an instant.

    What was said in them is gone; their hashes stay, so that the tree is proved as before. The
    epoch is signed, and logged itself. The answer is how many rows were dropped.
    """
    _wait_to_be_alone()
    last = Checkpoint.objects.filter(at__lt=before).last()
    if last is None or last.size <= dropped_size():
        return 0
    now = timezone.now()
    note = sign(epoch_text(last.size, str(date_in_london(now))), _key())
    Epoch.objects.create(size=last.size, note=note, at=now)
    append(kind="log.epoch_dropped", actor=actor)
    dropped, _ = Entry.objects.filter(leaf_row__number__lt=last.size).delete()
    return dropped


def _key() -> SigningKey:
    return signing_key(settings.ENVIRONMENT.keys)
