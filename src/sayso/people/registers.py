"""What the preference registers say of the numbers we hold, by the newest edition searched."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, flock
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max

from sayso.addresses import national_number
from sayso.lists.registers import Matcher, RegisterStore
from sayso.people.facts import UNKNOWN_SINCE
from sayso.people.models import Screening

REGISTERS = ("tps", "ctps", "fps")

SEARCH = 0x5EA2
"""The advisory lock of PostgreSQL under which a search of all numbers ends."""

ONE_SEARCH, SEARCHING = 0x5EA4, "searching"
"""The one under which it is made from its beginning; on SQLite, the file that is locked for it."""

Listings = Callable[[str], dict[str, date | None]]


def editions_searched(on: date | None = None) -> dict[str, date]:
    """The newest edition of each register in which every number was searched, up to a day."""
    rows = Screening.objects.all() if on is None else Screening.objects.filter(edition__lte=on)
    found = rows.values("register").annotate(newest=Max("edition"))
    return {row["register"]: row["newest"] for row in found}


def listed_now() -> Listings:
    """How to find since when a contact point stands in the registers last searched.

    Whoever asks in a transaction writes before a newer edition is said to be searched.
    """
    wait_for_searches(alone=False)
    searched = {
        register: matcher(register, edition) for register, edition in editions_searched().items()
    }

    def listings(key: str) -> dict[str, date | None]:
        number = national_number(key.removeprefix("phone:")) if key.startswith("phone:") else None
        if number is None:
            return {}
        return {register: since(one, number) for register, one in searched.items()}

    return listings


@contextmanager
def one_search() -> Iterator[None]:
    """Wait until nobody else searches: an older edition would write over what a newer one found.

    Whoever is killed lets go.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_SEARCH])
            try:
                yield
            finally:  # a pooled session would keep it
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_SEARCH])
    else:
        home: Path = settings.ENVIRONMENT.home
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(home / SEARCHING, os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
            flock(lock, LOCK_EX)
            yield


def wait_for_searches(*, alone: bool) -> None:
    """Whoever adds numbers and whoever ends a search of all numbers wait for one another, until
    their transactions end. On SQLite every writer is alone already.
    """
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [SEARCH])


def since(matcher: Matcher, number: int) -> date | None:
    """The first day that a number may have been listed, in the form in which it is stored."""
    found = matcher.listed_on(number)
    return UNKNOWN_SINCE if found == "unknown" else found


def matcher(register: str, edition: date) -> Matcher:
    """One edition of the store, left on the disk until it is looked at."""
    return _matcher(settings.ENVIRONMENT.home, register, edition)


@lru_cache(maxsize=8)
def _matcher(home: Path, register: str, edition: date) -> Matcher:
    return RegisterStore(home).matcher(register, edition)


def listed_on(number: int | None, editions: Mapping[str, date]) -> dict[str, date | None]:
    """What earlier editions said of a number."""
    if number is None:
        return {}
    return {name: since(matcher(name, edition), number) for name, edition in editions.items()}
