"""A postal address, reduced to the letters and digits that two spellings of it share."""

import unicodedata
from collections.abc import Iterable


def postal_key(lines: Iterable[str]) -> str:
    """The address for comparing, or "" when nothing in it can be compared."""
    folded = unicodedata.normalize("NFKC", "".join(lines)).casefold()
    return "".join(character for character in folded if character.isalnum())
