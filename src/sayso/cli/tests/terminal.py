"""Sayso run as at a terminal, in this process or, where a process matters, in one of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from sayso.cli.main import main

PROGRAM = Path(sys.executable).with_name("sayso")
"""The command as it is installed."""


class Told(NamedTuple):
    """How a command ended, and all that it said."""

    code: int | str | None
    out: str
    err: str


def run(*arguments: str | Path, stdin: bytes = b"") -> Told:
    """One command, from its arguments to its exit code, without the cost of a new process."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    with ExitStack() as stack:
        for name, stream in (
            ("argv", ["sayso", *map(str, arguments)]),
            ("stdin", TextIOWrapper(BytesIO(stdin), encoding="utf-8")),
            ("stdout", out),
            ("stderr", err),
        ):
            stack.enter_context(patch.object(sys, name, stream))
        with pytest.raises(SystemExit) as ended:
            main()
    return Told(ended.value.code, _said(out), _said(err))


def _said(stream: TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue().decode()


def start(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.PIPE,
) -> "subprocess.Popen[bytes]":
    """The command in a process of its own."""
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )


def assert_one_sentence(told: Told, *personal: str) -> None:
    """One sentence on the error stream, which names nobody, and nothing else."""
    assert told.out == ""
    assert told.err.startswith("sayso: ")
    assert told.err.endswith(".\n")
    assert told.err.count("\n") == 1, told.err
    assert "Traceback" not in told.err
    assert "fault in Sayso" not in told.err
    for word in personal:
        assert word.casefold() not in told.err.casefold()
