"""The pages that we serve, counted in memory and kept every few seconds.

A request only adds to a number in this process. So counting costs next to nothing, a page can be
read while the record is away, and what a crash loses is at most the last ten seconds.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import Event, Lock, Thread

import structlog
from django.db import Error, close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sayso.days import date_in_london
from sayso.website.statistics.keeping import Key, at_hour, keep, on_day
from sayso.website.statistics.robots import is_robot
from sayso.website.tally_models import Of

MOST = 1_000
SECONDS = 10.0
"""Kept after so many requests, or seconds, whichever is sooner."""

MOST_KINDS = 10_000
"""Different things that are counted between two keepings: a bound on memory."""

NOT_PAGES = ("/api/", "/healthz", "/metrics", "/static/", "/s/", "/staff")

Answer = Callable[[HttpRequest], HttpResponseBase]
Seen = tuple[Of, str, int]
"""What, of which value, in which hour since 1970."""

told = structlog.get_logger("sayso.statistics")


class Counts:
    """What this process has counted and not kept yet."""

    def __init__(self) -> None:
        self._counts = Counter[Seen]()
        self._added = 0
        self._lock = Lock()
        self.is_full = Event()

    def add(self, *seen: Seen) -> None:
        with self._lock:
            for one in seen:
                if one in self._counts or len(self._counts) < MOST_KINDS:
                    self._counts[one] += 1
            self._added += 1
            if self._added >= MOST:
                self.is_full.set()

    def take(self) -> Counter[Seen]:
        """All of it, to be kept; nothing is left."""
        with self._lock:
            taken, self._counts, self._added = self._counts, Counter(), 0
            self.is_full.clear()
        return taken

    def give_back(self, taken: Counter[Seen]) -> None:
        with self._lock:
            self._counts.update(taken)


COUNTS = Counts()


def this_hour() -> int:
    return int(time.time() // 3_600)


# --- around each request -----------------------------------------------------------------


def counted(get_response: Answer) -> Answer:
    """Count what is served; nothing of who asks for it is looked at but whether it is a robot."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "GET" and not request.path_info.startswith(NOT_PAGES):
            COUNTS.add(*_seen(request, response, this_hour()))
        return response

    return answer


def _seen(request: HttpRequest, response: HttpResponseBase, hour: int) -> list[Seen]:
    headers = request.headers
    if "prefetch" in headers.get("Sec-Purpose", ""):
        return []
    if is_robot(headers.get("User-Agent", "")):
        return [(Of.ROBOT, "", hour)]
    seen = [(Of.STATUS, f"{response.status_code // 100}xx", hour)]
    match = request.resolver_match
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code == 200 and is_page and match:
        seen += [(Of.SERVED, "", hour), (Of.PAGE, page_of(match.route), hour)]
    return seen


@cache
def page_of(route: str) -> str:
    """A page by the form of its address, in which nobody is named."""
    return "/" + re.sub(r"<[^>]+>", "…", route)


# --- kept --------------------------------------------------------------------------------


def keep_counts(counts: Counts = COUNTS) -> int:
    """Keep what was counted; how many rows that was. If the record is away, it is kept later."""
    taken = counts.take()
    if not taken:
        return 0
    close_old_connections()
    try:
        keep(_by_key(taken))
    except Error as error:  # more than DatabaseError: a connection that broke is none
        counts.give_back(taken)
        told.warning("counts wait", reason=type(error).__name__)
        return 0
    finally:
        close_old_connections()
    return len(taken)


def _by_key(taken: Counter[Seen]) -> Counter[Key]:
    found = Counter[Key]()
    for (of, value, hour), count in taken.items():
        moment = datetime.fromtimestamp(hour * 3_600, UTC)
        is_hourly = of == Of.SERVED
        key = at_hour(of, moment) if is_hourly else on_day(of, date_in_london(moment), value)
        found[key] += count
    return found


def start() -> None:
    """Keep the counts of this process from now on, for as long as it runs."""
    Thread(target=_go_on, daemon=True, name="counts").start()


def _go_on() -> None:
    while True:
        COUNTS.is_full.wait(SECONDS)
        keep_counts()
