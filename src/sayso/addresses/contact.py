"""Whatever a person gave as a way to reach them, turned into the keys it is looked up under."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sayso.addresses.email import emails_within, mailbox, read_email
from sayso.addresses.numbering import is_complete
from sayso.addresses.phone import read_phone
from sayso.addresses.postal import POSTCODE, exact_postal_key, postal_kin


class ContactKey(NamedTuple):
    """A contact point for comparing; a telephone cell has a key for each number it may mean.

    A yes is looked up under its `keys`. A no is looked up under its `kin`, which it shares with
    other spellings of what may be the same contact point.
    """

    kind: Literal["email", "phone", "post"]
    keys: tuple[str, ...]
    kin: tuple[str, ...]


_LINE_WITH_A_WORD = re.compile(r"[^\W\d_]{3}")
_HOUSE_NUMBER = re.compile(
    r"(?<![\d.+-])(?<!\d\s)\d{1,5}[a-z]?[\s,]+(?=[^\W\d_]{2})", re.IGNORECASE
)
_RUN_OF_DIGITS = re.compile(r"[+(]{0,2}\d(?:[\s().\-\u2010-\u2015]{0,3}\d){8,19}")
_MAY_MENTION = re.compile(rf"@|{_RUN_OF_DIGITS.pattern}|{POSTCODE.pattern}", re.IGNORECASE)


def contact_key(contact: str) -> ContactKey | None:
    """The keys of an email address, telephone cell or postal address; None when unreadable.

    None also when a cell is incomplete, or could be either a telephone number or a postal
    address: a stop that is refused can be entered again, one that meets nobody is lost.
    """
    if "@" in contact:
        return _email(contact)
    numbers = read_phone(contact).numbers
    if POSTCODE.search(contact):
        return None if numbers else _post(contact)
    if numbers:
        return ContactKey("phone", numbers, numbers) if all(map(is_complete, numbers)) else None
    return _post(contact) if _reads_as_address(contact) else None


def mentions(text: str) -> tuple[str, ...]:
    """The kin of every contact point that a text mentions, such as `phone:+442079460123`.

    It is for cells that nobody called a contact point: a stop is found in them too.
    """
    if not _MAY_MENTION.search(text):
        return ()
    return tuple(dict.fromkeys(_mentioned(text)))


def _mentioned(text: str) -> Iterator[str]:
    for key in emails_within(text):
        yield f"email:{mailbox(key)}"
    for run in _RUN_OF_DIGITS.findall(text):
        yield from (f"phone:{number}" for number in read_phone(run).numbers)
    if POSTCODE.search(text):
        yield from (f"post:{key}" for key in postal_kin([text]))


def _email(contact: str) -> ContactKey | None:
    key = read_email(contact).key
    # Repaired, it is believed only if mail could be sent to it: bert@example,org is not Bert's.
    if not key or not read_email(key).address:
        return None
    return ContactKey("email", (key,), (mailbox(key),))


def _post(contact: str) -> ContactKey | None:
    kin = postal_kin([contact])
    if POSTCODE.fullmatch(contact.strip()) or not kin:
        return None
    return ContactKey("post", (exact_postal_key([contact]),), kin)


def _reads_as_address(contact: str) -> bool:
    """Whether a house number stands before a word, and there is more than the one line."""
    lines = [line for line in re.split(r"[,;\n]", contact) if _LINE_WITH_A_WORD.search(line)]
    return len(lines) >= 2 and _HOUSE_NUMBER.search(contact) is not None
