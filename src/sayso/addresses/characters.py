"""The characters people and programs put between, around and in place of digits."""

import re
import unicodedata

BLANKS = (
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u202f\u205f\u3000"
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphens, joiners and direction marks: they ride along with copied text and mean nothing."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""All that Unicode shows as nothing (Default_Ignorable_Code_Point), variation selectors too."""

_LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_TILDES = "\u2053\u223c\uff5e"


class _Plain(dict[int, str]):
    """A translation table that works out each character once, when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


def _plain_character(character: str) -> str:
    if character in _LINE_BREAKS:
        return "\n"
    if character in _TILDES:
        return "~"
    if character in DASHES:
        return "-"
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    # Full-width forms only: other look-alikes, such as ², are not what they resemble.
    if "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return _BY_CATEGORY.get(unicodedata.category(character), character)


_BY_CATEGORY = {"Zs": " ", "Zl": "\n", "Zp": "\n", "Cf": "", "Cc": " "}
_PLAIN = _Plain()


def seen(text: str) -> str:
    """The text without the characters that nobody sees."""
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    """The text with every blank, dash, digit and line break in its ASCII form."""
    return text.translate(_PLAIN)
