import json
from typing import Any

import pytest
from django.db import transaction

from sayso.delivery.errors import DeliveryError
from sayso.delivery.message import Message
from sayso.delivery.models import Intent, Kind
from sayso.delivery.sealing import unseal
from sayso.people import links
from sayso.people.actions import NewPoint
from sayso.people.models import Event, Person
from sayso.people.points import read_point
from sayso.people.receipts import queue_receipt
from sayso.people.tests.cast import PHONES, TODAY, no, person, says, version, yes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def ada(policy: None) -> Person:
    return person("ada")


def receipt(events: list[Event], who: Person, pid: str = "") -> Message:
    with transaction.atomic():
        intent = queue_receipt(events=events, sid=who.sid, pid=pid)
    assert intent
    assert (intent.kind, intent.sid) == (Kind.SERVICE, who.sid)
    return unseal(intent)


def for_programs(message: Message) -> Any:
    (file,) = message.attached
    assert (file.name, file.media_type) == ("receipt.json", "application/json")
    return json.loads(file.content)


def test_a_receipt_has_the_exact_words_what_follows_and_the_way_to_change_them(ada: Person) -> None:
    words = version().policy.wordings["news-email"]
    message = receipt(says(yes(ada, on=TODAY)), ada)

    assert message.to == "ada@example.org"
    assert words.text in message.words
    assert "runs out on 22 November 2029" in message.words
    point = ada.points.get(kind="email")
    assert links.choices_url(sid=ada.sid, pid=point.pid) in message.words
    found = for_programs(message)
    assert found["schema_version"] == "ISO/IEC TS 27560:2023"
    assert found["pii_principal_id"] == ada.ref
    (event,) = found["events"]
    assert event["words"] == words.text
    assert event["words_sha256"] == words.sha256
    assert event["event_state"] == "given"
    assert event["purposes"][0]["purpose"] == "news"


def test_a_no_is_told_as_fully_as_a_yes(ada: Person) -> None:
    """Acceptance test 11, the other way round as well."""
    given = for_programs(receipt(says(yes(ada)), ada))
    refused = for_programs(receipt(says(no(ada, wording="no-marketing")), ada))

    assert given["events"][0].keys() == refused["events"][0].keys()
    assert given.keys() == refused.keys()
    assert refused["events"][0]["event_state"] == "objected"
    assert "I want no direct marketing" in refused["events"][0]["words"]


def test_a_no_without_words_of_the_policy_is_told_in_ours(ada: Person) -> None:
    said = no(ada, channels=["email", "post"], topics=["news"])
    assert "**No marketing about News by email and by post.**" in receipt(says(said), ada).words


def test_answers_of_one_act_are_told_together_and_once(ada: Person) -> None:
    events = says(yes(ada), yes(ada, "events-post"), no(ada, channels=["live_call"]))
    receipt(events, ada)
    message = receipt(events, ada)
    assert message.words.count("\n- ") == 3
    assert Intent.objects.count() == 1


def test_a_receipt_goes_to_the_contact_point_that_was_used(ada: Person) -> None:
    phone = ada.points.get(kind="phone")
    assert receipt(says(yes(ada)), ada, pid=phone.pid).to == "ada@example.org"
    points = [NewPoint(read_point("email", f"ada{n}@example.org")) for n in range(3)]
    other = person("ada", points=points)
    for point in other.points.all():
        assert receipt(says(yes(other)), other, pid=point.pid).to.startswith("ada")
    sent_to = {unseal(intent).to for intent in Intent.objects.filter(sid=other.sid)}
    assert sent_to == {"ada0@example.org", "ada1@example.org", "ada2@example.org"}


def test_whoever_has_no_email_address_gets_none(policy: None) -> None:
    eve = person("eve", points=[NewPoint(read_point("phone", PHONES["eve"]))])
    with transaction.atomic():
        assert queue_receipt(events=says(yes(eve)), sid=eve.sid) is None
    assert not Intent.objects.exists()


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_a_receipt_belongs_to_the_transaction_that_records_the_answers(ada: Person) -> None:
    events = says(yes(ada))
    with pytest.raises(DeliveryError):
        queue_receipt(events=events, sid=ada.sid)
