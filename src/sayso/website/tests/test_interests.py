"""Pages fit what a visitor ticked, with their yes, and are the same for everybody without it."""

import pytest
from django.test import Client

from sayso.people.tests.cast import version
from sayso.policy.tests.policies import changed, problems
from sayso.website.choice import COOKIE as CHOICE
from sayso.website.interests import COOKIE

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def visitor() -> Client:
    """Somebody who said yes to interests, and to nothing else."""
    client = Client(enforce_csrf_checks=True, headers=OURS)
    client.post("/consent/", {"answer": "save", "interests": "yes"})
    assert CHOICE in client.cookies
    return client


def tick(client: Client, *topics: str, do: str = "keep") -> int:
    return client.post("/interests/", {"topic": topics, "do": do}).status_code


def first_form(page: str) -> str:
    return page.partition('href="/forms/')[2].partition('"')[0]


def test_38_what_was_ticked_comes_first_and_says_why(visitor: Client) -> None:
    assert first_form(visitor.get("/").content.decode()) == "newsletter"
    assert tick(visitor, "Complaints", "Awards") == 303
    page = visitor.get("/").content.decode()
    assert [one.partition('"')[0] for one in page.split('href="/forms/')[1:]] == [
        "event",
        "contact",
        "newsletter",
        "membership",
    ]
    assert "First because you ticked “Awards”" in page
    mine = visitor.get("/interests/").content.decode()
    assert mine.count("checked") == 2
    assert "Because you ticked “Complaints”" in mine


def test_38_without_a_yes_every_page_is_the_same_byte_for_byte(visitor: Client) -> None:
    """Whatever a browser sends: a choice, a refusal, ticks without a yes, or nothing."""
    tick(visitor, "Complaints")
    ticks = visitor.cookies[COOKIE].value
    refuser = Client(headers=OURS)
    refuser.post("/consent/", {"answer": "reject"})
    refuser.cookies[COOKIE] = ticks
    stranger = Client()
    stranger.cookies[COOKIE] = ticks
    for page in ("/", "/policy", "/choices", "/statistics", "/your-rights"):
        plain = Client().get(page).content
        assert refuser.get(page).content == plain
        assert stranger.get(page).content == plain
    assert visitor.get("/").content != Client().get("/").content


def test_38_it_can_be_changed_and_cleared(visitor: Client) -> None:
    tick(visitor, "Complaints")
    tick(visitor, "Awards")
    assert first_form(visitor.get("/").content.decode()) == "event"
    assert tick(visitor, "Awards", do="clear") == 303
    assert visitor.cookies[COOKIE].value == ""
    assert first_form(visitor.get("/").content.decode()) == "newsletter"


def test_nothing_is_kept_without_a_yes() -> None:
    client = Client(headers=OURS)
    assert tick(client, "Complaints") == 403
    assert COOKIE not in client.cookies
    assert 'type="checkbox"' not in client.get("/interests/").content.decode()


def test_a_later_no_ends_it(visitor: Client) -> None:
    tick(visitor, "Complaints")
    visitor.post("/consent/", {"answer": "reject"})
    assert first_form(visitor.get("/").content.decode()) == "newsletter"
    assert tick(visitor, "Complaints") == 403


@pytest.mark.parametrize("topics", [["Health"], ["<b>"], ["Complaints", "Religion"]])
def test_only_what_the_policy_declares_can_be_ticked(visitor: Client, topics: list[str]) -> None:
    tick(visitor, *topics)
    page = visitor.get("/interests/").content.decode()
    assert page.count("checked") == ("Complaints" in topics)


@pytest.mark.parametrize("value", ["", "x", "W10:1a:xyz", "é", "A" * 5_000])
def test_what_we_did_not_sign_is_nothing(visitor: Client, value: str) -> None:
    visitor.cookies[COOKIE] = value
    assert first_form(visitor.get("/").content.decode()) == "newsletter"


def test_another_site_can_have_nothing_kept(visitor: Client) -> None:
    answer = visitor.post(
        "/interests/", {"topic": "Awards"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


def test_it_lives_no_longer_than_the_table_says_and_is_no_script_s(visitor: Client) -> None:
    tick(visitor, "Awards")
    cookie = visitor.cookies[COOKIE]
    assert cookie["max-age"] == 30 * 86_400
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert str(version().policy.cookies[COOKIE].lasts) == "30 days"


def test_a_form_names_only_topics_that_people_can_tick() -> None:
    (found,) = problems(changed(("topics: [Qualifications]", "topics: [Horoscopes]")))
    assert found.place == ("forms", "membership", "topics", 0)
    assert "'Horoscopes' is no choice of the field 'interests'" in found.message
