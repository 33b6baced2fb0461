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
import pytest
from django.conf import settings
from psycopg import sql

from sayso.people.tests.brought_in import all_sorts, written
from sayso.people.tests.killed_import import CHUNK

pytestmark = pytest.mark.own_database

KILLS = 30 if os.environ.get("SAYSO_SOAK") else 5
ROWS = 120 * KILLS
KILLED, CANONICAL = "sayso.people.tests.killed_import", "sayso.people.tests.canonical"
HERE = settings.ENVIRONMENT

HELD = """
import django; django.setup()
from collections import Counter
from sayso.people.imports.spoken import same_as
from sayso.people.models import ContactPoint, Event, ImportRow, Person
from sayso.people.projection import differences
emails = Counter(ContactPoint.objects.filter(kind="email").values_list("lookup", flat=True))
said = Counter((e.sid, same_as(e), e.lookup) for e in Event.objects.exclude(of__gt=0))
rows = Counter(ImportRow.objects.values_list("outcome", flat=True))
print(Person.objects.count(), len(emails), max(emails.values()), max(said.values()))
print(rows["added"], rows.total(), len(list(differences())))
"""

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


def killed_after(told: int, pause: float, file: Path, environment: dict[str, str]) -> int:
    """Kill a process soon after it told so many things; the last row that it said was in."""
    command = [sys.executable, "-m", KILLED, str(file)]
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
    file = written(folder, all_sorts(dice, rows))
    with environment(folder / "whole") as whole, environment(folder / "killed") as killed:
        expected_words = output_of(["-m", KILLED, str(file)], whole).split()
        expected = output_of(["-m", CANONICAL], whole)
        in_at = 0
        for _ in range(kills):
            chunks = max(1, rows // CHUNK // (kills + 2))
            now_in = killed_after(dice.randint(1, chunks), dice.uniform(0, 0.1), file, killed)
            assert now_in == 0 or now_in > in_at, "a row that was in came in again"
            in_at = max(in_at, now_in)
        rest = output_of(["-m", KILLED, str(file)], killed).split()
        assert 1 < len(rest) < len(expected_words), "nothing was left to go on with"
        assert output_of(["-m", CANONICAL], killed) == expected
        keys, records = output_of(["-c", SWEPT], killed).split()
        assert keys == records


def test_whoever_kills_an_import_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    kill_and_compare(tmp_path, KILLS, ROWS)


def at_once(files: list[Path], environment: dict[str, str]) -> None:
    """Bring in several files, each in a process of its own."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", KILLED, str(file)], env=environment, stdout=subprocess.DEVNULL
        )
        for file in files
    ]
    assert [process.wait() for process in running] == [0] * len(files)


def test_of_two_imports_at_once_neither_adds_whom_the_other_added(tmp_path: Path) -> None:
    people = [{"name": f"Person {n}", "email": f"person{n}@example.org"} for n in range(240)]
    yes = {"given_on": "2026-11-02", "wording": "events-email", "method": "web-form"}
    rows = [row | yes for row in people]
    with environment(tmp_path / "record") as record:
        written(tmp_path, rows[:1], "first.csv")
        output_of(["-m", KILLED, str(tmp_path / "first.csv")], record)
        forwards = written(tmp_path, rows[:160], "forwards.csv")
        backwards = written(tmp_path, rows[:80:-1], "backwards.csv")
        at_once([forwards, backwards], record)
        people_now, emails, most_holders, most_said, added, told, differ = map(
            int, output_of(["-c", HELD], record).split()
        )
    assert (people_now, emails, added) == (240, 240, 240)
    assert (most_holders, most_said, differ) == (1, 1, 0)
    assert told == 1 + 160 + 159
