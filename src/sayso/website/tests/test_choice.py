"""What a visitor chose, and what may be stored because of it (the numbers are the audit's)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from sayso.days import today_in_london
from sayso.people.limits import Bucket
from sayso.policy.details import CookieBasis, CookieCategory
from sayso.policy.reading import read_policy, shipped
from sayso.policy.schema import Policy
from sayso.website import choice as choices
from sayso.website.choice import COOKIE, DAYS, Choice, asked_about, choice_of, may_store, read
from sayso.website.consent import views

ID = "5a" * 16
OURS = {"Sec-Fetch-Site": "same-origin"}
EXEMPLAR: Policy = read_policy(shipped())
COOKIES = EXEMPLAR.cookies
ASKED = asked_about(COOKIES)
STATISTICS, INTERESTS = CookieCategory.STATISTICS, CookieCategory.INTERESTS


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BUCKET", Bucket(200, 10.0))


def said(*yes: CookieCategory, on: date | None = None) -> Choice:
    return Choice(COOKIES, {one: one in yes for one in ASKED}, on or today_in_london(), ID)


def answer(client: Client, **posted: str) -> str:
    response = client.post("/consent/", posted, headers=OURS)
    assert response.status_code == 303, response.content
    return response.cookies[COOKIE].value


# --- the choice --------------------------------------------------------------------------


@pytest.mark.parametrize("yes", list(product([True, False], repeat=len(ASKED))))
def test_24_each_category_is_a_choice_of_its_own(yes: tuple[bool, ...]) -> None:
    choice = said(*(one for one, is_yes in zip(ASKED, yes, strict=True) if is_yes))
    assert read(choice.cookie, COOKIES) == choice
    for category, is_yes in zip(ASKED, yes, strict=True):
        assert may_store(choice, category) is is_yes


def test_1_before_a_choice_only_what_is_needed_may_be_stored() -> None:
    for choice in (Choice(COOKIES), Choice(COOKIES, signal=True)):
        for name, cookie in COOKIES.items():
            assert may_store(choice, name) is (cookie.basis is CookieBasis.NECESSARY)


def test_what_is_not_declared_may_never_be_stored() -> None:
    choice = said(*ASKED)
    assert not may_store(choice, "_ga")
    assert not may_store(choice, CookieCategory.MARKETING)
    assert not may_store(Choice(), COOKIE)


def test_28_a_signal_says_no_where_silence_would_be_a_yes() -> None:
    told = {"visit": COOKIES["visit"].model_copy(update={"basis": CookieBasis.OBJECTION})}
    assert may_store(Choice(told), "visit")
    assert not may_store(Choice(told, signal=True), "visit")
    refused = Choice(told, {STATISTICS: False}, today_in_london(), ID)
    assert not may_store(refused, STATISTICS)
    assert may_store(replace(refused, answers={STATISTICS: True}), STATISTICS)


# --- 26: whatever is not exactly a choice is none ------------------------------------------


@given(st.data())
def test_26_a_tampered_choice_is_none(data: st.DataObject) -> None:
    whole = said(STATISTICS).cookie
    where = data.draw(st.integers(0, len(whole) - 1))
    sign = data.draw(st.characters(codec="latin-1"))
    found = read(whole[:where] + sign + whole[where + 1 :], COOKIES)
    if found is not None:  # another number, day or answer, written as we would have
        assert found.given_on is not None
        assert today_in_london() - timedelta(DAYS) < found.given_on <= today_in_london()
        assert set(found.answers) == set(ASKED)
    assert read(whole[:where], COOKIES) is None


@pytest.mark.parametrize("days", [-1, DAYS, 10 * DAYS])
def test_20_a_choice_is_over_after_its_days_and_not_before_they_began(days: int) -> None:
    assert read(said(*ASKED, on=today_in_london() - timedelta(days)).cookie, COOKIES) is None


@pytest.mark.parametrize("days", [0, DAYS - 1])
@pytest.mark.parametrize("yes", [(), (STATISTICS,)])
def test_20_a_no_holds_as_long_as_a_yes(days: int, yes: tuple[CookieCategory, ...]) -> None:
    choice = said(*yes, on=today_in_london() - timedelta(days))
    assert read(choice.cookie, COOKIES) == choice


@pytest.mark.parametrize("twisted", ["interests:1", "-marketing:1", "-statistics:1", "-", "x"])
def test_26_a_choice_of_other_categories_is_none(twisted: str) -> None:
    assert read(f"{said().cookie}{twisted}", COOKIES) is None


def test_20_another_question_is_asked_anew() -> None:
    before = said(*ASKED).cookie
    visit = COOKIES["visit"]
    for changes in ({"explanation": "Follows you."}, {"provider": "Else Ltd"}, {"data": "A name."}):
        after = {**COOKIES, "visit": visit.model_copy(update=changes)}
        assert read(before, after) is None
    assert read(before, {**COOKIES, "more": visit}) is None
    needed = COOKIES["csrf"].model_copy(update={"explanation": "Other words."})
    assert read(before, {**COOKIES, "csrf": needed}) is not None
    reordered = dict(reversed(list(COOKIES.items())))
    assert choices.revision(reordered) == choices.revision(COOKIES)


# --- the answers -------------------------------------------------------------------------

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.parametrize(
    ("posted", "yes"),
    [
        ({"answer": "accept"}, set(ASKED)),
        ({"answer": "reject"}, set()),
        ({"answer": "reject", "statistics": "yes"}, set()),
        ({"answer": "save", "statistics": "yes", "interests": "no"}, {STATISTICS}),
        ({"answer": "save"}, set()),
        ({"answer": "save", "statistics": "maybe", "marketing": "yes"}, set()),
    ],
)
def test_17_an_answer_needs_no_script(
    policy: None, client: Client, posted: dict[str, str], yes: set[CookieCategory]
) -> None:
    found = read(answer(client, **posted), COOKIES)
    assert found
    assert {one for one, is_yes in found.answers.items() if is_yes} == yes


def came_from(client: Client, where: str) -> str:
    headers = OURS | {"Referer": where}
    return str(client.post("/consent/", {"answer": "reject"}, headers=headers)["Location"])


def test_17_a_visitor_comes_back_to_where_they_were(policy: None, client: Client) -> None:
    where = "/statistics?week=2026-W47"
    assert came_from(client, f"http://testserver{where}") == f"{where}#choice-noted"


@pytest.mark.parametrize(
    "away",
    [
        *("https://elsewhere.example/a", "http://testserver//elsewhere.example", "/a", "", "x"),
        *("http://testserver/\\elsewhere.example", "http://testserver:81/a", "http://testserver"),
    ],
)
def test_nobody_is_led_away(policy: None, client: Client, away: str) -> None:
    assert came_from(client, away) == "/#choice-noted"


def test_the_cookie_is_as_the_policy_declares_it(policy: None, client: Client) -> None:
    response = client.post("/consent/", {"answer": "reject"}, headers=OURS)
    assert set(response.cookies) == {COOKIE}
    morsel = response.cookies[COOKIE]
    assert morsel["max-age"] == DAYS * 86_400
    assert str(COOKIES[COOKIE].lasts) == f"{DAYS} days"
    assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("Lax", "/", "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_nobody_else_answers_for_a_visitor(
    policy: None, client: Client, headers: dict[str, str]
) -> None:
    response = client.post("/consent/", {"answer": "accept"}, headers=headers)
    assert response.status_code == 403
    assert not response.cookies


@pytest.mark.parametrize("wrong", ["", "yes", "ACCEPT", "\x00"])
def test_what_is_no_answer_changes_nothing(policy: None, client: Client, wrong: str) -> None:
    response = client.post("/consent/", {"answer": wrong}, headers=OURS)
    assert response.status_code == 400
    assert not response.cookies


def test_too_many_answers_are_not_taken(
    policy: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BUCKET", Bucket(1, 60.0))
    answer(client, answer="accept")
    assert client.post("/consent/", {"answer": "reject"}, headers=OURS).status_code == 429


# --- the pages ---------------------------------------------------------------------------


def test_27_no_page_depends_on_what_somebody_chose(policy: None) -> None:
    accepted, rejected = Client(), Client()
    answer(accepted, answer="accept")
    answer(rejected, answer="reject")
    for address in ("/", "/policy", "/policy/cookies", "/your-rights", "/nowhere"):
        pages = {
            Client().get(address).content,
            Client().get(address, headers={"Sec-GPC": "1"}).content,
            accepted.get(address).content,
            rejected.get(address).content,
        }
        assert len({page.split(b"csrfmiddlewaretoken")[0] for page in pages}) == 1, address


def test_14_the_question_comes_first_and_hidden(policy: None, client: Client) -> None:
    page = client.get("/").content.decode()
    body = page.partition("<body")[2]
    assert body.index("data-consent-banner") < body.index('class="skip"')
    assert not client.cookies


def test_17_without_scripts_the_question_is_shown_until_it_is_answered(
    policy: None, client: Client
) -> None:
    assert "display: grid" in client.get("/consent/banner.css").content.decode()
    assert client.get("/consent/banner.css", headers={"Sec-GPC": "1"}).content == b""
    answer(client, answer="reject")
    assert client.get("/consent/banner.css").content == b""


def test_25_a_yes_is_taken_back_on_the_page(policy: None, client: Client) -> None:
    answer(client, answer="accept")
    page = client.get("/cookies").content.decode()
    assert 'name="statistics" value="yes" checked' in page
    assert "you said yes to Statistics" in page
    kept = read(answer(client, answer="reject"), COOKIES)
    assert kept
    assert not any(kept.answers.values())
    assert "you said no to everything optional" in client.get("/cookies").content.decode()


def test_11_nothing_is_ticked_beforehand(policy: None, client: Client) -> None:
    page = client.get("/cookies").content.decode()
    assert "checked" not in page
    assert "You have not answered yet" in page


def test_28_the_signal_is_an_answer_until_another_is_given(policy: None, client: Client) -> None:
    signal = {"Sec-GPC": "1"}
    assert "Global Privacy Control). We take it as a no" in (
        client.get("/cookies", headers=signal).content.decode()
    )
    assert not client.cookies
    answer(client, answer="accept")
    assert "you said yes to" in client.get("/cookies", headers=signal).content.decode()
    assert client.get("/.well-known/gpc.json").json()["gpc"] is True


def test_there_is_a_page_of_cookies_before_there_is_a_policy(client: Client) -> None:
    assert "We store nothing at all" in client.get("/cookies").content.decode()
    assert b"data-consent-banner" not in client.get("/").content
    assert client.post("/consent/", {"answer": "accept"}, headers=OURS).status_code == 400


@pytest.fixture
def asking(policy: None) -> Callable[..., HttpRequest]:
    def ask(cookie: str = "", **headers: str) -> HttpRequest:
        request = RequestFactory().get("/", headers=headers)
        request.COOKIES[COOKIE] = cookie
        return request

    return ask


def test_an_explicit_choice_outweighs_the_signal(asking: Callable[..., HttpRequest]) -> None:
    signal = {"Sec-GPC": "1"}
    assert may_store(choice_of(asking(said(STATISTICS).cookie, **signal)), STATISTICS)
    assert choice_of(asking(**signal)).signal
    assert not may_store(choice_of(asking("nonsense", **signal)), STATISTICS)
