"""Which day it is where UK law is applied, and which days are not working days there."""

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

_SUBDIVISIONS: Final = {
    "england": "ENG",
    "wales": "WLS",
    "scotland": "SCT",
    "northern_ireland": "NIR",
}


def today_in_london() -> date:
    """The date on a London clock, whatever zone this computer is set to."""
    return date_in_london(datetime.now(UTC))


def date_in_london(moment: datetime) -> date:
    """The date on a London clock at an aware moment.

    Worked out from the Summer Time Act 1972 section 1(2), since many computers carry no time
    zone data: one hour ahead from 1 am UTC on the last Sunday of March to that of October.
    """
    utc = moment.astimezone(UTC)
    summer = _last_sunday_at_one(utc.year, 3) <= utc < _last_sunday_at_one(utc.year, 10)
    return (utc + timedelta(hours=1) if summer else utc).date()


def _last_sunday_at_one(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=last.isoweekday() % 7)


def non_working_days(nation: str) -> Container[date]:
    """Saturdays, Sundays and bank holidays of "england", "wales", "scotland", "northern_ireland".

    Bank holidays are those known to the installed `holidays` package: one proclaimed after its
    release is missing until it is brought up to date.
    """
    if nation not in _SUBDIVISIONS:
        raise ValueError(
            f"There are no working days for {nation!r} because it is not a nation of the UK; "
            f"use one of {', '.join(_SUBDIVISIONS)}."
        )
    return _NonWorkingDays(_SUBDIVISIONS[nation])


class _NonWorkingDays(Container[date]):
    def __init__(self, subdivision: str) -> None:
        self._subdivision = subdivision

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day.isoweekday() > 5 or day.toordinal() in _bank_holidays(
            self._subdivision, day.year
        )


@cache
def _bank_holidays(subdivision: str, year: int) -> frozenset[int]:
    """The ordinals of the days, since a datetime never equals the date it falls on."""
    import holidays  # noqa: PLC0415 - slow to import, and most commands never ask

    days = holidays.country_holidays("GB", subdiv=subdivision, years=year)
    return frozenset(day.toordinal() for day in days)
