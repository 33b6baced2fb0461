import os
from collections.abc import Callable
from fcntl import LOCK_EX, LOCK_NB, flock

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from sayso.config import worker
from sayso.config.worker import JOBS, Job
from sayso.people import jobs
from sayso.people.registers import ONE_SEARCH, SEARCHING
from sayso.people.tests.conftest import installation

__all__ = ["installation"]


@pytest.fixture(autouse=True)
def its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may not close the connection that it is in."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def seal(run: Callable[[], object]) -> Job:
    return JOBS[0]._replace(run=run)


def test_a_job_that_is_being_done_is_not_begun_again() -> None:
    done = []

    def again() -> None:
        done.append("outer")
        worker.run(seal(lambda: done.append("inner")))

    worker.run(seal(again))
    assert done == ["outer"]
    worker.run(seal(again))
    assert done == ["outer"] * 2


def test_a_job_that_failed_is_begun_again() -> None:
    done = []

    def fail() -> None:
        done.append("failed")
        raise ValueError("ada@example.org")

    for _ in range(2):
        worker.run(seal(fail))
    assert done == ["failed"] * 2


def nobody_searches() -> bool:
    """Whether somebody else could search now."""
    if connection.vendor == "postgresql":
        with psycopg.connect(**connection.get_connection_params()) as other:
            found = other.execute("SELECT pg_try_advisory_lock(%s)", [ONE_SEARCH]).fetchone()
            assert found
            return bool(found[0])
    with os.fdopen(os.open(settings.ENVIRONMENT.home / SEARCHING, os.O_WRONLY), "w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        return True


@pytest.mark.django_db
def test_registers_are_searched_by_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def newer() -> dict[str, jobs.Searching]:
        seen.append(nobody_searches())
        return {}

    monkeypatch.setattr(jobs, "_newer_editions", newer)
    jobs.screen_registers()
    assert seen == [False]
    assert nobody_searches()
