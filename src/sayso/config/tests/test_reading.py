"""GET and HEAD are for reading: whatever is asked so, by whomever, nothing is written."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sayso.config.tests.asking import Api, api, installation, policy
from sayso.evidence.keys import new_signing_key
from sayso.people.tests.rows import everything

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NAMED = {
    "version": "2026-11",
    "earlier": "2026-11",
    "number": "1",
    "token": "70ce" * 8,
    "slug": "newsletter",
    "name": "1.M1P1Q1.example",
    "module": "basics",
    "what": "plan",
    "outcome": "added",
    "purpose": "news",
    "channel": "email",
    "which": "no-longer",
    "pk": "1",
    "key": "00000000-0000-4000-8000-000000000001",
}
"""Something to stand in the place of each name in an address."""


OURS = {"Sec-Fetch-Site": "same-origin"}
QUESTION = "?purpose=news&channel=email"


def addresses(ref: str, part: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every address that there is, where somebody is meant that of this person."""
    for one in (part or get_resolver()).url_patterns:
        form = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield filled(form, NAMED | {"ref": ref})
        else:
            yield from addresses(ref, one, form)


def filled(form: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        form = re.sub(rf"<(?:\w+:)?{name}>", value, form)
    assert "<" not in form, f"name something for {form}"
    return form


@pytest.fixture
def ada(api: Api) -> str:
    """Ada, who said yes; and a log that can be sealed."""
    new_signing_key(settings.ENVIRONMENT.keys)
    ref = api.person()
    api.yes(ref)
    return ref


def all_but_attempts() -> dict[tuple[str, str], list[str]]:
    """Everything but how often of late a network asked to sign in, which slows down a machine."""
    return {place: rows for place, rows in everything().items() if place[1] != "staff_attempt"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whatever_is_read_nothing_is_written(api: Api, ada: str, method: str) -> None:
    client = Client(raise_request_exception=False)
    keyed = {"Authorization": f"Bearer {api.key}"}
    before = all_but_attempts()

    told = {
        (address, bool(headers)): client.generic(method, address + QUESTION, headers=headers)
        for address in addresses(ada)
        for headers in ({}, keyed)
    }

    assert all_but_attempts() == before
    assert any("people_person" in table for _, table in before)
    statuses = {asked: answer.status_code for asked, answer in told.items()}
    assert max(statuses.values()) < 500, statuses
    assert statuses["/policy/versions/2026-11/since/2026-11", False] == 200
    permission = f"/api/v1/people/{ada}/permission"
    assert statuses[permission, True] == (200 if method == "GET" else 405)


def test_a_page_is_asked_after_as_it_is_read(client: Client, ada: str) -> None:
    pages = [address for address in addresses(ada) if not address.startswith("/api/")]
    assert len(pages) > 10
    for address in pages:
        read, asked_after = client.get(address), client.head(address)
        assert asked_after.status_code == read.status_code, address
        assert asked_after["Content-Type"] == read["Content-Type"], address
        assert asked_after.content == b"", address


def test_27_a_cache_that_many_share_keeps_only_what_is_the_same_for_all(
    client: Client, ada: str
) -> None:
    """RFC 9111, section 3: `no-store` keeps a response out of every cache, and all else may stay.

    A visitor with choices of their own and a cookie of ours gets what somebody new gets.
    """
    answered = client.post("/consent/", {"answer": "accept"}, headers=OURS)
    assert "choice" in answered.cookies
    may_stay = set()
    for address in addresses(ada):
        theirs, anybodys = client.get(address), Client().get(address)
        if "no-store" in theirs["Cache-Control"]:
            assert "no-store" in anybodys["Cache-Control"], address
            continue
        may_stay.add(address)
        assert theirs["Cache-Control"].startswith("public"), address
        assert not theirs.cookies, address
        assert theirs.content == anybodys.content, address
    assert may_stay == {"/embed/form.js", "/embed/consent.js", "/embed/consent.css"}
