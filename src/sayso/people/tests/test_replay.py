from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.utils import timezone

from sayso.law.codes import Channel
from sayso.people.actions import NewEvent
from sayso.people.models import Person
from sayso.people.replay import Replay, replay
from sayso.people.tests.cast import exemplar, no, person, says, yes
from sayso.policy.actions import apply_policy
from sayso.policy.models import PolicyVersion

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

MARCH = date(2026, 3, 5)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def recorded(day: date, *events: NewEvent) -> None:
    """What was said, recorded on a day of the past."""
    with patch.object(timezone, "now", return_value=at(day)):
        says(*events)


@pytest.fixture
def ada() -> Person:
    """Ada, on record since January 2026."""
    early = at(date(2026, 1, 2))
    with patch("sayso.people.models.datetime") as clock, patch.object(timezone, "now") as now:
        clock.now.return_value = now.return_value = early
        return person("ada")


def asked(who: Person, on: date = MARCH, known_on: date = MARCH) -> Replay:
    return replay(person=who, purpose="news", channel=Channel.EMAIL, on=on, known_on=known_on)


def test_what_was_recorded_late_makes_the_difference(ada: Person) -> None:
    recorded(date(2026, 2, 1), yes(ada, on=date(2026, 1, 20)))
    recorded(date(2026, 3, 9), no(ada, on=date(2026, 3, 2)))
    found = asked(ada)
    assert found.then.allowed
    assert not found.now.allowed
    assert found.differs
    assert found.learned == ["objection of 2 March 2026, recorded on 9 March 2026"]


def test_what_happened_later_makes_none(ada: Person) -> None:
    recorded(date(2026, 2, 1), yes(ada, on=date(2026, 1, 20)))
    recorded(date(2026, 4, 9), no(ada, on=date(2026, 4, 9)))
    found = asked(ada)
    assert (found.then.allowed, found.now.allowed, found.differs) == (True, True, False)
    assert found.learned == []


def test_a_yes_that_came_to_light_later_is_told_with_its_words(ada: Person) -> None:
    recorded(date(2026, 3, 9), yes(ada, on=date(2026, 1, 20)))
    found = asked(ada)
    assert (found.then.allowed, found.now.allowed) == (False, True)
    assert found.learned == ["consent (news-email) of 20 January 2026, recorded on 9 March 2026"]


def test_a_contact_point_that_came_to_light_later_is_told() -> None:
    found = asked(person("ada"))
    assert found.then.reason == "no_contact_point"
    assert any(one.startswith("a contact point (email), recorded on") for one in found.learned)


def test_another_policy_since_is_told(ada: Person) -> None:
    text = exemplar().replace(b"id: 2026-11\n", b"id: 2026-11b\n")
    second = apply_policy(text=text, by="Daniel Officer", approved_by="Grace Second")
    found = asked(ada, on=second.effective_on)
    assert found.then.policy != found.now.policy == second.sha256
    (learned,) = found.learned
    assert learned.startswith("version 2 (2026-11b) of the policy, applied on ")


def test_before_there_was_a_policy_the_first_is_asked(ada: Person) -> None:
    assert asked(ada).then.policy == PolicyVersion.objects.get().sha256
