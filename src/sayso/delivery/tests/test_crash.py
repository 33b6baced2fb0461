import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from random import Random

import pytest

from sayso.delivery.models import State
from sayso.delivery.tests.killed import EACH, POINTS
from sayso.delivery.tests.server import Server
from sayso.evidence.tests.test_crash import environment

__all__ = ["environment"]

pytestmark = pytest.mark.own_database

KILLS = 30 if os.environ.get("SAYSO_SOAK") else 5
INTERLEAVINGS = 2_000


def run(environment: dict[str, str], word: str, number: int = 0) -> tuple[int, list[list[str]]]:
    """How a process ended, and what it told."""
    command = [sys.executable, "-m", "sayso.delivery.tests.killed", word, str(number)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode, [line.split() for line in done.stdout.splitlines()]


def test_whoever_kills_a_sender_sends_nothing_twice_and_loses_nothing(
    environment: dict[str, str],
) -> None:
    dice, killed = Random(20261122), 0
    with Server() as server:
        here = environment | {"SAYSO_EMAIL_URL": server.url}
        queued = defaultdict(set)
        for kind, token in run(here, "queue")[1]:
            queued[kind].add(token)
        for kill in range(KILLS):
            ended, _ = run(here, POINTS[kill % len(POINTS)], dice.randint(1, 3))
            killed += ended == -signal.SIGKILL
        _, told = run(here, "end")
        sent = Counter(taken.email["Message-ID"][1:33] for taken in server.taken)

    assert killed >= min(KILLS, len(POINTS)), "nothing was killed, so nothing is proved"
    assert told.pop() == ["keys", "0"]
    states = {token: State(state) for token, state in told}
    in_state = {state: {t for t in states if states[t] == state} for state in State}

    assert len(states) == 3 * EACH
    assert in_state[State.BLOCKED] == queued["refused"]
    assert not sent.keys() & queued["refused"]
    assert all(sent[token] <= 1 for token in queued["marketing"])
    assert in_state[State.SENT] <= sent.keys()
    assert queued["service"] <= in_state[State.SENT]
    assert (
        in_state[State.IN_DOUBT] | in_state[State.SENT] == queued["service"] | queued["marketing"]
    )
    assert len(in_state[State.IN_DOUBT]) <= killed
    assert sum(sent[token] - 1 for token in queued["service"]) <= killed


def test_after_a_stop_that_was_first_nothing_is_handed_over(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "sayso.delivery.tests.interleaved", str(INTERLEAVINGS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stopped, left, wrong = map(int, done.stdout.split())
    assert stopped + left == INTERLEAVINGS
    assert min(stopped, left) > INTERLEAVINGS // 10, "one of the two was always first"
    assert wrong == 0
