from datetime import timedelta

import pytest
from django.db import transaction

from sayso.delivery import actions, gates, holdings, sealing
from sayso.delivery.actions import PATIENCE, NewIntent
from sayso.delivery.errors import DeliveryError
from sayso.delivery.gates import Decision
from sayso.delivery.message import Attachment, Message
from sayso.delivery.models import ENDS, Intent, Kind, MessageKey, State, now
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.tests.outbox import (
    ADA,
    BERT,
    ROOM,
    again,
    hurry,
    marketing,
    message,
    open_to_ada,
    queued,
    service,
)
from sayso.evidence.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NO = Outcome(Came.REFUSED, "550 5.1.1")


def expire_leases() -> None:
    Intent.objects.filter(state=State.HANDOFF).update(lease_until=now() - timedelta(seconds=1))


def logged() -> list[tuple[str, str, str]]:
    return list(Entry.objects.order_by("id").values_list("kind", "subject", "purpose"))


# --- queued ------------------------------------------------------------------------------


def test_a_message_asked_for_twice_is_one_message() -> None:
    first, second = service(), service(words="Other words.")
    assert first.id == second.id
    assert sealing.unseal(second).words == message().words
    assert MessageKey.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_message_whose_reason_was_rolled_back_was_never_queued() -> None:
    with transaction.atomic():
        service()
        transaction.set_rollback(True)
    assert not Intent.objects.exists()
    assert actions.destroy_keys() == 0, "a longer transaction may still be under way"
    assert actions.destroy_keys(nobodys_before=now()) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_nothing_is_queued_outside_a_transaction() -> None:
    with pytest.raises(DeliveryError, match="in the transaction that makes it due"):
        actions.queue(NewIntent(room=ROOM, key="a", kind=Kind.SERVICE, message=message()))


def test_nothing_in_the_outbox_says_to_whom_or_what() -> None:
    intent = service(words="Dear Ada Ashby,")
    row = Intent.objects.filter(id=intent.id).values_list()[0]
    for word in (b"ada@", b"example.org", b"Ashby", b"details"):
        assert word not in repr(row).encode() + bytes(intent.sealed)


def test_a_message_is_opened_by_its_own_key_alone() -> None:
    one, other = service("a"), service("b")
    files = (Attachment("receipt.json", "application/json", b"{}"),)
    with_file = queued(
        NewIntent(
            room=ROOM,
            key="c",
            kind=Kind.SERVICE,
            message=Message(to="ada@example.org", subject="A", words="B", attached=files),
        )
    )
    assert sealing.unseal(with_file).attached == files
    one.sealed = other.sealed
    with pytest.raises(DeliveryError, match="altered"):
        sealing.unseal(one)
    sealing.destroy([other.sealed_under])
    with pytest.raises(DeliveryError, match="destroyed"):
        sealing.unseal(other)


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "ada@example.org\r\nBcc: eve@example.org"},
        {"to": "ada@example.org, eve@example.org"},
        {"to": "Ada <ada@example.org>"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: eve@example.org"},
        {"subject": "Hello\nthere"},
        {"subject": " "},
        {"subject": "x" * 201},
        {"words": ""},
        {"words": "\x00"},
        {"words": "\udc80"},
        {"unsubscribe": "https://sayso.example.org/u>\r\nBcc: eve@example.org"},
        {"unsubscribe": "https://sayso.example.org/" + "u" * 900},
        {"unsubscribe": "javascript:alert(1)"},
    ],
)
def test_what_could_be_more_than_one_message_is_refused_without_repeating_it(
    changed: dict[str, str],
) -> None:
    words = {"to": "ada@example.org", "subject": "Hello", "words": "Hello.", **changed}
    with pytest.raises(DeliveryError) as refused:
        queued(NewIntent(room=ROOM, key="a", kind=Kind.SERVICE, message=Message(**words)))  # type: ignore[arg-type]
    assert "eve@" not in str(refused.value)
    assert "ada@" not in str(refused.value)
    assert not Intent.objects.exists()


@pytest.mark.parametrize("name", ["ada@example.org", "Ada", "", "a b", "x" * 101])
def test_a_key_that_could_lead_to_somebody_is_refused(name: str) -> None:
    with pytest.raises(DeliveryError, match="identifiers that lead to nobody"):
        service(name)


def test_marketing_without_a_page_to_stop_it_is_refused() -> None:
    with pytest.raises(DeliveryError, match="stopped"):
        marketing(unsubscribe="")


# --- claimed -----------------------------------------------------------------------------


def test_service_goes_before_marketing_and_the_oldest_first() -> None:
    gates.register(ROOM, open_to_ada)
    news, first, second = marketing(), service("a"), service("b")
    assert [claimed.id for claimed in iter(actions.claim, None)] == [first.id, second.id, news.id]


def test_a_message_that_is_held_is_nobody_elses() -> None:
    service()
    assert actions.claim()
    assert actions.claim() is None


def test_marketing_leaves_only_if_its_gate_says_so() -> None:
    gates.register(ROOM, open_to_ada)
    marketing("a", "ada")
    refused = marketing("b", "bert")
    states = [(claimed.state, claimed.reason) for claimed in iter(actions.claim, None)]
    assert states == [(State.HANDOFF, ""), (State.BLOCKED, "objection")]
    assert bytes(again(refused).sealed) == b""
    assert logged() == [("delivery.blocked", BERT, "news")]


def test_a_gate_that_is_missing_fails_or_says_nothing_lets_nothing_through() -> None:
    intent = marketing()
    for gate in (None, lambda _: 1 / 0, lambda _: None, lambda _: Decision("yes", "")):  # type: ignore[arg-type]
        if gate:
            gates.register(ROOM, gate)  # type: ignore[arg-type]
        claimed = actions.claim()
        assert claimed
        assert claimed.state in {State.QUEUED, State.BLOCKED}
        Intent.objects.filter(id=intent.id).update(state=State.QUEUED, due_at=intent.queued_at)


