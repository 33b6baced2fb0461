"""A web server's log counted into the statistics, each line once, however often it is brought in.

A log is known again by its first line and by all of it that was read, both as keyed hashes: under
another name, packed, or grown. Nothing of it is written anywhere but the numbers.
"""

import gzip
import hashlib
import hmac
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from sayso.days import date_in_london
from sayso.people.details import keys
from sayso.website.statistics.keeping import Key, add, at_hour, on_day
from sayso.website.statistics.weblog import Served, left_out, page_of, read_line
from sayso.website.tally_models import LogRead, Of

LONGEST_LINE = 65_536
MOST_PAGES = 5_000
"""Different addresses of one log; all more are counted together."""

OTHER, UNREADABLE = "other", "unreadable"

PIECE = 1 << 20

ONE_LOG = 0x106
"""The advisory lock of PostgreSQL under which what was counted of a log is kept."""


class LogError(Exception):
    """One sentence: why a log was not counted, and what to do next."""


@dataclass
class Read:
    """What was read of a log: its new lines, how many were pages, and why not the others."""

    lines: int = 0
    pages: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Place:
    """How far a log goes in whole lines: bytes, the keyed hash of them, and of the first line."""

    size: int
    content: str
    first_line: str


def import_log(path: Path, *, site: str = "") -> Read:
    """Count what is new in a log; raises LogError, and then nothing was counted."""
    try:
        earlier, whole = _known(path)
        if whole is None:
            return Read()
        read, counts = _counted(path, earlier, whole.size, site)
    except (OSError, EOFError, zlib.error) as error:
        is_broken = isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile))
        reason = "it is packed and not whole" if is_broken else "it cannot be read"
        raise LogError(f"{path.name} was not counted, because {reason}; mend it.") from None
    if read.lines and read.left_out[UNREADABLE] == read.lines:
        raise LogError(
            f"{path.name} was not counted, because none of its lines is of a known format; give a "
            "log in the format common or combined, or lines of JSON."
        )
    if whole.size > earlier:
        _keep(path, earlier, whole, counts)
    return read


@transaction.atomic
def _keep(path: Path, earlier: int, whole: Place, counts: Mapping[Key, int]) -> None:
    """Keep the counts, unless somebody read further meanwhile: the log may have grown for them."""
    _alone()
    if LogRead.objects.filter(first_line=whole.first_line, size__gt=earlier).exists():
        raise LogError(
            f"{path.name} was not counted, because somebody else just did; give it again for what "
            "was added since."
        )
    LogRead.objects.create(first_line=whole.first_line, content=whole.content, size=whole.size)
    add(counts)


def _alone() -> None:
    """Let no other log be kept until this one is. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_LOG])


# --- known again ---------------------------------------------------------------------------


def _known(path: Path) -> tuple[int, Place | None]:
    """Up to where a log was counted before, and how far it goes."""
    with _opened(path) as file:
        first = file.readline(LONGEST_LINE)
    key = hmac.digest(keys().lookup, b"sayso web logs", "sha256")
    name = hmac.digest(key, first, "sha256").hex()
    before = dict(LogRead.objects.filter(first_line=name).values_list("size", "content"))
    hashed, size, earlier = hmac.new(key, digestmod=hashlib.sha256), 0, 0
    whole = None
    for piece in _pieces(path, sorted(before)):
        hashed.update(piece)
        size += len(piece)
        if before.get(size) == hashed.hexdigest():
            earlier = size
        if piece.endswith(b"\n"):
            whole = Place(size, hashed.hexdigest(), name)
    if before and earlier < max(before):
        raise LogError(
            f"{path.name} was not counted, because it begins like a log that was, and does not go "
            "on as that did; give the whole log, as the server wrote it."
        )
    return earlier, whole


def _pieces(path: Path, stops: list[int]) -> Iterator[bytes]:
    """A file in pieces that end at these sizes, and where a line ends or in the middle of one."""
    with _opened(path) as file:
        at = 0
        rest = b""
        while piece := rest or file.read(PIECE):
            stop = next((one for one in stops if at < one < at + len(piece)), None)
            cut = stop - at if stop else piece.rfind(b"\n") + 1 or len(piece)
            piece, rest = piece[:cut], piece[cut:]
            at += len(piece)
            yield piece


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A log, packed or not."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if is_packed:
            with gzip.open(file, "rb") as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            yield file


# --- counted -------------------------------------------------------------------------------


def _counted(path: Path, start: int, end: int, site: str) -> tuple[Read, Mapping[Key, int]]:
    read, seen, pages = Read(), Counter[tuple[Of, str, int]](), set[str]()
    for line in _lines(path, start, end):
        read.lines += 1
        served = read_line(line)
        why = left_out(served) if served else UNREADABLE
        if why:
            read.left_out[why] += 1
        if served is None:
            continue
        read.pages += not why
        for of, value in _seen(served, why, site):
            if of is Of.PAGE and value not in pages and len(pages) >= MOST_PAGES:
                value = OTHER  # noqa: PLW2901 - it is counted as another
            elif of is Of.PAGE:
                pages.add(value)
            seen[of, value, served.hour] += 1
    return read, _by_key(seen)


def _seen(served: Served, why: str, site: str) -> Iterator[tuple[Of, str]]:
    if why == "robots":
        yield Of.ROBOT, ""
    elif served.method == "GET":
        yield Of.STATUS, f"{served.status // 100}xx"
    if not why:
        yield Of.SERVED, ""
        yield Of.PAGE, page_of(served, site)


def _by_key(seen: Mapping[tuple[Of, str, int], int]) -> Mapping[Key, int]:
    found = Counter[Key]()
    for (of, value, hour), count in seen.items():
        moment = datetime.fromtimestamp(hour * 3_600, UTC)
        is_hourly = of is Of.SERVED
        key = at_hour(of, moment) if is_hourly else on_day(of, date_in_london(moment), value)
        found[key] += count
    return found


def _lines(path: Path, start: int, end: int) -> Iterator[str]:
    """The lines between two places; one that is too long is cut, and so cannot be read."""
    with _opened(path) as file:
        file.seek(start)
        at = start
        while at < end and (line := file.readline(LONGEST_LINE)):
            at += len(line)
            whole = line
            while not line.endswith(b"\n") and at < end:
                line = file.readline(LONGEST_LINE)
                at += len(line)
                whole = b"\n"
            yield whole.decode("utf-8", "replace")
