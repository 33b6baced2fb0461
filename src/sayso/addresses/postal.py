"""Postal addresses, made comparable although no two people write one alike."""

import re
import unicodedata
from collections.abc import Sequence

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b", re.IGNORECASE | re.ASCII)

_WORD = re.compile(r"[^\W\d_]{2,}")
_COUNTRY = {"uk", "gb", "united", "kingdom", "great", "britain"} | {
    "england",
    "scotland",
    "wales",
    "northern",
    "ireland",
}


def exact_postal_key(lines: Sequence[str]) -> str:
    """The address as it was written but for blanks, case and marks; "" when there is nothing.

    Numbers stay apart: flat 1 at number 2 is not flat 12.
    """
    text = POSTCODE.sub(r"\1\2", _folded(lines))
    apart = re.sub(r"(?<=\d)[\W_]+(?=\d)", "|", text)
    key = "".join(sign for sign in apart if sign.isalnum() or sign == "|")
    return key if key.strip("|") else ""


def postal_kin(lines: Sequence[str]) -> tuple[str, ...]:
    """The keys under which a no for this address, or one that may be this one, is found.

    One is the postcode with the house numbers, for "St" and "Street" are the same, and so is an
    address without its town. The other is all words and numbers, for an address without a
    postcode. Order and country do not count.
    """
    text = _folded(lines)
    found = POSTCODE.search(text)
    if found:
        text = f"{text[: found.start()]} {text[found.end() :]}"
    numbers = "".join(sorted(re.findall(r"\d+", text)))
    words = "".join(sorted(set(_WORD.findall(text)) - _COUNTRY))
    everything = (numbers + words,) if numbers + words else ()
    if found is None:
        return everything
    return (f"{found[1]}{found[2]} {numbers or words}", *everything)


def _folded(lines: Sequence[str]) -> str:
    return unicodedata.normalize("NFKC", ", ".join(lines)).casefold()
