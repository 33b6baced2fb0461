"""Policies that a test applied, and how they are taken away again."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction

from sayso.policy import triggers
from sayso.policy.actions import apply_policy
from sayso.policy.models import PolicyVersion
from sayso.policy.tests.policies import TODAY, changed

ADA, BERT = "Ada Ashby", "Bert Brook"


def applied(
    *changes: tuple[str, str], by: str = ADA, approved_by: str = BERT, today: date = TODAY
) -> PolicyVersion:
    """The shipped policy with some words replaced, applied."""
    text = changed(*changes).encode()
    return apply_policy(text=text, by=by, approved_by=approved_by, today=today)


def tamper(statement: str) -> None:
    """What whoever owns the database could do: the triggers out of the way, and back."""
    with transaction.atomic():
        triggers.remove(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        triggers.install(connection)


@pytest.fixture(autouse=True)
def no_policy_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take applied policies away after a test that committed; the triggers would not let Django."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if PolicyVersion.objects.exists():
        tamper("DELETE FROM policy_policyversion")
