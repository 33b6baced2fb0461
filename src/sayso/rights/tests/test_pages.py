import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from sayso.delivery.models import Intent
from sayso.people.limits import Bucket, network_of
from sayso.people.models import Suppression
from sayso.people.tests.cast import EMAILS, PHONES, person, says, yes
from sayso.rights import views
from sayso.rights.actions import close, extend, resume, wait_for, withdraw
from sayso.rights.forms import LONGEST
from sayso.rights.models import Kind, Outcome, Request, Wait, Why
from sayso.rights.plain import plain
from sayso.rights.sealing import opened
from sayso.rights.telling import OFFERED
from sayso.rights.tests.asked import CLERK, asks, on

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

ASK = "/your-rights/ask"
GIVEN = {"kind": "access", "name": "Ada", "email": EMAILS["ada"], "about": "Everything"}


@pytest.fixture(autouse=True)
def nobody_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BUCKET", Bucket(most=10, seconds=30))


def text(client: Client, address: str) -> str:
    """The words of a page, without its form."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return words(answer.content)


def words(content: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", content.decode())).split())


def followed(client: Client, **given: str) -> str:
    """The page to which whoever asks is led."""
    answer = client.post(ASK, GIVEN | given)
    assert answer.status_code == 302, words(answer.content)
    return text(client, answer["Location"])


# --- what can be asked -------------------------------------------------------------------


def test_every_right_is_offered_with_the_day_of_its_answer(client: Client) -> None:
    with on(date(2026, 10, 31)):
        told = text(client, "/your-rights")
    for offer in OFFERED.values():
        assert offer.words in told
        assert offer.means in told
    assert told.count("By 30 November 2026") == 5
    assert "By 29 November 2026 we say that we have it" in told
    assert "At once" in told


def test_a_link_can_say_what_is_wanted_and_nothing_else_is_ticked(client: Client) -> None:
    assert b"checked" not in client.get(ASK).content
    assert b"checked" not in client.get(ASK, {"kind": "unsorted"}).content
    for kind in OFFERED:
        page = client.get(ASK, {"kind": kind}).content.decode()
        assert re.findall(r'value="([a-z]+)" checked', page) == [kind]


# --- asking ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OFFERED)
def test_whoever_asks_is_led_to_a_page_of_their_own(client: Client, kind: str) -> None:
    told = followed(client, kind=kind)
    asked = Request.objects.get()
    assert asked.kind == kind
    assert asked.ref in told
    assert "Your request came in, by the form on our website." in told
    assert Intent.objects.count() == 1
    for secret in ("Ada", EMAILS["ada"], "Everything"):
        assert secret not in told


def test_one_way_to_be_reached_is_enough_and_all_are_kept(client: Client) -> None:
    followed(client, email="", phone=PHONES["ada"])
    followed(client, email="", address="1 Sample Row\nZZ1 1ZZ")
    followed(client, phone=PHONES["ada"])
    ways = [opened(one).reached for one in Request.objects.order_by("recorded_at")]
    assert [[one.by for one in each] for each in ways] == [["phone"], ["post"], ["email", "phone"]]


def test_whoever_objects_need_not_say_who_they_are(client: Client) -> None:
    told = followed(client, kind="objection", name="", about="")
    assert "We have stopped. It holds for ever" in told
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"kind": ""}, "choose one of these"),
        ({"kind": "unsorted"}, "choose one of these"),
        ({"email": ""}, "how to reach you"),
        ({"email": "ada at home"}, "not one whole email address"),
        ({"phone": "12"}, "not one whole telephone number"),
        ({"name": "\u200b "}, "Tell us your name"),
        ({"about": "x" * (LONGEST + 1)}, "at most 5,000 letters"),
        ({"website": "https://example.com"}, "there for machines"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: Client, given: dict[str, str], problem: str
) -> None:
    answer = client.post(ASK, GIVEN | given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert problem in page
    assert 'role="alert"' in page
    for name, value in (GIVEN | given).items():
        if value and name not in ("kind", "website", *given):
            assert value in page
    (linked,) = re.findall(r'<li><a href="#([a-z]+)">', page)
    assert f'id="{linked}"' in page
    assert f'id="{linked}-problem"' in page
    assert not Request.objects.exists()


def test_a_form_handed_in_twice_is_one_request(client: Client) -> None:
    once = {"once": "70ce" * 8}
    first, again = client.post(ASK, GIVEN | once), client.post(ASK, GIVEN | once)
    assert first["Location"] == again["Location"]
    assert "70ce" not in first["Location"]
    assert Request.objects.count() == 1


def test_the_same_form_twice_at_once_is_one_request(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked and found nothing, and then the other was quicker."""
    once = {"once": "70ce" * 8}
    first = client.post(ASK, GIVEN | once)
    found = iter([False, True])
    monkeypatch.setattr(views, "_is_there", lambda _: next(found))
    assert client.post(ASK, GIVEN | once)["Location"] == first["Location"]
    assert Request.objects.count() == 1


