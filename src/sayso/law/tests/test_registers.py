from datetime import timedelta
from typing import Any

import pytest

from sayso.law.decide import read
from sayso.law.question import Listed, Registers, Search
from sayso.law.states import Register
from sayso.law.tests.cast import TODAY, call

DAY = timedelta(days=1)
FRESH, STALE = TODAY - 27 * DAY, TODAY - 28 * DAY

SEARCHES: list[tuple[Search | None, Register, list[str]]] = [
    (Search(edition=TODAY, listed_on=Listed.NO), Register.CLEAR, []),
    (Search(edition=FRESH, listed_on=Listed.NO), Register.CLEAR, []),
    (Search(edition=STALE, listed_on=Listed.NO), Register.STALE, []),
    (Search(edition=STALE - DAY, listed_on=Listed.NO), Register.STALE, []),
    (Search(edition=TODAY, listed_on=TODAY), Register.LISTED_LATELY, []),
    (Search(edition=TODAY, listed_on=FRESH), Register.LISTED_LATELY, []),
    (Search(edition=TODAY, listed_on=STALE), Register.LISTED, []),
    (Search(edition=TODAY, listed_on=STALE - DAY), Register.LISTED, []),
    (Search(edition=STALE, listed_on=STALE), Register.LISTED, []),
    (Search(edition=TODAY, listed_on=Listed.SINCE_UNKNOWN), Register.LISTED_UNDATED, []),
    (Search(edition=STALE, listed_on=Listed.SINCE_UNKNOWN), Register.LISTED_UNDATED, []),
    (Search(listed_on=Listed.SINCE_UNKNOWN), Register.LISTED_UNDATED, []),
    (Search(listed_on=STALE), Register.LISTED, []),
    (Search(edition=STALE), Register.STALE, []),
    (Search(edition=TODAY), Register.UNKNOWN, [".listed_on"]),
    (Search(edition=FRESH), Register.UNKNOWN, [".listed_on"]),
    (Search(listed_on=Listed.NO), Register.UNKNOWN, [".edition"]),
    (Search(listed_on=FRESH), Register.UNKNOWN, [".edition"]),
    (Search(), Register.UNKNOWN, [".edition", ".listed_on"]),
    (None, Register.UNSEARCHED, [""]),
]


@pytest.mark.parametrize("name", ["tps", "ctps", "fps", "mps"])
@pytest.mark.parametrize(("search", "expected", "missing"), SEARCHES)
def test_a_listing_binds_and_a_search_is_stale_after_28_days(
    name: str, search: Search | None, expected: Register, missing: list[str]
) -> None:
    searches: dict[str, Any] = {name: search}
    reading = read(call(registers=Registers(**searches)))
    assert getattr(reading.situation, name) is expected
    assert dict(reading.gaps)[name] == tuple(f"registers.{name}{key}" for key in missing)
