from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from sayso.policy.period import Period, PeriodOrForEver, PeriodOrSession

PERIOD: TypeAdapter[Period | str] = TypeAdapter(PeriodOrForEver)
SESSION: TypeAdapter[Period | str] = TypeAdapter(PeriodOrSession)


@pytest.mark.parametrize(
    ("span", "over_on"),
    [
        ("1 hour", date(2028, 2, 1)),
        ("24 hours", date(2028, 2, 1)),
        ("25 hours", date(2028, 2, 2)),
        ("1 day", date(2028, 2, 1)),
        ("7 days", date(2028, 2, 7)),
        ("1 week", date(2028, 2, 7)),
        ("1 month", date(2028, 2, 29)),
        ("13 months", date(2029, 2, 28)),
        ("1 year", date(2029, 1, 31)),
        ("6 years", date(2034, 1, 31)),
        ("9999 years", date.max),
    ],
)
def test_a_span_is_over_on_a_day(span: str, over_on: date) -> None:
    period = PERIOD.validate_python(span)
    assert isinstance(period, Period)
    assert period.after(date(2028, 1, 31)) == over_on


@pytest.mark.parametrize("span", ["36 months", "1 year", "24 hours", "for ever"])
def test_a_span_is_written_as_it_is_read(span: str) -> None:
    assert str(PERIOD.validate_python(span)) == span
    assert PERIOD.dump_python(PERIOD.validate_python(span), mode="json") == span
    assert PERIOD.validate_python(PERIOD.validate_python(span)) == PERIOD.validate_python(span)


@pytest.mark.parametrize(
    "span",
    ["", "0 days", "-1 days", "1.5 years", "a month", "12", "12 moons", "12  months", 12, None],
)
def test_what_is_no_span_is_refused(span: object) -> None:
    for adapter in (PERIOD, SESSION):
        with pytest.raises(ValidationError, match="write a number and a unit, such as 36 months"):
            adapter.validate_python(span)


def test_each_word_stands_where_it_means_something() -> None:
    assert SESSION.validate_python("session") == "session"
    for adapter, word in ((SESSION, "for ever"), (PERIOD, "session")):
        with pytest.raises(ValidationError):
            adapter.validate_python(word)
