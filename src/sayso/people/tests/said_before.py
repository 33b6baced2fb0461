"""What was said in a test, and how it is taken away again."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from sayso.people import triggers
from sayso.people.models import Event


def tamper(statement: str) -> None:
    """What whoever owns the database could do: the triggers out of the way, and back."""
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        triggers.install(connection)


@pytest.fixture(autouse=True)
def nothing_left_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take events away after a test that committed; the triggers would not let Django."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if Event.objects.exists():
        tamper("DELETE FROM people_event")
