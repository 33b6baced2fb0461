"""Whatever a person gave as a way to reach them, turned into the keys it is looked up under."""

import re
from typing import Literal, NamedTuple

from sayso.addresses.email import read_email
from sayso.addresses.phone import read_phone
from sayso.addresses.postal import postal_key


class ContactKey(NamedTuple):
    """A contact point for comparing; a telephone cell has a key for each number it may mean."""

    kind: Literal["email", "phone", "post"]
    keys: tuple[str, ...]


_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? *\d[A-Z]{2}\b", re.IGNORECASE | re.ASCII)
_SIX_DIGITS = re.compile(r"\d(?:[\s().-]*\d){5}")
_WORD = re.compile(r"[^\W\d_]{3}")


def contact_key(contact: str) -> ContactKey | None:
    """The keys of an email address, telephone cell or postal address; None when unreadable.

    None also when a cell could be either a telephone number or a postal address: a stop that
    is refused can be entered again, one that is filed under the wrong kind is lost.
    """
    if "@" in contact:
        key = read_email(contact).key
        return ContactKey("email", (key,)) if key else None
    numbers = read_phone(contact).numbers
    if _POSTCODE.search(contact):
        return None if numbers else _post(contact)
    if numbers:
        return ContactKey("phone", numbers)
    return _post(contact) if _reads_as_address(contact) else None


def _post(contact: str) -> ContactKey:
    return ContactKey("post", (postal_key([contact]),))


def _reads_as_address(contact: str) -> bool:
    """Whether at least two lines have words in them and none has a telephone number's digits."""
    lines = [line for line in re.split(r"[,;\n]", contact) if _WORD.search(line)]
    return len(lines) >= 2 and not _SIX_DIGITS.search(contact)
