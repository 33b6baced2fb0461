"""What the log can show: a receipt, the proof that it only grew, and how much is not yet sealed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Max

from sayso.evidence.errors import EvidenceError
from sayso.evidence.models import FIELDS, Checkpoint, Entry, Epoch, Leaf, Unsealed, leaf_bytes
from sayso.evidence.note import VerifierKey, encoded, read_checkpoint
from sayso.evidence.offline import PROOF, Claim, Leaves, Report, check_tree, compare
from sayso.evidence.tree import Node, Span, complete, consistency_path, inclusion_path, prove

CHUNK = 20_000
"""Rows read at a time."""


class Status(NamedTuple):
    """How many rows are sealed, how many of those were dropped, and how many still wait."""

    size: int
    dropped: int
    unsealed: int
    checkpoint_at: datetime | None


def status() -> Status:
    last = Checkpoint.objects.last()
    return Status(
        size=last.size if last else 0,
        dropped=dropped_size(),
        unsealed=Unsealed.objects.count(),
        checkpoint_at=last.at if last else None,
    )


def dropped_size() -> int:
    """The number of rows, from the first, whose epochs were dropped."""
    return Epoch.objects.aggregate(size=Max("size"))["size"] or 0


def stored(spans: Iterable[Span]) -> dict[Node, bytes]:
    """The hashes of the complete subtrees of these, each from the row that completed it."""
    nodes = set(chain.from_iterable(map(complete, spans)))
    rows = Leaf.objects.filter(number__in={node.last_leaf for node in nodes})
    hashes = {number: bytes(row) for number, row in rows.values_list("number", "hashes")}
    try:
        return {node: _at_level(hashes[node.last_leaf], node.level) for node in nodes}
    except KeyError:
        raise EvidenceError(
            "The tree of the log has lost rows; restore them from a backup before anything is "
            "sealed or proved."
        ) from None


def _at_level(hashes: bytes, level: int) -> bytes:
    return hashes[32 * level : 32 * level + 32]


def proof(path: Sequence[Span]) -> list[bytes]:
    return prove(path, stored(path).__getitem__)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` rows begins with that of `old`."""
    return proof(consistency_path(old, new))


def receipt(entry_id: int) -> str:
    """The proof that an entry is in the log as last signed, with the entry: c2sp.org/tlog-proof."""
    last = Checkpoint.objects.last()
    place = Leaf.objects.filter(entry_id=entry_id, number__lt=last.size if last else 0).first()
    entry = Entry.objects.filter(id=entry_id).first()
    if entry is None:
        raise EvidenceError(f"Entry {entry_id} is not in the log, or was dropped with its epoch.")
    if last is None or place is None:
        raise EvidenceError(f"Entry {entry_id} is not sealed yet; run: sayso evidence checkpoint.")
    hashes = map(encoded, proof(inclusion_path(place.number, last.size)))
    lines = (PROOF, f"extra {encoded(entry.leaf())}", f"index {place.number}", *hashes)
    return "\n".join((*lines, "", last.note))


def rows(start: int, end: int) -> tuple[Leaves, list[bytes]]:
    """The leaves from one number to before another, and the rows that are still there."""
    found = (
        Leaf.objects.filter(number__gte=start, number__lt=end)
        .order_by("number")
        .values_list("entry_id", "hashes", *(f"entry__{name}" for name in FIELDS))
    )
    leaves = Leaves([], [])
    kept: list[bytes] = []
    row: tuple[Any, ...]
    for row in found.iterator(CHUNK):
        entry_id, hashes, *values = row
        leaves.rows.append(str(entry_id))
        leaves.hashes.append(bytes(hashes[:32]))
        if values[1] is not None:  # its kind: an entry that is gone has none
            kept.append(leaf_bytes(values))
    return leaves, kept


def chunks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The same stretch of leaves, a chunk at a time."""
    for begin in range(start, end, CHUNK):
        yield begin, min(begin + CHUNK, end)


def verify(key: VerifierKey, retained: Sequence[str] = ()) -> Report:
    """Compare every row in the database with its hash, and the tree with every checkpoint."""
    claims = [Claim(*read_checkpoint(each.note, key)) for each in Checkpoint.objects.iterator()]
    kept = [Claim(*read_checkpoint(note, key), retained=True) for note in retained]
    size, dropped = claims[-1].size if claims else 0, dropped_size()
    problems: list[str] = []
    problems += check_tree([*claims, *kept], _compared(size, dropped, problems))
    lost = Entry.objects.filter(leaf_row__isnull=True, unsealed__isnull=True)
    problems += [f"Row {row} was never sealed, and does not wait to be." for row in _ids(lost)]
    return Report(size, dropped, problems)


def _compared(size: int, dropped: int, problems: list[str]) -> Iterator[Sequence[bytes]]:
    for start, end in chain(chunks(0, dropped), chunks(dropped, size)):
        leaves, kept = rows(start, end)
        if start >= dropped:
            problems += compare(start, kept, leaves)
        yield leaves.hashes


def _ids(entries: Any) -> Iterator[int]:
    yield from entries.order_by("id").values_list("id", flat=True)
