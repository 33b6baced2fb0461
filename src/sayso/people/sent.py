"""What was sent over the wire, as the record takes it: checked against the policy, then written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import transaction

from sayso.days import today_in_london
from sayso.evidence.models import Entry
from sayso.law.codes import Subscriber
from sayso.people import declared, said
from sayso.people.actions import (
    NewEvent,
    NewPerson,
    NewPoint,
    Stop,
    add_organisation,
    add_people,
    record,
    suppress,
)
from sayso.people.already import must_be_new
from sayso.people.api_keys import Asker
from sayso.people.api_schema import (
    ConsentSent,
    ObjectionSent,
    OrganisationSent,
    PersonAdded,
    PersonSent,
    PointSent,
    SaidRecorded,
    Suppressed,
    SuppressionSent,
    WithdrawalSent,
)
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.imports.claims import LEGAL_FORMS, THEMSELVES, read_field
from sayso.people.imports.columns import kind_of
from sayso.people.models import Event, Organisation, Suppression
from sayso.people.names import instant_seq, london_day, opaque
from sayso.people.points import hashed, read_point
from sayso.people.queries import person_by_ref
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current
from sayso.policy.schema import Policy

EARLIEST = date(1900, 1, 1)


@contextmanager
def standing(place: str) -> Iterator[None]:
    """Say of what is refused in here where in the body it stands, as the framework does."""
    try:
        yield
    except RecordError as error:
        error.field = f"{place}.{error.field}" if error.field else place
        raise


def recorder(asker: Asker, name: str | None) -> str:
    """Whoever recorded something: by a program, and through it by somebody if they are named."""
    return f"{name}, {asker.actor}" if name else asker.actor


def day_of(on: date | None, at: datetime | None, field: str) -> tuple[date, int | None]:
    """The day of something said, and its order within the day if its instant is known."""
    if at:
        if not EARLIEST.year < at.year or at > datetime.now(UTC):
            raise _not_yet("at")
        if on and on != london_day(at):
            raise RecordError(
                f"This is not the day of that instant in London; leave {field} out.",
                code="impossible_date",
                field=field,
            )
        return london_day(at), instant_seq(at)
    return past(on, field), None


def past(on: date | None, field: str) -> date:
    """A day up to today, which it is if none is told."""
    today = today_in_london()
    if on and not EARLIEST <= on <= today:
        raise _not_yet(field)
    return on or today


def _not_yet(field: str) -> RecordError:
    return RecordError(
        "This lies in the future, or before anybody's time; write when it was.",
        code="date_after_on",
        field=field,
    )


# --- people ------------------------------------------------------------------------------


@transaction.atomic
def add(sent: PersonSent, asker: Asker) -> PersonAdded:
    """Add somebody who is not on record, with what their source may collect and nothing else."""
    version = current()
    policy, actor = version.policy, recorder(asker, sent.recorded_by)
    day = past(sent.given_on, "given_on")
    origin = declared.origin(policy, source=sent.source, given_on=day, actor=actor)
    with standing("fields"):
        fields = _fields(policy, sent)
    with standing("organisation"):
        decided = _decided(sent.organisation)
    points = list(_points(policy, sent, decided))
    with standing("organisation"):
        body = _organisation(policy, sent.source, sent.organisation) if sent.organisation else None
    if not sent.another:
        must_be_new(points, fields.get("name", ""))
    new = NewPerson(origin, fields, points, body)
    (person,) = add_people(new=[new], actor=actor, policy=version.sha256)
    return PersonAdded(ref=person.ref, receipt=_entry("people.added", person.sid))


def _fields(policy: Policy, sent: PersonSent) -> dict[str, str]:
    declared.must_collect(policy, sent.source, sent.fields)
    for name in sent.fields:
        if kind_of(policy, name):
            raise RecordError(
                f'"{name}" is a way to reach somebody; send it among the points.',
                code="unknown_key",
                field=name,
            )
    return {
        name: read_field(policy.fields[name], name, value) for name, value in sent.fields.items()
    }


def _points(policy: Policy, sent: PersonSent, decided: Subscriber) -> Iterator[NewPoint]:
    for number, point in enumerate(sent.points):
        with standing(f"points.{number}"):
            yield _point(policy, sent.source, point, decided)


def _point(policy: Policy, source: str, sent: PointSent, decided: Subscriber) -> NewPoint:
    """A contact point; whoever pays for its line was asked, or has a legal form that says so."""
    collects = policy.sources[source].collects
    point = read_point(sent.kind, sent.value)
    if sent.kind not in {kind_of(policy, name) for name in collects}:
        raise RecordError(
            f'The policy does not let "{source}" collect this kind of contact point; leave it out, '
            "or have the policy changed.",
            code="unknown_key",
            field="kind",
        )
    if sent.subscriber and sent.subscriber is not Subscriber.UNKNOWN:
        return NewPoint(point, str(sent.subscriber), "asked")
    return NewPoint(point, str(decided), "" if decided is Subscriber.UNKNOWN else "legal form")


def _decided(sent: OrganisationSent | None) -> Subscriber:
    if sent is None or sent.legal_form is None:
        return Subscriber.UNKNOWN
    form = LEGAL_FORMS.get(sent.legal_form.casefold())
    if form is None or form in THEMSELVES:
        raise RecordError(
            "An organisation has one of the other legal forms; whoever trades alone is a person, "
            "so leave the organisation out.",
            code="unknown_code",
            field="legal_form",
        )
    return form


_BODY = {"name": "organisation-name", "legal_form": "legal-form", "size_band": "organisation-size"}
"""What is told of an organisation, and the policy's field of each."""


