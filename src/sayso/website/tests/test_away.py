"""Links to other websites say that they lead away, and take nothing along."""

from datetime import date

import pytest
from django.conf import settings

from sayso.website.templatetags.away import away, linked

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


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
