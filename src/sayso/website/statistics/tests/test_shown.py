"""No small number is told, and none can be worked out from those that are."""

from itertools import product

import pytest
from django.test import Client

from sayso.website.statistics.figures import last_week
from sayso.website.statistics.keeping import keep, on_day
from sayso.website.statistics.shown import LEAST, STEP, rounded, shown, shown_one
from sayso.website.tally_models import Of

TABLE = range(14)


def test_33_every_small_table_hides_every_small_number() -> None:
    """All tables of three numbers up to thirteen: nothing below ten is told, all is in fives."""
    for counts in product(TABLE, repeat=3):
        table = shown({str(place): count for place, count in enumerate(counts)})
        told = [count for _, count in table.rows]
        assert all(count % STEP == 0 and count >= LEAST for count in told)
        assert len(told) == sum(count >= LEAST for count in counts)
        assert table.other == 0 or table.other >= LEAST


def test_33_what_is_told_as_other_leaves_every_small_number_open() -> None:
    """By trying all: each of the hidden could be nought and could be nine, given what is told."""
    told = 0
    for count in range(2, 10):
        for counts in [(1,) * count, (9,) * count, (5,) * count, (9, 1) * (count // 2)]:
            other = shown({str(n): one for n, one in enumerate(counts)}).other
            if not other:
                continue
            told += 1
            for value in range(LEAST):
                rest = (len(counts) - 1) * (LEAST - 1)
                possible = {rounded(value + others) for others in range(rest + 1)}
                assert other in possible
    assert told


@pytest.mark.parametrize(("count", "told"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15)])
def test_33_a_number_by_itself_is_rounded_or_not_told(count: int, told: int | None) -> None:
    assert shown_one(count) == told


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("policy")
def test_33_the_page_and_the_files_tell_the_same_and_nothing_small(client: Client) -> None:
    week = last_week()
    counts = {"/policy": 9, "/choices": 43, "/": 5}
    keep({on_day(Of.PAGE, week.days[2], page): count for page, count in counts.items()})
    page = client.get(f"/statistics?week={week.name}").content.decode()
    file = client.get(f"/statistics/pages.csv?week={week.name}").content.decode()
    assert file.splitlines() == ["week,page,times", f"{week.name},/choices,45"]
    assert "read 45 times" in page
    assert "/policy</th>" not in page
    weeks = client.get("/statistics/weeks.csv").content.decode()
    assert weeks.splitlines()[-1] == f"{week.name},{week.monday},45"


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize("name", ["2026-W99", "x", "", "2999-W01", "2026-W47-1", "\x00"])
def test_a_week_that_is_not_over_or_is_none_is_said_so(client: Client, name: str) -> None:
    for address in ("/statistics", "/statistics/pages.csv"):
        assert client.get(address, {"week": name}).status_code == 404


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("policy")
def test_before_the_first_week_the_page_says_when_there_is_one(client: Client) -> None:
    page = client.get("/statistics").content.decode()
    assert "There are no figures yet." in page
    assert "of the week that is over then" in page
