"""The traffic cookie: the same value for everybody who read as many pages today, and no number.

It says the day and 1, 2, 3 or 4. So it can tell a first page from a second, and no visitor from
another. Nothing happens without a yes, or where the policy counts until somebody says no, after it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest

from sayso.website.choice import choice_of, may_store
from sayso.website.statistics.counting import COUNTS, this_hour
from sayso.website.tally_models import Of

COOKIE = "visit"
SECONDS = 86_400
MOST = 4

HOST = re.compile(r"(?!.{101})(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
"""The name of a website: what ends in a number is an address, and may be somebody's own."""

WIDTHS = frozenset({"narrow", "middle", "wide"})


class Next(NamedTuple):
    """The value of the cookie from now on, and how many pages that is today."""

    value: str
    pages: int


def after(value: str | None, today: date) -> Next:
    """What the cookie becomes with one more page; whatever is not ours or not of today begins."""
    found = re.fullmatch(rf"{today:%Y%m%d}\.([1-{MOST}])", value or "", re.ASCII)
    pages = min(MOST, int(found[1]) + 1) if found else 1
    return Next(f"{today:%Y%m%d}.{pages}", pages)


def count(value: str | None, today: date, said: Mapping[str, str], ours: str) -> Next:
    """Count one page that was read, each thing by itself."""
    found, hour = after(value, today), this_hour()
    if found.pages == 1:
        COUNTS.add((Of.VISITOR, "", hour), *((of, of_it, hour) for of, of_it in _of(said, ours)))
    elif value != found.value:
        COUNTS.add((Of.DEPTH, str(found.pages), hour))
    return found


def _of(said: Mapping[str, str], ours: str) -> list[tuple[Of, str]]:
    """What the page may say of a visit when it begins: from which website, and how wide it is."""
    host = said.get("from", "").lower().removeprefix("www.")
    told = []
    if HOST.fullmatch(host) and host != ours.removeprefix("www."):
        told.append((Of.REFERRER, host))
    if said.get("width") in WIDTHS:
        told.append((Of.WIDTH, said["width"]))
    return told


def may_count(request: HttpRequest) -> bool:
    """Whether this visitor's browser may keep the cookie, as the law answers for their choice."""
    return may_store(choice_of(request), COOKIE)
