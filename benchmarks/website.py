"""What counting costs a page, and how fast a web server's log is counted.

    .venv/bin/python -m benchmarks.website

A peer's log reader is named in docs/performance.md with the figure that it published; it is not run
here.
"""

import random
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.record import set_up
from benchmarks.timing import print_table, tell

HEADINGS = ("What", "Figure", "Goal")
LINES, PAGES = 1_000_000, 20_000
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def main() -> None:
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        rows = [*_counting(), *_log(Path(folder))]
    print_table(HEADINGS, rows)


def _counting() -> Iterator[tuple[str, str, str]]:
    tell("counting")
    counting = import_module("sayso.website.statistics.counting")
    http = import_module("django.http")
    request_made = import_module("django.test").RequestFactory()
    request = request_made.get("/policy", headers={"User-Agent": AGENT})
    request.resolver_match = import_module("django.urls").resolve("/policy")
    page = http.HttpResponse("page")
    bare = counting.counted(lambda _: page)
    best = min(_seconds(lambda: bare(request)) for _ in range(5))
    yield "counting a page that is served", f"{best / PAGES * 1e6:.1f} µs", ""
    began = time.perf_counter()
    kept = counting.keep_counts()
    yield f"keeping {kept} counts", f"{1_000 * (time.perf_counter() - began):.1f} ms", ""


def _seconds(call: object) -> float:
    began = time.perf_counter()
    for _ in range(PAGES):
        call()  # type: ignore[operator]
    return time.perf_counter() - began


def _log(folder: Path) -> Iterator[tuple[str, str, str]]:
    tell(f"writing {LINES:,} lines")
    dice, file = random.Random(34), folder / "access.log"
    with file.open("w") as log:
        for number in range(LINES):
            path = f"/page-{dice.randrange(300)}" if number % 4 == 0 else "/site.css?v=2"
            log.write(
                f"192.0.2.{dice.randrange(256)} - - [{1 + number * 28 // LINES:02}/Nov/2026:"
                f"{dice.randrange(24):02}:{dice.randrange(60):02}:00 +0000] "
                f'"GET {path} HTTP/1.1" 200 5120 "-" "{AGENT}"\n'
            )
    tell("counting them")
    importing = import_module("sayso.website.statistics.importing")
    began = time.perf_counter()
    read = importing.import_log(file)
    seconds = time.perf_counter() - began
    assert read.lines == LINES
    yield "lines of a web log", f"{LINES / seconds:,.0f}/s", ""
    began = time.perf_counter()
    assert importing.import_log(file).lines == 0
    yield "the same log again", f"{time.perf_counter() - began:.1f} s", ""


if __name__ == "__main__":
    main()
