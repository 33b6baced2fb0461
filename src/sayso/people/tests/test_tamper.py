from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from sayso.evidence.actions import drop_expired, seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.people import actions, holdings, said, triggers
from sayso.people.actions import NewEvent, merge, shred
from sayso.people.checking import differences
from sayso.people.models import Event, Person, SubjectKey
from sayso.people.tests.brought_in import brought_in, written
from sayso.people.tests.cast import CLERK, EMAILS, TODAY, no, person, says, version, yes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

COLUMNS = {
    "kind": "consent",
    "happened_on": date(2020, 2, 2),
    "seq": 7,
    "recorded_at": datetime(2020, 2, 2, tzinfo=UTC),
    "actor": "Mallory",
    "lookup": "f" * 32,
    "wording": "events-post",
    "method": "paper-form",
    "source": "shop",
    "policy": "f" * 64,
    "of": 7,
    "reason": "asked to",
    "details": {"channels": ["all"]},
}
"""Another value for each column of an event but its number and whose it is."""


@contextmanager
def unguarded() -> Iterator[None]:
    """What whoever owns the database can do: the triggers out of the way, and back."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


@pytest.fixture(autouse=True)
def record(policy: None, tmp_path: Path) -> dict[str, Person]:
    """People of whom all kinds of things were recorded; Bert was erased, and an expiry counted."""
    people = {name: person(name) for name in ("ada", "bert", "cleo", "dev")}
    ada, bert, dev = people["ada"], people["bert"], people["dev"]
    (given,) = says(yes(ada))
    says(NewEvent(ada.sid, said.WITHDRAWAL, TODAY, of=given.id), no(bert), yes(dev, seq=3))
    says(no(ada, lookup=ada.points.get(kind="phone").lookup))
    merge(sid=people["cleo"].sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    shred(sid=bert.sid, actor=CLERK, policy=version().sha256, on=TODAY)
    row = {"email": EMAILS["eve"], "given_on": "2026-11-02", "bounced_on": "2026-11-03"}
    brought_in(written(tmp_path, [row]))
    holdings.expire(version=version(), today=TODAY, dry_run=True)
    assert not list(differences())
    return people


def everything() -> list[Event]:
    return list(Event.objects.order_by("id"))


def entry_of(event: Event) -> int:
    """The row of the log about an event: both are written in one order."""
    place = [one.id for one in everything()].index(event.id)
    entries = Entry.objects.filter(kind__startswith="people.").exclude(
        kind__in=("people.suppressed", "people.import-begun", "people.import-done")
    )
    return entries.order_by("id").values_list("id", flat=True)[place]


def test_every_kind_of_event_is_there() -> None:
    kinds = {event.kind for event in everything()}
    assert {"merged", "shredded", "bounce", "consent_withdrawn", "expiry_planned"} <= kinds
    assert {field.attname for field in Event._meta.concrete_fields} - {"id", "sid"} == set(COLUMNS)
    assert Event.objects.count() == len({entry_of(event) for event in everything()})


@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_is_changed_in_an_event_is_found_by_its_number(
    record: dict[str, Person], column: str
) -> None:
    event = Event.objects.filter(sid=record["dev"].sid).latest("id")
    assert getattr(event, column) != COLUMNS[column] or column == "kind"
    value = "objection" if column == "kind" else COLUMNS[column]
    with unguarded():
        Event.objects.filter(id=event.id).update(**{column: value})
    told = f"Event {event.id} was changed since it was logged (row {entry_of(event)})."
    assert list(differences()) == [told]


def test_an_event_that_was_given_to_somebody_else_is_found(record: dict[str, Person]) -> None:
    event = Event.objects.filter(sid=record["dev"].sid).latest("id")
    with unguarded():
        Event.objects.filter(id=event.id).update(sid=record["ada"].sid)
    assert list(differences()) == [
        f"Event {event.id} was added without being logged.",
        f"The event that row {entry_of(event)} of the log tells of is gone, or was changed.",
    ]


def test_each_event_that_is_changed_is_found_those_of_the_erased_too() -> None:
    for event in everything():
        expected = f"Event {event.id} was changed since it was logged (row {entry_of(event)})."
        with unguarded():
            Event.objects.filter(id=event.id).update(happened_on=date(2020, 2, 2))
        assert list(differences()) == [expected], event.kind
        with unguarded():
            Event.objects.filter(id=event.id).update(happened_on=event.happened_on)
    assert not list(differences())


def test_each_event_that_is_taken_away_is_found() -> None:
    for event in everything():
        row = entry_of(event)
        with unguarded():
            Event.objects.filter(id=event.id).delete()
        assert list(differences()) == [
            f"The event that row {row} of the log tells of is gone, or was changed."
        ], event.kind
        event.save(force_insert=True)
    assert not list(differences())


def test_each_event_that_is_added_is_found_though_it_is_like_another() -> None:
    last = Event.objects.latest("id").id
    for number, event in enumerate(everything(), last + 1_000):
        Event(**{**_values(event), "id": number}).save(force_insert=True)
        assert len(told := list(differences())) == 1, event.kind
        # Of two that are alike in all that is in the open, either may be the one.
        assert told[0].endswith("was added without being logged.")
        assert str(number) in told[0] or not SubjectKey.objects.filter(sid=event.sid).exists()
        with unguarded():
            Event.objects.filter(id=number).delete()


def _values(event: Event) -> dict[str, object]:
    return {field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields}


def test_two_events_that_changed_places_are_both_found(record: dict[str, Person]) -> None:
    one, other = Event.objects.filter(sid=record["ada"].sid).order_by("id")[2:4]
    with unguarded():
        for taken, given in ((one, other), (other, one)):
            values = _values(given)
            del values["id"]
            Event.objects.filter(id=taken.id).update(**values)
    assert [told.split()[1] for told in differences()] == [str(one.id), str(other.id)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("details", "[1]"),
        ("details", '{"topics": 3}'),
        ("kind", "No kind of ours"),
        ("sid", "nobody"),
        ("happened_on", "0001-01-01"),
    ],
)
def test_a_row_that_nobody_could_have_written_is_found(
    record: dict[str, Person], column: str, value: str
) -> None:
    event = Event.objects.filter(sid=record["dev"].sid).latest("id")
    put(event, column, value)
    assert f"Event {event.id} was" in next(differences())


def put(event: Event, column: str, value: str) -> None:
    """Write what Django would not."""
    with unguarded(), connection.cursor() as cursor:
        statement = f"UPDATE people_event SET {column} = %s WHERE id = %s"  # noqa: S608 - ours
        cursor.execute(statement, [value, event.id])


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses such values itself")
@pytest.mark.parametrize("column", ["happened_on", "recorded_at", "seq"])
def test_a_row_that_cannot_even_be_read_is_found(record: dict[str, Person], column: str) -> None:
    event = Event.objects.filter(sid=record["dev"].sid).latest("id")
    put(event, column, "rubbish")
    assert list(differences()) == [
        f"Event {event.id} was changed since it was logged (row {entry_of_dev(record)})."
    ]


def entry_of_dev(record: dict[str, Person]) -> int:
    return Entry.objects.filter(subject=record["dev"].sid).latest("id").pk


# --- what is no sign of tampering --------------------------------------------------------


def test_to_call_somebody_erased_hides_nothing(record: dict[str, Person]) -> None:
    dev = record["dev"]
    event = Event.objects.filter(sid=dev.sid).latest("id")
    Person.objects.filter(sid=dev.sid).update(shredded_at=timezone.now())
    with unguarded():
        Event.objects.filter(id=event.id).update(details={})
    assert [told.split()[1] for told in differences()] == [str(event.id)]


def test_whoever_lost_their_key_without_being_erased_is_named(record: dict[str, Person]) -> None:
    SubjectKey.objects.filter(sid=record["dev"].sid).delete()
    assert list(differences()) == [
        f"The key of {record['dev'].ref} is gone, so what was said there cannot be compared."
    ]


def test_an_erasure_that_was_cut_short_is_no_sign_of_tampering(
    record: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "destroy_keys", lambda sids: 0)
    shred(sid=record["dev"].sid, actor=CLERK, policy=version().sha256, on=TODAY)
    assert SubjectKey.objects.filter(sid=record["dev"].sid).exists()
    assert not list(differences())


def test_what_the_log_has_let_go_is_not_missed_and_what_is_newer_is_found(
    record: dict[str, Person],
) -> None:
    new_signing_key(settings.ENVIRONMENT.keys)
    seal()
    assert drop_expired(before=timezone.now() + timedelta(seconds=1), actor="job:expiry")
    assert not list(differences())
    (event,) = says(yes(record["ada"], on=TODAY))
    assert not list(differences())
    with unguarded():
        Event.objects.filter(id=event.id).update(seq=9)
    assert [told.split()[1] for told in differences()] == [str(event.id)]
