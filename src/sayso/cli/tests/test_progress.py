import io
import os
import re
import sys

import pytest

from sayso.cli.progress import STEP, progress

SIGN = re.compile(r"\x1b\[[^a-z]*[a-z]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def shown(monkeypatch: pytest.MonkeyPatch, rows: int, columns: int) -> list[str]:
    """Every state of the bar while so many rows are read."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    with progress(rows) as advance:
        for _ in range(rows):
            advance()
    return [SIGN.sub("", line).rstrip("\n") for line in terminal.getvalue().split("\r") if line]


@pytest.mark.parametrize("columns", [0, 32, 40, 60, 80, 200])
@pytest.mark.parametrize("rows", [STEP, STEP + 1, 3 * STEP - 1])
def test_the_bar_goes_to_its_end_on_one_line(
    monkeypatch: pytest.MonkeyPatch, rows: int, columns: int
) -> None:
    """A line as wide as the terminal would wrap, and the next state not cover it."""
    states = shown(monkeypatch, rows, columns)
    assert "0%" in states[0]
    assert "100%" in states[-1]
    assert max(map(len, states)) < (columns or 80)


@pytest.mark.parametrize("rows", [0, 1, STEP - 1])
def test_a_short_list_has_no_bar_that_nobody_could_see_move(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    assert shown(monkeypatch, rows, 80) == []
