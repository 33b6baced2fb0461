"""The script, what it is told, what is removed: on our pages and on another site of ours."""

import gzip
import re
from typing import Any

import pytest
from django.test import Client

from sayso.people.limits import Bucket
from sayso.people.tests.cast import TODAY
from sayso.policy.actions import apply_policy
from sayso.policy.details import CookieBasis
from sayso.policy.tests.policies import changed
from sayso.website.assets import assets
from sayso.website.choice import COOKIE, read, revision
from sayso.website.consent import views
from sayso.website.consent.clearing import domains, paths
from sayso.website.consent.elsewhere import SCRIPT, STYLE
from sayso.website.tests.test_choice import ASKED, COOKIES, OURS, STATISTICS, said

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

THERE = "https://www.exemplar.example"
LARGEST = 6_144
"""Bytes of the script and its style together, compressed."""


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BUCKET", Bucket(200, 10.0))


def ended(response: Any, name: str) -> set[tuple[str, str]]:
    """Where a cookie was expired: each domain and path."""
    mine = [one for one in response.cookies.values() if one.key == name and one["max-age"] == 0]
    return {(one["domain"], one["path"]) for one in mine}


# --- the script --------------------------------------------------------------------------


def test_the_script_and_its_style_are_small() -> None:
    both = b"".join(assets()[name].path.read_bytes() for name in (SCRIPT, STYLE))
    assert len(gzip.compress(both)) <= LARGEST


def test_18_the_script_writes_no_markup_and_runs_no_text() -> None:
    text = assets()[SCRIPT].path.read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(", text
    )
    assert text.count("createPolicy") == 1
    assert "navigator.webdriver" not in text


def test_36_the_script_is_told_exactly_the_table(policy: None, client: Client) -> None:
    told = client.get("/consent/config").json()
    assert told["revision"] == revision(COOKIES)
    assert told["cookie"] == COOKIE
    named = {
        name: category for category, one in told["categories"].items() for name in one["names"]
    }
    assert named == {
        name: one.category.value
        for name, one in COOKIES.items()
        if one.basis is not CookieBasis.NECESSARY
    }
    table = client.get("/policy/cookies").content.decode()
    assert all(f">{name}<" in table for name in (*named, COOKIE, "csrf"))


# --- what is removed ---------------------------------------------------------------------


@pytest.mark.parametrize("is_asked", [True, False])
def test_22_what_was_refused_is_removed_by_the_server(
    policy: None, client: Client, is_asked: bool
) -> None:
    client.cookies["visit"] = "20261123.2"
    client.cookies["csrf"] = "needed"
    client.cookies["other"] = "of another program on this host"
    if is_asked:
        client.cookies[COOKIE] = said(*(one for one in ASKED if one is not STATISTICS)).cookie
    response = client.get("/policy", headers={"Host": "localhost"})
    assert ended(response, "visit") == {("", "/"), ("", "/policy"), ("", "/policy/")}
    assert not ended(response, "csrf") | ended(response, "other") | ended(response, COOKIE)


def test_what_was_allowed_stays(policy: None, client: Client) -> None:
    client.cookies["visit"] = "20261123.2"
    client.cookies[COOKIE] = said(STATISTICS).cookie
    assert not client.get("/policy").cookies


def test_25_a_yes_taken_back_removes_at_once(policy: None, client: Client) -> None:
    client.cookies[COOKIE] = said(*ASKED).cookie
    client.cookies["visit"] = "20261123.2"
    response = client.post("/consent/", {"answer": "reject"}, headers=OURS)
    assert ("", "/") in ended(response, "visit")
    client.cookies[COOKIE] = said().cookie
    client.cookies["visit"] = "20261123.2"
    response = client.post("/consent/", {"answer": "accept"}, headers=OURS)
    assert not ended(response, "visit")


def test_22_every_ending_of_the_name_is_tried() -> None:
    assert domains("www.charity.org.uk") == ["www.charity.org.uk", "charity.org.uk", "org.uk"]
    assert domains("localhost") == domains("127.0.0.1") == []
    assert paths("/a/b") == ["/", "/a", "/a/b", "/a/", "/a/b/"]
    assert len(paths("/x" * 500)) < 30
    assert len(domains("a." * 500 + "uk")) < 15


def test_22_a_pattern_removes_whatever_fits_it(installation: object, client: Client) -> None:
    text = changed(("  visit:\n    provider", "  _ga*:\n    provider"))
    apply_policy(text=text.encode(), by="Daniel Officer", approved_by="Grace Second", today=TODAY)
    client.cookies["_ga_X1"] = "GS1"
    assert ended(client.get("/"), "_ga_X1") == {("", "/")} | {
        (domain, "/") for domain in domains("testserver")
    }


# --- on another site ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["consent.js", "consent.css"])
def test_two_lines_load_it_from_anywhere(client: Client, name: str) -> None:
    answer = client.get(f"/embed/{name}")
    assert answer.content == assets()[f"website/{name}"].path.read_bytes()
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_site_that_the_policy_names_is_told_the_question(policy: None, client: Client) -> None:
    answer = client.get("/consent/config", headers={"Origin": THERE})
    assert answer["Access-Control-Allow-Origin"] == THERE
    assert answer["Vary"] == "Origin"
    question = answer.json()["question"]
    assert [one["id"] for one in question["asked"]] == ASKED
    elsewhere = client.get("/consent/config", headers={"Origin": "https://else.example"})
    assert elsewhere.status_code == 403
    assert "Access-Control-Allow-Origin" not in elsewhere


def test_an_answer_from_there_is_taken_and_keeps_nothing_here(policy: None, client: Client) -> None:
    sent = {"answer": "save", "kept": said(STATISTICS).cookie, "source": "banner"}
    answer = client.post(
        "/consent/", sent, headers={"Origin": THERE, "Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == THERE
    assert read(answer.json()["kept"], COOKIES) == said(STATISTICS)
    assert not answer.cookies


def test_30_what_a_script_kept_is_never_made_more_of(policy: None, client: Client) -> None:
    for kept in (said().cookie, "nonsense"):
        sent = {"answer": "save", "kept": kept}
        answer = client.post("/consent/", sent, headers=OURS | {"Accept": "application/json"})
        found = read(answer.json()["kept"], COOKIES)
        assert found
        assert not any(found.answers.values())
