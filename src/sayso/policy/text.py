"""Text that people may write: in the policy file, in a request, on a form."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

UNWRITTEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069"
"""Control characters, halves of characters, and signs that turn the direction of what follows."""

_IN_A_LINE = re.compile(f"[{UNWRITTEN}\t\n]")
_IN_LINES = re.compile(f"[{UNWRITTEN}\t]")


def unwritten(text: str, *, lines: bool = False) -> str | None:
    """The first character that nobody writes, by its number; `lines` allows line breaks."""
    found = (_IN_LINES if lines else _IN_A_LINE).search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def _line(value: object) -> object:
    return _written(value, lines=False)


def _lines(value: object) -> object:
    return _written(value, lines=True)


def _written(value: object, *, lines: bool) -> object:
    """Before pydantic looks, which cannot name the half of a character that it stumbles over."""
    if isinstance(value, str) and (sign := unwritten(value, lines=lines)):
        raise PydanticCustomError("text", "leave out the control character {sign}", {"sign": sign})
    return value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("text", "write something here; it is blank")
    return text


Text = Annotated[str, Field(max_length=1_000), BeforeValidator(_line), AfterValidator(_not_blank)]
"""One line of text, not blank."""

Prose = Annotated[
    str, Field(max_length=20_000), BeforeValidator(_lines), AfterValidator(_not_blank)
]
"""Text of one line or more, not blank."""
