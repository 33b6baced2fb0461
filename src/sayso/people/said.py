"""What holds of all that somebody said: events in, the records of a question out.

Pure: the same events give the same facts on every machine, which is what makes the projection
one that a rebuild reproduces.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

CONSENT, WITHDRAWAL, OBJECTION, OBJECTION_ENDED = (
    "consent",
    "consent_withdrawn",
    "objection",
    "objection_withdrawn",
)
SOLICITED, NOTICE, RELATIONSHIP, CHILD = "solicited", "notice", "relationship", "child"
RESTRICTED, UNRESTRICTED = "restricted", "unrestricted"
PREFERENCE = "preference"
MERGED, UNMERGED = "merged", "unmerged"

_as_json = msgspec.json.Encoder(order="deterministic").encode

FLAGS = ("affirmative", "unbundled", "informed", "evidenced")


class Said(NamedTuple):
    """An event as far as it bears on an answer."""

    id: int
    sid: str
    kind: str
    happened_on: date
    seq: int | None
    recorded_at: datetime
    details: dict[str, Any]
    of: int | None = None


Facts = dict[str, Any]


def facts_of(events: Iterable[Said]) -> Facts:
    """The facts that hold of a person, or of several whose records were merged.

    Of merged records all noes count, and of their yeses only what every one of them had said
    before; what was said since counts as ever.
    """
    events = sorted(events, key=lambda event: event.id)
    merged = [event for event in events if event.kind == MERGED]
    sides = {event.sid for event in events}
    facts: Facts = {}
    if len(sides) > 1 and merged:
        before = [event for event in events if event.id < merged[-1].id]
        since = [event for event in events if event.id > merged[-1].id]
        parts = [[event for event in before if event.sid == side] for side in sorted(sides)]
        consents = _shared([_consents(part, events) for part in parts]) + _consents(since, events)
    else:
        consents = _consents(events, events)
    facts["consents"] = consents
    facts["objections"] = [record for event in events if (record := _objection(event, events))]
    facts["solicited"] = [
        _without_none({"on": event.happened_on.isoformat(), **event.details})
        for event in events
        if event.kind == SOLICITED
    ]
    if relationship := _latest(events, RELATIONSHIP):
        facts["relationship"] = relationship.details
    facts["notice_given"] = any(event.kind == NOTICE for event in events)
    facts["child"] = any(event.kind == CHILD for event in events)
    facts["restricted"] = _is_restricted(events)
    return _ranked({key: value for key, value in facts.items() if value})


def canonical(facts: Facts) -> tuple[str, str]:
    """The facts as text, the same for all who are in the same situation, and its SHA-256."""
    text = _as_json(facts)
    return text.decode(), sha256(text).hexdigest()


def _consents(given: Sequence[Said], events: Sequence[Said]) -> list[dict[str, Any]]:
    return [_consent(event, events) for event in given if event.kind == CONSENT]


def _consent(event: Said, events: Sequence[Said]) -> dict[str, Any]:
    ended = _ending(event, WITHDRAWAL, events)
    record = {
        "given_on": event.happened_on.isoformat(),
        "seq": event.seq,
        "address": "this",
        "withdrawn_on": ended.happened_on.isoformat() if ended else None,
        "withdrawn_seq": ended.seq if ended else None,
        **event.details,
    }
    return _without_none(record)


def _objection(event: Said, events: Sequence[Said]) -> dict[str, Any] | None:
    """An objection as a question takes it; a withdrawal that is of no one yes is one, too.

    A pause is one that names the day on which it ends, unless it is ended sooner.
    """
    if event.kind not in (OBJECTION, WITHDRAWAL) or (event.kind == WITHDRAWAL and event.of):
        return None
    ended = _ending(event, OBJECTION_ENDED, events)
    record = {
        "on": event.happened_on.isoformat(),
        "seq": event.seq,
        **event.details,
    }
    if ended:
        record["withdrawn_on"] = ended.happened_on.isoformat()
    return _without_none(record)


def _ending(event: Said, kind: str, events: Sequence[Said]) -> Said | None:
    endings = [other for other in events if other.kind == kind and other.of == event.id]
    return min(endings, key=lambda other: (other.happened_on, other.seq or 0), default=None)


def _shared(sides: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What every one of several people agreed to, and no longer than the first of them did."""
    shared, *others = sides
    for other in others:
        shared = [both for one in shared for two in other if (both := _both(one, two))]
    return shared


def _both(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any] | None:
    if one == two:
        return one
    lists = {key: _common(one.get(key), two.get(key)) for key in ("channels", "covers", "topics")}
    if any(common == [] for common in lists.values()):
        return None
    both: dict[str, Any] = {"address": "this", **lists}
    both["given_on"] = min(one["given_on"], two["given_on"])
    for key in ("withdrawn_on", "ends_on"):
        both[key] = min(filter(None, (one.get(key), two.get(key))), default=None)
    for key in FLAGS:
        known = (one.get(key), two.get(key))
        both[key] = False if False in known else None if None in known else True
    for key in ("sender_named", "obtained"):
        both[key] = one.get(key) if one.get(key) == two.get(key) else None
    return _without_none(both)


def _common(one: list[str] | None, two: list[str] | None) -> list[str] | None:
    """What two lists share; nothing is known of what is not said."""
    if one is None or two is None:
        return None
    if "all" in one:
        return two
    return one if "all" in two else [code for code in one if code in two]


def _latest(events: Sequence[Said], kind: str) -> Said | None:
    found = [event for event in events if event.kind == kind]
    return max(found, key=lambda event: (event.happened_on, event.seq or 0, event.id), default=None)


def _is_restricted(events: Sequence[Said]) -> bool:
    """Whether a record is to be left alone; of merged records, each for itself."""
    sides = {event.sid for event in events}
    for side in sides:
        last = None
        for event in events:
            if event.sid == side and event.kind in (RESTRICTED, UNRESTRICTED):
                last = event
        if last and last.kind == RESTRICTED:
            return True
    return False


def _ranked(facts: Facts) -> Facts:
    """The facts with each `seq` made a rank within its day, so that alike situations are equal.

    Only order matters, and only within a day.
    """
    found: dict[str, set[int]] = {}
    for record, day, seq in _sequences(facts):
        if seq in record:
            found.setdefault(record[day], set()).add(record[seq])
    for record, day, seq in _sequences(facts):
        if seq in record:
            record[seq] = sorted(found[record[day]]).index(record[seq]) + 1
    return facts


def _sequences(facts: Facts) -> Iterable[tuple[dict[str, Any], str, str]]:
    for record in facts.get("consents", ()):
        yield record, "given_on", "seq"
        yield record, "withdrawn_on", "withdrawn_seq"
    for record in facts.get("objections", ()):
        yield record, "on", "seq"


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
