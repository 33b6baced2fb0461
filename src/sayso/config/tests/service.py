"""`sayso serve` as a process of its own, on a database of its own, for tests to ask."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sayso.people.api_keys import SCOPES

PROGRAM = Path(sys.executable).with_name("sayso")
EXEMPLAR = Path(__file__).parents[2] / "policy" / "exemplar.yaml"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database, of the kind that the tests run on."""
    url = settings.ENVIRONMENT.database_url
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder}/record.sqlite3"
        return
    name = sql.Identifier(own := f"sayso_{token_hex(4)}")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            parts = conninfo_to_dict(make_conninfo(url, dbname=own))
            yield "postgresql://?" + "&".join(f"{key}={value}" for key, value in parts.items())
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@dataclass
class Service:
    """An installation, and the process that serves it."""

    folder: Path
    url: str
    port: int
    key: str = ""
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "SAYSO_HOME": str(self.folder / "home"),
            "SAYSO_KEYS": str(self.folder / "keys"),
            "DATABASE_URL": self.url,
            "SAYSO_LISTEN": f"localhost:{self.port}",
            "SAYSO_BASE_URL": "",
        }

    def sayso(self, *arguments: str) -> str:
        """A command of this installation, which must do what it says."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def run(self, program: str) -> None:
        """Something that only a test needs done in this installation."""
        command = [sys.executable, "-c", program]
        subprocess.run(command, env=self.environment, check=True)

    def prepare(self) -> None:
        """The shipped policy, and a key that may do everything."""
        two = ("--by", "Ada Ashby", "--approved-by", "Bert Brook")
        self.sayso("policy", "apply", str(EXEMPLAR), *two)
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        self.key = self.sayso("key", "new", "api", "--name", "tests", *scopes)

    def start(self, *options: str) -> str:
        """Start it; what it says when it is ready."""
        self.close()
        with (self.folder / "stderr").open("a") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", *options],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Tell it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def close(self) -> None:
        """Make sure that nothing of it is left."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(30)
        if self.process and self.process.stdout:
            self.process.stdout.close()

    def said(self) -> str:
        """All that it said on the error stream."""
        return (self.folder / "stderr").read_text()

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        given = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        text = json.dumps(body) if body is not None else None
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as line:
            line.request(method, path, text, given | headers)
            answer = line.getresponse()
            content = answer.read().decode()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(content) if is_json else content


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    with database(folder) as url:
        one = Service(folder, url, free_port())
        one.prepare()
        try:
            yield one
        finally:
            one.close()
