"""The law: one question, one answer, with its reasons. No clock, no I/O, nothing installed.

>>> from datetime import date
>>> question = parse_question(
...     {"question": "contact", "channel": "email", "message": {"purpose": "marketing"}},
...     today=date(2026, 11, 22),
... )
>>> decide(question).allowed
False
"""

from .deadlines import Deadline, due
from .decide import Answer, Decision, decide, read
from .house import SHIPPED, House
from .parser import load_json, parse_question, question_id
from .question import (
    ContactQuestion,
    DeadlineQuestion,
    DisclosureQuestion,
    Question,
    StorageQuestion,
)
from .readers import QuestionError
from .rule import Citation, Effect, Finding, Rule
from .rulebook import EVERY_RULE, LAW_DAYS, in_force, law_of

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
