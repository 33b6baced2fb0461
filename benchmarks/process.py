"""Runs a command and says what it took: wall and processor time, and the peak of its memory.

A child process on Linux starts with the peak of its parent, and a benchmark's own is high. So
this file also runs as a small process of its own, which starts the command and watches it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

SAYSO = str(Path(sys.executable).with_name("sayso"))


class Run(NamedTuple):
    """What one run of a command took; `status` is the exit status."""

    wall: float
    cpu: float
    peak_mb: float
    status: int


def run(
    command: Sequence[str | Path],
    *,
    stdin: Path | None = None,
    stdout: Path | None = None,
    one_core: bool = False,
) -> Run:
    """Run a command to its end, its input and output in files."""
    with TemporaryDirectory() as folder, ExitStack() as files:
        report = Path(folder, "report")
        watcher = [sys.executable, "-I", __file__, str(report), "one" if one_core else "all"]
        subprocess.run(
            [*watcher, *map(str, command)],
            stdin=files.enter_context(stdin.open("rb")) if stdin else subprocess.DEVNULL,
            stdout=files.enter_context(stdout.open("wb")) if stdout else subprocess.DEVNULL,
            check=True,
        )
        return Run(*json.loads(report.read_text("utf-8")))


def watch(report: str, cores: str, *command: str) -> None:
    """Start the command, wait for it, and write down what it took."""
    if cores == "one" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    took = Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)
    Path(report).write_text(json.dumps(took), "utf-8")


if __name__ == "__main__":
    watch(*sys.argv[1:])
