import json

import pytest
from django.db import transaction
from django.utils.timezone import now

from sayso.delivery import sealing
from sayso.delivery.message import Message
from sayso.delivery.models import Intent
from sayso.people import links
from sayso.people.actions import NewEvent
from sayso.people.models import ContactPoint, Event, Person
from sayso.people.receipts import queue_receipt
from sayso.people.tests.cast import EMAILS, TODAY, no, person, says, version, yes

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def receipt(who: Person, events: list[Event], kind: str = "email") -> Message | None:
    with transaction.atomic():
        intent = queue_receipt(events=events, sid=who.sid, pid=who.points.get(kind=kind).pid)
    return sealing.unseal(intent) if intent else None


def test_a_receipt_has_the_exact_words_and_the_link_to_change_them() -> None:
    ada = person("ada")
    message = receipt(ada, says(yes(ada, "events-email")))
    assert message
    assert message.to == EMAILS["ada"]
    assert version().policy.wordings["events-email"].text.split(".")[0] in message.words
    token = message.words.rpartition("/choices/")[2].partition(")")[0]
    assert links.read(token, links.CHOICES) == (ada.sid, ada.points.get(kind="email").pid)


def test_a_copy_for_programs_goes_with_it() -> None:
    ada = person("ada")
    message = receipt(ada, says(yes(ada, "events-email")))
    assert message
    (file,) = message.attached
    told = json.loads(file.content)
    assert (file.name, file.media_type) == ("consent-receipt.json", "application/json")
    (record,) = told["records"]
    assert told["schema_version"] == "ISO/IEC TS 27560:2023"
    assert record["event"]["event_state"] == "ConsentGiven"
    assert record["pii_processing"]["purposes"][0]["type"] == "events"
    wording = version().policy.wordings["events-email"].text
    assert record["pii_processing"]["consent_wording"] == wording
    assert record["pii_controllers"][0]["party_name"] == version().policy.organisation.name


def test_a_yes_that_was_taken_back_is_told_with_what_it_was() -> None:
    ada = person("ada")
    (given,) = says(yes(ada, "events-email"))
    (back,) = says(taken_back(ada, given))
    message = receipt(ada, [back])
    assert message
    assert "No longer" in message.words
    assert "by email" in message.words
    (record,) = json.loads(message.attached[0].content)["records"]
    assert record["event"]["event_state"] == "ConsentWithdrawn"
    assert record["pii_processing"]["consent_wording"]


def taken_back(who: Person, given: Event) -> NewEvent:
    return NewEvent(who.sid, "consent_withdrawn", TODAY, of=given.id)


def test_a_no_is_told_too_and_needs_no_copy() -> None:
    bert = person("bert")
    message = receipt(bert, says(no(bert, on=TODAY)))
    assert message
    assert "**No** to all our marketing, in any way" in message.words
    assert not message.attached


def test_the_same_is_told_once() -> None:
    ada = person("ada")
    events = says(yes(ada, "events-email"))
    receipt(ada, events)
    receipt(ada, events)
    assert Intent.objects.count() == 1


def test_nothing_goes_where_no_email_can_go() -> None:
    ada = person("ada")
    ContactPoint.objects.filter(person=ada, kind="email").update(ended_at=now())
    assert receipt(ada, says(yes(ada, "events-email")), kind="phone") is None
    assert receipt(ada, [], kind="phone") is None
    assert not Intent.objects.exists()
