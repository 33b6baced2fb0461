"""How fast one question is answered, beside the same live-call rules in Cedar and in CEL.

    .venv/bin/python -m benchmarks.decide

Takes some minutes. `--long` is the number of lines for the memory of `sayso decide`.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import cel
from benchmarks.peers import (
    ask_cedar,
    ask_cedar_together,
    ask_cel,
    ask_cel_every_rule,
    cedar_request,
    plain_facts,
)
from benchmarks.process import SAYSO, run
from benchmarks.questions import (
    Case,
    cases,
    comparable_calls,
    on_channel,
    under_house_policy,
    write_all_different,
    write_repeating,
)
from benchmarks.timing import Micros, micros, print_table, tell

from sayso import law
from sayso.law.answer import Ruling, answer_for, judge
from sayso.law.codes import Channel
from tests.oracle.random_questions import TODAY

EACH = 300
COMPARED = 4000
STARTS = 21
LINES = 100_000
DIFFERENT = 1000

A_CALL = b'{"question": "contact", "channel": "live_call", "message": {"purpose": "marketing"}}\n'
A_DEADLINE = b'{"question": "deadline", "right": "access", "received": "2026-10-31"}\n'

Row = tuple[str, str, str, str, str, str, str]
HEADINGS = ("What", "Given", "Gives", "Median", "Best", "Slowest", "Goal")
TRACE = "verdict, every rule's finding"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", type=int, default=1_000_000)
    with TemporaryDirectory() as folder:
        long = options.parse_args().long
        rows = [*library_rows(), *peer_rows(), *command_rows(Path(folder), long)]
    print_table(HEADINGS, rows)


def micro_row(what: str, given: str, gives: str, took: Micros, goal: str = "") -> Row:
    middle, best, slowest = (f"{each:,.1f} µs" for each in (took.median, took.best, took.slowest))
    return what, given, gives, middle, best, slowest, goal


# --- the library -----------------------------------------------------------------------


def judge_case(case: Case) -> Ruling:
    return judge(case.rules, case.situation)


def decide_case(case: Case) -> Ruling:
    return law.decide(case.question).answer.ruling


def text_to_text(case: Case) -> str:
    question = law.parse_question(law.load_json(case.text), today=TODAY)
    assert isinstance(question, law.ContactQuestion)
    return law.decide(question).as_json()


def anew(ask: Callable[[Case], object]) -> Callable[[Case], object]:
    """Ask as if the situation had never been seen."""

    def asked(case: Case) -> object:
        answer_for.cache_clear()
        return ask(case)

    return asked


def library_rows() -> Iterator[Row]:
    tell("the library")
    groups = {
        "an email": cases(on_channel(Channel.EMAIL), EACH),
        "a live call": cases(on_channel(Channel.LIVE_CALL), EACH),
        "a letter": cases(on_channel(Channel.POST), EACH),
        "house policy": cases(under_house_policy, EACH),
    }
    everything = [case for group in groups.values() for case in group]
    for name, group in groups.items():
        yield micro_row(f"judge, {name}", "situation", TRACE, micros(judge_case, group))
    yield micro_row(
        "judge, all of these", "situation", TRACE, micros(judge_case, everything), "5 µs"
    )
    new = micros(anew(decide_case), everything)
    yield micro_row("decide, new situation", "parsed question", TRACE, new, "25 µs")
    seen = micros(decide_case, everything)
    yield micro_row("decide, seen before", "parsed question", TRACE, seen, "25 µs")
    seen = micros(text_to_text, everything)
    yield micro_row("whole answer, seen before", "JSON text", "JSON text", seen, "60 µs")
    new = micros(anew(text_to_text), everything, calls=1, rounds=5)
    yield micro_row("whole answer, new situation", "JSON text", "JSON text", new, "5,000 µs")


# --- Cedar and CEL ---------------------------------------------------------------------


def look_up(known: tuple[date, Case]) -> Ruling:
    """What a situation has been answered before."""
    day, case = known
    return answer_for(day, case.question.policy, case.situation, case.gaps).ruling


def peer_rows() -> Iterator[Row]:
    tell("Cedar and CEL")
    calls = comparable_calls(COMPARED)
    all_must_agree(calls)
    calls = calls[:EACH]
    facts = [plain_facts(case.situation) for case in calls]
    contexts = [cel.Context(each) for each in facts]
    requests = [cedar_request(each) for each in facts]
    texts = [cedar_request(json.dumps(each)) for each in facts]
    rules, ids, verdict = "which rules hold", "verdict, rules that decided", "verdict alone"
    yield micro_row("Sayso, new", "situation", TRACE, micros(judge_case, calls))
    known = [(law.law_of(case.question.on), case) for case in calls]
    yield micro_row("Sayso, seen before", "situation", TRACE, micros(look_up, known))
    yield micro_row("Sayso, new", "parsed question", TRACE, micros(anew(decide_case), calls))
    yield micro_row("Sayso, seen before", "parsed question", TRACE, micros(decide_case, calls))
    yield micro_row("CEL, verdict", "made context", verdict, micros(ask_cel, contexts))
    yield micro_row("CEL, every rule", "made context", rules, micros(ask_cel_every_rule, contexts))
    yield micro_row("CEL, verdict", "dict", verdict, micros(ask_cel, facts))
    yield micro_row("CEL, every rule", "dict", rules, micros(ask_cel_every_rule, facts))
    yield micro_row("Cedar", "dict", ids, micros(ask_cedar, requests, calls=5))
    yield micro_row("Cedar", "JSON text", ids, micros(ask_cedar, texts, calls=5))
    together = micros(ask_cedar_together, [texts], calls=1).shared_by(EACH)
    yield micro_row(f"Cedar, {EACH} together", "JSON text", ids, together)


def all_must_agree(calls: list[Case]) -> None:
    """Stop unless the three give one answer to every call, and both answers often."""
    allowed = 0
    for case in calls:
        facts = plain_facts(case.situation)
        answer = law.decide(case.question).allowed
        assert ask_cel(facts) is answer, case.text
        assert ask_cedar(cedar_request(facts)) is answer, case.text
        allowed += answer
    assert COMPARED * 0.1 < allowed < COMPARED * 0.9
    tell(f"all three agree on {len(calls):,} calls, {allowed:,} of them allowed")


# --- the command -----------------------------------------------------------------------


def command_rows(folder: Path, long: int) -> Iterator[Row]:
    repeating, different = folder / "repeating.jsonl", folder / "different.jsonl"
    write_repeating(repeating, LINES, DIFFERENT)
    write_all_different(different, LINES)
    yield from start_rows()
    campaign = f"{LINES:,} lines, {DIFFERENT:,} kinds"
    yield throughput(campaign, repeating, "15,000/s")
    yield throughput(f"{LINES:,} lines, all drawn afresh", different, "")
    yield from memory(folder, 10_000, long)


def start_rows() -> Iterator[Row]:
    """From nothing to the first answer; the first deadline has the bank holidays to find too."""
    tell("the start of `sayso decide`")
    decide = [SAYSO, "decide", "-"]
    yield start_row("Python alone, start", [sys.executable, "-c", "print()"], b"", "")
    yield start_row("sayso decide, start, a call", decide, A_CALL, "0.25 s")
    yield start_row("sayso decide, start, a deadline", decide, A_DEADLINE, "0.25 s")


def start_row(what: str, command: list[str], line: bytes, goal: str) -> Row:
    took = [seconds_to_a_line(command, line) for _ in range(STARTS)]
    middle, best, slowest = (f"{of(took):.2f} s" for of in (median, min, max))
    return what, "one line", "first answer", middle, best, slowest, goal


def seconds_to_a_line(command: list[str], given: bytes) -> float:
    """From starting a command to its first line, while its input stays open."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(given)
        process.stdin.flush()
        assert process.stdout.readline()
        return time.perf_counter() - began


def throughput(given: str, questions: Path, goal: str) -> Row:
    tell(f"`sayso decide`: {given}")
    runs = [run([SAYSO, "decide", questions], one_core=True) for _ in range(3)]
    assert not any(each.status for each in runs)
    speeds = [LINES / each.wall for each in runs]
    by_cpu, peak = LINES / min(each.cpu for each in runs), runs[0].peak_mb
    what = f"sayso decide, one core ({per_second(by_cpu)} of processor time, peak {peak:.0f} MB)"
    middle, best, slowest = (per_second(of(speeds)) for of in (median, max, min))
    return what, given, "JSON Lines", middle, best, slowest, goal


def per_second(speed: float) -> str:
    return f"{speed:,.0f}/s"


def memory(folder: Path, *sizes: int) -> Iterator[Row]:
    for lines in sizes:
        tell(f"`sayso decide`: memory at {lines:,} lines")
        questions = folder / "long.jsonl"
        write_repeating(questions, lines, DIFFERENT)
        took = run([SAYSO, "decide", questions])
        assert took.status == 0
        peak = f"{took.peak_mb:.0f} MB"
        yield "sayso decide, peak memory", f"{lines:,} lines", "", peak, "", "", "constant"


if __name__ == "__main__":
    main()
