"""What is served is counted, by itself, and nobody with it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, InterfaceError, connection, models
from django.test import Client

from sayso.website.statistics import counting
from sayso.website.statistics.counting import COUNTS, MOST, MOST_KINDS, Counts, keep_counts
from sayso.website.statistics.robots import is_robot
from sayso.website.tally_models import LogRead, Of, Span, Tally

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    COUNTS.take()
    yield
    COUNTS.take()


def kept() -> dict[tuple[str, str, str], int]:
    keep_counts()
    rows = Tally.objects.values_list("of", "span", "value", "count")
    return {(of, span, value): count for of, span, value, count in rows}


def test_a_page_that_was_read_is_counted_in_its_hour_and_on_its_day(client: Client) -> None:
    for _ in range(3):
        client.get("/choices", headers=BROWSER)
    client.get("/choices?utm_source=ada@example.org", headers=BROWSER)
    assert kept() == {
        ("served", "hour", ""): 4,
        ("page", "day", "/choices"): 4,
        ("status", "day", "2xx"): 4,
    }


@pytest.mark.parametrize("again", range(2))
def test_what_is_kept_adds_up(client: Client, again: int) -> None:
    for number in range(1, 4):
        client.get("/choices", headers=BROWSER)
        assert kept()["page", "day", "/choices"] == number


def test_of_an_address_that_names_somebody_only_the_form_is_kept(client: Client) -> None:
    client.get("/forms/newsletter", headers=BROWSER)
    client.get("/forms/contact", headers=BROWSER)
    assert kept()["page", "day", "/forms/…"] == 2


def test_what_is_no_page_and_whoever_is_no_reader_is_not_counted_as_one(client: Client) -> None:
    client.get("/choices", headers={"User-Agent": "Some search bot"})
    client.get("/choices")
    client.get("/nowhere", headers=BROWSER)
    client.get("/healthz", headers=BROWSER)
    client.head("/choices", headers=BROWSER)
    client.get("/choices", headers=BROWSER | {"Sec-Purpose": "prefetch"})
    assert kept() == {("robot", "day", ""): 2, ("status", "day", "4xx"): 1}


def test_a_day_is_one_in_london() -> None:
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    hour = int(summer.timestamp() // 3_600)
    COUNTS.add((Of.SERVED, "", hour), (Of.PAGE, "/", hour))
    kept()
    assert Tally.objects.get(of=Of.PAGE).since == datetime(2026, 7, 2, tzinfo=UTC)
    assert Tally.objects.get(of=Of.SERVED).since == datetime(2026, 7, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_nothing_is_lost_while_the_record_is_away(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    counts = Counts()
    counts.add((Of.PAGE, "/", 1))

    def away(_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(counting, "keep", away)
        assert keep_counts(counts) == 0
    counts.add((Of.PAGE, "/", 1))
    assert keep_counts(counts) == 1
    assert Tally.objects.get().count == 2


def test_memory_is_bounded_and_what_is_full_is_kept_soon() -> None:
    counts = Counts()
    for number in range(MOST_KINDS + 5):
        counts.add((Of.PAGE, f"/{number}", 1))
        assert counts.is_full.is_set() == (number + 1 >= MOST)
    assert len(counts.take()) == MOST_KINDS
    assert not counts.is_full.is_set()


def test_many_threads_lose_nothing() -> None:
    from concurrent.futures import ThreadPoolExecutor

    counts, total = Counts(), Counter[counting.Seen]()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2_000):
            pool.submit(counts.add, (Of.PAGE, "/", 1))
        for _ in range(50):
            total += counts.take()
    total += counts.take()
    assert total == {(Of.PAGE, "/", 1): 2_000}


def test_31_no_column_can_hold_anybody_and_no_table_joins_two_things() -> None:
    """The names of the columns are all that there is: numbers, spans and forms of addresses."""
    fields = {model: {field.name for field in model._meta.fields} for model in (Tally, LogRead)}
    assert fields == {
        Tally: {"id", "of", "span", "since", "value", "count"},
        LogRead: {"id", "first_line", "content", "size", "read_at"},
    }
    with connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names(cursor) if "website" in one]
    known = {one._meta.db_table for one in _models()}
    assert set(tables) <= known
    assert not any(field.is_relation for model in (Tally, LogRead) for field in model._meta.fields)


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    return list(apps.get_app_config("website").get_models())


def test_31_a_thousand_visits_leave_numbers_that_cannot_be_told_apart(client: Client) -> None:
    """Whoever comes, from wherever: two crowds of as many leave the same rows."""
    left = []
    for network in ("192.0.2", "198.51.100"):
        for number in range(500):
            client.get("/choices", headers=BROWSER, REMOTE_ADDR=f"{network}.{number % 250}")
        keep_counts()
        left.append(list(Tally.objects.order_by("of", "span").values_list("of", "span", "value")))
    assert left[0] == left[1]
    assert not any("192" in str(row) for row in Tally.objects.values_list())


@pytest.mark.parametrize(
    ("agent", "is_one"),
    [
        ("", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", True),
        (BROWSER["User-Agent"], False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", False),
        ("Mozilla/5.0 (Linux; Android 10; CUBOT X30) Chrome/140.0 Mobile Safari/537.36", False),
    ],
)
def test_a_robot_is_known_by_what_it_calls_itself(agent: str, is_one: bool) -> None:
    assert is_robot(agent) is is_one


def test_rows_of_spans_are_as_the_model_says() -> None:
    assert {one.value for one in Span} == {"hour", "day", "month"}
