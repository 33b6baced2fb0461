"""What to do with a telephone cell that is not plainly one number: find all it may mean.

A repair may add a number nobody meant, which at worst stops one call too many; it must not
miss one that somebody did.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sayso.addresses.characters import plain
from sayso.addresses.numbering import NATIONAL, is_placeholder


class Repaired(NamedTuple):
    """The numbers found, whether every one is certainly abroad, and what was done or is wrong."""

    numbers: tuple[str, ...]
    all_abroad: bool
    note: str


# No honest cell is longer, and a limit bounds the work a hostile one can cause.
_LONGEST = 200

_SCIENTIFIC = re.compile(
    r"(?<![\w.,])(\d)(?:[.,](\d+))?e\+?(\d{1,2})(?!\w)", re.IGNORECASE | re.ASCII
)
_LOOKALIKES = str.maketrans("OoIil|", "001111")


def _whole_number(scientific: re.Match[str]) -> str:
    """The number in full, left as it is when the spreadsheet rounded its last digits away."""
    digits = scientific[1] + (scientific[2] or "")
    return digits if len(digits) == int(scientific[3]) + 1 else scientific[0]


_Repair = tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]

# In this order. "/" will part numbers that may share first digits; a line break, strangers.
_REPAIRS: tuple[_Repair, ...] = (
    ("a spreadsheet's decimals were undone", re.compile(r"^([1-9]\d{8,13})[.,]0+$"), r"\1"),
    ("a spreadsheet's exponent was undone", _SCIENTIFIC, _whole_number),
    ("a number that a spreadsheet had rounded was left out", _SCIENTIFIC, "\n"),
    (
        "an extension was left out",
        re.compile(
            r"[\s,;(]*(?:(?<![^\W\d_])(?:ext(?:ension|n)?|xtn?|x|int(?:ernal)?)|[#~]|,,)"
            r"[\s.:=#-]*\d{1,6}(?![\s-]*\d)",
            re.IGNORECASE,
        ),
        "",
    ),
    ("", re.compile(r"(?<=\d{4})\s*\|\s*(?=[0+])"), "/"),
    (
        "letters in place of digits were read as digits",
        re.compile(r"\([Oo]\)|(?<![^\W\d_])[\dOoIil|]*\d[\dOoIil|]*(?![^\W\d_])"),
        lambda token: token[0].translate(_LOOKALIKES),
    ),
    ("", re.compile(r"[/\\,;&|#~]|(?<![^\W\d_])(?:or|and)(?![^\W\d_])", re.IGNORECASE), "/"),
    ("words were left out", re.compile(r"[^\W\d_](?:[^\W\d_]|['.:])*"), "\n"),
    (
        "a dialling prefix was left out",
        re.compile(
            r"(^|/)[\s(]*(?:141|1470|1800[12])(?=(?:[\s().+-]*\d){10,14}(?![\s().+-]*\d))",
            re.MULTILINE,
        ),
        r"\1",
    ),
)


def repair(text: str) -> Repaired:
    """Every number the text may mean, however it was spelled or damaged."""
    if len(text) > _LONGEST:
        return _none("the cell is too long to hold only telephone numbers")
    spelled = plain(text)
    notes = ["unusual characters were read as plain ones"] if spelled != text else []
    repaired = spelled
    for note, pattern, replacement in _REPAIRS:
        before, repaired = repaired, pattern.sub(replacement, repaired)
        if note and repaired != before:
            notes.append(note)
    found = tuple(dict.fromkeys(_read(repaired)))
    numbers = tuple(number for number in found if not is_placeholder(number.removeprefix("+44")))
    if not numbers:
        return _none(_why_none(spelled, placeholder=bool(found)))
    abroad = _all_abroad(repaired)
    return Repaired(numbers, abroad, _summary(notes, numbers, abroad=abroad))


def _none(why: str) -> Repaired:
    return Repaired((), all_abroad=False, note=why)


def _why_none(spelled: str, *, placeholder: bool) -> str:
    digits = _dialled(spelled).replace("+", "")
    if _SCIENTIFIC.search(spelled):
        return "a spreadsheet rounded the number and its last digits are lost"
    if not digits:
        return "there are no digits in the cell"
    if placeholder or is_placeholder(digits):
        return "the number is a placeholder"
    if 6 <= len(digits) <= 8 and not digits.startswith("0"):
        return "the area code is missing"
    return "the digits do not make one complete number"


def _summary(notes: list[str], numbers: tuple[str, ...], *, abroad: bool) -> str:
    if len(numbers) > 1:
        notes = [*notes, "the cell may mean more than one number"]
    if abroad:
        notes = [*notes, "the number is outside +44"]
    return "; ".join(notes or ["an unusual spelling was read as one number"])


def _read(repaired: str) -> list[str]:
    """The numbers of each part, or, when no part is a number, of the parts put together."""
    found = [number for chain in _chains(repaired) for number in _read_chain(chain)]
    together = _dialled(repaired)
    # Digits from among words are put together only if they start as a number does: a postal
    # address has digits too.
    if not found and ("\n" not in repaired or together.startswith(("0", "+"))):
        return _numbers(together)
    return found


def _chains(repaired: str) -> Iterator[list[str]]:
    for chain in re.split(r"\n|(?=\+)", repaired):
        yield chain.split("/")


def _read_chain(parts: list[str]) -> Iterator[str]:
    """The numbers of parts that may share first digits, as in 01632 960123/4."""
    stem = ""
    for part in parts:
        if found := _numbers(part):
            stem = found[-1]
            yield from found
        elif stem:
            yield from _alternate(stem, _dialled(part))


def _alternate(stem: str, tail: str) -> Iterator[str]:
    if 0 < len(tail) <= len(stem) - len("+4420"):
        yield stem[: -len(tail)] + tail


def _dialled(part: str) -> str:
    return re.sub(r"[^\d+]", "", part)


def _all_abroad(repaired: str) -> bool:
    """Whether every part with digits in it is by itself a number written as a foreign one."""
    parts = [part for chain in _chains(repaired) for part in chain if _dialled(part)]
    return all(
        found and not any(number.startswith("+44") for number in found)
        for found in map(_numbers, parts)
    )


def _numbers(part: str) -> list[str]:
    """The numbers one part may mean.

    The plus sign is believed. Two zeros are not, when a British number is left after them:
    0020 7946 0123 may be a slip for London as well as a call to Egypt.
    """
    dialled = _dialled(part)
    if len(dialled) >= _TWO_NUMBERS and (several := _several(part, dialled)):
        return several
    abroad = _abroad(dialled)
    if abroad and dialled.startswith("+"):
        return [abroad]
    british = [*_all_digits(dialled), *_with_more(part)]
    if abroad:
        return [abroad, *filter(_COMPLETE.fullmatch, british)]
    return british


_TWO_NUMBERS = 18  # digits at the least
_RUN_TOGETHER = re.compile(r"\+?(?:(?:(?:00)?440?|0)[1-35-9]\d{9}){2,}")
_EACH = re.compile(r"(?:(?:00)?440?|0)([1-35-9]\d{9})")


def _several(part: str, dialled: str) -> list[str]:
    """Numbers with nothing but a space between them, or not even that."""
    if _RUN_TOGETHER.fullmatch(dialled):
        return ["+44" + national for national in _EACH.findall(dialled)]
    words = part.split()
    for place in range(1, len(words)):
        first, second = (_dialled("".join(half)) for half in (words[:place], words[place:]))
        if (one := _whole(first)) and (other := _whole(second)):
            return [one, other]
    return []


def _whole(dialled: str) -> str | None:
    """The one number that the digits spell from first to last."""
    return next(_all_digits(dialled), None) or _abroad(dialled)


_WRITTEN_AS_ABROAD = re.compile(r"(?:\+|00)(?!0*44)")
_COMPLETE = re.compile(rf"\+44{NATIONAL}", re.ASCII)


def _abroad(dialled: str) -> str | None:
    """The number outside +44 that the part spells out, if its length is possible there."""
    if not _WRITTEN_AS_ABROAD.match(dialled):
        return None
    import phonenumbers  # noqa: PLC0415 - slow to import, and few lists need it

    try:
        number = phonenumbers.parse(dialled, "GB")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == 44 or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_ONE = re.compile(r"\+?0*(?:440*)*([1-35-9]\d{8,9})")
_WITH_MORE = re.compile(
    r"(?<!\d)(?:(?:\+|00)44[\s().-]*0?|0)[\s().-]*([1-35-9](?:[\s().-]*\d){8,9}?)(?!\d)"
)


def _all_digits(dialled: str) -> Iterator[str]:
    if match := _ONE.fullmatch(dialled):
        yield "+44" + match[1]


def _with_more(part: str) -> Iterator[str]:
    """A complete number with other digits set apart after it, and what they may stand for."""
    if match := _WITH_MORE.search(part):
        number = "+44" + _dialled(match[1])
        if len(number) == len("+442079460123") or _COMPLETE.fullmatch(number):
            yield number
            yield from _alternate(number, _dialled(part[match.end() :]))
