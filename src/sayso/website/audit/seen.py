"""What was seen of a website: what it stored, whom it asked, how it put its question."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from math import log2
from time import time
from typing import Any

from sayso.policy.details import CookieBasis


class State(StrEnum):
    """A way of visiting; the visitors of two never share a browser."""

    UNTOUCHED = "untouched"
    SCROLLED = "scrolled and left open"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    SIGNAL = "with the privacy signal"
    NO_SCRIPT = "without scripts"
    SIGNED_IN = "signed in"


class Place(StrEnum):
    """Where on a device something is stored."""

    COOKIE = "cookie"
    LOCAL = "local storage"
    SESSION = "session storage"
    DATABASE = "database"
    CACHE = "cache"
    WORKER = "service worker"


@dataclass(frozen=True)
class Stored:
    """Something that was on the visitor's device, and what was allowed to be there just then.

    `life` is in seconds, as it was asked for: nought until the browser closes, None if nobody
    knows. `bits` is how much its value could tell apart; the value itself is kept nowhere.
    """

    name: str
    place: Place
    host: str
    page: str
    state: State
    allowed: frozenset[CookieBasis]
    life: float | None = None
    bits: float = 0.0
    script: str = ""
    is_left_over: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Asked:
    """A request to somebody else; a ping tells a service of Google's about the choice itself."""

    host: str
    page: str
    state: State
    allowed: frozenset[CookieBasis]
    is_ping: bool
    script: str = ""


@dataclass(frozen=True)
class Link:
    """A link that leads away, as it stands on a page."""

    url: str
    words: str
    rel: str
    has_cue: bool
    has_caution: bool
    page: str


@dataclass
class Visit:
    """All that was seen in one state."""

    state: State
    pages: list[str] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    banners: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    ticked: dict[str, str] = field(default_factory=dict)
    referrer_policies: dict[str, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SetCookie:
    """One `Set-Cookie`, as the server or a script wrote it (RFC 6265 section 4.1)."""

    name: str
    value: str
    life: float
    domain: str

    @property
    def is_removal(self) -> bool:
        return self.life < 0


def read_cookie(line: str, *, now: float | None = None) -> SetCookie:
    """The line read; the browser would shorten what is longer than 400 days."""
    first, *rest = line.split(";")
    name, _, value = first.partition("=")
    parts = {
        key.strip().lower(): text.strip() for key, _, text in (one.partition("=") for one in rest)
    }
    at = time() if now is None else now
    return SetCookie(name.strip(), value.strip(), _life(parts, at), parts.get("domain", ""))


def _life(parts: dict[str, str], now: float) -> float:
    """Seconds; nought until the browser closes, less than nought if it is to be gone."""
    if "max-age" in parts:
        try:
            seconds = float(int(parts["max-age"]))
        except ValueError:
            return 0.0
        return seconds if seconds > 0 else -1.0
    if "expires" in parts:
        try:
            left = parsedate_to_datetime(parts["expires"].replace("-", " ")).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return 0.0
        return left if left > 0 else -1.0
    return 0.0


def bits(value: str) -> float:
    """How much a value could tell apart at most, by its length and the kinds of its characters."""
    kinds = (("0123456789", 10), ("abcdef", 6), ("ghijklmnopqrstuvwxyz", 20))
    signs = set(value.lower())
    size = sum(count for some, count in kinds if signs.intersection(some))
    size += 26 * any(sign.isupper() for sign in value) * any(sign.islower() for sign in value)
    return len(value) * log2(size) if size > 1 else 0.0


def first_party(host: str, ours: str) -> bool:
    """Whether a host belongs to the site: its own name, with or without www, or below it."""
    home = ours.removeprefix("www.")
    return host == home or host.endswith(f".{home}")


def hosts(asked: Iterable[Asked]) -> list[str]:
    return sorted({one.host for one in asked})
