"""Links to other websites say that they lead away, and take nothing along (check 37)."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from sayso.config.tests.asking import installation
from sayso.config.tests.test_reading import addresses
from sayso.people.tests.conftest import policy
from sayso.rights.models import Request
from sayso.rights.tests.asked import asks
from sayso.website.templatetags.away import away, is_ours, linked

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

LINK = re.compile(r"<a\s[^>]*href=\"(?P<url>https?://[^\"]*)\"[^>]*>.*?</a>", re.DOTALL)


def test_37_every_link_that_leads_away_says_so_and_takes_nothing_along(client: Client) -> None:
    asks()
    token = Request.objects.get().token
    pages = [page for page in addresses("none") if not page.startswith("/api/")]
    seen = 0
    for page in [*pages, f"/your-rights/requests/{token}"]:
        answer = client.get(page)
        if not answer.headers["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        told = answer.content.decode()
        assert answer.headers.get("Referrer-Policy") == "same-origin", page
        for found in LINK.finditer(told):
            if is_ours(found["url"]):
                continue
            seen += 1
            assert 'rel="noopener"' in found[0], (page, found[0])
            assert "(another website)" in found[0], (page, found[0])
            assert "leads to another website" in told, page
            assert "?" not in found["url"], "nothing of the visitor is in it"
    assert seen > 5


def test_what_is_ours_is_not_marked() -> None:
    ours = f"{settings.ENVIRONMENT.base_url}/choices/x"
    assert linked(f"See {ours} now.") == f'See <a href="{ours}">{ours}</a> now.'


def test_what_stands_in_a_text_cannot_become_more_than_a_link() -> None:
    told = linked('<b>bold</b> https://example.org/"onclick="x and <a href="https://e.example">')
    assert "<b>" not in told
    assert 'onclick="' not in told
    assert told.count("<a ") == 2
    assert away('https://example.org/"x', "<i>") == (
        '<a href="https://example.org/&quot;x" rel="noopener">&lt;i&gt;'
        '<span aria-hidden="true"> ↗</span><span class="vh"> (another website)</span></a>'
    )


def test_dates_are_no_addresses() -> None:
    assert linked(str(date(2026, 11, 22))) == "2026-11-22"
