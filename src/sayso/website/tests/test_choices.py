"""The pages of choices: less at a press for whoever has the link, more only with a code."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.law.codes import Channel
from sayso.people import links, said, typed
from sayso.people.actions import NewPoint
from sayso.people.details import keys
from sayso.people.holdings import erase
from sayso.people.limits import Bucket
from sayso.people.models import Event, Person, Suppression, TypedStop
from sayso.people.names import new_sid
from sayso.people.points import hashed, read_point
from sayso.people.tests.cast import EMAILS, may, person, says, version, yes
from sayso.people.tests.rows import everything
from sayso.website.choices import slowing

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy", "unhurried"),
]

EVERYTHING = {"do": "stop"}


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody has typed anything yet; and what somebody waits is noted, and not waited."""
    waits = list[float]()
    monkeypatch.setattr(slowing, "BUCKET", Bucket(most=10, seconds=30))
    monkeypatch.setattr("sayso.website.choices.slowing.time.sleep", waits.append)
    return waits


@pytest.fixture
def ada() -> Person:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-call"))
    return ada


def address(who: Person) -> str:
    """The page of somebody's choices, as it stands in a message to them."""
    return path(links.choices_url(sid=who.sid, pid=who.points.get(kind="email").pid))


def path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def may_now(who: Person, purpose: str = "news", channel: Channel = Channel.EMAIL) -> bool:
    return may(who, purpose, channel, on=today_in_london()).allowed


def ticked(page: Any) -> set[str]:
    return set(re.findall(r'value="([^"]+)" checked><span class="vh"', page.content.decode()))


def hidden(page: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


def code_sent() -> str:
    newest = Intent.objects.filter(key__startswith="code/").latest("id")
    return unseal(newest).words.split()[1]


def post(client: Client, url: str, sent: Mapping[str, object]) -> HttpResponse:
    return client.post(url, sent)  # type: ignore[return-value]


# --- by a link ---------------------------------------------------------------------------


def test_the_page_shows_what_holds_and_hides_most_of_what_we_hold(
    client: Client, ada: Person
) -> None:
    page = client.get(address(ada))
    assert page.status_code == 200
    assert ticked(page) == {"news.email", "events.live_call"}
    told = page.content.decode()
    assert "a•••••@example.org" in told
    assert EMAILS["ada"] not in told
    assert not re.search(r"\bAda\b", told), "by itself, not three letters of a link"
    assert not page.cookies


def token_pages(who: Person) -> list[str]:
    """Every page of choices that a message leads to."""
    pid = who.points.get(kind="email").pid
    stop = TypedStop.objects.create(name=new_sid(), lookup=who.points.get(kind="email").lookup)
    urls = [
        links.choices_url(sid=who.sid, pid=pid),
        links.address_url(lookup=stop.lookup),
        links.one_click_url(sid=who.sid, pid=pid, purpose="news", channel="email"),
        links.undo_url(stop=stop.name),
    ]
    return [path(url) for url in urls]


def test_1_to_read_or_fetch_a_link_changes_nothing(client: Client, ada: Person) -> None:
    pages = token_pages(ada)
    before = everything()
    for url in pages:
        for headers in ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}):
            assert client.get(url, headers=headers).status_code == 200
            assert client.head(url, headers=headers).status_code == 200
    assert everything() == before


def test_13_a_burst_of_clicks_is_nobody_s_interest(client: Client, ada: Person) -> None:
    """A program that follows every link in a message renews no yes, and is counted nowhere."""
    pages, told = token_pages(ada), may(ada, on=today_in_london())
    before = everything()
    for url in pages * 25:
        client.get(url, headers={"User-Agent": "Mail scanner"})
    assert everything() == before
    assert may(ada, on=today_in_london()) == told


def test_stop_everything_takes_one_press_and_no_code(client: Client, ada: Person) -> None:
    page = post(client, address(ada), EVERYTHING)
    assert (page.status_code, ticked(page)) == (200, set())
    assert not may_now(ada)
    assert not may_now(ada, "events", Channel.LIVE_CALL)
    (receipt,) = Intent.objects.filter(key__startswith="receipt/")
    assert unseal(receipt).to == EMAILS["ada"]
    assert not page.cookies


