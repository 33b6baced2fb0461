import json
import os
import random
import resource
import signal
import subprocess
import sys
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sayso.cli.tests.terminal import PROGRAM, Told, run, start

ADA: dict[str, Any] = {
    "id": "Ada",
    "question": "contact",
    "on": "2026-11-22",
    "channel": "email",
    "subscriber": "individual",
    "message": {
        "purpose": "marketing",
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
    },
    "consents": [
        {
            "given_on": "2026-02-11",
            "channels": ["email"],
            "covers": ["own_similar"],
            "address": "this",
            "sender_named": "named",
            "affirmative": True,
            "unbundled": True,
            "informed": True,
            "evidenced": True,
            "seq": 3,
        }
    ],
    "objections": [{"on": "2025-01-01", "channels": ["all"], "to": "marketing"}],
    "registers": {"tps": {"edition": "2026-11-20", "listed_on": None}},
    "data_protection": {"basis": "consent", "notice_given": True},
}
COOKIE: dict[str, Any] = {
    "id": "cookie",
    "question": "storage",
    "purpose": "advertising",
    "on": "2026-11-22",
}
SALE: dict[str, Any] = {"id": "sale", "question": "disclosure", "act": "sell", "on": "2026-11-22"}
DUE: dict[str, Any] = {
    "id": "due",
    "question": "deadline",
    "right": "access",
    "received": "2026-10-31",
    "on": "2026-11-22",
}
EVERY = (ADA, COOKIE, SALE, DUE)
CODES = {
    "invalid_json",
    "missing_key",
    "unknown_key",
    "unknown_code",
    "wrong_type",
    "impossible_date",
    "date_after_on",
    "before_law",
}


def decide(*lines: Any) -> tuple[int | str | None, list[dict[str, Any]]]:
    """The exit code, and the answers."""
    stdin = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
    told = run("decide", "-", stdin=stdin)
    assert told.err == ""
    return told.code, answers_of(told)


def answers_of(told: Told) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.out.splitlines()]


# --- questions and answers -------------------------------------------------------------------


def test_every_question_is_answered_in_the_order_in_which_it_was_asked() -> None:
    order = [*EVERY, *EVERY[::-1]] * 3
    code, answers = decide(*order)
    assert code == 0
    assert [answer["id"] for answer in answers] == [question["id"] for question in order]
    ada, cookie, sale, due = answers[:4]
    assert ada["verdict"] == "allow"
    assert cookie["verdict"] == sale["verdict"] == "deny"
    assert due["due"] == "2026-11-30"


def test_an_answer_has_all_its_parts() -> None:
    _, (ada, _, _, due) = decide(*EVERY)
    parts = ["id", "verdict", "determining", "citations", "because", "missing", "would_change_if"]
    assert list(ada) == [*parts, "law"]
    assert list(due) == ["id", "due", "latest_due", "waiting_for", "steps", "citations"]


def test_a_file_is_answered_like_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, EVERY)))
    assert answers_of(run("decide", path)) == decide(*EVERY)[1]


def test_blank_lines_are_skipped() -> None:
    code, answers = decide(b"", ADA, b" ", b"\t\r", b"", COOKIE, b"")
    assert (code, [answer["id"] for answer in answers]) == (0, ["Ada", "cookie"])
    assert decide() == (0, [])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    code, (answer, _) = decide(b"\xef\xbb\xbf" + json.dumps(ADA).encode() + b"\r", COOKIE)
    assert (code, answer["verdict"]) == (0, "allow")


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ADA.items() if name != key}


ERRORS = [
    (b"{", "invalid_json", None, None),
    (b"\xff\xfe", "invalid_json", None, None),
    (b'{"id": "x"} {}', "invalid_json", None, None),
    (b'{"id": "x", "id": "y"}', "invalid_json", None, None),
    (b'{"id": NaN}', "invalid_json", None, None),
    (b"[" * 100_000, "invalid_json", None, None),
    (b"9" * 5000, "invalid_json", None, None),
    ([], "wrong_type", None, None),
    (7, "wrong_type", None, None),
    (None, "wrong_type", None, None),
    ("contact", "wrong_type", None, None),
    ({}, "missing_key", "question", None),
    ({"id": "x"}, "missing_key", "question", "x"),
    ({"id": 7, **COOKIE, "question": "storage"} | {"id": 7}, "wrong_type", "id", None),
    (without("channel"), "missing_key", "channel", "Ada"),
    (ADA | {"message": {}}, "missing_key", "message.purpose", "Ada"),
    (ADA | {"chanel": "email"}, "unknown_key", "chanel", "Ada"),
    (ADA | {"channel": "pigeon"}, "unknown_code", "channel", "Ada"),
    (ADA | {"channel": None}, "wrong_type", "channel", "Ada"),
    (ADA | {"on": "2026-02-30"}, "impossible_date", "on", "Ada"),
    (ADA | {"on": "2003-12-10"}, "before_law", "on", "Ada"),
    (ADA | {"on": "2026-01-01"}, "date_after_on", "consents.0.given_on", "Ada"),
    (
        ADA | {"objections": [{"on": "2025-01-01"}, {"on": "2025-01-01", "seq": 1.5}]},
        "wrong_type",
        "objections.1.seq",
        "Ada",
    ),
    (ADA | {"id": "\ud800"}, None, None, "\ud800"),
    (ADA | {"id": "\0\n\u2028é"}, None, None, "\0\n\u2028é"),
]


