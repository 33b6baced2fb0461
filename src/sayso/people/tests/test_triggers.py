from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sayso.people.models import Event, Person
from sayso.people.tests.cast import no, person, says, yes
from sayso.people.tests.said_before import tamper

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def ada() -> Person:
    found = person("ada")
    says(yes(found), no(found))
    return found


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_event SET kind = 'consent'",
        "UPDATE people_event SET id = id + 100",
        "DELETE FROM people_event",
        "DELETE FROM people_event WHERE id = (SELECT max(id) FROM people_event)",
    ],
)
def test_the_database_refuses_to_change_what_was_said(ada: Person, statement: str) -> None:
    before = list(Event.objects.order_by("id").values())
    assert before

    with pytest.raises(DatabaseError, match="never altered"):
        run(statement)
    assert list(Event.objects.order_by("id").values()) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(kind="consent"),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.latest("id").save(),
    ],
)
def test_nor_can_it_be_changed_through_the_models(
    ada: Person, change: Callable[[], object]
) -> None:
    with pytest.raises(DatabaseError, match="never altered"):
        change()


def test_sqlite_refuses_to_replace_and_postgresql_to_truncate(ada: Person) -> None:
    whole = {
        "sqlite": "INSERT OR REPLACE INTO people_event SELECT * FROM people_event",
        "postgresql": "TRUNCATE people_event",
    }
    before = list(Event.objects.order_by("id").values())

    with pytest.raises((DatabaseError, IntegrityError), match="never altered"):
        run(whole[connection.vendor])
    assert list(Event.objects.order_by("id").values()) == before


def test_without_the_triggers_it_could_be_done(ada: Person) -> None:
    tamper("UPDATE people_event SET kind = 'consent'")
    assert set(Event.objects.values_list("kind", flat=True)) == {"consent"}
    with pytest.raises(DatabaseError, match="never altered"):
        run("DELETE FROM people_event")
