"""A policy comes into the record once, by two people, and stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sayso.evidence.models import Entry
from sayso.policy import models, queries, triggers
from sayso.policy.actions import apply_policy
from sayso.policy.models import PolicyVersion
from sayso.policy.problems import PolicyError
from sayso.policy.reading import shipped
from sayso.policy.tests.kept import ADA, BERT, applied
from sayso.policy.tests.policies import SHIPPED, TODAY, changed

pytestmark = pytest.mark.django_db

SPRING = (("id: 2026-11", "id: 2027-03"), ("effective_on: 2026-11-01", "effective_on: 2027-03-01"))
SUMMER = (("id: 2026-11", "id: 2027-06"), ("effective_on: 2026-11-01", "effective_on: 2027-06-01"))
FIRST_DAY = date(2026, 11, 1)


def refusal(*changes: tuple[str, str], by: str = ADA, approved_by: str = BERT) -> str:
    with pytest.raises(PolicyError) as error:
        applied(*changes, by=by, approved_by=approved_by)
    return str(error.value)


def test_a_policy_is_kept_byte_for_byte() -> None:
    data = f"\ufeff{SHIPPED}".replace("\n", "\r\n").encode()
    kept = apply_policy(text=data, by=ADA, approved_by=BERT, today=TODAY)
    found = PolicyVersion.objects.get()
    assert found.text.encode() == data
    assert found.sha256 == kept.sha256 == sha256(data).hexdigest()
    assert (found.number, found.slug, found.effective_on) == (1, "2026-11", FIRST_DAY)
    assert (found.by, found.approved_by) == (ADA, BERT)
    assert found.note == found.policy.version.note
    assert datetime.now(UTC) - found.applied_at < timedelta(minutes=5)


def test_the_log_has_one_event_and_no_name() -> None:
    kept = applied()
    entry = Entry.objects.get()
    assert (entry.kind, entry.policy) == ("policy.applied", kept.sha256)
    assert entry.actor.startswith("member:")
    for name in (*ADA.split(), *BERT.split()):
        assert name.casefold() not in str(entry.__dict__).casefold()


def test_the_same_member_is_the_same_in_the_log() -> None:
    applied()
    applied(*SPRING, by=f"  {ADA.upper().replace(' ', '   ')} ")
    assert Entry.objects.values("actor").distinct().count() == 1


@pytest.mark.parametrize(
    ("by", "approved_by"),
    [
        (ADA, ADA),
        (ADA, ADA.upper()),
        (ADA, f"  {ADA} "),
        (ADA, ADA.replace(" ", "  ")),
        ("Straße", "STRASSE"),
    ],
)
def test_nobody_approves_alone(by: str, approved_by: str) -> None:
    said = refusal(by=by, approved_by=approved_by)
    assert said == (
        "policy.yaml: a policy is approved by a second person; give two different names"
    )
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "\t", "Ada\0", "A" * 201, "\ud800"])
def test_a_name_is_a_name(name: str) -> None:
    for by, approved_by in ((name, BERT), (ADA, name)):
        said = refusal(by=by, approved_by=approved_by)
        assert said == (
            "policy.yaml: give the name of whoever applies it, and of whoever approved it"
        )


def test_what_is_wrong_with_the_file_is_refused_with_its_lines() -> None:
    said = refusal(("basis: consent", "basis: legit interest"))
    assert "purposes.news.basis: write one of" in said
    assert not PolicyVersion.objects.exists()
    assert not Entry.objects.exists()


def test_a_policy_is_applied_once() -> None:
    applied()
    assert refusal() == "policy.yaml: this very text is version 1 already; change it first"


def test_two_versions_never_share_an_address() -> None:
    applied()
    said = refusal(("one click. There", "one click. And there"))
    assert said == "policy.yaml version.id: version 1 has this id; write another"


def test_a_version_never_takes_effect_before_one_that_is_applied() -> None:
    applied(*SUMMER)
    said = refusal(*SPRING)
    assert said == (
        "policy.yaml version.effective_on: "
        "a version of 2027-06-01 is applied already; write that day or a later one"
    )


def test_two_versions_may_take_effect_on_one_day_and_the_later_holds() -> None:
    applied()
    second = applied(("id: 2026-11", "id: 2026-11b"))
    assert queries.policy_on(FIRST_DAY) == second


def test_a_purpose_that_changed_its_meaning_is_refused() -> None:
    applied()
    said = refusal(*SPRING, ("What is new at", "What was said at"))
    assert "purposes.news.summary: this is not what it was in version 2026-11; " in said
    assert "give the purpose a new id: it starts with no consents" in said


def test_even_after_a_version_without_it() -> None:
    applied()
    applied(*SPRING, ("  new-members:\n", "  newcomers:\n"))
    said = refusal(*SUMMER, ("A first call or letter to", "Several calls to"))
    assert "purposes.new-members.summary: this is not what it was in version 2026-11" in said


def test_versions_are_numbered_in_turn() -> None:
    assert [applied().number, applied(*SPRING).number, applied(*SUMMER).number] == [1, 2, 3]
    assert [one.number for one in queries.versions()] == [1, 2, 3]


# --- which one holds ---------------------------------------------------------------------


def test_each_version_holds_from_its_day_until_the_next() -> None:
    first, second = applied(), applied(*SPRING)
    assert queries.policy_on(FIRST_DAY) == first
    assert queries.policy_on(date(2027, 2, 28)) == first
    assert queries.policy_on(date(2027, 3, 1)) == second
    assert queries.policy_on(date(2099, 1, 1)) == second


def test_before_the_first_day_no_policy_holds() -> None:
    applied()
    with pytest.raises(
        queries.NoPolicyError, match="No policy holds on 31 October 2026; apply one"
    ):
        queries.policy_on(date(2026, 10, 31))


def test_what_was_applied_later_was_not_known() -> None:
    first = applied()
    then = datetime.now(UTC)
    second = applied(("id: 2026-11", "id: 2026-11b"))
    assert queries.policy_on(FIRST_DAY) == second
    assert queries.policy_on(FIRST_DAY, known_at=then) == first
    assert queries.policy_on(FIRST_DAY, known_at=first.applied_at) == first
    with pytest.raises(queries.NoPolicyError):
        queries.policy_on(FIRST_DAY, known_at=first.applied_at - timedelta(seconds=1))


def test_the_current_policy_is_that_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = applied(), applied(*SPRING)
    for day, holds in ((TODAY, first), (date(2027, 3, 1), second)):
        monkeypatch.setattr(queries, "today_in_london", lambda day=day: day)
        assert queries.current() == holds


def test_a_version_is_found_by_its_number() -> None:
    first = applied()
    assert queries.version(1) == first
    with pytest.raises(queries.NoPolicyError, match="There is no version 2"):
        queries.version(2)


def test_a_policy_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_READ", {})
    kept = applied()
    policy = queries.policy_on(FIRST_DAY).policy
    assert policy.purposes["news"].name == "News"
    assert queries.version(kept.number).policy is policy


def test_an_old_policy_can_be_read_after_its_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    applied()
    monkeypatch.setattr(models, "_READ", {})
    monkeypatch.setattr(queries, "today_in_london", lambda: date(2099, 1, 1))
    assert queries.current().policy.purposes["research"].assessment


# --- and stays as it was -----------------------------------------------------------------

CHANGES = [
    "UPDATE policy_policyversion SET note = ''",
    "UPDATE policy_policyversion SET number = number + 1",
    "DELETE FROM policy_policyversion",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_alter_a_policy(statement: str) -> None:
    applied()
    before = list(PolicyVersion.objects.values())
    with (
        pytest.raises(DatabaseError, match="never altered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(PolicyVersion.objects.values()) == before


@pytest.mark.parametrize("column", triggers.UNIQUE)
def test_the_database_refuses_to_replace_a_policy(column: str) -> None:
    """By whatever key; PostgreSQL has no such statement, and refuses the key instead."""
    applied()
    before: dict[str, Any] = dict(PolicyVersion.objects.values()[0])
    other = {**before, "id": 99, "number": 99, "slug": "other", "sha256": "0" * 64, "note": ""}
    other[column] = before[column]
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    names, marks = ", ".join(f'"{name}"' for name in other), ", ".join(["%s"] * len(other))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO {triggers.TABLE} ({names}) VALUES ({marks})", [*other.values()]
        )
    assert list(PolicyVersion.objects.values()) == [before]


def test_the_database_refuses_one_name_for_two() -> None:
    row = {"number": 1, "slug": "a", "effective_on": FIRST_DAY, "applied_at": datetime.now(UTC)}
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(**row, by=ADA, approved_by=ADA)
    PolicyVersion.objects.create(**row, by=ADA, approved_by=BERT)
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_to_empty_the_table() -> None:
    applied()
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # which has no such statement
        return
    with pytest.raises(DatabaseError, match="never altered"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {triggers.TABLE}")


@pytest.mark.django_db(transaction=True)
def test_several_at_once_are_kept_one_by_one_or_refused() -> None:
    texts = [changed(("id: 2026-11", f"id: 2026-11-{number}")).encode() for number in range(4)]
    if connection.vendor == "sqlite":
        texts = texts[:1]  # one writer at a time is a setting there, and tests have one connection
    barrier = Barrier(len(texts))

    def apply(text: bytes) -> int | str:
        barrier.wait(timeout=30)
        try:
            return apply_policy(text=text, by=ADA, approved_by=BERT, today=TODAY).number
        except PolicyError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(texts)) as pool:
        said = list(pool.map(apply, texts))
    numbers = sorted(one for one in said if isinstance(one, int))
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))
    assert [one.number for one in queries.versions()] == numbers
    refused = {one for one in said if isinstance(one, str)}
    assert refused <= {"policy.yaml: another version was applied at this moment; try again"}


def test_the_shipped_policy_can_be_applied_as_it_is() -> None:
    assert apply_policy(text=shipped(), by=ADA, approved_by=BERT, today=TODAY).number == 1