def test_service_needs_no_gate() -> None:
    service(name="bert")
    claimed = actions.claim()
    assert claimed
    assert claimed.state == State.HANDOFF


def test_what_came_too_late_is_not_sent() -> None:
    new = NewIntent(room=ROOM, key="a", kind=Kind.SERVICE, message=message(), until=now())
    queued(new)
    claimed = actions.claim()
    assert claimed
    assert (claimed.state, claimed.reason) == (State.BLOCKED, "too late")


# --- settled -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "came", "state"),
    [
        (Kind.SERVICE, Came.ACCEPTED, State.SENT),
        (Kind.SERVICE, Came.REFUSED, State.FAILED),
        (Kind.SERVICE, Came.LATER, State.QUEUED),
        (Kind.SERVICE, Came.UNKNOWN, State.QUEUED),
        (Kind.MARKETING, Came.ACCEPTED, State.SENT),
        (Kind.MARKETING, Came.REFUSED, State.FAILED),
        (Kind.MARKETING, Came.LATER, State.QUEUED),
        (Kind.MARKETING, Came.UNKNOWN, State.IN_DOUBT),
    ],
)
def test_every_outcome_has_its_state(kind: Kind, came: Came, state: State) -> None:
    gates.register(ROOM, open_to_ada)
    intent = service() if kind == Kind.SERVICE else marketing()
    claimed = actions.claim()
    assert claimed
    assert actions.settle(claimed, Outcome(came, "code")) == state
    row = again(intent)
    assert (row.state, row.reason, row.lease_until) == (state, "code", None)
    assert (bytes(row.sealed) == b"") == (state in ENDS) == (row.ended_at is not None)
    assert [kind for kind, *_ in logged()] == ([f"delivery.{state}"] if state in ENDS else [])
    if state != State.IN_DOUBT:
        assert actions.settle(claimed, NO) is None, "it is said once"


def test_marketing_that_a_dead_sender_held_is_in_doubt_and_never_goes_again() -> None:
    gates.register(ROOM, open_to_ada)
    intent = marketing()
    claimed = actions.claim()
    assert claimed
    assert actions.sweep() == 0, "its lease has not ended"
    expire_leases()
    assert actions.sweep() == 1
    assert again(intent).state == State.IN_DOUBT
    hurry(intent)
    assert actions.claim() is None
    assert actions.sweep() == 0


@pytest.mark.parametrize(
    ("came", "state"),
    [
        (Came.ACCEPTED, State.SENT),
        (Came.REFUSED, State.FAILED),
        (Came.LATER, State.FAILED),
        (Came.UNKNOWN, State.IN_DOUBT),
    ],
)
def test_a_sender_that_was_only_slow_still_resolves_its_doubt(came: Came, state: State) -> None:
    gates.register(ROOM, open_to_ada)
    intent = marketing()
    claimed = actions.claim()
    assert claimed
    expire_leases()
    actions.sweep()
    assert actions.settle(claimed, Outcome(came)) == state == again(intent).state


def test_a_service_message_that_a_dead_sender_held_goes_again_and_only_the_new_holder_settles() -> (
    None
):
    intent = service()
    first = actions.claim()
    assert first
    expire_leases()
    actions.sweep()
    hurry(intent)
    second = actions.claim()
    assert second
    assert (second.fence, second.token) == (2, first.token)
    assert actions.settle(first, NO) is None
    assert again(intent).state == State.HANDOFF
    assert actions.settle(second, Outcome(Came.ACCEPTED)) == State.SENT


def test_attempts_come_ever_more_rarely_and_end_after_two_days() -> None:
    intent, pauses = service(), []
    while True:
        claimed = actions.claim()
        assert claimed
        before = now()
        state = actions.settle(claimed, Outcome(Came.LATER, "451"))
        if state != State.QUEUED:
            break
        pauses.append(round((again(intent).due_at - before).total_seconds() / 60))
        hurry(intent)
        if len(pauses) == 7:
            Intent.objects.filter(id=intent.id).update(queued_at=now() - PATIENCE)
    assert pauses == [1, 5, 15, 60, 240, 240, 240]
    assert (state, again(intent).attempts) == (State.FAILED, 8)


# --- erased ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_what_waits_for_somebody_is_destroyed_with_them() -> None:
    hers, his = service("a", "ada"), service("b", "bert")
    assert holdings.erase(ADA) == 1
    assert (again(hers).state, bytes(again(hers).sealed)) == (State.BLOCKED, b"")
    assert again(his).state == State.QUEUED
    assert list(MessageKey.objects.values_list("name", flat=True)) == [his.sealed_under]


def test_the_keys_of_what_has_ended_are_destroyed() -> None:
    ended, waiting = service("a"), service("b")
    claimed = actions.claim()
    assert claimed
    assert claimed.id == ended.id
    actions.settle(claimed, NO)
    assert actions.destroy_keys() == 1
    assert sealing.unseal(waiting).to == "ada@example.org"


def test_what_waits_for_somebody_is_shown_to_them_with_its_words() -> None:
    service("a", "ada")
    service("b", "bert")
    (held,) = holdings.collect(ADA)
    assert held["words"]["to"] == "ada@example.org"
    claimed = actions.claim()
    assert claimed
    actions.settle(claimed, Outcome(Came.ACCEPTED, "250"))
    (held,) = holdings.collect(ADA)
    assert (held["state"], held["words"]) == (State.SENT, None)
