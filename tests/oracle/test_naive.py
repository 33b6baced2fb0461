"""The slow reading agrees with the published cases, and the questions drawn reach every rule."""

from __future__ import annotations

import json
import random
from collections import Counter
from copy import deepcopy
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import holidays
import pytest

from tests.oracle import naive
from tests.oracle.random_facts import CHANNELS
from tests.oracle.random_questions import TODAY, random_question

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "cases.jsonl").read_text().splitlines()
]
SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
NON_WORKING = {
    nation: holidays.country_holidays("GB", subdiv=code) for nation, code in SUBDIVISIONS.items()
}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    non_working = NON_WORKING[question.get("nation", "england")]
    return naive.answer(question, today=TODAY, non_working=non_working)


def drawn(seed: int, count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    return (random_question(rng) for _ in range(count))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_published_case_is_answered_as_expected(case: dict[str, Any]) -> None:
    given = answer(case["question"])
    assert {key: given[key] for key in case["expect"]} == case["expect"]


CLOCKS = [
    ({"received": "2026-10-31"}, "2026-11-30"),
    ({"received": "2026-11-25"}, "2026-12-29"),
    ({"received": "2027-01-31"}, "2027-03-01"),
    (
        {
            "received": "2026-11-02",
            "clarifications": [{"asked_on": "2026-11-05", "answered_on": "2026-11-12"}],
        },
        "2026-12-10",
    ),
]


@pytest.mark.parametrize(("facts", "due"), CLOCKS)
def test_an_english_access_request_is_due_on_the_day_worked_out_by_hand(
    facts: dict[str, Any], due: str
) -> None:
    question = {"question": "deadline", "on": "2027-06-30", "right": "access"} | facts
    assert answer(question) == {"due": due, "latest_due": due, "waiting_for": []}


def test_the_questions_drawn_reach_both_verdicts_on_every_channel_under_both_policies() -> None:
    seen = Counter(
        (q["channel"], q.get("policy", "legal-minimum"), answer(q)["verdict"])
        for q in drawn(1, 6000)
        if q["question"] == "contact"
    )
    wanted = set(product(CHANNELS, ("legal-minimum", "house"), ("allow", "deny")))
    # The house closes both channels to every message.
    closed = {("sms", "house", "allow"), ("fax", "house", "allow")}
    assert set(seen) == wanted - closed


def test_a_good_share_of_the_contacts_drawn_is_allowed() -> None:
    verdicts = [answer(q)["verdict"] for q in drawn(2, 4000) if q["question"] == "contact"]
    assert verdicts.count("allow") / len(verdicts) > 0.15


def test_every_purpose_and_act_drawn_is_both_allowed_and_refused() -> None:
    seen = {
        (q.get("purpose", q.get("act")), answer(q)["verdict"])
        for q in drawn(3, 12000)
        if q["question"] in ("storage", "disclosure")
    }
    assert {name for name, _ in seen if (name, "allow") not in seen} == set()
    assert {name for name, _ in seen if (name, "deny") not in seen} == {"keep_suppression_key"}


def test_no_record_drawn_lies_after_the_day_asked_about() -> None:
    for question in drawn(4, 4000):
        on = date.fromisoformat(question.get("on", TODAY.isoformat()))
        assert all(found <= on for found in record_days(question))


def test_no_record_drawn_ends_before_it_starts() -> None:
    pairs = [("given_on", "withdrawn_on"), ("given_on", "ends_on"), ("on", "withdrawn_on")]
    pairs += [("asked_on", "answered_on"), ("listed_on", "edition")]
    for question in drawn(8, 4000):
        for record in objects(question):
            for start, end in pairs:
                stated = record.get(start) and record.get(end) and record[start] != "unknown"
                assert not stated or record[start] <= record[end]


def objects(facts: object) -> Iterator[dict[str, Any]]:
    """Every object within the facts, they themselves first."""
    if isinstance(facts, dict):
        yield facts
    if isinstance(facts, dict | list):
        for part in facts.values() if isinstance(facts, dict) else facts:
            yield from objects(part)


def record_days(facts: object) -> Iterator[date]:
    """Every date among the facts but the one kind that may lie ahead."""
    for record in objects(facts):
        for key, value in record.items():
            dated = key.endswith("_on") or key in ("on", "received", "edition")
            if dated and key != "ends_on" and value not in (None, "unknown"):
                yield date.fromisoformat(value)


def test_a_fact_made_unknown_never_turns_a_refusal_into_permission() -> None:
    for question in drawn(5, 3000):
        if question["question"] == "deadline" or answer(question)["verdict"] == "allow":
            continue
        on = date.fromisoformat(question.get("on", TODAY.isoformat()))
        for path, _ in naive.hopeful(question, on):
            if not naive.is_absent(question, path):
                assert answer(without(question, path))["verdict"] == "deny"


def without(question: dict[str, Any], path: naive.Path) -> dict[str, Any]:
    forgetful = deepcopy(question)
    place: Any = forgetful
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return forgetful


def test_whatever_is_forgotten_of_a_permitted_question_is_found_to_be_missing() -> None:
    rng = random.Random(7)
    found = Counter[bool]()
    for question in drawn(6, 8000):
        if question["question"] == "deadline" or answer(question)["verdict"] == "deny":
            continue
        for share in (0.1, 0.3, 0.3, 0.6, 1.0):
            given = answer(forgotten(rng, question, share))
            assert given["verdict"] == "allow" or given["missing_possible"]
            found[given["missing_possible"]] += 1
    assert min(found[True], found[False]) > 100


def forgotten(rng: random.Random, question: dict[str, Any], share: float) -> dict[str, Any]:
    """The question without about that share of the facts that can be unknown."""
    on = date.fromisoformat(question.get("on", TODAY.isoformat()))
    for path, _ in list(naive.hopeful(question, on)):
        if not naive.is_absent(question, path) and rng.random() < share:
            question = without(question, path)
    return question