def test_an_emptied_box_is_a_no_without_a_code(client: Client, ada: Person) -> None:
    page = post(client, address(ada), {"do": "save", "may": ["events.live_call"], "often": "usual"})
    assert ticked(page) == {"events.live_call"}
    assert not may_now(ada)
    assert may_now(ada, "events", Channel.LIVE_CALL)


def test_a_yes_waits_for_the_code_and_keeps_what_was_ticked(client: Client, ada: Person) -> None:
    url, words = address(ada), version().policy.wordings["training-email"].text
    boxes = ["events.live_call", "training.email"]
    asked = post(client, url, {"do": "save", "may": boxes, "often": "usual"})
    assert ticked(asked) == set(boxes)
    assert words in asked.content.decode().partition("You say yes to these words")[2][:1_000]
    assert may_now(ada), "nothing is recorded yet"

    digits = code_sent()
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    refused = post(client, url, {"do": "save", "may": boxes, "often": "usual", "code": wrong})
    assert (refused.status_code, ticked(refused)) == (422, set(boxes))
    assert not may_now(ada, "training")

    saved = post(client, url, {"do": "save", "may": boxes, "often": "usual", "code": digits})
    assert ticked(saved) == set(boxes)
    assert may_now(ada, "training")
    assert not may_now(ada)
    consent = Event.objects.filter(sid=ada.sid, kind=said.CONSENT).latest("id")
    assert (consent.wording, consent.method) == ("training-email", "my-choices")


def test_the_code_shows_what_we_hold_and_is_not_asked_for_again(
    client: Client, ada: Person
) -> None:
    url = address(ada)
    post(client, url, {"do": "show"})
    shown = post(client, url, {"do": "prove", "code": code_sent()})
    assert EMAILS["ada"] in shown.content.decode()
    proof = hidden(shown, "proof")
    boxes = ["news.email", "training.email"]
    post(client, url, {"do": "save", "may": boxes, "often": "usual", "proof": proof})
    assert may_now(ada, "training")


def test_a_proof_of_somebody_else_is_none(client: Client, ada: Person) -> None:
    bert = person("bert")
    post(client, address(bert), {"do": "show"})
    proof = hidden(post(client, address(bert), {"do": "prove", "code": code_sent()}), "proof")
    boxes = {"do": "save", "may": ["training.email"], "often": "usual", "proof": proof}
    post(client, address(ada), boxes)
    assert not may_now(ada, "training")


def test_a_pause_and_fewer_need_no_code_and_their_end_does(client: Client, ada: Person) -> None:
    boxes = ["news.email", "events.live_call"]
    url = address(ada)
    paused = post(client, url, {"do": "save", "may": boxes, "often": "pause"})
    assert "Saved." in paused.content.decode()
    assert ticked(paused) == set(boxes), "what holds when it is over"
    assert not may_now(ada)
    asked = post(client, url, {"do": "save", "may": boxes, "often": "usual"})
    assert "code" in asked.content.decode()
    assert not may_now(ada)
    post(client, url, {"do": "save", "may": boxes, "often": "usual", "code": code_sent()})
    assert may_now(ada)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t[::-1]])
def test_a_link_that_is_not_ours_leads_nowhere(client: Client, ada: Person, change: object) -> None:
    token = address(ada).rpartition("/")[2]
    url = f"/choices/{change(token)}"  # type: ignore[operator]
    assert client.get(url).status_code == client.post(url, EVERYTHING).status_code == 404
    assert may_now(ada)


def test_a_link_of_one_kind_opens_no_other(client: Client, ada: Person) -> None:
    token = address(ada).rpartition("/")[2]
    for other in ("stop", "undo"):
        assert client.post(f"/choices/{other}/{token}").status_code == 404


def test_after_an_erasure_the_link_says_so(client: Client, ada: Person) -> None:
    url = address(ada)
    erase(ada.sid, actor="Aisha Clerk", policy=version().sha256)
    assert client.get(url).status_code == client.post(url, EVERYTHING).status_code == 410


