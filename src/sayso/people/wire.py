"""What goes over the wire: how a body is read, and the one form that every problem has."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sayso.policy.text import Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> object:
    """Only the one form: pydantic would read a number as so many seconds, too."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("impossible_date", "write a day of the calendar, YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day, YYYY-MM-DD."""

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)


def _instant(value: object) -> object:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return value
    raise PydanticCustomError(
        "impossible_date", "write an instant with its offset, such as 2026-11-22T14:30:00Z"
    )


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant with its offset."""

Slug = Annotated[Text, Field(max_length=100)]
"""A name that the policy file gives to something, or a code."""


class Wire(BaseModel):
    """What may be sent: nothing but what is named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorTold(Wire):
    """Why it was not done: a code for programs, one sentence for people, what it is about."""

    code: str
    message: str
    field: str | None


class ProblemTold(Wire):
    """The body of every answer that is not the one asked for."""

    error: ErrorTold


class ProblemError(Exception):
    """Why a request is not answered as asked, and with which status."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field

    def as_dict(self) -> dict[str, Any]:
        """The body."""
        field = readable(self.field) if self.field else None
        return {"error": {"code": self.code, "message": readable(self.message), "field": field}}


def readable(text: str) -> str:
    """A text that names what was sent, without signs that nobody can read."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


PROBLEMS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503), ProblemTold)
"""What any request may be answered instead; every operation declares all of them."""
