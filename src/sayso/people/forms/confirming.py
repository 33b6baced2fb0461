"""A yes confirmed or refused by whoever reads the mailbox: with a button, never with a link."""

from datetime import UTC, datetime
from enum import Enum

from django.db import transaction

from sayso.people import declared
from sayso.people.actions import NewEvent, add_point, correct
from sayso.people.details import details_of
from sayso.people.forms import letters
from sayso.people.forms.kept import destroy_key, for_the_record
from sayso.people.forms.taking_in import CONFIRM_WITHIN, Entry
from sayso.people.models import Event, Person, Submission
from sayso.people.names import instant_seq, london_day
from sayso.people.sealing import SealedError

CONFIRMED = "confirmed"


class Stage(Enum):
    """Where a yes stands that has to be confirmed."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    GONE = "gone"


def stage_of(row: Submission | None, now: datetime | None = None) -> Stage:
    """Where it stands; gone is what was erased, what ran out, and what never was."""
    if row is None or not row.waits:
        return Stage.GONE
    if row.declined_at:
        return Stage.DECLINED
    if row.confirmed_at:
        return Stage.CONFIRMED
    age = (now or datetime.now(UTC)) - row.received_at
    return Stage.WAITS if row.sealed and age < CONFIRM_WITHIN else Stage.GONE


def asked_of(row: Submission) -> list[str]:
    """The very words that wait for a yes."""
    return Entry(row).words()


def find(name: str) -> Submission | None:
    """The submission of this name."""
    return Submission.objects.filter(name=name).first()


@transaction.atomic
def confirm(name: str, *, at: datetime | None = None) -> Stage:
    """Let the yeses count from now on; done again, it is done once."""
    now = at or datetime.now(UTC)
    row = Submission.objects.select_for_update().filter(name=name).first()
    stage = stage_of(row, now)
    if row is None or stage is not Stage.WAITS:
        return stage
    try:
        entry = Entry(row)
    except SealedError:
        return Stage.GONE
    if not row.entered_at:
        entry.enter(())
    person = _whose(row)
    _add_what_is_lacking(entry, person)
    proof = NewEvent(
        person.sid,
        CONFIRMED,
        london_day(now),
        seq=instant_seq(now),
        details={"form": row.form, "submission": row.name},
        source=entry.form.source,
    )
    events = entry.write([proof, *entry.consents(person, entry.given.yeses, now)])
    row.confirmed_at = now
    row.save()
    letters.acknowledge(row, entry.form, entry.given, events)
    return Stage.CONFIRMED


def _whose(row: Submission) -> Person:
    """Whoever it is of, by the record that speaks for them."""
    person = Person.objects.get(sid=row.sid)
    return Person.objects.get(sid=person.merged_into) if person.merged_into else person


def _add_what_is_lacking(entry: Entry, person: Person) -> None:
    """A proof lets a form add what is not held; what is held stays as it is."""
    origin, policy = entry.origin(), entry.version.sha256
    held = details_of(person)["fields"]
    given = for_the_record(entry.policy, entry.given).items()
    lacking = {field: text for field, text in given if field not in held}
    if lacking:
        correct(sid=person.sid, fields=lacking, origin=origin, policy=policy)
    for new in entry.points():
        add_point(sid=person.sid, new=new, origin=origin, policy=policy)


@transaction.atomic
def decline(name: str, *, at: datetime | None = None) -> Stage:
    """Take it that it was a mistake, or somebody else: nothing of it counts. Once is enough.

    What was confirmed before is a no from now on, to what was asked and by email alone.
    """
    now = at or datetime.now(UTC)
    row = Submission.objects.select_for_update().filter(name=name).first()
    stage = stage_of(row, now)
    if row is None or stage not in (Stage.WAITS, Stage.CONFIRMED):
        return stage
    if row.entered_at:
        _say_no(row, now)
    else:
        row.sealed = b""
        destroy_key(row.sid)
    row.declined_at = now
    row.save()
    return Stage.DECLINED


def _say_no(row: Submission, at: datetime) -> list[Event]:
    entry = Entry(row)
    no = declared.objection(
        entry.policy,
        sid=_whose(row).sid,
        on=london_day(at),
        channels=["email"],
        topics=sorted({purpose for purpose, _ in entry.given.yeses}),
        to="marketing",
        seq=instant_seq(at),
        method=entry.form.method,
    )
    return entry.write([no])
