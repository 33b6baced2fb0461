"""The page of what was stopped before it was sent."""

import pytest
from django.test import Client
from django.urls import reverse

from sayso.delivery.models import Intent, State
from sayso.people.models import Person
from sayso.people.tests.cast import no, person, says, yes
from sayso.people.tests.letters import claimed, letter
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def desk() -> Client:
    daniel = member("privacy-officer")
    passes(daniel)
    return signed_in(daniel)


def stopped(*people: Person) -> None:
    """Letters to people who may not have one, claimed and refused."""
    for somebody in people:
        letter(somebody)
    for _ in people:
        assert claimed().state == State.BLOCKED


def test_today_leads_to_each_message_that_was_stopped_and_on_to_its_person(desk: Client) -> None:
    bert, cleo = person("bert"), person("cleo")
    says(yes(bert), no(bert))
    stopped(bert, cleo)

    url = reverse("stopped")
    today = desk.get(reverse("today")).content.decode()
    assert f'<a href="{url}">2 in the last seven days</a>' in today
    told = desk.get(url).content.decode()
    assert "2 messages were stopped." in told
    assert all(reverse("person", args=[one.ref]) in told for one in (bert, cleo))

    only = f"{url}?because=objection-to-marketing"
    assert only in today
    told = desk.get(only).content.decode()
    assert "1 message was stopped: objection to marketing." in told
    assert bert.ref in told
    assert cleo.ref not in told


def test_one_that_went_to_nobody_on_record_says_so_and_nothing_is_said_where_none_is(
    desk: Client,
) -> None:
    assert "Nothing had to be stopped." in desk.get(reverse("stopped")).content.decode()
    stopped(person("bert"))
    Intent.objects.update(sid="")
    assert "Nobody on record" in desk.get(reverse("stopped")).content.decode()


def test_whoever_may_not_see_people_sees_the_number_alone() -> None:
    stopped(person("bert"))
    auditor = member("auditor")
    passes(auditor)
    today = signed_in(auditor).get(reverse("today")).content.decode()
    assert "1 in the last seven days" in today
    assert reverse("stopped") not in today
