"""Counts become coarser with time, and are forgotten when the policy says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sayso.policy.queries import current
from sayso.policy.retention import RecordClass
from sayso.website.statistics.keeping import (
    DAYS_KEPT,
    HOURS_KEPT,
    MOST_REFERRERS,
    OTHER,
    at_hour,
    keep,
    let_go,
    midnight,
    on_day,
)
from sayso.website.tally_models import Of, Span, Tally

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

TODAY = date(2026, 11, 22)


def rows() -> list[tuple[str, str, date, int]]:
    found = Tally.objects.order_by("of", "since").values_list("of", "span", "since", "count")
    return [(of, span, since.date(), count) for of, span, since, count in found]


def test_35_hours_become_days_after_a_fortnight_and_no_sooner() -> None:
    edge = midnight(TODAY - timedelta(days=HOURS_KEPT))
    moments = [edge + timedelta(hours=hours) for hours in (-25, -3, -2, 0, 1)]
    keep({at_hour(Of.SERVED, moment): 10 for moment in moments})
    done = let_go(TODAY)
    assert (done.hours, done.days, done.forgotten) == (3, 0, 0)
    left = Tally.objects.order_by("since")
    assert [(row.span, row.count) for row in left if row.span == Span.DAY] == [
        ("day", 10),
        ("day", 20),
    ]
    assert [row.since for row in left if row.span == Span.HOUR] == [edge, edge + timedelta(hours=1)]
    assert let_go(TODAY) == (0, 0, 0)


def test_35_days_become_months_after_thirteen_of_them() -> None:
    edge = date(2025, 10, 1)
    assert DAYS_KEPT == 13
    days = (edge - timedelta(days=40), edge - timedelta(days=1), edge, edge + timedelta(days=1))
    keep({on_day(Of.PAGE, day, "/"): 7 for day in days})
    assert let_go(TODAY).days == 2
    assert rows() == [
        ("page", "month", date(2025, 8, 1), 7),
        ("page", "month", date(2025, 9, 1), 7),
        ("page", "day", edge, 7),
        ("page", "day", edge + timedelta(days=1), 7),
    ]


def test_35_what_the_schedule_ends_is_forgotten_and_nothing_younger() -> None:
    months = current().policy.retention[RecordClass.WEB_STATISTICS].keep
    assert str(months) == "24 months"
    for first in (date(2024, 10, 1), date(2024, 11, 1)):
        key = on_day(Of.PAGE, first, "/")._replace(span=Span.MONTH)
        keep({key: 5})
    assert let_go(TODAY).forgotten == 1
    assert rows() == [("page", "month", date(2024, 11, 1), 5)]


def test_what_is_let_go_of_twice_is_let_go_of_once_and_nothing_is_lost() -> None:
    day = TODAY - timedelta(days=HOURS_KEPT + 3)
    moments = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in range(24)]
    keep({at_hour(Of.SERVED, moment): hour + 1 for hour, moment in enumerate(moments)})
    keep({on_day(Of.SERVED, day): 100})
    let_go(TODAY)
    let_go(TODAY)
    assert sum(Tally.objects.values_list("count", flat=True)) == 100 + sum(range(1, 25))


def test_nobody_can_fill_a_day_with_names_that_they_made_up() -> None:
    names = {on_day(Of.REFERRER, TODAY, f"site{number}.example"): 1 for number in range(600)}
    keep(names)
    keep({on_day(Of.REFERRER, TODAY, f"more{number}.example"): 1 for number in range(50)})
    found = dict(Tally.objects.values_list("value", "count"))
    assert len(found) == MOST_REFERRERS + 1
    assert found[OTHER] == 650 - MOST_REFERRERS
