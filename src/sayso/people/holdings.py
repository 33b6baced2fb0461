"""Everything this room holds about one person: shown, put right, erased, merged, let go in time."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from sayso.delivery import holdings as outbox
from sayso.delivery.models import Intent
from sayso.evidence import actions as log
from sayso.evidence.models import Entry
from sayso.people import actions, queries
from sayso.people.actions import Origin
from sayso.people.batches import BATCH
from sayso.people.committed import logged
from sayso.people.details import details_of
from sayso.people.forms.kept import opened
from sayso.people.import_models import ImportRow
from sayso.people.journal import STOPS
from sayso.people.models import (
    Access,
    Code,
    ContactPoint,
    Event,
    Organisation,
    Person,
    Standing,
    SubjectKey,
    Submission,
    Suppression,
    TypedStop,
)
from sayso.people.plain import plain
from sayso.people.retention import due
from sayso.people.sealing import SealedError
from sayso.policy.models import PolicyVersion

HOLDS: Mapping[type[Model], str] = {
    Person: "the sealed part is opened; an erasure destroys it",
    ContactPoint: "with the words of it; an erasure deletes it",
    Event: "what they said; it stays after an erasure, under a name that leads nowhere",
    Standing: "what holds now, made from the events",
    Suppression: "by the keyed hashes of their contact points; it is kept for ever",
    SubjectKey: "the day it was made; an erasure destroys it",
    TypedStop: "by the keyed hashes of their contact points; it is kept as the suppression is",
    Code: "when one was sent and entered; they go after a day, and with an erasure",
    Access: "who of us read it, and when; it stays, under a name that leads nowhere",
    Submission: "what they sent by forms, opened; an erasure destroys it, and leaves that they did",
    ImportRow: "in which rows of which files they were; it stays, and has no words of theirs",
    Intent: "the messages to them; those that wait are destroyed, those that went have no words",
    Entry: "the lines of the log; they stay until the log drops them",
}
"""Every table that can name a person, with what becomes of it here."""


# --- all of it, shown --------------------------------------------------------------------


def collect(sid: str) -> dict[str, Any]:
    """Everything held about a person, records that were merged included, as plain data."""
    people = group(sid)
    sids = [person.sid for person in people]
    points = list(ContactPoint.objects.filter(person__in=sids).order_by("recorded_at", "pid"))
    kin = {one for point in points for one in (point.kin, point.other_kin) if one}
    typed = TypedStop.objects.filter(lookup__in={point.lookup for point in points})
    words = {person.sid: _opened(person) for person in people}
    return {
        "records": [_record(person, words[person.sid]) for person in people],
        "contact_points": [
            {"value": words[point.person_id]["points"].get(point.pid)} | plain(point)
            for point in points
        ],
        "said": [plain(event) for event in queries.person_events(people[0])],
        "holds_now": [json.loads(one.facts.facts) for one in _standing(sids)],
        "left_alone": [plain(one) for one in Suppression.objects.filter(kin__in=kin)],
        "typed_stops": [plain(one) for one in typed.order_by("typed_at")],
        "codes": [plain(one, "sha256") for one in Code.objects.filter(sid__in=sids)],
        "read": [plain(one) for one in Access.objects.filter(sid__in=sids).order_by("id")],
        "sent": [_sent(row) for row in Submission.objects.filter(sid__in=sids)],
        "brought_in": [plain(row) for row in ImportRow.objects.filter(sid__in=sids)],
        "messages": [one for sid in sids for one in outbox.collect(sid)],
        "logged": [plain(entry) for entry in Entry.objects.filter(subject__in=sids)],
        "keys": [plain(key, "wrapped") for key in SubjectKey.objects.filter(sid__in=sids)],
    }


def group(sid: str) -> list[Person]:
    """The records of one person: the one that speaks for them first."""
    person = Person.objects.get(sid=sid)
    root = person.merged_into or sid
    members = Person.objects.filter(Q(sid=root) | Q(merged_into=root))
    return sorted(members, key=lambda one: (one.sid != root, one.recorded_at))


def _opened(person: Person) -> dict[str, Any]:
    try:
        return details_of(person)
    except SealedError:
        return {"fields": {}, "points": {}}


def _sent(row: Submission) -> dict[str, Any]:
    try:
        given = opened(row).as_dict()
    except SealedError:
        given = None
    return {**plain(row, "sealed", "once", "lookup"), "given": given}


def _record(person: Person, words: Mapping[str, Any]) -> dict[str, Any]:
    body: Organisation | None = person.organisation
    return {
        **plain(person, "sealed", "organisation_id"),
        "organisation": plain(body) if body else None,
        "fields": words["fields"],
    }


def _standing(sids: Sequence[str]) -> Iterator[Standing]:
    return Standing.objects.filter(person__in=sids).select_related("facts").iterator()


# --- put right, erased, merged -----------------------------------------------------------


def correct(sid: str, *, fields: Mapping[str, str], origin: Origin, policy: str) -> None:
    """Write fields as the person says they should be, in the record that speaks for them."""
    actions.correct(sid=group(sid)[0].sid, fields=fields, origin=origin, policy=policy)


def erase(sid: str, *, actor: str, policy: str, leave_alone: bool = True) -> int:
    """Destroy what is held about a person, in every record of theirs; how many there were."""
    people = [person for person in group(sid) if not person.shredded_at]
    for person in reversed(people):  # the one that speaks for all goes last
        outbox.erase(person.sid)
        Code.objects.filter(sid=person.sid).delete()
        actions.shred(sid=person.sid, actor=actor, policy=policy, leave_alone=leave_alone)
    return len(people)


def merge(sid: str, *, into: str, actor: str, policy: str, reason: str) -> None:
    """Let two records speak for one person."""
    actions.merge(sid=sid, into=into, actor=actor, policy=policy, reason=reason)


# --- let go in time ----------------------------------------------------------------------

EXPIRY = "job:expiry"


def expire(*, version: PolicyVersion, today: date, dry_run: bool) -> dict[str, int]:
    """Erase whoever was kept as long as the schedule says: how many, by the class of record.

    Whoever said no is left alone for ever; whoever never did may come back. The counts are logged.
    """
    counts: Counter[str] = Counter()
    for record_class, person, said_no in _due(version, today):
        counts[record_class] += 1
        if not dry_run:
            erase(person.sid, actor=EXPIRY, policy=version.sha256, leave_alone=said_no)
    found = dict(sorted(counts.items()))
    _log("expiry_planned" if dry_run else "expired", found, today, version)
    return found


def _due(version: PolicyVersion, today: date) -> Iterator[tuple[str, Person, bool]]:
    for people in _everybody():
        events = _events(people)
        for person in people:
            end = due(events[person.sid], version.policy)
            if end.on and end.on <= today:
                said_no = any(event.kind in STOPS for event in events[person.sid])
                yield str(end.record_class), person, said_no


def _everybody() -> Iterator[list[Person]]:
    """Whoever is not erased, by the record that speaks for them."""
    last = ""
    rows = Person.objects.filter(shredded_at=None, merged_into="").order_by("sid")
    while batch := list(rows.filter(sid__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].sid


def _events(people: Sequence[Person]) -> dict[str, list[Event]]:
    """What was said of each person, in all of their records."""
    found: dict[str, list[Event]] = {person.sid: [] for person in people}
    merged = Person.objects.filter(merged_into__in=found).values_list("sid", "merged_into")
    root_of = dict(merged) | {sid: sid for sid in found}
    for event in Event.objects.filter(sid__in=root_of).order_by("id"):
        found[root_of[event.sid]].append(event)
    return found


@transaction.atomic
def _log(kind: str, counts: dict[str, int], today: date, version: PolicyVersion) -> None:
    """The counts as an event about nobody, and in the log the proof of them."""
    row = Event.objects.create(
        kind=kind, happened_on=today, actor=EXPIRY, policy=version.sha256, details=counts
    )
    log.append_many([logged(row, None)])
