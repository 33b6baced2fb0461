"""What the staff do with requests, on the pages on which they do it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sayso.days import today_in_london
from sayso.law.codes import Channel
from sayso.people.queries import permission
from sayso.people.tests.cast import EMAILS, person, says, version, yes
from sayso.rights.models import Kind, Request, RequestKey
from sayso.rights.sealing import opened
from sayso.rights.tests.asked import asks
from sayso.staff.models import Member
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

CALL = {"kind": "access", "came": "phone", "name": "Ada Ashby", "phone": "020 7946 0001"}


@pytest.fixture
def daniel(policy: None) -> Member:
    found = member("privacy-officer", name="Daniel")
    passes(found)
    return found


@pytest.fixture
def desk(daniel: Member) -> Client:
    return signed_in(daniel)


def does(desk: Client, asked: Request, step: str, /, **sent: str) -> str:
    url = reverse("request-step", args=[asked.ref, step])
    return desk.post(url, sent, follow=True).content.decode()


def seen(desk: Client, asked: Request) -> str:
    return desk.get(reverse("request", args=[asked.ref])).content.decode()


def test_what_came_by_telephone_is_taken_in_and_its_clock_runs(
    desk: Client, daniel: Member
) -> None:
    yesterday = today_in_london() - timedelta(days=1)
    sent = CALL | {"received": yesterday.isoformat(), "about": "All that you hold."}
    told = desk.post(reverse("request-new"), sent, follow=True).content.decode()
    asked = Request.objects.get()
    assert (asked.kind, asked.came, asked.received_on) == ("access", "phone", yesterday)
    assert "write to them" in told, "there is no address to which we could"
    assert "days left" in told
    words = opened(asked)
    assert (words.who, words.about) == ("Ada Ashby", "All that you hold.")
    assert asked.events.get(step="received").actor == daniel.actor


def test_an_objection_stops_marketing_at_once(desk: Client) -> None:
    ada = person("ada")
    says(yes(ada))
    sent = {"kind": "objection", "came": "in-person", "email": EMAILS["ada"]}
    desk.post(reverse("request-new"), sent)
    told = permission(person=ada, purpose="news", channel=Channel.EMAIL, version=version())
    assert not told.allowed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "everything"}, "Choose what is asked for."),
        ({"came": "web"}, "Choose by which way it came."),
        ({"phone": "not a number"}, "not one plain telephone number"),
        ({"received": "soon"}, "no day that we can read"),
        ({"received": "2999-01-01"}, "still to come"),
    ],
)
def test_what_is_taken_in_wrongly_is_told_and_not_lost(
    desk: Client, change: dict[str, str], sentence: str
) -> None:
    answer = desk.post(reverse("request-new"), CALL | change)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert sentence in told
    assert 'value="Ada Ashby"' in told
    assert not Request.objects.exists()


def test_a_request_is_asked_about_gone_on_with_and_closed(desk: Client) -> None:
    ada = person("ada")
    asked = asks(about="Everything")
    told = does(desk, asked, "wait", what="identity", words="Which Ada are you?")
    assert "They were told by email." in told
    assert "It waits for" in seen(desk, asked)
    assert "It has come" in seen(desk, asked)
    assert "take that step first" in does(desk, asked, "close", outcome="done")
    assert "It goes on." in does(desk, asked, "resume", person=ada.ref)
    asked.refresh_from_db()
    assert asked.sid == ada.sid
    assert "They were told by email." in does(desk, asked, "extend", why="complex")
    assert "extended already" in does(desk, asked, "extend", why="many")
    does(desk, asked, "close", outcome="in-part")
    asked.refresh_from_db()
    assert (asked.stage, asked.outcome) == ("closed", "in-part")
    assert "What next" not in seen(desk, asked)
    assert "has ended" in does(desk, asked, "withdraw")


def test_a_restriction_holds_the_record_once_it_is_known_whose_it_is(desk: Client) -> None:
    ada = person("ada")
    says(yes(ada))
    asked = asks(kind=Kind.RESTRICTION, name="bert")
    does(desk, asked, "wait", what="identity")
    assert "on hold from now on" in does(desk, asked, "resume", person=ada.ref)
    told = permission(person=ada, purpose="news", channel=Channel.EMAIL, version=version())
    assert not told.allowed


def test_what_came_as_an_answer_is_sorted(desk: Client) -> None:
    asked = asks(kind=Kind.UNSORTED)
    assert "Choose what it is." in does(desk, asked, "sort", kind="odd")
    does(desk, asked, "sort", kind="complaint")
    asked.refresh_from_db()
    assert asked.kind == "complaint"
    assert "sorted already" in does(desk, asked, "sort", kind="access")


def test_it_is_noted_that_they_were_told_and_that_they_took_it_back(desk: Client) -> None:
    asked = asks(points=())
    does(desk, asked, "acknowledge")
    assert "acknowledged already" in does(desk, asked, "acknowledge")
    assert "took it back" in does(desk, asked, "withdraw")


@pytest.mark.parametrize(
    ("what", "sent", "sentence"),
    [
        ("wait", {"what": "patience"}, "Choose what you wait for."),
        ("extend", {"why": "tired"}, "Choose why it takes longer."),
        ("close", {"outcome": "never"}, "Choose how it ended."),
        ("resume", {}, "waits for nothing"),
        ("withdraw", {"on": "soon"}, "no day that we can read"),
    ],
)
def test_a_step_taken_wrongly_is_told(
    desk: Client, what: str, sent: dict[str, str], sentence: str
) -> None:
    asked = asks()
    url = reverse("request-step", args=[asked.ref, what])
    answer = desk.post(url, sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    asked = asks()
    assert desk.post(reverse("request-step", args=[asked.ref, "dance"])).status_code == 404
    assert desk.post(reverse("request-step", args=["SR-2026-XXXXX", "close"])).status_code == 404


def test_a_request_whose_words_were_destroyed_can_still_be_read(desk: Client) -> None:
    asked = asks()
    RequestKey.objects.all().delete()
    assert "The words of it were destroyed." in seen(desk, asked)
