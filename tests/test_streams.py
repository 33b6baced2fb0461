"""`sayso decide` as a stream: at once, in order, whatever comes, and in the same memory."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.oracle.random_questions import random_question

SAYSO = str(Path(sys.executable).with_name("sayso"))


@pytest.fixture
def open_stream() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [SAYSO, "decide", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        if process.stdin and not process.stdin.closed:
            process.stdin.close()


def test_whoever_waits_for_an_answer_gets_it_before_asking_the_next(
    open_stream: subprocess.Popen[bytes],
) -> None:
    assert open_stream.stdin
    assert open_stream.stdout
    for number in range(3):
        question = {"id": str(number), "question": "storage", "purpose": "advertising"}
        open_stream.stdin.write(json.dumps(question).encode() + b"\n")
        open_stream.stdin.flush()
        assert json.loads(open_stream.stdout.readline())["id"] == str(number)


def decide(lines: bytes) -> tuple[int, list[dict[str, object]]]:
    """The exit code, and an answer for each line."""
    done = subprocess.run([SAYSO, "decide", "-"], input=lines, capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_in_error_is_answered_in_its_place_and_the_rest_all_the_same() -> None:
    good = b'{"id": "a", "question": "disclosure", "act": "keep_suppression_key"}'
    code, answers = decide(b"\n".join([good, b"", b"{", good, b'{"id": 7}', good]))
    assert code == 1
    assert [answer.get("verdict") for answer in answers] == ["allow", None, "allow", None, "allow"]
    assert answers[1] == {
        "id": None,
        "error": {
            "code": "invalid_json",
            "message": "This line is not JSON; write one object, each key once, on one line.",
            "field": None,
        },
    }
    assert decide(good)[0] == 0


def spoilt(line: bytes, rng: random.Random) -> bytes:
    """A line with a few bytes changed, doubled or lost, but still one line."""
    found = bytearray(line)
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(found))
        fate = rng.randrange(3)
        if fate == 0:
            found[place] = rng.choice(b'{}[]",:\\\x00\x7f\xff\xed09eEau-. ')
        elif fate == 1:
            found[place:place] = found[place : place + rng.randrange(1, 30)]
        else:
            del found[place : place + rng.randrange(1, 8)]
        if not found:
            found = bytearray(b"x")
    return bytes(found).replace(b"\n", b" ").replace(b"\r", b" ")


NASTY = [
    b"[" * 100_000,
    b'{"id": "\\ud800", "question": "storage", "purpose": "other"}',
    b'{"id": "a\\u0000b", "question": "storage", "purpose": "other"}',
    (
        b'{"question": "contact", "on": "9999-12-31", "channel": "email", "policy": "house",'
        b' "message": {"purpose": "marketing"}, "consents": [{"given_on": "9999-12-31"}]}'
    ),
    b'{"question": "deadline", "right": "access", "on": "9999-12-31", "received": "9999-12-31"}',
    (
        b'{"question": "deadline", "right": "breach", "aware_at": "9999-12-31T23:00:00+00:00",'
        b' "on": "9999-12-31"}'
    ),
    b'{"question": "contact", "channel": ["email"], "message": {"purpose": {}}}',
    b'{"question": {"a": 1}}',
    b"1e999",
    b"1" * 5000,
    b'"\xff"',
    b"null",
]


def test_whatever_comes_every_line_is_answered_and_no_fault_is_shown() -> None:
    rng = random.Random(11)
    questions = [json.dumps(random_question(rng)).encode() for _ in range(400)]
    lines = [*NASTY, *questions, *(spoilt(rng.choice(questions), rng) for _ in range(3_000))]
    asked = [line for line in lines if line.strip()]
    code, answers = decide(b"\n".join(lines))
    assert code == 1
    assert len(answers) == len(asked)
    for answer in answers:
        assert answer.keys() >= {"id", "error"} or answer.keys() >= {"id", "citations"}
    assert sum("error" in answer for answer in answers) > 1_000
    assert sum("error" not in answer for answer in answers) >= len(questions)


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    line = b'{"question": "storage", "purpose": "other"}\n'
    many = tmp_path / "many.jsonl"
    many.write_bytes(line * 50_000)
    with subprocess.Popen(
        [SAYSO, "decide", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interrupt_is_one_sentence_and_its_own_exit_code(
    open_stream: subprocess.Popen[bytes],
) -> None:
    assert open_stream.stdin
    assert open_stream.stdout
    open_stream.stdin.write(b'{"question": "storage", "purpose": "other"}\n')
    open_stream.stdin.flush()
    open_stream.stdout.readline()
    time.sleep(0.1)
    open_stream.send_signal(signal.SIGINT)
    assert open_stream.wait(timeout=20) == 130


def peak_kb(lines: Path) -> int:
    """The most memory that answering a file took, in kB."""
    with subprocess.Popen([SAYSO, "decide", str(lines)], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def test_a_hundred_times_the_lines_take_the_same_memory(tmp_path: Path) -> None:
    rng = random.Random(5)
    some = [json.dumps(random_question(rng)) for _ in range(500)]
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    few.write_text("\n".join(some), "utf-8")
    many.write_text("\n".join(some * 100), "utf-8")
    assert peak_kb(many) < peak_kb(few) + 4_000
