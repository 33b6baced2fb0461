"""The small words of the policy file: ids, days, lists of codes, ways to reach somebody."""

import re
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from sayso.addresses import PhoneState, read_email, read_phone
from sayso.law.words import listed
from sayso.policy.problems import quoted
from sayso.policy.text import Text


class Part(BaseModel):
    """A part of the policy file: known keys only, and nothing is guessed from another type."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )

    refused: ClassVar[Mapping[str, str]] = {}
    """keys that somebody may think of, and why there are none: no part of the file"""


def wrong(message: str, **shown: object) -> PydanticCustomError:
    """A complaint in our own words, which reach the reader as they are."""
    return PydanticCustomError("policy", message, shown)


def shaped(pattern: str, message: str, longest: int = 60) -> Any:
    """Text of one shape, which the published schema tells too."""

    def check(text: str) -> str:
        if len(text) > longest or not re.fullmatch(pattern, text):
            raise wrong(message, text=quoted(text))
        return text

    return Field(json_schema_extra={"pattern": f"^{pattern}$"}), AfterValidator(check)


_SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"

SlugOrAll = Annotated[
    str, *shaped(_SLUG, "write an id in small letters, such as member-news; not '{text}'")
]
"""The id of something, or `all`."""


def _not_all(text: str) -> str:
    if text == "all":
        raise wrong("choose another id; all stands for every one of them")
    return text


Slug = Annotated[SlugOrAll, AfterValidator(_not_all)]
"""The id of something in this file."""

PromiseId = Annotated[
    str,
    *shaped(
        "[A-Z]{1,3}[0-9]{1,3}", "write a capital letter and a number, such as P1; not '{text}'"
    ),
]
VersionId = Annotated[
    str, *shaped(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", "write an id such as 2026-11; not '{text}'")
]
CookieName = Annotated[  # RFC 6265 section 4.1.1: a token
    str, *shaped(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", "write the cookie's name; not '{text}'", 80)
]
Origin = Annotated[
    str,
    *shaped(
        r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?|http://localhost(?::[0-9]{1,5})?",
        "write where a site is and no more, such as https://www.example.org; not '{text}'",
        300,
    ),
]
"""A site, as a browser names it (RFC 6454)."""

Sha256 = Annotated[
    str, *shaped("[0-9a-f]{64}", "write the file's SHA-256, 64 small hexadecimal digits", 64)
]
Page = Annotated[
    Text,
    *shaped(
        r"https://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?",
        "write a whole address, beginning with https://",
        1_000,
    ),
]


def _phone(text: str) -> str:
    if read_phone(text).state is not PhoneState.CLEAN:
        raise wrong("write one UK telephone number, such as 020 7946 0000")
    return text


def _email(text: str) -> str:
    if read_email(text).address != text:
        raise wrong("write one email address, such as privacy@example.org")
    return text


Phone = Annotated[Text, AfterValidator(_phone)]
Email = Annotated[Text, AfterValidator(_email)]


def _day(value: object) -> object:
    """A day in one form; pydantic alone would take others too."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong("there is no such day as {day}", day=value) from None
    if isinstance(value, date):
        return value
    raise wrong("write a day as YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_day)]

Code = TypeVar("Code", bound=Hashable)


def _once(codes: tuple[Any, ...]) -> tuple[Any, ...]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise wrong("'{code}' stands here twice; keep one of them", code=quoted(str(code)))
    return codes


Codes = Annotated[
    tuple[Code, ...], AfterValidator(_once), Field(json_schema_extra={"uniqueItems": True})
]
"""Several different words from one list, in the order that they were written."""

Some = Annotated[
    tuple[Code, ...],
    Field(min_length=1, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_once),
]
"""As Codes, at least one."""


def one_of(*codes: str) -> Any:
    """Some of the words of a longer list only, which the published schema tells too."""
    known = {str(code): code for code in codes}

    def read(written: object) -> str:
        if not isinstance(written, str) or written not in known:
            not_this = f"; not '{quoted(written)}'" if isinstance(written, str) else ""
            raise wrong("write one of {codes}{not_this}", codes=listed(codes), not_this=not_this)
        return known[written]

    schema = WithJsonSchema({"type": "string", "enum": list(known)})
    return PlainValidator(read), PlainSerializer(str), schema
