"""The law: one question, one answer, with its reasons. No clock, no I/O, nothing installed.

>>> from datetime import date
>>> question = parse_question(
...     {"question": "contact", "channel": "email", "message": {"purpose": "marketing"}},
...     today=date(2026, 11, 22),
... )
>>> decide(question).allowed
False
"""

from sayso.law.answer import Answer
from sayso.law.deadlines import Deadline, due
from sayso.law.decide import Decision, decide, read
from sayso.law.house import SHIPPED, House
from sayso.law.parser import load_json, parse_question, question_id
from sayso.law.question import (
    ContactQuestion,
    DeadlineQuestion,
    DisclosureQuestion,
    Question,
    StorageQuestion,
)
from sayso.law.readers import QuestionError
from sayso.law.rule import Citation, Effect, Finding, Rule
from sayso.law.rulebook import EVERY_RULE, LAW_DAYS, in_force, law_of

__all__ = [
    "EVERY_RULE",
    "LAW_DAYS",
    "SHIPPED",
    "Answer",
    "Citation",
    "ContactQuestion",
    "Deadline",
    "DeadlineQuestion",
    "Decision",
    "DisclosureQuestion",
    "Effect",
    "Finding",
    "House",
    "Question",
    "QuestionError",
    "Rule",
    "StorageQuestion",
    "decide",
    "due",
    "in_force",
    "law_of",
    "load_json",
    "parse_question",
    "question_id",
    "read",
]
