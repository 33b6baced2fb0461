"""Rows written quickly are those that Django would have written."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from sayso.evidence.errors import EvidenceError
from sayso.evidence.inserting import insert, insert_all
from sayso.evidence.models import Entry, Unsealed

pytestmark = pytest.mark.django_db

INSTANTS = [
    datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    datetime(2026, 7, 1, 0, 30, 15, 123_456, tzinfo=timezone(timedelta(hours=1))),
    datetime(2026, 3, 29, 1, 0, 0, 1, tzinfo=UTC),
]


NAMES = (
    "kind",
    "subject",
    "purpose",
    "channel",
    "wording_hash",
    "policy",
    "commitment",
    "at",
    "actor",
)
VALUES = ("a", "", "", "", "", "", "", INSTANTS[0], "b")


def entry(number: int, **more: Any) -> Entry:
    day = date(2026, 11, number % 28 + 1) if number % 3 else None
    words = {"kind": f"kind\t{number}", "subject": "\\N", "purpose": 'a "b"\n,c', "actor": "é"}
    return Entry(**words, at=INSTANTS[number % 3], happened_on=day, **more)


def as_stored() -> list[tuple[Any, ...]]:
    """The rows as the database itself has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evidence_entry ORDER BY id")
        return list(cursor.fetchall())


def test_rows_are_those_that_django_would_have_written() -> None:
    slow = Entry.objects.bulk_create([entry(number) for number in range(6)])
    quick = [entry(number) for number in range(6)]
    with transaction.atomic():
        insert_all(Entry, quick)
    rows, raw = Entry.objects.order_by("id"), as_stored()
    assert [row.pk for row in rows] == [one.pk for one in (*slow, *quick)]
    assert [row[1:] for row in raw[:6]] == [row[1:] for row in raw[6:]]
    assert [row.at for row in rows] == [one.at for one in (*slow, *quick)]


def test_numbers_go_on_after_those_there_are_and_leave_room_for_none_in_between() -> None:
    assert insert(Entry, NAMES, []) == []
    first = insert(Entry, NAMES, [VALUES] * 3)
    then = Entry.objects.create(kind="c", actor="d", at=INSTANTS[0]).pk
    last = insert(Entry, NAMES, [VALUES])
    assert [*first, then, *last] == list(range(first[0], first[0] + 5))
    waiting = Unsealed.objects.order_by("entry").values_list("entry", flat=True)
    assert list(waiting) == [*first, then, *last], "the triggers were not asked"


def test_a_row_that_is_refused_refuses_all() -> None:
    (taken,) = insert(Entry, NAMES, [VALUES])
    rows = [(number, *VALUES) for number in (taken + 1, taken)]
    with pytest.raises(DatabaseError, match=r"only grows|unique"), transaction.atomic():
        insert(Entry, ("id", *NAMES), rows)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rows_are_written_in_a_transaction_alone() -> None:
    with pytest.raises(EvidenceError, match="transaction"):
        insert_all(Entry, [entry(1)])
