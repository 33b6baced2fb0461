"""Questions over HTTP: one at a time, logged, in batches; and how soon a stop is heeded.

    .venv/bin/python -m benchmarks.api
    script/with-postgres --durable .venv/bin/python -m benchmarks.api --people 1000000

The service runs as `sayso serve` does. The load is made by a process beside it, on the same
processors, so that a machine with more of them answers more.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from benchmarks.load import Load, measure, request
from benchmarks.questions import cases, on_channel
from benchmarks.record import set_up
from benchmarks.timing import print_table, tell

from sayso.law.codes import Channel

HEADINGS = ("What", "Connections", "A second", "p50 ms", "p99 ms", "Goal")
BATCH = 10_000
STOPS, TYPED = 50, 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--only-stops", action="store_true")
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        made = import_module("sayso.people.api_keys")
        key = made.make_api_key(name="benchmark", scopes=made.SCOPES)
        _write_people(asked.people)
        with _service(asked.processes) as port:
            measured = _stopped(port, key) if asked.only_stops else _measured(port, key, asked)
            rows = list(measured)
    print_table(HEADINGS, rows)


def _write_people(count: int) -> None:
    tell(f"writing {count:,} people")
    everybody = import_module("benchmarks.everybody")
    everybody._write(everybody.random.Random(1), count)  # noqa: SLF001 - the same people
    everybody.Screening.objects.all().delete()  # there are no editions that new numbers stand in


@contextmanager
def _service(processes: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("sayso")), "serve"]
    started = subprocess.Popen(
        [*command, "--processes", str(processes)],
        env=os.environ | {"SAYSO_LISTEN": f"localhost:{port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert started.stdout is not None
        assert started.stdout.readline().startswith("Ready")
        yield port
    finally:
        started.send_signal(signal.SIGTERM)
        assert started.wait(30) == 0


def _measured(port: int, key: str, asked: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    texts = _questions()
    plain = [request(port, "/api/v1/decide", key, text.encode()) for text in texts]
    logged = [
        request(port, "/api/v1/decide", key, f'{text[:-1]}, "log": true}}'.encode())
        for text in texts
    ]
    many, seconds = asked.connections, asked.seconds
    for what, messages, lines, goal in (
        ("decide", plain, many, "2,000/s"),
        ("decide, one at a time", plain, 1, ""),
        ("decide, logged durably", logged, many, "1,000/s, p99 100 ms"),
    ):
        tell(what)
        measure(port, messages, connections=lines, seconds=1)
        yield _row(what, lines, measure(port, messages, connections=lines, seconds=seconds), goal)
    batch = json.dumps({"questions": [json.loads(texts[n % len(texts)]) for n in range(BATCH)]})
    messages = [request(port, "/api/v1/decide/batch", key, batch.encode())]
    for lines in (1, 2):
        tell("batch")
        found = measure(port, messages, connections=lines, seconds=seconds)
        row = _row(
            f"batch of {BATCH:,}", lines, found._replace(rate=found.rate * BATCH), "10,000/s"
        )
        yield row
    yield from _stopped(port, key)


def _stopped(port: int, key: str) -> Iterator[tuple[str, ...]]:
    """By each way in which somebody can stop: from sending it to the answer that heeds it."""
    for what, stop in STOP_BY.items():
        tell(f"stop {what}")
        took = sorted(_stops(port, key, what, stop))
        name, goal = f"stop {what}, to its being heeded", "100 ms" if what == API else "1,000 ms"
        yield (name, "1", "", f"{median(took):.1f}", f"{took[-1]:.1f}", goal)


def _questions() -> Sequence[str]:
    channels = (Channel.EMAIL, Channel.LIVE_CALL, Channel.POST, Channel.SMS)
    return [case.text for channel in channels for case in cases(on_channel(channel), 50)]


def _row(what: str, lines: int, load: Load, goal: str) -> tuple[str, ...]:
    return (what, str(lines), f"{load.rate:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}", goal)


class Asker:
    """One connection to the service."""

    def __init__(self, port: int, key: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.key = key

    def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        text = json.dumps(body) if body else None
        return json.loads(self._said(method, f"/api/v1{path}", text, headers))

    def send(self, path: str, **fields: str) -> None:
        """What a browser sends when a form is handed in."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._said("POST", path, urlencode(fields), headers)

    def _said(self, method: str, path: str, text: str | None, headers: dict[str, str]) -> bytes:
        self.line.request(method, path, text, headers)
        answer = self.line.getresponse()
        told = answer.read()
        assert answer.status in (200, 201), (path.split("/")[1], answer.status)
        return told


def _by_api(asker: Asker, ref: str, _: str) -> None:
    asker.ask("POST", "/objections", {"ref": ref})


def _by_link(asker: Asker, ref: str, _: str) -> None:
    asker.send(f"/choices/{_token('CHOICES', ref)}", do="stop")


def _by_one_click(asker: Asker, ref: str, _: str) -> None:
    token = _token("ONE_CLICK", ref, "news", "email")
    asker.send(f"/choices/stop/{token}", **{"List-Unsubscribe": "One-Click"})


def _by_typing(asker: Asker, _: str, value: str) -> None:
    asker.send("/choices", do="stop", point=value)


API = "by the API"
STOP_BY = {
    API: _by_api,
    "by the link to one's choices": _by_link,
    "by one click": _by_one_click,
    "by typing the address": _by_typing,
}


def _token(kind: str, ref: str, *names: str) -> str:
    links, models = (import_module(f"sayso.people.{name}") for name in ("links", "models"))
    point = models.ContactPoint.objects.get(person__ref=ref)
    token: str = links.token(getattr(links, kind), point.person_id, point.pid, *names)
    return token


def _stops(
    port: int, key: str, what: str, stop: Callable[[Asker, str, str], None]
) -> Iterator[float]:
    """From the sending of a no to the answer that heeds it, in milliseconds."""
    asker = Asker(port, key)
    # Whoever types more than ten waits: it is made for people.
    for number in range(TYPED if what == "by typing the address" else STOPS):
        value = f"ada.{what.replace(' ', '-').replace(chr(39), '')}.{number}@example.org"
        point = {"kind": "email", "value": value}
        new = {"source": "website-enquiry", "fields": {"name": "Ada"}, "points": [point]}
        ref = asker.ask("POST", "/people", new)["ref"]
        yes = {"ref": ref, "wording": "news-email", "method": "web-form"}
        asker.ask("POST", "/consents", yes)
        asked = f"/people/{ref}/permission?purpose=news&channel=email"
        assert asker.ask("GET", asked)["verdict"] == "allow"
        began = time.perf_counter()
        stop(asker, ref, value)
        assert asker.ask("GET", asked)["verdict"] == "deny"
        yield 1_000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
