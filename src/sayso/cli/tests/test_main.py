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
from sayso.cli.commands import COMMANDS
from sayso.cli.commands import sayso as group
from sayso.cli.main import CUT_SHORT, FAULT, INTERRUPTED, NOTHING_DONE, READER_LEFT
from sayso.cli.options import NotShown
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
    inner = {names[1] for names in EVERY if names[:1] == ("register",) and len(names) == 2}
    assert inner == {"add", "list", "show", "lookup"}


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
    for code in (0, 1, 2, FAULT, CUT_SHORT, INTERRUPTED, READER_LEFT):
        assert re.search(rf"^    {code} +\w", told, re.MULTILINE)
    for code in (0, 1, 2, CUT_SHORT, INTERRUPTED, READER_LEFT):
        assert f"{code} " in run("check", "--help").out.partition("Exit codes:")[2]
    for command in ("decide", "explain", "due", "rules"):
        for code in (0, 2, INTERRUPTED):
            assert f"{code} " in run(command, "--help").out.partition("Exit codes:")[2]


def test_the_exit_codes_are_those_of_the_system() -> None:
    assert 128 + signal.SIGINT == INTERRUPTED
    assert 128 + signal.SIGPIPE == READER_LEFT
    assert os.EX_SOFTWARE == FAULT
    assert os.EX_IOERR == CUT_SHORT == NotShown.exit_code


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
    assert told.err.lstrip() == INTERRUPTION


INTERRUPTION = "sayso: Interrupted; nothing more was written.\n"
INTERRUPTING = """
import builtins, os, signal, sys
wanted = sys.argv.pop(1)
real = builtins.__import__
def load(name, *rest, **more):
    if name == wanted:
        builtins.__import__ = real
        os.kill(os.getpid(), signal.SIGINT)
    return real(name, *rest, **more)
builtins.__import__ = load
from sayso.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize(
    "loaded", ["gc", "sayso.cli.signals", "click", "sayso.cli.commands", "numpy", "rich.console"]
)
def test_an_interruption_while_it_is_loaded_is_told_in_a_sentence(
    at_home: None, loaded: str
) -> None:
    command = [sys.executable, "-c", INTERRUPTING, loaded, *CHECK]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (INTERRUPTED, "")
    assert told.stderr.lstrip() == INTERRUPTION


def test_nothing_slow_is_loaded_before_an_interruption_can_be_told() -> None:
    code = (
        "import sys; known = set(sys.modules); import sayso.cli; print(*set(sys.modules) - known)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == {"sayso", "sayso.cli", "sayso.cli.main"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP"])
def test_a_run_told_to_end_ends_as_if_it_were_interrupted(ending: str) -> None:
    with start("decide", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert process.stdout.readline()  # it is under way
        process.send_signal(signal.Signals[ending])
        _, err = process.communicate()
    assert (process.returncode, err.decode().lstrip()) == (INTERRUPTED, INTERRUPTION)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_that_is_gone_is_no_failure_of_its_own() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, "decide", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert process.stdout.readline()
        os.close(theirs)
        os.close(ours)
        process.send_signal(signal.SIGHUP)
        process.communicate()
    assert process.returncode == INTERRUPTED


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_hang_up_that_is_ignored_stays_ignored() -> None:
    """As `nohup` has it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start("decide", "-", stdin=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGHUP, before)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.communicate()
    assert process.returncode == 1


def test_signals_are_as_they_were_when_a_command_has_ended() -> None:
    before = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)]
    assert run("--version").code == 0
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)] == before


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
    assert process.wait() == READER_LEFT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize(
    "arguments", [("rules",), CHECK, ("decide", "docs/examples/questions.jsonl")]
)
def test_a_full_disk_is_told_in_a_sentence(at_home: None, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, stdout=full.fileno())
        _, err = process.communicate()
    assert process.returncode == CUT_SHORT
    assert err.count(b"\n") == 1
    assert b"could not be shown: No space left" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_answers_that_are_written_are_told_of_though_the_summary_could_not_be_shown(
    at_home: None, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    with Path("/dev/full").open("wb") as full:
        process = start(*CHECK, "--json", "-o", out, stdout=full.fileno())
        _, err = process.communicate()
    assert process.returncode == CUT_SHORT
    assert err.decode() == (
        f"sayso: Every row, with its answers, is in {out}, but the summary could not be shown: "
        "No space left on device.\n"
    )
    assert len(out.read_text().splitlines()) == 9
    assert list(tmp_path.iterdir()) == [out]


def test_the_commands_are_loaded_only_when_asked_for() -> None:
    """Or the first answer of `sayso decide` would wait for numpy."""
    code = (
        "import sys, sayso.cli.commands; sys.exit('numpy' in sys.modules or 'rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = "import sys, sayso.cli.decide; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert check.command.name == "command"
