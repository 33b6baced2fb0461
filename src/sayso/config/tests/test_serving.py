import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from sayso.config.serving import Address, ServiceError, address, must_be_safe
from sayso.config.tests.service import Service, service
from sayso.people.keys import KeyringError
from sayso.people.tests.conftest import installation

__all__ = ["installation"]

pytestmark = pytest.mark.own_database

ADA = {
    "source": "website-enquiry",
    "fields": {"name": "Ada Ashby"},
    "points": [{"kind": "email", "value": "ada@example.org"}],
}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("service")) as one:
        assert one.start() == f"Ready: http://localhost:{one.port}\n"
        yield one


def test_it_answers_when_it_says_that_it_is_ready(serving: Service) -> None:
    status, health = serving.ask("GET", "/healthz")
    assert status == 200
    assert health == {
        "healthy": True,
        "parts": dict.fromkeys(("database", "migrations", "keys", "log"), True),
    }
    question = {"question": "storage", "on": "2026-11-22", "purpose": "advertising"}
    assert serving.ask("POST", "/api/v1/decide", question)[1]["verdict"] == "deny"


def test_what_is_logged_is_sealed_within_seconds(serving: Service) -> None:
    question = {"question": "storage", "purpose": "advertising", "log": True}
    row = serving.ask("POST", "/api/v1/decide", question)[1]["receipt"]
    until = time.monotonic() + 20
    while (told := serving.ask("GET", f"/api/v1/receipts/{row}"))[0] == 409:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert told[0] == 200
    assert told[1].startswith("c2sp.org/tlog-proof@v1\n")


def test_of_many_at_once_with_one_key_one_is_done(serving: Service) -> None:
    def ask(_: int) -> tuple[int, object]:
        return serving.ask("POST", "/api/v1/people", ADA, **{"Idempotency-Key": "a-1"})

    with ThreadPoolExecutor(16) as threads:
        told = list(threads.map(ask, range(32)))

    done = {str(body) for status, body in told if status == 201}
    assert len(done) == 1
    assert {status for status, _ in told} <= {201, 409}
    refs = serving.ask("POST", "/api/v1/people/find", {"email": "ada@example.org"})[1]["refs"]
    assert len(refs) == 1


def test_the_figures_are_for_whoever_has_the_key(serving: Service) -> None:
    status, figures = serving.ask("GET", "/metrics")
    assert status == 200
    assert 'sayso_requests_total{route="healthz",status="200"}' in figures
    assert 'sayso_decisions_total{verdict="deny"}' in figures
    assert "sayso_log_unsealed_rows" in figures
    assert "sayso_messages_in_doubt 0.0" in figures
    assert serving.ask("GET", "/metrics", Authorization="")[0] == 401


def test_what_it_says_is_json_and_names_nobody(serving: Service) -> None:
    serving.ask("POST", "/api/v1/people", ADA)
    serving.ask("GET", "/api/v1/people/ada@example.org/permission?purpose=ada@example.org")
    serving.ask("GET", "/ada@example.org")
    said = [json.loads(line) for line in serving.said().splitlines()]
    lines = [line for line in said if line["event"] == "request"]

    assert {"api/v1/people/<ref>/permission", "unknown"} <= {line["route"] for line in lines}
    assert all(line["request"] and line["ms"] >= 0 for line in lines)
    assert len(said) - len(lines) < 5
    assert not re.search(r"\bada\b", serving.said(), re.IGNORECASE)
    assert serving.key.split("_")[2] not in serving.said()


def test_whatever_it_makes_is_for_its_owner_alone(serving: Service) -> None:
    ours = ("home", "keys")
    made = [path for folder in ours for path in (serving.folder / folder).rglob("*.*")]
    assert {"secret.key", "signing.key", "people.sqlite3"} <= {path.name for path in made}
    made = [path for path in made if path.suffix != ".migrating"]  # an empty lock of every command
    assert not [path for path in made if path.stat().st_mode & 0o077]


