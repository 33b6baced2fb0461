import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from sayso.evidence import queries
from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Leaf
from sayso.evidence.note import VerifierKey, read_verifier_key
from sayso.evidence.offline import verify_folder
from sayso.evidence.tests.log import log, on_postgresql

pytestmark = pytest.mark.own_database

KILLS = 30 if os.environ.get("SAYSO_SOAK") else 5
KILLED = "sayso.evidence.tests.killed"
HERE = settings.ENVIRONMENT


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database and keys that several processes can have in turn."""
    home = {"SAYSO_HOME": str(tmp_path / "home"), "SAYSO_KEYS": str(tmp_path / "keys")}
    if not HERE.database_url.startswith("postgres"):
        (tmp_path / "home").mkdir()
        yield {**os.environ, **home, "DATABASE_URL": f"sqlite:///{tmp_path}/home/log.sqlite3"}
        return
    name = f"log_{uuid4().hex}"
    with psycopg.connect(HERE.database_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        more = "&" if "?" in HERE.database_url else "?"
        url = f"{HERE.database_url}{more}dbname={name}"
        yield {**os.environ, **home, "DATABASE_URL": url}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def killed_after(seconds: float, folder: Path, environment: dict[str, str]) -> int:
    """How many rows a process said that it had committed, before it was killed."""
    command = [sys.executable, "-m", KILLED, str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        told = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        told += process.stdout.read()
    return sum(map(int, told.split()))


def test_whoever_kills_the_sealer_loses_nothing_and_doubles_nothing(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder, random = tmp_path / "exported", Random(20261122)
    key = read_verifier_key(new_signing_key(tmp_path / "keys"))

    told = 0
    for _ in range(KILLS):
        told += killed_after(random.uniform(0, 0.4), folder, environment)
        assert not list(folder.glob("*.checkpoint")) or not verify_folder(folder, key).problems
    command = [sys.executable, "-m", KILLED, str(folder), "end"]
    end = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    rows = int(end.stdout)
    assert told <= rows <= told + 50 * KILLS
    assert verify_folder(folder, key) == (rows, 0, [])
    leaves = "".join(path.read_text() for path in sorted(folder.glob("*.leaves"))).split()[::2]
    assert len(set(leaves)) == len(leaves) == rows


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_rows_that_are_committed_out_of_order_leave_no_gap(key: VerifierKey) -> None:
    copied = (
        "INSERT INTO evidence_entry (kind, subject, purpose, channel, wording_hash, policy, actor,"
        " commitment, at) SELECT kind, subject, purpose, channel, wording_hash, policy, actor,"
        " commitment, at FROM evidence_entry ORDER BY id LIMIT 1 RETURNING id"
    )
    log(1)
    seal()
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters) as slow:
        early = next(slow.execute(copied))[0]
        (late,) = log(1)
        assert early < late
        assert seal() == 1  # the earlier row is not there yet, and is not passed over for good
        slow.commit()
    assert seal() == 1

    order = Leaf.objects.order_by("number").values_list("number", "entry_id")
    assert list(order)[1:] == [(1, late), (2, early)]
    assert queries.verify(key) == (3, 0, [])


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_waits_for_the_first(key: VerifierKey) -> None:
    log(3)
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [0x5EA1])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Exception, match="lock timeout"):
            seal()
        other.rollback()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
    assert seal() == 3