def test_what_cannot_be_seen_is_not_kept(client: Client) -> None:
    followed(client, about="the\u202ecall\x1b[2J\r\n on  3\u00a0March\n\n", behalf="\u200bBert")
    known = opened(Request.objects.get())
    assert known.about == "the call [2J\non 3 March"
    assert known.on_behalf_of == "Bert"
    assert plain("a\x00b") == "a b"


def test_a_machine_is_slowed_and_nobody_loses_what_they_wrote(client: Client) -> None:
    for _ in range(10):
        assert client.post(ASK, GIVEN).status_code == 302
    slowed = client.post(ASK, GIVEN)
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "30")
    assert GIVEN["about"] in slowed.content.decode()
    assert "Nothing you wrote is lost" in words(slowed.content)
    elsewhere = client.post(ASK, GIVEN, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_a_bucket_fills_again_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    bucket = Bucket(most=2, seconds=30, clock=lambda: now[0])
    assert [bucket.take("a") for _ in range(3)] == [True, True, False]
    assert bucket.take("b")
    now[0] = 30.0
    assert [bucket.take("a") for _ in range(2)] == [True, False]
    now[0] = 300.0
    assert [bucket.take("a") for _ in range(3)] == [True, True, False]
    monkeypatch.setattr("sayso.people.limits.MOST_NETWORKS", 1)
    assert bucket.take("b")
    assert bucket.take("a")  # which is forgotten, for there is room for one


@pytest.mark.parametrize(
    ("proxies", "told", "network"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "198.51.100.1", "192.0.2.7"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "nonsense", "nowhere"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_is(
    settings: Settings, rf: RequestFactory, proxies: int, told: str, network: str
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, proxies=proxies)
    asked = rf.get(ASK, REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": told})
    assert network_of(asked) == network


# --- known or unknown --------------------------------------------------------------------


def sent(client: Client, name: str, kind: str) -> tuple[int, str, str, int, int]:
    """All that a stranger can see of what becomes of a request."""
    queued = Intent.objects.count()
    with (
        CaptureQueriesContext(connections["default"]) as asked,
        CaptureQueriesContext(connections["keys"]) as of_keys,
    ):
        answer = client.post(ASK, GIVEN | {"kind": kind, "email": EMAILS[name]})
    page = client.get(answer["Location"])
    request = Request.objects.order_by("recorded_at").last()
    assert request is not None
    body = page.content.decode().replace(request.ref, "REF").replace(request.token, "TOKEN")
    count = len(asked) + len(of_keys)
    return answer.status_code, body, str(page.status_code), count, Intent.objects.count() - queued


@pytest.mark.parametrize("kind", OFFERED)
def test_nobody_learns_here_whether_somebody_is_known(client: Client, kind: str) -> None:
    says(yes(person("ada")))
    sent(client, "cleo", kind)  # whatever is done only once
    assert sent(client, "ada", kind) == sent(client, "eve", kind)
    assert Request.objects.exclude(sid="").count() == 1


# --- followed ----------------------------------------------------------------------------


def test_a_page_tells_where_the_request_stands(client: Client) -> None:
    with on(date(2026, 11, 2)):
        asked = asks()
        page = f"/your-rights/requests/{asked.token}"
        told = text(client, page)
        assert "You have our answer by 2 December 2026." in told
        assert "Nothing. It is with us." in told
    with on(date(2026, 11, 5)):
        wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK)
        told = text(client, page)
        assert "We wait for your answer to our question." in told
        assert "No day is set while we wait for you" in told
        assert "The clock is paused until the person answers." in told
    with on(date(2026, 11, 12)):
        resume(ref=asked.ref, actor=CLERK)
        told = text(client, page)
        assert "You have our answer by 10 December 2026." in told
        assert "8 paused days are added." in told
        assert "We had your answer to our question." in told
    with on(date(2026, 12, 9)):
        extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
        assert "You have our answer by 10 February 2027." in text(client, page)
    with on(date(2027, 3, 1)):
        assert "Our answer is late" in text(client, page)
        close(ref=asked.ref, outcome=Outcome.IN_PART, actor=CLERK)
        told = text(client, page)
        assert "This request is closed." in told
        assert "which part we have not, and why" in told
        assert "1 March 2027" in told
    assert CLERK not in told


def test_every_kind_and_stage_has_words(client: Client) -> None:
    for kind in Kind:
        for end in (None, *Outcome, "withdrawn"):
            asked = asks(kind, about="everything", points=())
            if end == "withdrawn":
                withdraw(ref=asked.ref, actor=CLERK)
            elif end:
                close(ref=asked.ref, outcome=Outcome(end), actor=CLERK)
            text(client, f"/your-rights/requests/{asked.token}")


def test_nobody_finds_the_page_of_another(client: Client) -> None:
    asked = asks()
    for token in ("0" * 32, asked.ref, asked.rid, asked.token[:-1]):
        assert client.get(f"/your-rights/requests/{token}").status_code == 404
    answer = client.get(f"/your-rights/requests/{asked.token}")
    assert answer["Cache-Control"] == "no-store"
    assert b'name="robots" content="noindex"' in answer.content
