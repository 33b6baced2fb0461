import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from sayso.assurance.queries import history, published
from sayso.policy.tests.kept import applied
from sayso.policy.tests.policies import SHIPPED

pytestmark = pytest.mark.django_db

OLD, NEW = "We send you marketing only if", "We send you anything at all only if"
ATOM = "{http://www.w3.org/2005/Atom}"


def version(name: str, day: str) -> tuple[tuple[str, str], ...]:
    return ("id: 2026-11\n", f"id: {name}\n"), ("2026-11-01\n  note", f"{day}\n  note")


@pytest.fixture
def three() -> None:
    """A version that is over, the one that holds, and one to come."""
    on = date(2026, 1, 1)
    applied(*version("old", "2026-02-01"), ("purchase: {keep: 6", "purchase: {keep: 7"), today=on)
    applied(*version("now", "2026-03-01"), (OLD, NEW), today=on)
    applied(*version("next", "2999-01-01"), (OLD, NEW), ("P4:\n", "P9:\n"), today=on)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# --- the policy --------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
def test_every_promise_is_published_with_what_keeps_it_and_since_when(client: Client) -> None:
    told, one = text(client, "/policy"), published(None, date(2026, 11, 22))
    assert one.version.slug == "now"
    for clause in one.clauses:
        assert f'id="{clause.id}"' in told
        assert clause.measures
    since = {clause.id: clause.since for clause in one.clauses}
    assert since.pop("P1") == date(2026, 3, 1)
    assert set(since.values()) == {date(2026, 2, 1)}
    assert 0 < one.built_in < len(one.clauses)
    assert f"Built in, {one.built_in}</li>" in told


@pytest.mark.usefixtures("three")
def test_a_promise_counts_as_built_in_only_if_the_system_keeps_all_of_it(client: Client) -> None:
    one = published(None, date(2026, 11, 22))
    partly = [each for each in one.clauses if len({m.is_built_in for m in each.measures}) == 2]
    assert partly
    assert not any(clause.is_built_in for clause in partly)


@pytest.mark.usefixtures("three")
def test_what_changed_is_said_at_its_head_and_underlined(client: Client) -> None:
    told = text(client, "/policy")
    assert "Changed on 1 March 2026." in told
    assert "<ins>anything at all</ins> only if" in told
    assert "It changes on 1 January 2999." in told
    assert "<del" not in told


@pytest.mark.usefixtures("three")
def test_each_version_stays_at_its_address_and_says_whether_it_holds(client: Client) -> None:
    assert "no longer in force.</strong> It was replaced on 1 March 2026" in text(
        client, "/policy/versions/old"
    )
    assert "not in force yet" in text(client, "/policy/versions/next")
    now = text(client, "/policy/versions/now")
    assert "no longer in force" not in now
    assert "not in force yet" not in now
    for one in history():
        told = text(client, f"/policy/versions/{one.slug}")
        assert one.sha256 in told
        assert text(client, f"/policy/versions/{one.sha256}") == told


@pytest.mark.usefixtures("three")
def test_a_version_that_takes_effect_is_the_policy_from_that_day_on() -> None:
    assert published(None, date(2998, 12, 31)).version.slug == "now"
    assert published(None, date(2999, 1, 1)).version.slug == "next"
    assert published("now", date(2999, 1, 1)).is_over


def test_a_version_that_was_replaced_before_it_held_says_so(client: Client) -> None:
    applied()
    applied(("id: 2026-11\n", "id: mended\n"))
    assert "replaced on the day on which" in text(client, "/policy/versions/2026-11")
    assert "replaced on the day on which" not in text(client, "/policy")


@pytest.mark.parametrize(
    "address", ["/policy/versions/none", "/policy/versions/now/since/none", "/policy/versions/a/b"]
)
@pytest.mark.usefixtures("three")
def test_a_version_that_never_was_is_not_there(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_nothing_is_published_before_there_is_a_policy(client: Client) -> None:
    for address in ("", "/policy.pdf", "/feed.xml", "/your-data", "/cookies", "/cookies.pdf"):
        answer = client.get(f"/policy{address}")
        assert answer.status_code == 404
        assert "There is no policy at this address." in answer.content.decode()


def test_what_the_policy_says_is_text_and_nothing_else(client: Client) -> None:
    sly = "We send <script>alert(1)</script> only if"
    applied((OLD, sly), ("clause: About this policy", 'clause: "<b>About</b>"'))
    told = text(client, "/policy")
    assert "&lt;script&gt;alert(1)" in told
    assert "<script>" not in told
    assert "<b>" not in told


# --- what changed ------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
def test_two_versions_can_be_compared_word_by_word(client: Client) -> None:
    told = text(client, "/policy/versions/now/since/old")
    assert '<del class="was">marketing</del> <ins>anything at all</ins> only if' in told
    assert "Retention of purchase" in told
    later = text(client, "/policy/versions/next/since/now")
    assert re.search(r'"no">P9</span><p><ins>', later)
    assert re.search(r'"no">P4</span><p><del', later)


def test_an_equal_promise_is_said_to_be_equal(client: Client) -> None:
    applied(*version("old", "2026-02-01"), today=date(2026, 1, 1))
    applied(*version("now", "2026-03-01"), today=date(2026, 1, 1))
    told = text(client, "/policy/versions/now/since/old")
    assert "word for word" in told
    assert "No promise; other parts only." in text(client, "/policy")


@pytest.mark.usefixtures("three")
def test_the_feed_has_an_entry_for_each_version_the_newest_first(client: Client) -> None:
    answer = client.get("/policy/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    entries = root.findall(f"{ATOM}entry")
    links = [entry.find(f"{ATOM}link") for entry in entries]
    assert [link.get("href") for link in links if link is not None] == [
        "http://localhost:8000/policy/versions/next/since/now",
        "http://localhost:8000/policy/versions/now/since/old",
        "http://localhost:8000/policy/versions/old",
    ]
    ids = {entry.findtext(f"{ATOM}id") for entry in entries} | {root.findtext(f"{ATOM}id")}
    assert len(ids) == 4
    assert client.get("/policy/feed.xml").content == answer.content


# --- your data, cookies ------------------------------------------------------------------


def test_whoever_asks_is_told_how_when_and_where(policy: None, client: Client) -> None:
    told = text(client, "/policy/your-data")
    assert 'href="mailto:privacy@exemplar.example"' in told
    assert "You have our answer by" in told
    assert "https://ico.org.uk/make-a-complaint" in told


def test_everything_that_is_stored_is_in_the_table(policy: None, client: Client) -> None:
    told = text(client, "/policy/cookies")
    names = re.findall(r'role="rowheader">([^<]+)<', told)
    assert names == ["session", "csrf", "choice", "basket", "visit", "view", "interests"]
    assert "7 things: 4 that our pages need to work and 3 that we store only after" in told
    assert told.count("Sch A1 para 4") == 4
    assert told.count("Sch A1 para 2") == 3


def test_a_policy_without_cookies_says_so(client: Client) -> None:
    listed = re.search(r"^cookies:\n(?:  .*\n)+", SHIPPED, re.MULTILINE)
    assert listed
    applied((listed[0], "cookies: {}\n"))
    assert "Nothing at all." in text(client, "/policy/cookies")
