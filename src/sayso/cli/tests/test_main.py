import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sayso.cli import check, decide, rules
from sayso.cli.main import COMMANDS, FAULT, INTERRUPTED, NOTHING_DONE
from sayso.cli.main import sayso as group
from sayso.cli.tests.terminal import PROGRAM, assert_one_sentence, run, start

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def every_command(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from every_command(inner, *names, name)


EVERY = list(every_command(group))


def test_every_command_is_found() -> None:
    assert {names[0] for names in EVERY if len(names) == 1} == COMMANDS.keys()
    assert {names[1] for names in EVERY if len(names) == 2} == {"add", "list", "show", "lookup"}


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_of_every_command_has_examples_of_itself(
    names: tuple[str, ...], flag: str
) -> None:
    told = run(*names, flag)
    assert (told.code, told.err) == (0, "")
    _, _, examples = told.out.partition("\n  Examples:\n")
    assert examples
    assert " ".join(["sayso", *names]) in examples


def test_the_exit_codes_are_in_the_help() -> None:
    told = run("--help").out
    for code in (0, 1, 2, FAULT, INTERRUPTED):
        assert re.search(rf"^    {code} +\w", told, re.MULTILINE)
    for code in (0, 1, 2, INTERRUPTED):
        assert f"{code} " in run("check", "--help").out.partition("Exit codes:")[2]


def test_nothing_asked_for_shows_the_help() -> None:
    told = run()
    assert told.code == NOTHING_DONE
    assert "Examples:" in told.out


def test_the_version_is_told() -> None:
    told = run("--version")
    assert told.code == 0
    assert re.fullmatch(r"sayso, version \S+\n", told.out)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("--nope",),
        ("check",),
        ("check", "list.csv"),
        ("check", "list.csv", "--channel", "pigeon", "--purpose", "marketing"),
        ("check", "list.csv", "--channel", "email", "--purpose", "sales"),
        ("check", "list.csv", "--channel", "email", "--purpose", "marketing", "--on", "today"),
        ("check", "list.csv", "--channel", "email", "--purpose", "marketing", "--policy", "mine"),
        ("decide",),
        ("decide", "none.jsonl"),
        ("decide", "/"),
        ("explain",),
        ("explain", "none.json"),
        ("due",),
        ("due", "access"),
        ("due", "access", "--received", "2026-02-30"),
        ("due", "access", "--received", "20260203"),
        ("due", "access", "--received", "2026-1-3"),
        ("due", "access", "--received", "٢٠٢٦-١١-٢٢"),
        ("rules", "nope"),
        ("rules", "--on", "yesterday"),
        ("register", "nope"),
        ("register", "add", "mps", "x", "--edition", "2026-11-20"),
        ("register", "add", "tps", "none.txt", "--edition", "2026-11-20"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_with_a_command_is_one_sentence(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(*arguments)
    assert told.code == NOTHING_DONE
    assert_one_sentence(told)
    assert not list(tmp_path.iterdir())


def test_a_fault_is_told_in_a_sentence_without_what_it_was_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("ada@example.org")

    monkeypatch.setattr(rules, "_whole", fail)
    told = run("rules", "post")
    assert told.code == FAULT
    assert "ValueError" in told.err
    assert "ada" not in told.err
    assert told.err.count("\n") == 1


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(decide, "answer_lines", interrupt)
    told = run("decide", "-")
    assert told.code == INTERRUPTED
    assert told.err.lstrip() == "sayso: Interrupted; nothing more was written.\n"


# --- where it is run -------------------------------------------------------------------------


def at_a_terminal(*arguments: str, **env: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**clean, "TERM": "xterm-256color", **env},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # how a terminal says that nobody writes to it any more
            break
        if not block:
            break
        shown += block
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


CHECK = (
    *("check", "docs/examples/list.csv", "--channel", "email", "--purpose", "marketing"),
    *("--on", "2026-11-22", "--facts", "docs/examples/facts.json"),
)
HOUSE = Path(__file__).parents[4]


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOUSE)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("arguments", [("rules", "post"), CHECK], ids=["rules", "check"])
def test_there_are_signs_for_a_terminal_on_a_terminal_alone(
    at_home: None, arguments: tuple[str, ...]
) -> None:
    assert COLOUR.search(at_a_terminal(*arguments))
    assert not COLOUR.search(run(*arguments).out)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("arguments", [("rules", "post"), CHECK], ids=["rules", "check"])
def test_no_color_is_honoured(at_home: None, arguments: tuple[str, ...]) -> None:
    for code in COLOUR.findall(at_a_terminal(*arguments, NO_COLOR="1")):
        numbers = {int(number or 0) for number in code[2:-1].split(";")}
        assert numbers <= {0, 1, 2, 22}, "bold and dim are no colours"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_without_our_signs_is_told_the_rest(at_home: None, encoding: str) -> None:
    process = start(*CHECK, env={"PYTHONIOENCODING": encoding})
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"may be contacted" in out


def test_a_reader_that_leaves_is_no_fault(at_home: None) -> None:
    process = start("rules")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 128 + signal.SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize(
    "arguments", [("rules",), CHECK, ("decide", "docs/examples/questions.jsonl")]
)
def test_a_full_disk_is_told_in_a_sentence(at_home: None, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, stdout=full.fileno())
        _, err = process.communicate()
    assert process.returncode == NOTHING_DONE
    assert err.count(b"\n") == 1
    assert b"No space left" in err


def test_the_commands_are_loaded_only_when_asked_for() -> None:
    """Or the first answer of `sayso decide` would wait for numpy."""
    code = "import sys, sayso.cli.main; sys.exit('numpy' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = "import sys, sayso.cli.decide; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert check.command.name == "command"
