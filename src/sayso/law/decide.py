"""One question, one answer: a question becomes a situation, and the answer is the situation's."""

import json
from dataclasses import dataclass
from typing import Any

from sayso.law.answer import Answer, answer_for
from sayso.law.explain import explain
from sayso.law.house import SHIPPED, House
from sayso.law.question import ContactQuestion, Decidable, StorageQuestion
from sayso.law.rulebook import law_of
from sayso.law.situation import Reading, read_contact, read_disclosure, read_storage


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question."""

    question: Decidable
    answer: Answer

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.answer.allowed

    def as_dict(self) -> dict[str, Any]:
        """The decision as plain data, in the published form."""
        return {"id": self.question.id, **self.answer.as_dict}

    def as_json(self) -> str:
        """The decision as one line of JSON."""
        return f'{{"id": {json.dumps(self.question.id)}, {self.answer.json_tail}'

    def explain(self) -> str:
        """The decision in words: what, why, what else was considered, what to do next."""
        return explain(self.question, self.answer)


def decide(question: Decidable, *, house: House = SHIPPED) -> Decision:
    """May this be done? `house` holds the stricter rules that apply under the policy `house`."""
    reading = read(question, house)
    return Decision(
        question, answer_for(law_of(question.on), question.policy, reading.situation, reading.gaps)
    )


def read(question: Decidable, house: House = SHIPPED) -> Reading:
    """The situation that a question describes."""
    if isinstance(question, ContactQuestion):
        return read_contact(question, house)
    if isinstance(question, StorageQuestion):
        return read_storage(question)
    return read_disclosure(question, house)
