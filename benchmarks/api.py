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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.load import Load, measure, request
from benchmarks.questions import cases, on_channel
from benchmarks.record import set_up
from benchmarks.timing import print_table, tell

from sayso.law.codes import Channel

HEADINGS = ("What", "Connections", "A second", "p50 ms", "p99 ms", "Goal")
BATCH = 10_000
STOPS = 50


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--connections", type=int, default=16)
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        made = import_module("sayso.people.api_keys")
        key = made.make_api_key(name="benchmark", scopes=made.SCOPES)
        _write_people(asked.people)
        with _service(asked.processes) as port:
            rows = list(_measured(port, key, asked))
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
    tell("stop")
    took = sorted(_stops(port, key))
    yield ("stop, to its being heeded", "1", "", f"{median(took):.1f}", f"{took[-1]:.1f}", "100 ms")


def _questions() -> Sequence[str]:
    channels = (Channel.EMAIL, Channel.LIVE_CALL, Channel.POST, Channel.SMS)
    return [case.text for channel in channels for case in cases(on_channel(channel), 50)]


def _row(what: str, lines: int, load: Load, goal: str) -> tuple[str, ...]:
    return (what, str(lines), f"{load.rate:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}", goal)


def _stops(port: int, key: str) -> Iterator[float]:
    """From the sending of a no to the answer that heeds it, in milliseconds."""
    line = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        line.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
        answer = line.getresponse()
        told = json.load(answer)
        assert answer.status in (200, 201), told
        return told

    for number in range(STOPS):
        point = {"kind": "email", "value": f"ada{number}@example.org"}
        new = {"source": "website-enquiry", "fields": {"name": "Ada"}, "points": [point]}
        ref = ask("POST", "/people", new)["ref"]
        ask("POST", "/consents", {"ref": ref, "wording": "news-email", "method": "web-form"})
        asked = f"/people/{ref}/permission?purpose=news&channel=email"
        assert ask("GET", asked)["verdict"] == "allow"
        began = time.perf_counter()
        ask("POST", "/objections", {"ref": ref})
        assert ask("GET", asked)["verdict"] == "deny"
        yield 1_000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
