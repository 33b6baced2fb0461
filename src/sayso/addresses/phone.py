"""A telephone cell, read as every number it may mean and trusted only as far as it is plain."""

import re
from enum import StrEnum
from typing import NamedTuple

from sayso.addresses.characters import BLANKS, DASHES, INVISIBLE
from sayso.addresses.numbering import NATIONAL, PLACEHOLDER, TEN_DIGITS
from sayso.addresses.repairs import Repaired, repair


class PhoneState(StrEnum):
    """What a reading may be used for: only a clean one may clear, any number may suppress."""

    EMPTY = "empty"
    CLEAN = "clean"
    REPAIRED = "repaired"
    UNSCREENABLE = "unscreenable"
    OUT_OF_SCOPE = "out_of_scope"


class PhoneReading(NamedTuple):
    """Every number one cell may mean, as E.164, and in plain words how they were found."""

    state: PhoneState
    numbers: tuple[str, ...]
    note: str


# A leading apostrophe or ="…" is how a spreadsheet is told to keep a number as text.
_MARGIN = BLANKS + INVISIBLE + "\r\n'\"="

# No slash and no tilde: they set alternates and extensions apart.
_PUNCTUATION = str.maketrans("", "", BLANKS + INVISIBLE + DASHES + ".()")

_PREFIXED = re.compile(rf"(?:\+440?|00440?|440?|0)((?!{PLACEHOLDER}){NATIONAL})", re.ASCII)
_LOST_ZERO = re.compile(rf"(?!{PLACEHOLDER}){TEN_DIGITS}", re.ASCII)


def read_phone(cell: str) -> PhoneReading:
    """Every number the cell may mean; a state other than clean must never clear a call."""
    text = cell.strip(_MARGIN)
    if national := _strict(text):
        return PhoneReading(PhoneState.CLEAN, ("+44" + national,), "")
    if not text:
        return PhoneReading(PhoneState.EMPTY, (), "")
    repaired = repair(text)
    return PhoneReading(_state(repaired), repaired.numbers, repaired.note)


def _strict(text: str) -> str | None:
    """The national number of a cell whose digits are beyond doubt.

    A last digit standing alone is doubtful: 01204 62112-3 is two short numbers, not a long one.
    A lost zero is believed only without punctuation, for a spreadsheet leaves none; with it,
    (212) 555-0123 would pass for a London number.
    """
    if not text[-2:].isdecimal():
        return None
    if match := _PREFIXED.fullmatch(text.translate(_PUNCTUATION)):
        return match[1]
    return text if _LOST_ZERO.fullmatch(text) else None


def _state(repaired: Repaired) -> PhoneState:
    if not repaired.numbers:
        return PhoneState.UNSCREENABLE
    return PhoneState.OUT_OF_SCOPE if repaired.all_abroad else PhoneState.REPAIRED
