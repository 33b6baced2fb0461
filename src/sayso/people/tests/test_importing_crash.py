import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg
from django.conf import settings
from psycopg import sql

from sayso.people.tests.brought_in import all_sorts, written
from sayso.people.tests.killed_import import CHUNK

KILLS = 5
ROWS = 600
KILLED, CANONICAL = "sayso.people.tests.killed_import", "sayso.people.tests.canonical"
HERE = settings.ENVIRONMENT

SWEPT = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from sayso.people.jobs import sweep
from sayso.people.models import Person, SubjectKey
sweep(now=datetime.now(UTC) + timedelta(hours=2))
print(SubjectKey.objects.count(), Person.objects.count())
"""


@contextmanager
def environment(folder: Path) -> Iterator[dict[str, str]]:
    """A database and keys of their own, which several processes can have in turn."""
    folder.mkdir()
    home = {
        "SAYSO_HOME": str(folder / "home"),
        "SAYSO_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "sayso.config.settings",
    }
    if not HERE.database_url.startswith("postgres"):
        (folder / "home").mkdir()
        yield {**os.environ, **home, "DATABASE_URL": f"sqlite:///{folder}/home/sayso.sqlite3"}
        return
    name = f"import_{uuid4().hex}"
    with psycopg.connect(HERE.database_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        more = "&" if "?" in HERE.database_url else "?"
        yield {**os.environ, **home, "DATABASE_URL": f"{HERE.database_url}{more}dbname={name}"}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def killed_after(told: int, pause: float, folder: Path, environment: dict[str, str]) -> int:
    """Kill a process soon after it told so many things; the last row that it said was in."""
    command = [sys.executable, "-m", KILLED, str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        words = [process.stdout.readline() for _ in range(told)]
        time.sleep(pause)
        process.kill()
        words += process.stdout.read().splitlines()
    rows = [int(word) for word in words if word.strip().isdigit()]
    return rows[-1] if rows else 0


def output_of(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_and_compare(folder: Path, kills: int, rows: int) -> None:
    """Bring in one file twice, once killed again and again: what is then held is the same."""
    dice = Random(20261122)
    written(folder, all_sorts(dice, rows))
    with environment(folder / "whole") as whole, environment(folder / "killed") as killed:
        expected_words = output_of(["-m", KILLED, str(folder)], whole).split()
        expected = output_of(["-m", CANONICAL], whole)
        in_at = 0
        for _ in range(kills):
            chunks = max(1, rows // CHUNK // (kills + 2))
            now_in = killed_after(dice.randint(1, chunks), dice.uniform(0, 0.1), folder, killed)
            assert now_in == 0 or now_in > in_at, "a row that was in came in again"
            in_at = max(in_at, now_in)
        rest = output_of(["-m", KILLED, str(folder)], killed).split()
        assert 1 < len(rest) < len(expected_words), "nothing was left to go on with"
        assert output_of(["-m", CANONICAL], killed) == expected
        keys, records = output_of(["-c", SWEPT], killed).split()
        assert keys == records


def test_whoever_kills_an_import_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    kill_and_compare(tmp_path, KILLS, ROWS)
