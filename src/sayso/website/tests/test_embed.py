"""A form on another site: only on those that the policy names, and by the same rules."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sayso.people.forms.given import STAMP
from sayso.people.models import Submission
from sayso.people.tests.cast import version
from sayso.people.tests.filled_in import SENT
from sayso.website.assets import assets
from sayso.website.embed import SCRIPT

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

THERE = "https://www.exemplar.example"
LARGEST = 4_096
"""Bytes of the script, compressed."""


def asked(client: Client, slug: str = "newsletter", origin: str = THERE) -> HttpResponse:
    return client.get(f"/embed/forms/{slug}", headers={"Origin": origin})  # type: ignore[return-value]


def handed_in(client: Client, origin: str = THERE, **more: str) -> Any:
    stamp = asked(client).json()["form"]["stamp"]  # type: ignore[attr-defined]
    assert stamp["name"] == STAMP
    given = {STAMP: stamp["value"], **SENT["newsletter"], **more}
    return client.post("/embed/forms/newsletter", given, headers={"Origin": origin})


@pytest.fixture
def client() -> Client:
    """A browser that has no cookie of ours, as on another site."""
    return Client(enforce_csrf_checks=True)


def test_the_script_is_small_and_needs_nothing_else(client: Client) -> None:
    answer = client.get("/embed/form.js")
    text = answer.content
    assert text == assets()[SCRIPT].path.read_bytes()
    assert len(gzip.compress(text)) <= LARGEST
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for word in (b"innerHTML", b"outerHTML", b"eval(", b"document.write", b"import ", b"cookie"):
        assert word not in text


def test_a_site_that_the_policy_names_is_told_all_that_the_page_shows(client: Client) -> None:
    answer = asked(client)
    form, policy = answer.json()["form"], version().policy  # type: ignore[attr-defined]
    assert answer["Access-Control-Allow-Origin"] == THERE
    assert answer["Vary"] == "Origin"
    assert not answer.cookies
    assert form["title"] == policy.forms["newsletter"].title
    assert form["notice"][0].startswith("We are the Exemplar Institute of Service.")
    assert [tick["words"] for tick in form["ticks"]] == [
        policy.wordings["news-email"].text,
        policy.wordings["events-email"].text,
        policy.objections["no-marketing"].text,
    ]
    assert not any(tick["is_ticked"] for tick in form["ticks"])


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://exemplar.example",
        "http://www.exemplar.example",
        "https://www.exemplar.example.org",
        "https://www.exemplar.example:444",
        "https://WWW.exemplar.example",
    ],
)
def test_no_other_site_may_show_it_or_hand_it_in(client: Client, origin: str) -> None:
    for answer in (asked(client, origin=origin), handed_in(client, origin=origin)):
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer
    assert not Submission.objects.exists()


def test_a_form_that_names_no_site_is_on_none(client: Client) -> None:
    assert asked(client, "contact").status_code == 403
    assert asked(client, "nothing").status_code == 404


def test_it_is_taken_by_the_same_rules(client: Client) -> None:
    wrong = handed_in(client, email="ada@")
    assert wrong.status_code == 422
    assert [one["name"] for one in wrong.json()["wrong"]] == ["email"]
    assert wrong.json()["form"]["questions"][0]["value"] == "ada@"
    assert wrong["Access-Control-Allow-Origin"] == THERE
    assert handed_in(client, **{STAMP: "forged"}).status_code == 409
    assert not Submission.objects.exists()
    taken = handed_in(client)
    assert taken.json() == {"thanks": version().policy.forms["newsletter"].thanks}
    assert Submission.objects.get().form == "newsletter"
