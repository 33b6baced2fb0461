"""Spans of time as people say them, such as 36 months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from sayso.law.records import add_months
from sayso.policy.terms import wrong

_PATTERN = r"([1-9][0-9]{0,3}) (hour|day|week|month|year)s?"


@dataclass(frozen=True, slots=True)
class Period:
    """A number of hours, days, weeks, months or years."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'s' if self.number > 1 else ''}"

    def after(self, day: date) -> date:
        """The day on which it is over; a day that has begun counts whole."""
        match self.unit:
            case "year":
                return add_months(day, 12 * self.number)
            case "month":
                return add_months(day, self.number)
            case "week":
                return day + timedelta(weeks=self.number)
            case "day":
                return day + timedelta(days=self.number)
            case _:
                return day + timedelta(days=-(-self.number // 24))


def _read(value: object) -> Period:
    if isinstance(value, Period):
        return value
    found = re.fullmatch(_PATTERN, value) if isinstance(value, str) else None
    if not found:
        raise wrong("write a number and a unit, such as 36 months")
    return Period(int(found[1]), found[2])


def _read_or_for_ever(value: object) -> Period | str:
    return "for ever" if value == "for ever" else _read(value)


def _read_or_session(value: object) -> Period | str:
    return "session" if value == "session" else _read(value)


def _schema(*words: str) -> WithJsonSchema:
    span = {"type": "string", "pattern": f"^{_PATTERN}$"}
    return WithJsonSchema({"anyOf": [span, {"enum": list(words)}]} if words else span)


PeriodOrForEver = Annotated[
    Period | Literal["for ever"],
    PlainValidator(_read_or_for_ever),
    PlainSerializer(str),
    _schema("for ever"),
]
PeriodOrSession = Annotated[
    Period | Literal["session"],
    PlainValidator(_read_or_session),
    PlainSerializer(str),
    _schema("session"),
]
