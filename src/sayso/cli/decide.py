"""`sayso decide`: questions as JSON Lines, answered one line each, in the same order."""

import json
import os
import stat
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import IO, Any

import click

from sayso.cli.options import open_input
from sayso.days import non_working_days, today_in_london
from sayso.law import (
    DeadlineQuestion,
    QuestionError,
    decide,
    due,
    load_json,
    parse_question,
    question_id,
)


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
def command(file: str) -> int:
    """Answer every question of FILE, or of standard input for -, one JSON object a line.

    A line that cannot be read is answered with an error, and the rest are answered all the
    same; the exit code is then 1.

    \b
    Examples:
      sayso decide questions.jsonl > answers.jsonl
      echo '{"question": "storage", "purpose": "advertising"}' | sayso decide -

    \b
    Exit codes: 0 done · 1 done, some lines in error · 2 nothing done · 130 interrupted
    """
    with open_input(file) as lines:
        return answer_lines(lines, sys.stdout.buffer, today_in_london())


def answer_lines(lines: IO[bytes], out: IO[bytes], today: date) -> int:
    """Answer as the lines come; nothing is kept. 1 if any line was in error, else 0."""
    write, flush = out.write, _flush_for(lines, out)
    code = 0
    for line in lines:
        if line.isspace():
            continue
        raw = None
        try:
            raw = load_json(line)
            text = answer(raw, today)
        except QuestionError as error:
            text = _error(raw, error)
            code = 1
        write(f"{text}\n".encode())
        flush()
    out.flush()
    return code


def answer(raw: object, today: date) -> str:
    """One answer as JSON text."""
    question = parse_question(raw, today=today)
    if isinstance(question, DeadlineQuestion):
        return json.dumps(due(question, working_days(question.nation)).as_dict())
    return decide(question).as_json()


working_days = cache(non_working_days)


def _error(raw: object, error: QuestionError) -> str:
    body: dict[str, Any] = {"code": error.code, "message": error.message, "field": error.field}
    return json.dumps({"id": question_id(raw), "error": body})


def _flush_for(lines: IO[bytes], out: IO[bytes]) -> Callable[[], object]:
    """Answer at once whoever waits for each answer; a file waits for none."""
    try:
        is_file = stat.S_ISREG(os.fstat(lines.fileno()).st_mode)
    except (OSError, ValueError):
        is_file = True
    return (lambda: None) if is_file else out.flush
