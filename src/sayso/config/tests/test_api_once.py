from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from sayso.config.tests.asking import Api, Told, api, installation, policy
from sayso.evidence.models import Entry
from sayso.people import once, sent
from sayso.people.models import Event, IdempotencyKey, Person
from sayso.people.once import KEPT, LEASE, forget_old

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])

ADA = {
    "source": "website-enquiry",
    "fields": {"name": "Ada"},
    "points": [{"kind": "email", "value": "ada@example.org"}],
    "another": True,  # or the record would refuse what the key did not stop
}


def add(api: Api, key: str = "a-1", body: Any = ADA) -> Told:
    return api.post("/people", body, Idempotency_Key=key)


def later(**passed: float) -> None:
    """Let time pass for every request that is kept."""
    for row in IdempotencyKey.objects.all():
        row.lease_until -= timedelta(**passed)
        row.made_at -= timedelta(**passed)
        row.save()


def test_a_request_that_comes_again_is_not_done_again(api: Api) -> None:
    first, second = add(api), add(api)

    assert (first.status, first.body) == (second.status, second.body)
    assert first.status == 201
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Person.objects.count() == 1
    assert add(api, "a-2").body["ref"] != first.body["ref"]


def test_a_refusal_is_given_again_although_it_would_not_be_now(api: Api) -> None:
    objection = {"ref": "4fkx7mn2qc"}
    first = api.post("/objections", objection, Idempotency_Key="o")
    assert first.problem == (404, "not_found", "ref")
    Person.objects.filter(ref=api.person()).update(ref="4fkx7mn2qc")

    again = api.post("/objections", objection, Idempotency_Key="o")
    assert again.problem == (404, "not_found", "ref")
    assert again.body == first.body
    assert not Event.objects.filter(kind="objection").exists()


def test_what_could_not_be_read_was_no_request(api: Api) -> None:
    assert add(api, body={"source": 1}).status == 422
    assert add(api).status == 201


def test_another_request_needs_another_key(api: Api) -> None:
    add(api)
    other = ADA | {"fields": {"name": "Bert"}}
    assert add(api, body=other).problem == (422, "idempotency_key_reused", "Idempotency-Key")
    stop = {"kind": "email", "value": "ada@example.org"}
    elsewhere = api.post("/suppressions", stop, Idempotency_Key="a-1")
    assert elsewhere.problem == (422, "idempotency_key_reused", "Idempotency-Key")


def test_the_keys_of_two_programs_are_not_mixed_up(api: Api) -> None:
    assert add(api).body["ref"] != add(Api()).body["ref"]


def test_after_two_days_it_is_a_new_request(api: Api) -> None:
    first = add(api)
    later(hours=47)
    assert add(api).body == first.body
    later(hours=1.1)
    assert add(api).body != first.body


def test_old_answers_are_forgotten(api: Api) -> None:
    add(api)
    assert forget_old() == 0
    assert forget_old(now=datetime.now(UTC) + KEPT) == 1


def test_no_key_that_cannot_be_one_is_taken(api: Api) -> None:
    for odd in ("a b", "a" * 256, "ü"):
        assert add(api, odd).problem == (400, "wrong_type", "Idempotency-Key")


def test_what_is_kept_names_nobody(api: Api) -> None:
    add(api)
    row = IdempotencyKey.objects.get()
    held = f"{row.key} {row.request} {row.body}"
    assert "Ada" not in held, "a hash and a reference have no capitals"
    assert "ada@" not in held
    assert "example" not in held


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="in tests SQLite lies in memory, where nobody waits; test_serving asks a real service",
)
def test_many_at_once_are_done_once(api: Api) -> None:
    barrier = Barrier(8)

    def ask(_: int) -> Told:
        barrier.wait()
        try:
            return add(api)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(ask, range(8)))

    assert Person.objects.count() == 1
    done = [one for one in told if one.status == 201]
    assert {one.body["ref"] for one in done} == {Person.objects.get().ref}
    rest = [one.problem for one in told if one.status != 201]
    assert set(rest) <= {(409, "in_flight", "Idempotency-Key")}
    assert done


def _added_and_closed(api: Api) -> Told:
    try:
        return add(api)
    finally:
        connections.close_all()


def test_while_it_is_being_done_it_is_not_done_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person, told = sent.add, list[Told]()

    def slowly(*given: Any) -> Any:
        told.append(add(api))
        return add_person(*given)

    monkeypatch.setattr(sent, "add", slowly)
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(_added_and_closed, api).result()
    assert first.status == 201
    assert told[0].problem == (409, "in_flight", "Idempotency-Key")


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@pytest.mark.parametrize("point", ["before", "written", "kept"])
def test_one_that_was_killed_is_done_when_its_lease_is_over(
    api: Api, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person, keep = sent.add, once._keep

    def write(*given: Any) -> Any:
        if point == "before":
            raise Killed
        added = add_person(*given)
        if point == "written":
            raise Killed
        return added

    def kept(*given: Any) -> None:
        keep(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sent, "add", write)
        if point == "kept":
            patch.setattr(once, "_keep", kept)
        with pytest.raises(Killed):
            add(api)
    connections.close_all()

    assert not Person.objects.exists()
    assert add(api).problem == (409, "in_flight", "Idempotency-Key")
    later(seconds=LEASE.total_seconds())
    told = add(api)
    assert told.status == 201
    assert Person.objects.get().ref == told.body["ref"]
    assert Entry.objects.filter(kind="people.added").count() == 1


def test_one_that_overslept_its_lease_writes_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person, others = sent.add, list[Told]()

    def overslept(*given: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(sent, "add", add_person)
            later(seconds=LEASE.total_seconds())
            others.append(add(api))
        return add_person(*given)

    monkeypatch.setattr(sent, "add", overslept)
    told = add(api)
    assert others[0].status == 201
    assert told.problem == (409, "in_flight", "Idempotency-Key")


def test_what_was_not_tried_may_be_tried_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(sent, "add", away)
        assert add(api).status == 503
    assert add(api).status == 201


def test_a_fault_is_told_again_and_wrote_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person = sent.add

    def fail(*given: Any) -> None:
        add_person(*given)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(sent, "add", fail)
        assert add(api).status == 500
    assert not Person.objects.exists()
    assert add(api).problem == (500, "fault", None)
