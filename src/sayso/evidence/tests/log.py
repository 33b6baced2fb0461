"""A log to try things on: with a key, with events, and empty again after a test."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from sayso.evidence import triggers
from sayso.evidence.actions import append_many
from sayso.evidence.event import Event
from sayso.evidence.keys import new_signing_key
from sayso.evidence.note import VerifierKey, read_verifier_key

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no such thing; see script/with-postgres"
)
on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has no such statement"
)

ADA, BERT = "ada0" * 8, "be27" * 8


@pytest.fixture(autouse=True)
def an_emptied_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the log after a test that committed, for its triggers would not let Django do so."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that its own emptying comes after ours
    yield
    for table in triggers.TABLES:
        if table_holds_rows(table):
            tamper(f"DELETE FROM evidence_{table}")  # noqa: S608 - our names


def table_holds_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM evidence_{table})")  # noqa: S608 - our names
        return bool(cursor.fetchone()[0])


def tamper(statement: str, *values: str | int | bytes) -> None:
    """What whoever owns the database could do: the triggers out of the way, and back."""
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
        triggers.install(connection)


def make_key(folder: Path) -> VerifierKey:
    """A signing key for this test, in the folder where the log looks for it."""
    keys = folder / "keys"
    key = read_verifier_key(new_signing_key(keys))
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keys=keys)
    return key


def events(count: int) -> list[Event]:
    return [
        Event(
            kind="consent.given",
            actor="member:7",
            subject=(ADA, BERT)[number % 2],
            purpose="newsletter",
            channel="email",
            policy="2026-11-22",
            commitment=f"{number:064x}",
            happened_on=date(2026, 11, 1 + number % 28),
        )
        for number in range(count)
    ]


def log(count: int) -> list[int]:
    """Append so many events, in a transaction of their own."""
    with transaction.atomic():
        return append_many(events(count))