@pytest.mark.parametrize(("line", "code", "field", "identity"), ERRORS, ids=range(len(ERRORS)))
def test_an_error_stands_on_its_own_line_and_the_rest_are_answered(
    line: Any, code: str | None, field: str | None, identity: str | None
) -> None:
    ended, (before, answer, after) = decide(COOKIE, line, DUE)
    assert before["verdict"] == "deny"
    assert after["due"] == "2026-11-30"
    assert answer["id"] == identity
    assert ended == (1 if code else 0)
    if code:
        assert answer.keys() == {"id", "error"}
        assert answer["error"].keys() == {"code", "message", "field"}
        assert (answer["error"]["code"], answer["error"]["field"]) == (code, field)
        assert answer["error"]["message"].endswith(".")


# --- damaged lines ---------------------------------------------------------------------------

NASTY: list[Any] = [
    None, True, False, 0, -1, 1e308, 10**40, -(10**4000), 0.5, "", " ", "all", "\0", "\ud800",
    "é" * 50, "2026-02-30", "9999-12-31", "0001-01-01", "2026-11-22T00:00:00", [], [[]], [None],
    {}, {"": ""}, {"on": {}}, ["email"], ["email", "email"], "email", "marketing", "unknown",
]  # fmt: skip


def mutated(dice: random.Random) -> bytes:
    """A question with something in it changed, then perhaps its bytes as well."""
    question = json.loads(json.dumps(dice.choice(EVERY)))
    for _ in range(dice.randint(1, 3)):
        _change(dice, question)
    line = json.dumps(question, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    if dice.random() < 0.4:
        line = _damage(dice, line)
    return line.replace(b"\n", b" ")


def _change(dice: random.Random, question: dict[str, Any]) -> None:
    place: Any = question
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(place[key], dict | list) and place[key] and dice.random() < 0.8:
            place = place[key]
            continue
        sort = dice.randrange(4)
        if sort == 0:
            del place[key]
        elif sort == 1 and isinstance(place, dict):
            place[dice.choice(("x", "", "on", "seq", f"{key} "))] = deepcopy(dice.choice(NASTY))
        else:
            place[key] = deepcopy(dice.choice(NASTY))
        return


def _damage(dice: random.Random, line: bytes) -> bytes:
    start = dice.randrange(len(line) + 1)
    end = min(len(line), start + dice.choice((0, 1, 1, 5, 500)))
    return line[:start] + dice.choice(
        [b"", b"\0", b"\xff", b'"', b"\\", b"\\ud800", b"{", b"[" * 3000, b"1e999", b"\xed\xa0\x80",
         b"NaN", b"\r", b"-", bytes(dice.randrange(256) for _ in range(8))]
    ) + line[end:]  # fmt: skip


def test_three_thousand_damaged_lines_are_each_answered() -> None:
    dice = random.Random(20261122)
    lines = [mutated(dice) for _ in range(3000)]
    asked = [line for line in lines if not (line + b"\n").isspace()]
    code, answers = decide(*lines)
    assert code == 1
    assert len(answers) == len(asked)
    errors = [answer["error"] for answer in answers if "error" in answer]
    assert {error["code"] for error in errors} <= CODES
    assert len({error["code"] for error in errors}) >= 7
    assert len(answers) - len(errors) > 100
    for answer in answers:
        assert answer.keys() >= {"id"}
        assert len(answer.keys() & {"error", "verdict", "due"}) == 1


def test_random_bytes_never_end_the_run() -> None:
    dice = random.Random(7)
    lines = [dice.randbytes(dice.randint(1, 60)).replace(b"\n", b"") for _ in range(2000)]
    code, answers = decide(*lines)
    assert code == 1
    assert len(answers) == sum(not (line + b"\n").isspace() for line in lines)


# --- as a process ----------------------------------------------------------------------------


def test_an_answer_comes_before_the_next_question() -> None:
    with start("decide", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in EVERY * 3:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == question["id"]
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_reader_that_has_seen_enough_hears_no_complaint(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes((json.dumps(ADA).encode() + b"\n") * 5000)
    process = start("decide", path)
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["id"] == "Ada"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 128 + signal.SIGPIPE


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_an_interrupted_run_ends_with_130_and_one_sentence() -> None:
    with start("decide", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps(ADA).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
        assert process.wait() == 130
    assert err.strip() == b"sayso: Interrupted; nothing more was written."


def test_a_hundred_times_the_lines_take_no_more_memory(tmp_path: Path) -> None:
    few, many = (_most_memory(tmp_path, count) for count in (1_000, 100_000))
    assert many < few * 1.1 + 4096, f"{few} KiB grew to {many} KiB"


def _most_memory(folder: Path, lines: int) -> int:
    """The most that the process ever held, in KiB, while it answered so many lines."""
    path = folder / f"{lines}.jsonl"
    with path.open("w") as file:
        file.writelines(_various(number) for number in range(lines))
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen([PROGRAM, "decide", path], stdout=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss


def _various(number: int) -> str:
    """A question like no other before it, on one of two thousand days."""
    on = (date(2020, 1, 1) + timedelta(days=number % 2000)).isoformat()
    if number % 8 == 0:
        on = (date(2026, 11, 22) + timedelta(days=number % 2000)).isoformat()
        return json.dumps(ADA | {"id": str(number), "on": on}) + "\n"
    if number % 4:
        return json.dumps(COOKIE | {"id": str(number), "on": on}) + "\n"
    return json.dumps(DUE | {"id": str(number), "on": on, "received": on}) + "\n"


def test_memory_is_measured_in_the_unit_that_is_claimed() -> None:
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 10_000