def test_what_two_people_share_shows_neither_and_stops_both(client: Client) -> None:
    point = read_point("email", "family@example.org")
    both = [person(name, points=[NewPoint(point)]) for name in ("ada", "bert")]
    for one in both:
        says(yes(one))
    url = path(links.address_url(lookup=hashed(keys(), point).lookup))
    told = client.get(url).content.decode()
    assert "More than one person" in told
    assert 'type="checkbox"' not in told
    post(client, url, EVERYTHING)
    assert not any(may_now(one) for one in both)


# --- by one click ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {
            "data": b"List-Unsubscribe=One-Click",
            "content_type": "application/x-www-form-urlencoded",
        },
        {
            "data": b"--x\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\n"
            b"One-Click\r\n--x--\r\n",
            "content_type": "multipart/form-data; boundary=x",
        },
    ],
)
def test_2_one_click_stops_its_own_purpose_and_no_other(
    client: Client, ada: Person, sent: dict[str, object]
) -> None:
    says(yes(ada, "training-email"))
    pid = ada.points.get(kind="email").pid
    url = path(links.one_click_url(sid=ada.sid, pid=pid, purpose="news", channel="email"))
    strict = Client(enforce_csrf_checks=True)
    for _ in range(3):
        answer = strict.post(url, **sent)  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert not answer.cookies
    assert not may_now(ada)
    assert may_now(ada, "training")
    assert Event.objects.filter(sid=ada.sid, kind=said.OBJECTION).count() == 1
    assert client.get(url).status_code == 200


# --- by typing ---------------------------------------------------------------------------


@pytest.mark.parametrize("do", ["stop", "link"])
def test_whoever_types_learns_nothing_of_whom_we_know(client: Client, ada: Person, do: str) -> None:
    """The same body, status, questions to the database and queued messages."""
    told = []
    for text in ("ada@example.org", "nobody@example.net"):
        queued = Intent.objects.count()
        with (
            CaptureQueriesContext(connections["default"]) as one,
            CaptureQueriesContext(connections["keys"]) as two,
        ):
            answer = client.post("/choices", {"point": text, "do": do})
        asked = [
            [query["sql"].split()[0] for query in seen.captured_queries] for seen in (one, two)
        ]
        told.append((answer.status_code, answer.content, asked, Intent.objects.count() - queued))
    assert told[0] == told[1]
    assert told[0][3] == 1
    assert may_now(ada) is (do == "link")


def test_a_typed_number_is_stopped_at_once(client: Client, ada: Person) -> None:
    assert may_now(ada, "events", Channel.LIVE_CALL)
    answer = client.post("/choices", {"point": "020 7946 0001", "do": "stop"})
    assert "Stopped" in answer.content.decode()
    assert not may_now(ada, "events", Channel.LIVE_CALL)
    assert not Intent.objects.exists()


@pytest.mark.parametrize("text", ["", "ada@", "12", "call me", "020 7946 000\x00"])
def test_what_cannot_be_read_is_asked_for_again(client: Client, text: str) -> None:
    before = everything()
    answer = client.post("/choices", {"point": text, "do": "stop"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert everything() == before


def test_whoever_types_very_many_waits_and_is_not_refused(
    client: Client, unhurried: list[float]
) -> None:
    for number in range(13):
        answer = client.post("/choices", {"point": f"eve{number}@example.org", "do": "stop"})
        assert answer.status_code == 200
    assert unhurried == [slowing.WAIT] * 3
    assert TypedStop.objects.count() == 13


def test_what_was_typed_can_be_taken_back_with_a_button_and_not_by_looking(
    client: Client, ada: Person
) -> None:
    client.post("/choices", {"point": EMAILS["ada"], "do": "stop"})
    typed.heed()
    notice = Intent.objects.get(key__startswith="stopped/")
    found = re.search(r"\((\S+/choices/undo/\S+?)\)", unseal(notice).words)
    assert found
    url = path(found[1])
    assert "Take it back" in client.get(url).content.decode()
    client.head(url)
    assert not may_now(ada)
    assert "Taken back" in client.post(url).content.decode()
    assert may_now(ada)
    assert not Suppression.objects.filter(lifted_at=None).exists()
    assert "nothing to take back" in client.post(url).content.decode()
