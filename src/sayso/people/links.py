"""The addresses that we send people, by which they change their mind without an account.

What such an address says is sealed under a key of the installation (AES-SIV, RFC 5297): nobody can
make one or read one, and the same link is always the same address. Opening one asks no database,
and one that stops something never runs out.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from sayso.people.details import keys
from sayso.people.errors import RecordError

CHOICES, STOP, UNDO = "choices", "stop", "undo"
"""The first part of the addresses of the pages that links lead to."""

LONGEST = 400
NAME, POINT = 16, 8
"""Bytes of a record's name, and of a contact point's."""

NO_POINT = "00" * POINT


class LinkKind(StrEnum):
    """What a link is for; one for one thing opens nothing else."""

    CHOICES = "c"
    ADDRESS = "a"
    ONE_CLICK = "o"
    UNDO = "u"


class Link(NamedTuple):
    """What an address of ours says.

    `name` is whom it is about: a record, for an address typed by somebody its keyed hash, for an
    undoing the stop. `pid` is the contact point to which it was sent, if it was.
    """

    kind: LinkKind
    name: str
    pid: str = ""
    purpose: str = ""
    channel: str = ""


# --- made --------------------------------------------------------------------------------


def choices_token(*, sid: str, pid: str = "") -> str:
    """What leads to the choices of somebody on record, sent to one of their contact points."""
    return _token(Link(LinkKind.CHOICES, sid, pid))


def choices_url(*, sid: str, pid: str = "") -> str:
    """The whole address of somebody's choices."""
    return _url(CHOICES, choices_token(sid=sid, pid=pid))


def address_url(*, lookup: str) -> str:
    """The address of the choices of whoever has a contact point, if anybody on record has."""
    return _url(CHOICES, _token(Link(LinkKind.ADDRESS, lookup)))


def one_click_url(*, sid: str, pid: str = "", purpose: str, channel: str) -> str:
    """The address that stops one purpose on one channel at one click (RFC 8058), and no more."""
    return _url(STOP, _token(Link(LinkKind.ONE_CLICK, sid, pid, purpose, channel)))


def undo_url(*, stop: str) -> str:
    """The address at which a stop that somebody typed is taken back."""
    return _url(UNDO, _token(Link(LinkKind.UNDO, stop)))


def _url(page: str, token: str) -> str:
    return f"{settings.ENVIRONMENT.base_url.rstrip('/')}/{page}/{token}"


# --- sealed and opened -------------------------------------------------------------------


def read(token: str) -> Link | None:
    """What a token of ours says; nothing for any other."""
    return opened(keys().links, token)


def _token(link: Link) -> str:
    return sealed(keys().links, link)


def sealed(key: bytes, link: Link) -> str:
    """A link as it stands in an address: the same for the same link."""
    try:
        who = bytes.fromhex(link.name), bytes.fromhex(link.pid or NO_POINT)
    except ValueError:
        who = b"", b""
    if tuple(map(len, who)) != (NAME, POINT):
        raise RecordError("A link is about a record that goes by its random name; give that.")
    text = f"{link.kind}{link.purpose} {link.channel}".encode()
    return urlsafe_b64encode(AESSIV(key).encrypt(b"".join(who) + text, None)).decode().rstrip("=")


def opened(key: bytes, token: str) -> Link | None:
    """The link of a token that was sealed under this key, and never of one like it."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if urlsafe_b64encode(content).decode().rstrip("=") != token:
            return None  # one of the other spellings of the same bytes
        plain = AESSIV(key).decrypt(content, None)
    except (ValueError, InvalidTag):
        return None
    name, pid = plain[:NAME].hex(), plain[NAME : NAME + POINT].hex()
    kind, text = plain[NAME + POINT :].decode()[0], plain[NAME + POINT + 1 :].decode()
    purpose, _, channel = text.partition(" ")
    return Link(LinkKind(kind), name, "" if pid == NO_POINT else pid, purpose, channel)
