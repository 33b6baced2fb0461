import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sayso.days import date_in_london, non_working_days, today_in_london

# As published at www.gov.uk/bank-holidays; month and day.
ENGLAND = {
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
PUBLISHED = {
    "england": ENGLAND,
    "wales": ENGLAND,
    "scotland": {
        2026: "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
        2027: "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
    },
    "northern_ireland": {
        2026: "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
        2027: "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
    },
}
NATIONS = list(PUBLISHED)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", [2026, 2027])
def test_weekends_and_published_bank_holidays_are_not_worked(nation: str, year: int) -> None:
    published = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[nation][year].split()}
    weekends = {day for day in days_of(year) if day.isoweekday() in {6, 7}}
    off = non_working_days(nation)
    assert {day for day in days_of(year) if day in off} == published | weekends


@pytest.mark.parametrize("nation", NATIONS)
def test_a_thing_that_is_not_a_day_is_not_a_day_off(nation: str) -> None:
    assert "2026-12-25" not in non_working_days(nation)


def test_a_moment_on_a_bank_holiday_is_not_worked_either() -> None:
    assert datetime(2026, 12, 25, 9, tzinfo=UTC) in non_working_days("wales")
    assert datetime(2026, 12, 24, 9, tzinfo=UTC) not in non_working_days("wales")


def test_an_unknown_nation_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(ValueError, match="england, wales, scotland, northern_ireland"):
        non_working_days("jersey")


def test_the_date_in_london_agrees_with_the_time_zone_database() -> None:
    london, moment = ZoneInfo("Europe/London"), datetime(2020, 1, 1, tzinfo=UTC)
    while moment.year < 2036:
        assert date_in_london(moment) == moment.astimezone(london).date()
        moment += timedelta(minutes=59, seconds=59)


def test_summer_time_begins_and_ends_at_one_on_the_last_sunday() -> None:
    second, late = timedelta(seconds=1), timedelta(hours=22, minutes=30)
    assert date_in_london(datetime(2026, 3, 29, 1, tzinfo=UTC) - second + late) == date(2026, 3, 30)
    assert date_in_london(datetime(2026, 3, 28, 1, tzinfo=UTC) + late) == date(2026, 3, 28)
    assert date_in_london(datetime(2026, 10, 25, 1, tzinfo=UTC) + late) == date(2026, 10, 25)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    tokyo = datetime(2026, 7, 1, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert date_in_london(tokyo) == date(2026, 7, 1)


def test_today_is_the_date_on_a_london_clock_now() -> None:
    before, today, after = datetime.now(UTC), today_in_london(), datetime.now(UTC)
    assert date_in_london(before) <= today <= date_in_london(after)


def test_asking_the_date_does_not_load_the_bank_holidays() -> None:
    question = (
        "import sys; from sayso.days import non_working_days, today_in_london;"
        "today_in_london(); non_working_days('wales');"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0
