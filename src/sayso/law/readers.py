"""Reading single values, lists and objects of a question, or saying why they cannot be read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sayso.law.codes import EVERY_CHANNEL, Channel
from sayso.law.question import ALL, Listed


class QuestionError(Exception):
    """Why a question cannot be read: a stable `code`, a sentence, and the dotted `field`."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    def under(self, key: str | int) -> "QuestionError":
        """The same error, seen from one level further out."""
        field = str(key) if self.field is None else f"{key}.{self.field}"
        return QuestionError(self.code, self.message, field)


Reader = Callable[[Any, date], Any]
"""Reads one value of a question asked about a day; records may not be later than that day."""


# --- single values ---------------------------------------------------------------------


def wrong_type(wanted: str) -> QuestionError:
    return QuestionError("wrong_type", f"This must be {wanted}; write it so, or leave it out.")


@lru_cache(maxsize=65536)
def day_of(text: str) -> date:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise QuestionError(
        "impossible_date", "This is not a day of the calendar; write it as YYYY-MM-DD."
    )


def any_date(value: Any, on: date) -> date:
    if type(value) is not str:
        raise wrong_type("a date in quotation marks, YYYY-MM-DD")
    return day_of(value)


def date_by(value: Any, on: date) -> date:
    day = any_date(value, on)
    if day > on:
        raise QuestionError(
            "date_after_on",
            "This is later than the day the question is about; correct one of the two.",
        )
    return day


def event(value: Any, on: date) -> date | None:
    return None if value is None else date_by(value, on)


def end(value: Any, on: date) -> date | None:
    return None if value is None else any_date(value, on)


def instant(value: Any, on: date) -> datetime:
    if type(value) is not str:
        raise wrong_type("a date and time with its offset, in quotation marks")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or "T" not in value:
        raise QuestionError(
            "impossible_date",
            "This is not an instant; write date, time and offset, as 2026-11-22T09:30:00+00:00.",
        )
    date_by(instant.date().isoformat(), on)
    return instant


def listed_on(value: Any, on: date) -> date | Listed:
    if value is None:
        return Listed.NO
    if value == "unknown":
        return Listed.SINCE_UNKNOWN
    return date_by(value, on)


def flag(value: Any, on: date) -> bool:
    if value is True or value is False:
        return bool(value)
    raise wrong_type("true or false")


def sequence(value: Any, on: date) -> int:
    if type(value) is not int:
        raise wrong_type("a whole number")
    return value


def text(value: Any, on: date) -> str:
    if type(value) is not str:
        raise wrong_type("text in quotation marks")
    return value


def topic(value: Any, on: date) -> str:
    topic = text(value, on)
    if topic in ("", ALL):
        raise QuestionError(
            "unknown_code", "A message is about one topic; name its purpose, or leave this out."
        )
    return topic


def any_topic(value: Any, on: date) -> str:
    topic = text(value, on)
    if not topic:
        raise QuestionError("unknown_code", 'A topic needs a name; write a purpose id or "all".')
    return topic


def code(codes: type[StrEnum]) -> Reader:
    members: dict[str, StrEnum] = {member.value: member for member in codes}
    message = f"This is not a known code; use one of {', '.join(members)}."

    def read(value: Any, on: date) -> StrEnum:
        if type(value) is not str:
            raise wrong_type("a code in quotation marks")
        member = members.get(value)
        if member is None:
            raise QuestionError("unknown_code", message)
        return member

    return read


# --- lists and objects -----------------------------------------------------------------


def list_of(reader: Reader) -> Callable[[Any, date], Iterable[Any]]:
    def read(value: Any, on: date) -> list[Any]:
        if type(value) is not list:
            raise wrong_type("a list")
        items = []
        for position, item in enumerate(value):
            try:
                items.append(reader(item, on))
            except QuestionError as error:
                raise error.under(position) from None
        return items

    return read


def set_of(reader: Reader) -> Reader:
    read_list = list_of(reader)
    return lambda value, on: frozenset(read_list(value, on))


def records_of(reader: Reader) -> Reader:
    read_list = list_of(reader)
    return lambda value, on: tuple(read_list(value, on))


channel = code(Channel)
channels = set_of(channel)


def _channel_or_all(value: Any, on: date) -> Any:
    return ALL if value == ALL else channel(value, on)


_any_channels = set_of(_channel_or_all)


def channels_or_all(value: Any, on: date) -> frozenset[Channel]:
    channels: frozenset[Channel] = _any_channels(value, on)
    return EVERY_CHANNEL if ALL in channels else channels


def missing_key(key: str) -> QuestionError:
    return QuestionError(
        "missing_key", "This is needed for any answer; add it to the question.", key
    )


def object_of(
    make: Callable[..., Any],
    readers: Mapping[str, Reader],
    *,
    required: tuple[str, ...] = (),
    in_order: tuple[tuple[str, str, str], ...] = (),
) -> Reader:
    """A reader of one object: its keys, those it must have, and which day may not precede which.

    `in_order` holds the earlier day, the later day, and the one of the two to blame.
    """

    def read(value: Any, on: date) -> Any:
        if type(value) is not dict:
            raise wrong_type("an object with named keys")
        facts = {}
        for key, item in value.items():
            reader = readers.get(key)
            if reader is None:
                raise QuestionError(
                    "unknown_key", "Nothing is known by this name; correct it or leave it out.", key
                )
            try:
                facts[key] = reader(item, on)
            except QuestionError as error:
                raise error.under(key) from None
        for key in required:
            if key.partition(".")[0] not in facts:
                raise missing_key(key)
        for start, end, blamed in in_order:
            _check_order(facts.get(start), facts.get(end), blamed)
        return make(**facts)

    return read


def _check_order(start: Any, end: Any, key: str) -> None:
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise QuestionError(
            "impossible_date", "This day lies before the one it must follow; correct either.", key
        )
