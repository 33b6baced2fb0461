"""Links that tell whose they are to us and to nobody else, and that never expire.

A link holds pseudonyms and a keyed hash of all it says (HMAC-SHA-256, 128 bits of it). Its key is
made from the key of look-ups, which is never replaced, for whoever was once promised a way out
keeps it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from django.conf import settings

from sayso.people.details import keys

CHOICES, ADDRESS, ONE_CLICK = "choices", "address", "one-click"
CONFIRM, UNDO = "confirm", "undo"

TAG = 16
"""Bytes of the hash that a link holds."""

LONGEST = 400

_BETWEEN = "\n"


class Link(NamedTuple):
    """What a link says: what it is for, and the names that it is about."""

    kind: str
    names: tuple[str, ...]


def token(kind: str, *names: str) -> str:
    """The part of an address that nobody else can make."""
    return sealed_token(Link(kind, names), link_key())


def read(text: str, kind: str) -> tuple[str, ...] | None:
    """The names in a token of this kind; None for any that we did not make so."""
    found = read_token(text, link_key())
    return found.names if found and found.kind == kind else None


def choices_url(*, sid: str, pid: str = "") -> str:
    """The page on which somebody chooses; `pid` is the contact point that it is sent to."""
    return _page("choices", token(CHOICES, sid, pid))


def address_url(*, lookup: str) -> str:
    """The page on which whoever has a contact point chooses, if anybody on record has it."""
    return _page("choices", token(ADDRESS, lookup))


def undo_url(*, stop: str) -> str:
    """The page on which a stop that somebody typed is taken back."""
    return _page("choices/undo", token(UNDO, stop))


def one_click_url(*, sid: str, pid: str, purpose: str, channel: str) -> str:
    """The page that stops one kind of message at one click (RFC 8058)."""
    return _page("choices/stop", token(ONE_CLICK, sid, pid, purpose, channel))


def _page(path: str, text: str) -> str:
    return f"{settings.ENVIRONMENT.base_url.rstrip('/')}/{path}/{text}"


# --- pure ------------------------------------------------------------------------------------


def sealed_token(link: Link, key: bytes) -> str:
    """A link as a token under a key."""
    said = _BETWEEN.join((link.kind, *link.names)).encode()
    return urlsafe_b64encode(_tag(key, said) + said).rstrip(b"=").decode()


def read_token(text: str, key: bytes) -> Link | None:
    """What a token says, if it was made under this key and not a sign of it was changed."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        both = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tag, said = both[:TAG], both[TAG:]
        is_ours = hmac.compare_digest(tag, _tag(key, said))
        # Some signs more could stand for the same bytes; only what we wrote is ours.
        if not is_ours or urlsafe_b64encode(both).rstrip(b"=").decode() != text:
            return None
        kind, *names = said.decode().split(_BETWEEN)
    except ValueError:
        return None
    return Link(kind, tuple(names))


def _tag(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, "sha256")[:TAG]


def link_key() -> bytes:
    """The key of links: another than that of look-ups, and made from it."""
    return hmac.digest(keys().lookup, b"sayso links", "sha256")
