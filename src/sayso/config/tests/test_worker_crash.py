import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from sayso.config.tests.killed_worker import DUE, GUESTS, LONG, PEOPLE
from sayso.config.tests.service import database

pytestmark = pytest.mark.own_database

KILLS = 30 if os.environ.get("SAYSO_SOAK") else 5
COMMAND = [sys.executable, "-m", "sayso.config.tests.killed_worker"]


def environment(folder: Path, url: str) -> dict[str, str]:
    home = {"SAYSO_HOME": str(folder / "home"), "SAYSO_KEYS": str(folder / "keys")}
    return {**os.environ, **home, "DATABASE_URL": url}


def done(environment: dict[str, str], *arguments: str) -> str:
    """What is held once a process of its own has done everything."""
    process = subprocess.run(
        [*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def killed_after(seconds: float, number: int, environment: dict[str, str], said: Path) -> None:
    command = [*COMMAND, "work", str(number)]
    with (
        said.open("a") as errors,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout
        assert process.stdout.readline() == "working\n", said.read_text()
        time.sleep(seconds)
        process.kill()


def test_whoever_kills_the_worker_loses_nothing_and_doubles_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice, whole = Random(20261122), tmp_path_factory.mktemp("whole")
    with database(whole) as url:
        expected = done(environment(whole, url), "all", str(KILLS))
    with database(tmp_path) as url:
        for number in range(KILLS):
            pause = dice.uniform(0, 0.8)
            killed_after(pause, number, environment(tmp_path, url), tmp_path / "said")
        told = done(environment(tmp_path, url), "end")
    assert told == expected
    held = json.loads(told)
    assert sum(person["shredded"] for person in held["people"]) == DUE * KILLS
    assert len(held["people"]) == PEOPLE * KILLS + GUESTS * LONG
    assert {state for some in held["long"]["states"].values() for state in some} == {"done"}
    assert [len(some) for some in held["long"]["states"].values()] == [LONG] * 4
    assert (held["answers"], held["unsealed"], held["differ"], held["wrong"]) == (0, 0, [], [])
    assert "job failed" not in (tmp_path / "said").read_text()
