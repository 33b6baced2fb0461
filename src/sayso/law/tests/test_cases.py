"""The published cases: enforcement notices, tribunal decisions, guidance and the text itself."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sayso.days import non_working_days
from sayso.law import DeadlineQuestion, decide, due, parse_question

DATA = Path(__file__).parents[4] / "tests" / "data" / "cases.jsonl"
CASES = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_case_is_answered_as_it_was_decided(case: dict[str, Any]) -> None:
    question = parse_question(case["question"], today=date(2026, 11, 22))
    if isinstance(question, DeadlineQuestion):
        answer = due(question, non_working_days(question.nation)).as_dict()
    else:
        answer = decide(question).as_dict()
    assert {key: answer[key] for key in case["expect"]} == case["expect"]
    assert answer["id"] == case["id"]
    assert case["source"]
    assert case["url"]


def test_the_cases_are_all_there() -> None:
    kinds = Counter(case["question"]["question"] for case in CASES)
    assert kinds == {"contact": 76, "storage": 5, "deadline": 4, "disclosure": 2}
