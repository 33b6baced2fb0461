"""The service as one command: made ready, started, watched, and ended as a whole."""

import http.client
import json
import multiprocessing
import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer as Server

from sayso.config import logs
from sayso.config.environment import share_metrics
from sayso.config.secret import make_secret_key, secret_key
from sayso.config.worker import Worker
from sayso.evidence.keys import SIGNING_KEY, new_signing_key
from sayso.evidence.models import Checkpoint
from sayso.people.keys import keyring

THREADS = 8
"""Requests that one process answers at a time."""

PATIENCE = 60
"""Seconds until a service that does not answer counts as one that cannot start."""

OF_A_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "ceph"}
MOUNTS = Path("/proc/self/mounts")


class ServiceError(Exception):
    """One sentence: why it cannot serve, and what to do next."""


class Address(NamedTuple):
    """Where it answers."""

    host: str
    port: int


def address(listen: str) -> Address:
    """The address in SAYSO_LISTEN."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ServiceError("SAYSO_LISTEN is no address and port; write for example localhost:8000.")
    return Address("127.0.0.1" if host == "localhost" else host.strip("[]"), int(port))


# --- made ready --------------------------------------------------------------------------


def must_be_safe(mounts: Path = MOUNTS) -> None:
    """Refuse what would lose the record, or let others read it."""
    keyring(settings.ENVIRONMENT.keys)  # which refuses keys that others can read
    database = connections["default"]
    if database.vendor == "sqlite":
        _must_be_local(Path(str(database.settings_dict["NAME"])), mounts)
    _must_be_private(settings.ENVIRONMENT.home)


def _must_be_local(path: Path, mounts: Path) -> None:
    """SQLite locks its file, and over a network locks do not hold (sqlite.org/faq.html)."""
    if not mounts.exists():
        return
    where = path.resolve()
    found = (line.split()[1:3] for line in mounts.read_text("utf-8").splitlines())
    kinds = {Path(folder): kind for folder, kind in found}
    folder = next((folder for folder in (where, *where.parents) if folder in kinds), None)
    if folder and kinds[folder] in OF_A_NETWORK:
        raise ServiceError(
            "The SQLite database lies on another computer's disk, where it can be damaged; move it "
            "to a disk of this one, or use PostgreSQL."
        )


def _must_be_private(home: Path) -> None:
    if home.exists() and home.stat().st_mode & 0o077:
        raise ServiceError(f"Others may read {home}; make it yours alone: chmod 700 {home}.")


def make_ready() -> None:
    """Make the folders and the keys that a first start lacks, for their owner alone."""
    os.umask(0o077)
    environment = settings.ENVIRONMENT
    environment.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_secret_key(environment.keys)
    settings.SECRET_KEY = secret_key(environment.keys)  # as all that are started from here have it
    if not (environment.keys / SIGNING_KEY).exists() and not Checkpoint.objects.exists():
        new_signing_key(environment.keys)


def share_figures(processes: int) -> None:
    """Let several processes count together, anew with each start."""
    folder = settings.ENVIRONMENT.home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    if processes > 1:
        folder.mkdir(mode=0o700)
        share_metrics(folder)


# --- served ------------------------------------------------------------------------------


def serve(*, processes: int, ready: Callable[[], None], failed: Callable[[str], None]) -> bool:
    """Serve until told to end. Whether it ended because it was told to, and not because a part of
    it failed: then all of it ends, and whoever started it is told.
    """
    where = address(settings.ENVIRONMENT.listen)
    _must_be_free(where)
    logs.configure()
    share_figures(processes)
    multiprocessing.set_start_method("spawn", force=True)  # a fork would share our connections
    worker, ended = Worker(), threading.Event()
    problems: list[str] = []

    def give_up(sentence: str) -> None:
        problems.append(sentence)
        failed(sentence)
        os.kill(os.getpid(), signal.SIGTERM)

    watch = threading.Thread(target=_watch, args=(where, worker, ended, ready, give_up))
    server = _server(where, processes)
    server.on_startup(worker.start)
    server.on_startup(watch.start)
    try:
        server.serve()
    except SystemExit:
        failed("A process that answers requests ended by itself, so all of it ended; see the logs.")
        problems.append("")
    finally:
        ended.set()
        worker.stop(graceful=True)
    return not problems


def _server(where: Address, processes: int) -> Server:
    return Server(
        "sayso.config.wsgi:application",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=logs.settings_of_logs(),
        workers_kill_timeout=10,
    )


def _must_be_free(where: Address) -> None:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(where)
        except OSError as error:
            raise ServiceError(
                f"It cannot answer on {settings.ENVIRONMENT.listen}: {error.strerror}; name "
                "another address in SAYSO_LISTEN, or end what uses this one."
            ) from None


def _watch(
    where: Address,
    worker: Worker,
    ended: threading.Event,
    ready: Callable[[], None],
    give_up: Callable[[str], None],
) -> None:
    """Say when it is ready, and end all of it when a part has ended."""
    waited = 0.0
    while (unwell := _unwell(where)) != []:
        if ended.wait(0.1):
            return
        waited += 0.1
        if waited > PATIENCE:
            what = ", ".join(unwell or ["answer"])
            give_up(f"It did not become ready within {PATIENCE} seconds ({what}); see the logs.")
            return
    ready()
    while not ended.wait(1):
        if not worker.is_alive():
            give_up("The jobs ended by themselves, so all of it ended; see the logs.")
            return


def _unwell(where: Address) -> list[str] | None:
    """The parts that are not well; None if nobody answers yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where.host, where.host)  # noqa: S104
    asked = http.client.HTTPConnection(host, where.port, timeout=5)
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost"})
        parts: dict[str, bool] = json.load(asked.getresponse())["parts"]
    except (OSError, ValueError, KeyError, http.client.HTTPException):
        return None
    finally:
        asked.close()
    return [name for name, is_well in parts.items() if not is_well]
