"""An email cell, read as the one address it holds and as the key its stops are found under."""

import re
import unicodedata
from typing import NamedTuple

from sayso.addresses.characters import seen


class EmailReading(NamedTuple):
    """The address to send to, if the cell is one, and the key to look it up under, if any.

    A key without an address means that a stop can be found but nothing may be sent.
    """

    address: str
    key: str
    note: str


_LONGEST = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets
_LONGEST_CELL = 1000

# Nearly every address there is. What it claims, email-validator accepts and leaves as it is.
_ATEXT = r"A-Za-z0-9_!#$%&'*+/=?^`{|}~-"
_ORDINARY = re.compile(
    rf"([A-Za-z0-9_][{_ATEXT}]*(?:\.[{_ATEXT}]+)*)@"
    r"((?:(?!..--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"(?!..--)(?!(?:arpa|invalid|local|localhost|onion|test)\Z)"
    r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,61})?[A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_WITHIN_TEXT = re.compile(r"[^\s@<>()\[\]\",;:]+\s?@\s?[^\s@<>()\[\]\",;:/?&|\\]+")


def read_email(cell: str) -> EmailReading:
    """The address in the cell, kept as typed but for its domain, which is made plain ASCII."""
    text = cell.strip()
    match = _ORDINARY.fullmatch(text)
    if match and len(text) <= _LONGEST:
        address = f"{match[1]}@{match[2].lower()}"
        return EmailReading(address, address.lower(), "")
    return _read_unusual(text) if text else EmailReading("", "", "")


def _read_unusual(text: str) -> EmailReading:
    if len(text) > _LONGEST_CELL:
        return EmailReading("", "", "the cell is too long to be an email address")
    if "@" not in text:
        return EmailReading("", "", "the cell is not an email address")
    local, _, domain = unicodedata.normalize("NFC", text).rpartition("@")
    is_plain = re.match(r"\w", local) and seen(text) == text
    if is_plain and (ascii_domain := _ascii_domain(domain, local=local)):
        address = f"{local}@{ascii_domain}"
        return EmailReading(address, _fold(address), "")
    return _read_repaired(text)


def _read_repaired(text: str) -> EmailReading:
    """A key for whatever looks like one address, so that a stop on it is still found."""
    keys = emails_within(text)
    if len(keys) > 1:
        return EmailReading("", "", "the cell holds more than one email address")
    if not keys:
        return EmailReading("", "", "the cell is not a complete email address")
    return EmailReading("", keys[0], "the cell is not exactly one complete email address")


def emails_within(text: str) -> tuple[str, ...]:
    """The keys of all that looks like an email address in a text, each once."""
    return tuple(dict.fromkeys(_key(found) for found in _WITHIN_TEXT.findall(seen(text))))


def mailbox(key: str) -> str:
    """The key of the box that mail for this one most likely lands in: ada+news@ is Ada's too."""
    local, _, domain = key.rpartition("@")
    name = local.partition("+")[0]
    return f"{name}@{domain}" if name else key


def _key(found: str) -> str:
    local, _, domain = re.sub(r"\s", "", found).rpartition("@")
    # ’ada@example.org is lawful, but it is Ada with a stray quotation mark in front.
    local = re.sub(r"^\W+(?=\w)", "", local)
    domain = re.sub(r"^\W+(?=\w)|(?<=\w)\W+$", "", domain)
    return _fold(f"{local}@{_ascii_domain(domain, local='a') or domain}")


def _fold(address: str) -> str:
    return unicodedata.normalize("NFKC", address).casefold()


def _ascii_domain(domain: str, *, local: str) -> str | None:
    """The domain as the mail system spells it, or None when the address cannot be one."""
    import email_validator  # noqa: PLC0415 - slow to import, and few addresses need it

    try:
        address = email_validator.validate_email(f"{local}@{domain}", check_deliverability=False)
    except email_validator.EmailNotValidError:
        return None
    return address.ascii_domain