def _organisation(policy: Policy, source: str, body: OrganisationSent) -> str:
    """The organisation's name on record; it is added if there is none with that name and form."""
    collects = policy.sources[source].collects
    for key, name in _BODY.items():
        if getattr(body, key) and name not in collects:
            raise RecordError(
                f'The policy does not let "{source}" collect this of an organisation; leave it '
                "out, or have the policy changed.",
                code="unknown_key",
                field=key,
            )
    form = body.legal_form or ""
    known = Organisation.objects.filter(name=body.name, legal_form=form).order_by("recorded_at")
    if found := known.first():
        return found.oid
    subscriber = _decided(body)
    return add_organisation(
        name=body.name,
        size_band=body.size_band or "",
        legal_form=form,
        subscriber=str(subscriber),
        decided_by="" if subscriber is Subscriber.UNKNOWN else "legal form",
    ).oid


# --- what was said -----------------------------------------------------------------------


def consent(sent: ConsentSent, asker: Asker) -> SaidRecorded:
    """Record a yes, worth what the policy says of its wording and its method."""
    version, person = current(), person_by_ref(sent.ref)
    day, seq = day_of(sent.given_on, sent.at, "given_on")
    _must_be_topics(version.policy, sent.topics)
    _must_be_source(version.policy, sent.source)
    if sent.ends_on and sent.ends_on < day:
        raise RecordError(
            "A yes cannot end before it was given; put the days right.",
            code="impossible_date",
            field="ends_on",
        )
    event = declared.consent(
        version.policy,
        sid=person.sid,
        given_on=day,
        wording=sent.wording or "",
        method=sent.method or "",
        channels=sent.channels,
        topics=sent.topics,
        ends_on=sent.ends_on,
        seq=seq,
        source=sent.source or "",
    )
    return _record(event, version, asker, sent.recorded_by, sent.reason)


def withdrawal(sent: WithdrawalSent, asker: Asker) -> SaidRecorded:
    """Record that a yes was taken back."""
    version, person = current(), person_by_ref(sent.ref)
    day, seq = day_of(sent.on, sent.at, "on")
    yes = Event.objects.filter(id=sent.consent, sid=person.sid, kind=said.CONSENT).first()
    if yes is None:
        raise RecordError(
            "This person gave no yes of that number; look it up again.",
            code="not_found",
            field="consent",
        )
    if day < yes.happened_on:
        raise RecordError(
            "A yes cannot be taken back before it was given; put the days right.",
            code="impossible_date",
            field="on",
        )
    event = NewEvent(person.sid, said.WITHDRAWAL, day, seq, of=yes.id)
    return _record(event, version, asker, sent.recorded_by, sent.reason)


def objection(sent: ObjectionSent, asker: Asker) -> SaidRecorded:
    """Record a no, which holds from this moment."""
    version, person = current(), person_by_ref(sent.ref)
    day, seq = day_of(sent.on, sent.at, "on")
    _must_be_topics(version.policy, sent.topics)
    _must_be_source(version.policy, sent.source)
    if sent.method and sent.method not in version.policy.methods:
        raise _undeclared("method", version.policy.methods)
    event = declared.objection(
        version.policy,
        sid=person.sid,
        on=day,
        wording=sent.wording or "",
        channels=sent.channels,
        topics=sent.topics,
        to=str(sent.to) if sent.to else "",
        seq=seq,
        source=sent.source or "",
        method=sent.method or "",
    )
    return _record(event, version, asker, sent.recorded_by, sent.reason)


def _record(
    event: NewEvent, version: PolicyVersion, asker: Asker, by: str | None, reason: str | None
) -> SaidRecorded:
    event = event._replace(reason=reason or "")
    (row,) = record(events=[event], actor=recorder(asker, by), policy=version.sha256)
    kind = f"people.{row.kind}".replace("_", "-")
    return SaidRecorded(event=row.id, receipt=_entry(kind, row.sid))


def leave_alone(sent: SuppressionSent, asker: Asker) -> Suppressed:
    """Leave a contact point alone for good, whether or not anybody on record has it."""
    found = hashed(keys(), read_point(sent.kind, sent.value))
    day = past(sent.on, "on")
    hashes = {kin for kin in (found.kin, found.other_kin) if kin}
    channels = {"all", str(sent.channel)}
    already = Suppression.objects.filter(
        kin__in=hashes, channel__in=channels, on__lte=day, typed=""
    )
    is_new = set(already.values_list("kin", flat=True)) != hashes
    actor = recorder(asker, sent.recorded_by)
    suppress(new=[Stop(kin, str(sent.channel), day) for kin in sorted(hashes)], actor=actor)
    return Suppressed(new=is_new, receipt=_entry("people.suppressed", "", actor))


def _entry(kind: str, subject: str, actor: str = "") -> int:
    """The row of the log that was just written: the newest of its kind, about this person."""
    rows = Entry.objects.filter(kind=kind, subject=subject)
    rows = rows.filter(actor=opaque(actor)) if actor else rows
    return rows.order_by("-id").values_list("id", flat=True)[0]


def _must_be_topics(policy: Policy, topics: Iterable[str]) -> None:
    for topic in topics:
        if topic != "all" and topic not in policy.purposes:
            raise _undeclared("topics", policy.purposes)


def _must_be_source(policy: Policy, source: str | None) -> None:
    if source and source not in policy.sources:
        raise _undeclared("source", policy.sources)


def _undeclared(field: str, known: Iterable[str]) -> RecordError:
    return RecordError(
        f"The policy declares no such {field}; use some of {', '.join(known)}.",
        code="unknown_code",
        field=field,
    )
