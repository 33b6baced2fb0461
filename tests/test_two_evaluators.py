"""The law and the naive reading of its contract agree, question by question.

The naive evaluator was written from the prose alone and shares no code with the law. The two
are asked 100,000 random questions, with days on and beside every boundary. `SAYSO_SOAK=N`
multiplies the count.
"""

import os
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from sayso import law
from sayso.days import non_working_days
from tests.oracle.naive import answer
from tests.oracle.random_questions import random_question

TODAY = date(2026, 11, 22)
PARTS = 20
EACH = 5_000 * int(os.environ.get("SAYSO_SOAK", "1"))


def by_law(raw: dict[str, Any]) -> dict[str, Any]:
    """The law's answer, in the parts that both evaluators give."""
    question = law.parse_question(raw, today=TODAY)
    if isinstance(question, law.DeadlineQuestion):
        deadline = law.due(question, non_working_days(question.nation)).as_dict()
        return {key: deadline[key] for key in ("due", "latest_due", "waiting_for")}
    decision = law.decide(question).as_dict()
    return {
        "verdict": decision["verdict"],
        "law": decision["law"],
        "missing_possible": bool(decision["missing"]),
    }


def by_prose(raw: dict[str, Any]) -> dict[str, Any]:
    """The naive answer."""
    return answer(raw, today=TODAY, non_working=non_working_days(raw.get("nation", "england")))


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """What is waited for has no order."""
    if "waiting_for" in found:
        return found | {"waiting_for": sorted(found["waiting_for"])}
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_both_evaluators_give_the_same_answer(part: int) -> None:
    rng = random.Random(f"part {part}")
    seen: Counter[tuple[Any, ...]] = Counter()
    for _ in range(EACH):
        raw = random_question(rng)
        expected = comparable(by_prose(raw))
        assert comparable(by_law(raw)) == expected, raw
        seen[raw["question"], expected.get("verdict"), expected.get("missing_possible")] += 1
    assert len(seen) >= 9, "every kind of question, allowed, refused and wanting a fact"
    assert min(seen.values()) >= EACH // 200
