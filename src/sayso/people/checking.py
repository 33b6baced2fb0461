"""Whether what was said is still as it was logged: the log commits to each event by a salted hash.

It finds what somebody changed who has every right in the database, but neither the keys nor the
log. That the log itself was not rewritten is for `sayso evidence verify` to find.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from sayso.evidence.errors import EvidenceError
from sayso.evidence.event import Event as Logged
from sayso.evidence.models import Checkpoint, Entry
from sayso.evidence.queries import dropped_size
from sayso.people.batches import BATCH, batches
from sayso.people.committed import logged
from sayso.people.details import secrets_of
from sayso.people.models import Event, Person, SubjectKey

ABOUT_NOBODY = ("people.expired", "people.expiry-planned")
ERASED = "people.shredded"
OPEN = ("kind", "actor", "subject", "purpose", "channel", "policy", "happened_on")
PRINT = np.dtype([("print", "u8"), ("id", "i8")])
MALFORMED = (AttributeError, EvidenceError, TypeError, ValueError)
"""What comes of reading a row that was never written by us."""

Prints = NDArray[np.void]
Print = tuple[int, int]


def differences() -> Iterator[str]:
    """Every event that was changed, added or taken away since it was logged, by its number."""
    said = np.fromiter(_events(), PRINT)
    in_log = np.fromiter(_entries(), PRINT)
    yield from _named(_missing(said, in_log), _missing(in_log, said))
    yield from _without_keys()


def _missing(some: Prints, others: Prints) -> list[int]:
    """The rows of some that are not among the others, as often as they are there."""
    some = np.sort(some, order=["print", "id"])
    prints, theirs = some["print"], np.sort(others["print"])
    nth = np.arange(len(prints)) - np.searchsorted(prints, prints)
    times = np.searchsorted(theirs, prints, "right") - np.searchsorted(theirs, prints)
    return sorted(some["id"][nth >= times].tolist())


def _print(told: Logged | Entry, *, has_salt: bool) -> int:
    """A short hash of what the log says; without the salt of a person, of what is in the open."""
    is_sealed = bool(told.subject) and (told.kind == ERASED or not has_salt)
    parts = [str(getattr(told, name) or "") for name in OPEN]
    parts.append("" if is_sealed else told.commitment)
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest())


def _events() -> Iterator[Print]:
    """What the log should say of each event."""
    for rows, unreadable in _readable():
        secrets = secrets_of({row.sid for row in rows})
        for row in rows:
            secret = secrets.get(row.sid)
            try:
                yield _print(logged(row, secret), has_salt=secret is not None), row.id
            except MALFORMED:
                yield 0, row.id
        yield from ((0, number) for number in unreadable)


def _readable() -> Iterator[tuple[list[Event], list[int]]]:
    """All events, a batch at a time, and the numbers of those that cannot be read."""
    last = 0
    numbers = Event.objects.order_by("id").values_list("id", flat=True)
    while some := list(numbers.filter(id__gt=last)[:BATCH]):
        last = some[-1]
        try:
            yield _read(some), []
        except MALFORMED:
            yield _one_by_one(some)


def _read(numbers: Sequence[int]) -> list[Event]:
    return list(Event.objects.filter(id__in=numbers).order_by("id"))


def _one_by_one(numbers: Iterable[int]) -> tuple[list[Event], list[int]]:
    found, unreadable = list[Event](), list[int]()
    for number in numbers:
        try:
            found += _read([number])
        except MALFORMED:
            unreadable.append(number)
    return found, unreadable


def _entries() -> Iterator[Print]:
    """What the log says of each event."""
    rows = Entry.objects.filter(kind__startswith="people.")
    rows = rows.filter(~Q(subject="") | Q(kind__in=ABOUT_NOBODY)).order_by("id")
    for some in batches(rows.iterator(BATCH)):
        subjects = {row.subject for row in some}
        salted = set(SubjectKey.objects.filter(sid__in=subjects).values_list("sid", flat=True))
        for row in some:
            yield _print(row, has_salt=row.subject in salted), row.pk


# --- told --------------------------------------------------------------------------------


def _named(events: Sequence[int], rows: Sequence[int]) -> Iterator[str]:
    """What became of each: an event and a row that are of one person and lack one another."""
    waiting = defaultdict[str, list[int]](list)
    for some in batches(rows):
        found = Entry.objects.filter(pk__in=some).order_by("pk")
        for subject, row in found.values_list("subject", "pk"):
            waiting[subject].append(row)
    for some in batches(events):
        kept = Event.objects.filter(pk__in=some).exclude(recorded_at__lte=_let_go_before())
        for event, sid in kept.order_by("pk").values_list("pk", "sid"):
            if theirs := waiting[sid]:
                yield f"Event {event} was changed since it was logged (row {theirs.pop(0)})."
            else:
                yield f"Event {event} was added without being logged."
    for row in sorted(row for theirs in waiting.values() for row in theirs):
        yield f"The event that row {row} of the log tells of is gone, or was changed."


def _let_go_before() -> datetime:
    """The instant up to which the log has let rows go: of what is older nothing can be told."""
    last = Checkpoint.objects.filter(size=dropped_size()).first()
    return last.at if last else datetime.min.replace(tzinfo=UTC)


def _without_keys() -> Iterator[str]:
    """Of whom only what is in the open can be compared, though they were not erased."""
    rows = Person.objects.filter(shredded_at=None).order_by("sid").values_list("sid", "ref")
    for some in batches(rows.iterator(BATCH)):
        sids = [sid for sid, _ in some]
        held = set(SubjectKey.objects.filter(sid__in=sids).values_list("sid", flat=True))
        for sid, ref in some:
            if sid not in held:
                yield f"The key of {ref} is gone, so what was said there cannot be compared."
