"""Every page of every room: what leads to another website says so."""

import re

import pytest
from django.test import Client

from sayso.config.tests.asking import installation, policy
from sayso.config.tests.test_reading import addresses
from sayso.rights.models import Request
from sayso.rights.tests.asked import asks
from sayso.website.templatetags.away import is_ours

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
