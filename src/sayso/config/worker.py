"""The jobs, and the clock that wakes them.

What is to be done stands in the tables of the rooms; a job only looks there. So it does not matter
if it is woken twice, too late or not at all, and nothing is lost with the queue.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

import psycopg
import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from huey import Huey, PostgresHuey, SqliteHuey  # type: ignore[import-untyped]
from huey.consumer import Consumer, Scheduler  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]

from sayso.assurance.looking import look
from sayso.assurance.planning import reckon
from sayso.config.databases import FIRST_SAFE_WAL
from sayso.config.logs import where
from sayso.days import today_in_london
from sayso.delivery import jobs as delivery
from sayso.evidence.actions import seal
from sayso.people.codes import forget_codes
from sayso.people.exports import count_off
from sayso.people.forms.taking_in import forget_unconfirmed
from sayso.people.forms.taking_in import take_in as take_in_forms
from sayso.people.imports.working import let_go_of_uploads
from sayso.people.imports.working import work_off as import_lists
from sayso.people.jobs import expire, screen_registers, sweep
from sayso.people.once import forget_old
from sayso.people.typed import heed
from sayso.policy.queries import NoPolicyError, current
from sayso.rights import holdings as rights
from sayso.rights.jobs import sweep as sweep_requests
from sayso.screening.jobs import let_go_of_answers as let_go_of_lists
from sayso.screening.jobs import work_off
from sayso.website.consent.noting import let_go_of_answers
from sayso.website.statistics.keeping import let_go

told = structlog.get_logger("sayso.worker")

MINUTE, HOUR, DAY = 60, 3_600, 86_400
THREADS = 8
"""What members ask for may take an hour, each kind in a thread of its own; the rest is quick."""


class Job(NamedTuple):
    """What is done every so many seconds, and at once when the service starts."""

    name: str
    seconds: int
    run: Callable[[], object]


def expire_today() -> None:
    """Erase whoever was kept as long as the policy says; without a policy, nobody."""
    try:
        version = current()
    except NoPolicyError:
        return
    expire(version=version, dry_run=False)
    rights.expire(version=version, today=today_in_london(), dry_run=False)


JOBS = (
    Job("seal", 1, seal),
    Job("take-in-forms", 1, take_in_forms),
    Job("deliver", 2, delivery.deliver),
    Job("heed", 1, heed),
    Job("check-lists", 1, work_off),
    Job("import", 1, import_lists),
    Job("count-exports", 1, count_off),
    Job("plan", 1, reckon),
    Job("take-in", MINUTE, delivery.take_in),
    Job("screen", MINUTE, screen_registers),
    Job("forget", HOUR, forget_old),
    Job("forget-codes", HOUR, forget_codes),
    Job("forget-unconfirmed", HOUR, forget_unconfirmed),
    Job("let-go-of-lists", HOUR, let_go_of_lists),
    Job("let-go-of-uploads", HOUR, let_go_of_uploads),
    Job("sweep", HOUR, sweep),
    Job("sweep-messages", HOUR, delivery.sweep),
    Job("sweep-requests", HOUR, sweep_requests),
    Job("expire", DAY, expire_today),
    Job("controls", HOUR, look),
    Job("let-go-of-counts", DAY, let_go),
    Job("let-go-of-answers", DAY, let_go_of_answers),
)


_at_it = {job.name: Lock() for job in JOBS}


def run(job: Job) -> None:
    """Do a job; if it fails, say so and where. It is woken again.

    A wake-up that a killed worker left behind may come with one of our own: one of them is enough.
    """
    if not _at_it[job.name].acquire(blocking=False):
        return
    close_old_connections()
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs go on
        told.error("job failed", job=job.name, **where(error))
    finally:
        close_old_connections()
        _at_it[job.name].release()


# --- the queue ---------------------------------------------------------------------------


class WakeUps(Serializer):  # type: ignore[misc]
    """A wake-up as JSON. Not pickled: whoever could write to the queue could run what they like."""

    def serialize(self, data: Any) -> bytes:
        """Which job, and until when it is worth doing."""
        lapses = data.expires_resolved and data.expires_resolved.isoformat()
        return json.dumps([data.id, data.name, lapses]).encode()

    def deserialize(self, data: bytes) -> Any:
        """The same, read; it has no arguments."""
        name, job, lapses = json.loads(data)
        expires = datetime.fromisoformat(lapses) if lapses else None
        return Message(name, job, args=(), kwargs={}, expires_resolved=expires, retries=0)


class Every:
    """Whether a job is due: at once, and then every so many seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds, self.next = seconds, 0.0

    def __call__(self, _: datetime) -> bool:
        """Asked by the clock alone."""
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + self.seconds
        return True


def queue() -> Huey:
    """The queue, with every job on it: a file beside the record, or tables of PostgreSQL."""
    kept: dict[str, Any] = {"results": False, "serializer": WakeUps()}
    if connection.vendor == "postgresql":
        kept["connection"] = lambda: psycopg.connect(**connection.get_connection_params())
        found = PostgresHuey("sayso", **kept)
    else:
        safe = sqlite3.sqlite_version_info >= FIRST_SAFE_WAL
        kept |= {"journal_mode": "wal" if safe else "truncate", "fsync": True}
        settings.ENVIRONMENT.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = SqliteHuey("sayso", filename=settings.ENVIRONMENT.home / "queue.sqlite3", **kept)
    for job in JOBS:
        _put_on(found, job)
    return found


def _put_on(huey: Huey, job: Job) -> None:
    # A wake-up that nobody heeded in time lapses: the next is on its way.
    lapses = max(5, min(job.seconds, HOUR))
    huey.periodic_task(Every(job.seconds), name=job.name, expires=lapses)(lambda: run(job))


class _Clock(Scheduler):  # type: ignore[misc]
    """Looks every second which jobs are due."""

    periodic_task_seconds = 1


class Worker(Consumer):  # type: ignore[misc]
    """Does the jobs, in threads of this process."""

    scheduler_class = _Clock

    def __init__(self) -> None:
        logging.getLogger("huey").setLevel(logging.WARNING)
        super().__init__(queue(), workers=THREADS, max_delay=0.5, shutdown_timeout=10)

    def _set_signal_handlers(self) -> None:
        """Whoever started it says when it ends."""

    def is_alive(self) -> bool:
        """Whether its clock and all its threads still run; none is replaced in silence."""
        threads = [self.scheduler, *(thread for _, thread in self.worker_threads)]
        return all(thread.is_alive() for thread in threads)
