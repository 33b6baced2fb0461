"""Questions to measure with: near to a yes, so that most rules have something to say.

They are drawn as the tests draw them, from a fixed seed, so every run measures the same.
"""

import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sayso import law
from sayso.law.codes import Channel, Policy, Purpose
from sayso.law.records import Keys
from sayso.law.rule import Rule
from sayso.law.rulebook import law_of, rules_for
from sayso.law.states import Situation
from tests.oracle.random_questions import TODAY, random_question

SEED = 20261122
CHARITY_ACT = date(2026, 2, 5)


class Case(NamedTuple):
    """One question in each of its forms: text, parsed, and as the rules see it."""

    text: str
    question: law.ContactQuestion
    situation: Situation
    gaps: tuple[tuple[str, Keys], ...]
    rules: tuple[Rule, ...]


Wanted = Callable[[law.ContactQuestion], bool]


def on_channel(channel: Channel) -> Wanted:
    """Under the law alone, on a channel."""
    return lambda question: question.channel is channel and question.policy is Policy.LEGAL_MINIMUM


def under_house_policy(question: law.ContactQuestion) -> bool:
    """On any channel, with the house's rules."""
    return question.policy is Policy.HOUSE


def cases(wanted: Wanted, count: int) -> list[Case]:
    """Contact questions of a kind, no two in the same situation."""
    found: dict[tuple[date, Situation], Case] = {}
    for case in _contact_cases(random.Random(SEED)):
        if wanted(case.question):
            found.setdefault((law_of(case.question.on), case.situation), case)
            if len(found) == count:
                break
    return list(found.values())


def _contact_cases(rng: random.Random) -> Iterator[Case]:
    while True:
        raw = random_question(rng)
        question = law.parse_question(raw, today=TODAY)
        if isinstance(question, law.ContactQuestion):
            situation, gaps = law.read(question)
            rules = rules_for(law_of(question.on), question.policy, situation)
            yield Case(json.dumps(raw), question, situation, gaps, rules)


def comparable_calls(count: int) -> list[Case]:
    """Marketing calls of 2026 under the law alone, which all engines can answer."""

    def wanted(question: law.ContactQuestion) -> bool:
        return (
            on_channel(Channel.LIVE_CALL)(question)
            and CHARITY_ACT <= question.on < date(2027, 1, 1)
            and question.message.purpose is Purpose.MARKETING
        )

    return cases(wanted, count)


def write_repeating(path: Path, lines: int, different: int) -> None:
    """Mixed questions of every kind, as a campaign has them: many people in some situations."""
    rng = random.Random(SEED)
    pool = [random_question(rng) for _ in range(different)]
    _write(path, (rng.choice(pool) | {"id": f"Q{number}"} for number in range(lines)))


def write_all_different(path: Path, lines: int) -> None:
    """Mixed questions of every kind, each drawn afresh: hardly any situation comes back."""
    rng = random.Random(SEED + 1)
    _write(path, (random_question(rng) | {"id": f"Q{number}"} for number in range(lines)))


def _write(path: Path, questions: Iterator[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for question in questions:
            file.write(json.dumps(question) + "\n")
