"""Decisions logged by many requests at once: each once, and each is told its own row."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event as Signal
from typing import Any

import pytest
from django.db import OperationalError, connections

from sayso.evidence import actions as log
from sayso.evidence.event import Event
from sayso.people import told
from sayso.people.told import FEW, log_together

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 12


def decision(number: int) -> Event:
    return Event(kind="decision", actor="job:test", purpose=f"p-{number}")


class Log:
    """A log that writes nothing until it is let, and tells what came together."""

    def __init__(self) -> None:
        self.let, self.written = Signal(), list[Sequence[str]]()
        self.fails: Sequence[BaseException] = ()

    def append_many(self, events: Sequence[Event]) -> list[int]:
        assert self.let.wait(20)
        if self.fails:
            error, *self.fails = self.fails
            raise error
        before = sum(map(len, self.written))
        self.written.append([event.purpose for event in events])
        return [before + number for number in range(len(events))]


@contextmanager
def asked_at_once(
    fake: Log, ask: Callable[[int], Any], count: int = MANY
) -> Iterator[list[Future[Any]]]:
    """All wait: one for the log, the others for their turn. Then the log is let."""

    def one(number: int) -> Any:
        try:
            return ask(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        futures = [threads.submit(one, number) for number in range(count)]
        while len(told._waiting) < count:
            time.sleep(0.001)
        fake.let.set()
        yield futures


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Log:
    found = Log()
    monkeypatch.setattr(log, "append_many", found.append_many)
    return found


def test_whoever_has_their_turn_takes_along_whoever_waits(fake: Log) -> None:
    with asked_at_once(fake, lambda n: log_together([decision(n), decision(n)])) as futures:
        rows = [future.result() for future in futures]

    every = [purpose for some in fake.written for purpose in some]
    assert len(fake.written) < MANY
    assert [(every[a], every[b]) for a, b in rows] == [(f"p-{n}", f"p-{n}") for n in range(MANY)]
    assert sorted(row for pair in rows for row in pair) == list(range(2 * MANY))
    assert not told._waiting


@pytest.mark.parametrize("error", [OperationalError("gone"), KeyboardInterrupt()])
def test_if_it_fails_all_that_were_taken_along_are_told_and_the_next_is_not(
    fake: Log, error: BaseException
) -> None:
    fake.fails = [error, error, error]
    with asked_at_once(fake, lambda n: log_together([decision(n)])) as futures:
        failed = [future.exception() for future in futures]

    assert failed.count(error) == MANY - sum(map(len, fake.written))
    assert failed.count(error) >= 3
    assert not told._waiting
    fake.fails = ()
    assert log_together([decision(99)]) == [sum(map(len, fake.written)) - 1]


def test_many_of_one_request_do_not_keep_others_waiting(fake: Log) -> None:
    fake.let.set()
    with told._turn:
        assert len(log_together([decision(n) for n in range(FEW + 1)])) == FEW + 1
