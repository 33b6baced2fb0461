"""The staff of the demo organisation: who works there, what they passed, and whose pass ran out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from dice import Dice
from names import FIRST_NAMES, SURNAMES
from people import TODAY
from sayso.days import today_in_london
from sayso.policy.queries import current
from sayso.staff.models import Member, Sitting
from sayso.staff.training.bank import bank, has_material

ALL = ("basics", "calls", "requests", "security")
RECENT, LAPSED, ENDS_SOON = 120, 366, 350
"""Days since somebody passed."""


class Persona(NamedTuple):
    """Somebody to sign in as; `passed` is how many days ago, for each training that they passed."""

    name: str
    roles: tuple[str, ...]
    passed: dict[str, int]


PERSONAS = (
    Persona("Daniel Okafor", ("privacy-officer",), dict.fromkeys(ALL, RECENT)),
    Persona("Priya Shah", ("marketer",), {"basics": RECENT, "security": RECENT}),
    Persona(
        "Aisha Khan", ("clerk", "caller"), {"basics": RECENT, "security": RECENT, "calls": RECENT}
    ),
    Persona("Grace Lindqvist", ("administrator",), {"security": RECENT}),
    Persona("Ines Moreau", ("auditor",), {}),
    Persona("Ravi Patel", ("caller",), {"basics": LAPSED, "security": LAPSED, "calls": LAPSED}),
    Persona("Ellen Marsh", ("clerk",), {}),
    Persona("Jo Whitfield", ("marketer",), {"basics": ENDS_SOON, "security": ENDS_SOON}),
)
"""An officer, a marketer, a call agent, an administrator, an auditor; one whose training ran out,
one who has just joined, and one whose pass is about to end.
"""

OTHERS = 62
NO_PASSWORD = "!"  # noqa: S105 - nobody can type it, and it is the same each time
JOBS = (("clerk",), ("caller",), ("marketer",), ("approver",), ("supplier-manager",))


def hire(dice: Dice) -> None:
    """Put everybody who works there on record; none of them has a password."""
    today = max(TODAY, today_in_london())  # else everybody's training would run out with the years
    for place, one in enumerate([*PERSONAS, *_others(dice)]):
        email = f"{one.name.split()[0].lower()}.{place}@exemplar.example"
        member = Member(id=_id(dice), email=_plain(email), name=one.name, roles=list(one.roles))
        member.joined_at = _at(TODAY - timedelta(days=500))
        member.password = NO_PASSWORD
        member.save()
        for module, ago in one.passed.items():
            _pass(member, module, today - timedelta(days=ago), dice)


def _others(dice: Dice) -> Iterator[Persona]:
    for _ in range(OTHERS):
        roles = dice.pick(JOBS)
        days = 20 + dice.below(300)
        passed = {} if dice.chance(0.08) else dict.fromkeys(("basics", "security", "calls"), days)
        yield Persona(f"{dice.pick(FIRST_NAMES)} {dice.pick(SURNAMES)}", roles, passed)


def _plain(email: str) -> str:
    return email.encode("ascii", "ignore").decode()


def _id(dice: Dice) -> UUID:
    return UUID(int=sum(dice.below(256) << (8 * place) for place in range(16)))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 30), UTC)


def _pass(member: Member, module: str, on: date, dice: Dice) -> None:
    """A test that was passed: every answer right, in an order of its own."""
    questions = sorted(bank(module)) if has_material(module) else []
    count = current().policy.staff.modules[module].questions
    drawn = [[slug, dice.shuffle(range(4))] for slug in dice.shuffle(questions)[:count]]
    Sitting.objects.create(
        member=member,
        module=module,
        drawn=drawn,
        answers=[order.index(0) for _, order in drawn],
        score=100,
        began_at=_at(on),
        ended_at=_at(on),
        ended_on=on,
        policy=current().sha256,
    )