def test_its_address_is_taken_once(serving: Service) -> None:
    other = replace(serving, process=None)
    assert other.start() == ""
    assert other.process is not None
    assert other.process.wait(30) == 2
    other.close()
    assert "name another address in SAYSO_LISTEN" in serving.said().splitlines()[-1]


# --- started and ended -------------------------------------------------------------------


def test_told_to_end_it_ends_and_comes_back_as_it_was(tmp_path: Path) -> None:
    with service(tmp_path) as one:
        one.start("--processes", "2")
        ref = one.ask("POST", "/api/v1/people", ADA)[1]["ref"]
        assert one.end(signal.SIGTERM) == 0
        assert one.start().startswith("Ready")
        assert one.ask("GET", "/api/v1/people")[1]["refs"] == [ref]
        assert one.end(signal.SIGINT) == 0


def web_processes(pid: int) -> list[int]:
    """Those that it started to answer requests."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"resource_tracker" not in (path / "cmdline").read_bytes():
                found.append(int(path.name))
    return found


def is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@needs_proc
def test_if_a_part_of_it_is_killed_all_of_it_ends_and_says_so(tmp_path: Path) -> None:
    with service(tmp_path) as one:
        one.start()
        assert one.process is not None
        (web,) = web_processes(one.process.pid)
        os.kill(web, signal.SIGKILL)
        assert one.process.wait(30) == 70
        assert "ended by itself" in one.said().splitlines()[-1]
        assert is_free(one.port)


@needs_proc
def test_if_all_of_it_is_killed_nothing_stays_behind_and_nothing_is_lost(tmp_path: Path) -> None:
    with service(tmp_path) as one:
        one.start()
        ref = one.ask("POST", "/api/v1/people", ADA)[1]["ref"]
        one.end(signal.SIGKILL)
        until = time.monotonic() + 20
        while not is_free(one.port):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert one.start().startswith("Ready")
        assert one.ask("GET", "/api/v1/people")[1]["refs"] == [ref]
        assert one.end() == 0


# --- what it refuses ---------------------------------------------------------------------


def test_an_address_is_read() -> None:
    assert address("localhost:8000") == Address("127.0.0.1", 8000)
    assert address("[::1]:80") == Address("::1", 80)
    assert address("0.0.0.0:443") == Address("0.0.0.0", 443)  # noqa: S104
    for odd in ("", "localhost", ":80", "localhost:x", "localhost:0", "localhost:65536"):
        with pytest.raises(ServiceError, match="SAYSO_LISTEN"):
            address(odd)


@pytest.fixture
def on_a_file(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if the record were on SQLite in the home of the installation."""
    home: Path = settings.ENVIRONMENT.home
    home.mkdir(mode=0o700)
    default = {"vendor": "sqlite", "settings_dict": {"NAME": home / "sayso.sqlite3"}}
    one = type("Database", (), default)
    monkeypatch.setattr("sayso.config.serving.connections", {"default": one})
    return home


def test_a_database_on_another_computers_disk_is_refused(on_a_file: Path) -> None:
    mounts = on_a_file / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/home {on_a_file.parent} nfs4 rw 0 0\n")
    with pytest.raises(ServiceError, match="another computer"):
        must_be_safe(mounts)
    mounts.write_text(f"server:/ / nfs4 rw 0 0\ndisk {on_a_file.parent} ext4 rw 0 0\n")
    must_be_safe(mounts)
    must_be_safe(on_a_file / "no such file")


def test_keys_and_folders_that_others_can_read_are_refused(on_a_file: Path) -> None:
    key = settings.ENVIRONMENT.keys / "master.key"
    key.chmod(0o640)
    with pytest.raises(KeyringError):
        must_be_safe()
    key.chmod(0o600)
    on_a_file.chmod(0o750)
    with pytest.raises(ServiceError, match="chmod 700"):
        must_be_safe()
