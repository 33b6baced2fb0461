"""A test: questions drawn at random, answers shuffled, marked at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import SystemRandom
from typing import NamedTuple

from django.db import IntegrityError, transaction

from sayso.days import date_in_london
from sayso.evidence.actions import append
from sayso.policy.models import PolicyVersion
from sayso.staff.errors import StaffError
from sayso.staff.models import Member, Sitting
from sayso.staff.training.bank import Question, bank, has_material
from sayso.staff.training.standing import State, standings

_chance = SystemRandom()


class Asked(NamedTuple):
    """One question as it is shown: its answers in the order in which this member sees them."""

    number: int
    question: Question
    choices: tuple[str, ...]
    chosen: int | None

    @property
    def name(self) -> str:
        """What its field is called."""
        return f"q{self.number}"

    @property
    def is_right(self) -> bool:
        return self.chosen is not None and self.choices[self.chosen] == self.question.answer


def begin(*, member: Member, module: str, version: PolicyVersion) -> Sitting:
    """The test that is open, or a new one; raises StaffError if there may be none now."""
    staff = version.policy.staff
    if module not in staff.modules:
        raise StaffError("There is no such training in the policy; choose one from the list.")
    if found := member.sittings.filter(module=module, ended_at=None).first():
        return found
    state = standings(member, staff, date_in_london(datetime.now(UTC)))[module].state
    if state is State.NO_MATERIAL:
        raise StaffError("This training has no questions yet; tell the privacy officer.")
    if state is State.COACHING:
        raise StaffError(
            "You have tried three times; talk it through with somebody, who then notes it here."
        )
    questions = bank(module)
    chosen = _chance.sample(sorted(questions), min(staff.modules[module].questions, len(questions)))
    drawn = [[slug, _chance.sample(range(4), 4)] for slug in chosen]
    try:
        with transaction.atomic():
            return Sitting.objects.create(member=member, module=module, drawn=drawn)
    except IntegrityError:  # begun in another window at this very moment
        return member.sittings.get(module=module, ended_at=None)


def asked(sitting: Sitting) -> list[Asked]:
    """The questions of a test in their order. One that left the bank meanwhile is not asked."""
    questions = bank(sitting.module) if has_material(sitting.module) else {}
    found = [(slug, order) for slug, order in sitting.drawn if slug in questions]
    return [
        Asked(
            number,
            questions[slug],
            tuple(questions[slug].choices[place] for place in order),
            sitting.answers[number - 1] if number <= len(sitting.answers) else None,
        )
        for number, (slug, order) in enumerate(found, 1)
    ]


def read_answers(sitting: Sitting, sent: Mapping[str, str]) -> list[int | None]:
    """What was chosen for each question; None where nothing was, or nothing that can be read."""
    found = (sent.get(one.name, "") for one in asked(sitting))
    return [int(text) if text in {"0", "1", "2", "3"} else None for text in found]


@transaction.atomic
def end(*, sitting: Sitting, answers: list[int], version: PolicyVersion) -> Sitting:
    """Mark a test, once; what comes of it is logged."""
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if locked.ended_at is not None:
        raise StaffError("This test is marked already; begin another.")
    locked.answers = answers
    marked = asked(locked)
    at = datetime.now(UTC)
    locked.score = 100 * sum(one.is_right for one in marked) // len(marked)
    locked.ended_at, locked.ended_on = at, date_in_london(at)
    locked.policy = version.sha256
    locked.save()
    is_pass = locked.score >= version.policy.staff.modules[locked.module].pass_mark
    append(
        kind="training.passed" if is_pass else "training.failed",
        actor=locked.member.actor,
        purpose=locked.module,
        policy=version.sha256,
        happened_on=locked.ended_on,
    )
    return locked
