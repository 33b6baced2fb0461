"""How far a long list has been read, for whoever waits at a terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

STEP = 500
WIDEST = 36
LABEL = "Checking"
BESIDE_THE_BAR = len(f"{LABEL}  []  100%  00:00:00") + 1


@contextmanager
def progress(rows: int) -> Iterator[Callable[[], None]]:
    """A bar on the error stream, where somebody is there to see it and has time to."""
    if not sys.stderr.isatty() or rows < STEP:
        yield lambda: None
        return
    width = max(1, min(WIDEST, _columns() - BESIDE_THE_BAR))
    with click.progressbar(length=rows, label=LABEL, width=width, file=sys.stderr) as bar:
        seen = 0

        def advance() -> None:
            nonlocal seen
            seen += 1
            if seen % STEP == 0 or seen == rows:
                bar.update(STEP if seen % STEP == 0 else seen % STEP)

        yield advance


def _columns() -> int:
    """The width of the terminal with the bar; click would ask the output, which may be a file."""
    with suppress(OSError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 80
