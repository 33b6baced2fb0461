import os
import subprocess
import sys

import pytest

from sayso.evidence.tests.test_crash import environment

__all__ = ["environment"]

pytestmark = pytest.mark.own_database

INTERLEAVINGS = 2_000 if os.environ.get("SAYSO_SOAK") else 150


def test_after_a_stop_that_was_recorded_nothing_is_handed_over(environment: dict[str, str]) -> None:
    """However it came: all at once, by one click, or typed by whomever."""
    command = [sys.executable, "-m", "sayso.people.tests.stopped_meanwhile", str(INTERLEAVINGS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stopped, left, wrong = map(int, done.stdout.split())
    assert stopped + left == INTERLEAVINGS
    assert min(stopped, left) > INTERLEAVINGS // 20, "one of the two was always first"
    assert wrong == 0
