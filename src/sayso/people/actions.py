"""Every write about people: each in one transaction, each with its line in the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sayso.days import today_in_london
from sayso.evidence import actions as log
from sayso.evidence.inserting import insert, insert_all
from sayso.people import journal, said
from sayso.people.committed import logged
from sayso.people.details import Details, keys, secrets_of
from sayso.people.errors import RecordError
from sayso.people.keys import Keyring
from sayso.people.locks import wait_for_stops
from sayso.people.models import (
    ContactPoint,
    Event,
    Organisation,
    Person,
    SubjectKey,
    Submission,
    Suppression,
)
from sayso.people.names import new_pid, new_pids, new_ref, new_sid, opaque
from sayso.people.points import Keys, ReadPoint, hashed
from sayso.people.projection import begin, refresh
from sayso.people.registers import Listings, listed_now
from sayso.people.router import KEYS
from sayso.people.sealing import SubjectSecret, new_secret, seal, unseal, wrap
from sayso.people.written import PointRow, Written

NOTHING: Mapping[str, Any] = {}
"""What somebody did not say: read by all, and written by nobody."""


class Origin(NamedTuple):
    """Where details came from: a source of the policy file, its notice, the day, who keyed them."""

    source: str
    provenance: str
    notice: str
    given_on: date
    actor: str


class NewPoint(NamedTuple):
    """A contact point to add; `decided_by` says how its subscriber is known, `keys` may be too."""

    point: ReadPoint
    subscriber: str = "unknown"
    decided_by: str = ""
    keys: Keys | None = None


class NewPerson(NamedTuple):
    """Somebody to add: the fields of the catalogue that they gave, how to reach them, and what they
    said, as events that lack but their name.
    """

    origin: Origin
    fields: Mapping[str, str] = NOTHING
    points: Sequence[NewPoint] = ()
    organisation: str | None = None
    says: Sequence["NewEvent"] = ()


class NewEvent(NamedTuple):
    """Something said or done, to be recorded once and never changed."""

    sid: str
    kind: str
    happened_on: date
    seq: int | None = None
    details: Mapping[str, Any] = NOTHING
    wording: str = ""
    wording_hash: str = ""
    method: str = ""
    source: str = ""
    lookup: str = ""
    of: int | None = None
    reason: str = ""
    recorded_at: datetime | None = None


@transaction.atomic
def add_people(*, new: Sequence[NewPerson], actor: str, policy: str) -> list[Person]:
    """Add people with what they gave, under the notice that they were given."""
    ring = keys()
    secrets = {new_sid(): new_secret() for _ in new}
    at = timezone.now()
    wrapped = [(sid, wrap(ring.master, sid, secret), at) for sid, secret in secrets.items()]
    with transaction.atomic(using=KEYS):
        insert(SubjectKey, ("sid", "wrapped", "made_at"), wrapped)
    people, points, events = list[Person](), list[PointRow](), list[NewEvent]()
    adding = Adding(ring, listed_now(), at)
    for (sid, secret), one in zip(secrets.items(), new, strict=True):
        rows = [
            point_row(pid, sid, point, one.origin, adding)
            for pid, point in zip(new_pids(len(one.points)), one.points, strict=True)
        ]
        details: Details = {
            "fields": {name: field_held(value, one.origin) for name, value in one.fields.items()},
            "points": {
                row.pid: new_point.point.value
                for row, new_point in zip(rows, one.points, strict=True)
            },
        }
        people.append(
            Person(
                sid=sid,
                ref=new_ref(),
                organisation_id=one.organisation,
                sealed=seal(secret.key, sid, details),
            )
        )
        points += rows
        events += _first_events(sid, one)
    insert_all(Person, people)
    insert(ContactPoint, PointRow._fields, points)
    begin(write_events(events, actor=actor, policy=policy, secrets=secrets))
    return people


def _first_events(sid: str, one: NewPerson) -> Iterable[NewEvent]:
    day, source = one.origin.given_on, one.origin.source
    yield NewEvent(sid, "added", day, source=source)
    if notice := one.origin.notice:
        yield NewEvent(sid, said.NOTICE, day, details={"notice": notice}, source=source)
    yield from (event._replace(sid=sid) for event in one.says)


class Adding(NamedTuple):
    """What holds for all contact points that are added together."""

    ring: Keyring
    listings: Listings
    at: datetime

    @classmethod
    def now(cls) -> "Adding":
        return cls(keys(), listed_now(), timezone.now())


def point_row(pid: str, sid: str, new: NewPoint, origin: Origin, adding: Adding) -> PointRow:
    found = new.keys or hashed(adding.ring, new.point)
    row = PointRow(
        pid,
        sid,
        new.point.kind,
        found.lookup,
        found.kin,
        found.other_kin,
        len(adding.ring.suppression),
        new.subscriber,
        new.decided_by,
        origin.source,
        origin.provenance,
        origin.notice,
        origin.given_on,
        origin.actor,
        adding.at,
    )
    listed = adding.listings(new.point.key)
    return row._replace(**listed) if listed else row  # type: ignore[arg-type] # days, by name


def field_held(value: str, origin: Origin) -> dict[str, str]:
    """A field with where it came from: nothing is held without."""
    return {
        "value": value,
        "source": origin.source,
        "notice": origin.notice,
        "on": origin.given_on.isoformat(),
        "by": origin.actor,
    }


@transaction.atomic
def record(*, events: Sequence[NewEvent], actor: str, policy: str) -> list[Event]:
    """Record what was said of or by people who are on record, and what follows from it now."""
    sids = sorted({event.sid for event in events})
    lock_people(sids)
    rows = write_events(events, actor=actor, policy=policy, secrets=secrets_of(sids))
    refresh(sids)
    return [Event(**row._asdict()) for row in rows]


def lock_people(sids: Sequence[str]) -> None:
    """Nobody else records anything of these people meanwhile, or the projection would miss it."""
    people = Person.objects.select_for_update().filter(sid__in=sids).order_by("sid")
    found = {person.sid: person.shredded_at for person in people}
    if missing := [sid for sid in sids if sid not in found]:
        raise RecordError(f"{len(missing)} of these people are not on record.", code="not_found")
    if any(found.values()):
        raise RecordError("This record was erased; nothing more can be written in it.")


def write_events(
    events: Sequence[NewEvent], *, actor: str, policy: str, secrets: Mapping[str, SubjectSecret]
) -> list[Written]:
    """The events, their lines in the log, and the stops among them in the journal."""
    at = timezone.now()
    values = [
        (
            event.sid,
            event.kind,
            event.happened_on,
            event.seq,
            event.recorded_at or at,
            actor,
            event.lookup,
            event.wording,
            event.method,
            event.source,
            policy,
            event.of,
            event.reason,
            dict(event.details),
        )
        for event in events
    ]
    numbers = insert(Event, Written._fields[1:], values)
    rows = [Written(number, *row) for number, row in zip(numbers, values, strict=True)]
    log.append_many(
        logged(row, secrets.get(row.sid), event.wording_hash)
        for row, event in zip(rows, events, strict=True)
    )
    journal.note_said(rows)
    return rows


# --- what is held about somebody ---------------------------------------------------------


@transaction.atomic
def correct(*, sid: str, fields: Mapping[str, str], origin: Origin, policy: str) -> None:
    """Write fields as the person says they should be; what they were is not kept."""
    person, secret, details = _open(sid)
    for name, value in fields.items():
        details["fields"][name] = field_held(value, origin)
    person.sealed = seal(secret.key, sid, details)
    person.save(update_fields=["sealed"])
    named = {"fields": sorted(fields)}
    event = NewEvent(sid, "corrected", origin.given_on, details=named, source=origin.source)
    write_events([event], actor=origin.actor, policy=policy, secrets={sid: secret})


@transaction.atomic
def add_point(*, sid: str, new: NewPoint, origin: Origin, policy: str) -> ContactPoint:
    """Add a way to reach somebody; one that they have is given back as it is."""
    person, secret, details = _open(sid)
    row = ContactPoint(**point_row(new_pid(), sid, new, origin, Adding.now())._asdict())
    held = person.points.filter(lookup=row.lookup, kind=row.kind, ended_at=None).first()
    if held:
        return held
    row.save()
    details["points"][row.pid] = new.point.value
    person.sealed = seal(secret.key, sid, details)
    person.save(update_fields=["sealed"])
    event = NewEvent(sid, "contact_point_added", origin.given_on, source=origin.source)
    write_events([event], actor=origin.actor, policy=policy, secrets={sid: secret})
    return row


def _open(sid: str) -> tuple[Person, SubjectSecret, Details]:
    lock_people([sid])
    person = Person.objects.get(sid=sid)
    secret = secrets_of([sid])[sid]
    return person, secret, unseal(secret.key, sid, bytes(person.sealed))


@transaction.atomic
def add_organisation(
    *, name: str, size_band: str, legal_form: str, subscriber: str, decided_by: str
) -> Organisation:
    """Add a body, once; its legal form says which kind of subscriber it is."""
    return Organisation.objects.create(
        oid=new_sid(),
        name=name,
        size_band=size_band,
        legal_form=legal_form,
        subscriber=subscriber,
        decided_by=decided_by,
    )


# --- two records of one person -----------------------------------------------------------


@transaction.atomic
def merge(*, sid: str, into: str, actor: str, policy: str, reason: str = "") -> Event:
    """Let two records speak for one person: all their noes, and the yeses that both had."""
    if sid == into:
        raise RecordError("A record cannot be merged with itself; name another one.")
    lock_people(sorted({sid, into}))
    one, other = Person.objects.get(sid=sid), Person.objects.get(sid=into)
    if one.merged_into or other.merged_into or Person.objects.filter(merged_into=sid).exists():
        raise RecordError(
            "One of these records is merged already; undo that first, or merge the other way."
        )
    one.merged_into = into
    one.save(update_fields=["merged_into"])
    event = NewEvent(sid, said.MERGED, today_in_london(), details={"into": into}, reason=reason)
    (row,) = write_events([event], actor=actor, policy=policy, secrets=secrets_of([sid]))
    refresh([sid, into])
    return Event(**row._asdict())


@transaction.atomic
def unmerge(*, sid: str, actor: str, policy: str, reason: str = "") -> Event:
    """Let a merged record speak for itself again, exactly as before."""
    lock_people([sid])
    person = Person.objects.get(sid=sid)
    into = person.merged_into
    if not into:
        raise RecordError("This record is not merged, so there is nothing to undo.")
    person.merged_into = ""
    person.save(update_fields=["merged_into"])
    event = NewEvent(sid, said.UNMERGED, today_in_london(), details={"from": into}, reason=reason)
    (row,) = write_events([event], actor=actor, policy=policy, secrets=secrets_of([sid]))
    refresh([sid, into])
    return Event(**row._asdict())


# --- stops for good ----------------------------------------------------------------------


class Stop(NamedTuple):
    """A contact point to leave alone, by its keyed hash; on one channel or all.

    `typed` is the name of the stop that somebody typed, if it was.
    """

    kin: str
    channel: str
    on: date
    typed: str = ""


@transaction.atomic
def suppress(*, new: Iterable[Stop], actor: str) -> int:
    """Leave contact points alone for ever, whoever they belong to; how many were not already."""
    number = len(keys().suppression)
    rows = [Suppression(**stop._asdict(), actor=actor, key=number) for stop in new]
    wait_for_stops(alone=False)
    last = Suppression.objects.aggregate(last=Max("id"))["last"] or 0
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    journal.note_suppressed(rows)
    added = Suppression.objects.filter(id__gt=last, actor=actor).count()
    log.append(kind="people.suppressed", actor=opaque(actor))
    return added


def shred(
    *, sid: str, actor: str, policy: str, on: date | None = None, leave_alone: bool = True
) -> None:
    """Destroy what is held about a person: their key goes, so that no copy of it can be read.

    Every contact point they had is left alone from now on, whoever brings it back; but not that of
    somebody who never said no, when it was only kept long enough. It is a transaction of its own,
    for a key that was destroyed does not come back when another one fails.
    """
    day = on or today_in_london()
    with transaction.atomic(durable=True):
        lock_people([sid])
        if leave_alone:
            points = list(ContactPoint.objects.filter(person=sid))
            hashes = {kin for point in points for kin in (point.kin, point.other_kin) if kin}
            suppress(new=[Stop(kin, "all", day) for kin in sorted(hashes)], actor=actor)
        event = NewEvent(sid, "shredded", day)
        (row,) = write_events([event], actor=actor, policy=policy, secrets={})
        Person.objects.filter(sid=sid).update(
            sealed=b"", organisation=None, shredded_at=row.recorded_at
        )
        ContactPoint.objects.filter(person=sid).delete()
        Submission.objects.filter(sid=sid).update(sealed=b"")
        journal.note_shredded(sid)
    destroy_keys([sid])


def destroy_keys(sids: Sequence[str]) -> int:
    """Destroy the secrets of people who were shredded; safe to do again after a crash."""
    shredded = Person.objects.filter(sid__in=sids, shredded_at__isnull=False)
    gone, _ = SubjectKey.objects.filter(
        sid__in=list(shredded.values_list("sid", flat=True))
    ).delete()
    return gone
