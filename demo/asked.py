"""What people of the demo organisation asked about their own details: forty-two wanted to see them.

Thirty-six have an answer, three of them late. Six are open, and one of those is the story: asked on
a Saturday, 31 October, it is due on Monday 30 November, for November is a day shorter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain, repeat

from clock import Clock
from dice import Dice
from history import Coming
from people import TWO_YEARS_AGO
from people import Person as MadeUp
from points import points
from sayso.people.models import Person
from sayso.people.points import ReadPoint
from sayso.rights.actions import NewRequest, close, extend, receive, resume, wait_for
from sayso.rights.clock import deadline_of
from sayso.rights.models import Came, Kind, Outcome, Request, RequestEvent, Wait, Why
from sayso.rights.queries import matched
from sayso.rights.sealing import Particulars

CLERK, OFFICER = "Aisha Clerk", "Daniel Officer"

CAME = {Came.WEB: 19, Came.EMAIL: 12, Came.PHONE: 5, Came.LETTER: 4, Came.SOCIAL: 2}
REACHED_BY = {Came.PHONE: "phone", Came.LETTER: "postal-address"}
"""The field of the catalogue; of all others it is the email address."""

THE_STORY = date(2026, 10, 31)
"""The day on which the request came that has eight days left on 22 November 2026."""

OPEN: Mapping[date, Mapping[Wait, tuple[date, date | None]]] = {
    THE_STORY: {},
    date(2026, 11, 2): {Wait.CLARIFICATION: (date(2026, 11, 5), date(2026, 11, 12))},
    date(2026, 11, 9): {},
    date(2026, 11, 12): {Wait.IDENTITY: (date(2026, 11, 17), None)},
    date(2026, 11, 16): {Wait.CLARIFICATION: (date(2026, 11, 19), None)},
    date(2026, 11, 20): {},
}
"""The days on which the open ones came, and what each was asked for, and brought."""

CLOSED = 36
LATE, EXTENDED, PAUSED = frozenset({5, 17, 29}), frozenset({8, 20, 31}), frozenset(range(30, 35))
"""Which of those that are closed were late, extended or paused, in the order in which they came."""

OUTCOMES = {3: Outcome.NOTHING_HELD, 11: Outcome.NOTHING_HELD, 19: Outcome.NOTHING_HELD} | {
    27: Outcome.NOTHING_HELD, 14: Outcome.REFUSED, 6: Outcome.IN_PART, 23: Outcome.IN_PART,
}  # fmt: skip
"""How those ended that were not simply done."""

WORDS = (
    "",
    "Everything you hold about me.",
    "The letters you wrote to me.",
    "What was said in the call about my membership.",
    "Whom you have given my address to.",
    "All of it since I joined.",
)


@dataclass(frozen=True)
class Asking:
    """Somebody who asks: who, on which day, by which way."""

    person: MadeUp
    sid: str
    on: date
    came: Came


def bring(clock: Clock, came: Mapping[str, Coming], dice: Dice) -> None:
    """Bring all requests into the record; `came` are the people on it, by their sid."""
    days = sorted([*_closed_days(dice), *OPEN])
    ways = dice.shuffle(chain.from_iterable(repeat(way, count) for way, count in CAME.items()))
    ways.insert(days.index(THE_STORY), ways.pop(ways.index(Came.WEB)))
    for number, asking in enumerate(_asking(days, ways, came, dice)):
        clock.day = asking.on
        request = _received(asking, dice)
        if asking.on in OPEN:
            _open(clock, request, OPEN[asking.on])
        else:
            _closed(clock, request, number, dice)


def _closed_days(dice: Dice) -> Iterator[date]:
    """A working day each, in order; the last of them early enough to be late by now."""
    for number in range(CLOSED):
        first = TWO_YEARS_AGO + timedelta(days=18 * number)
        yield dice.weekday(first, first + timedelta(days=12))


def _asking(
    days: Sequence[date], ways: Sequence[Came], came: Mapping[str, Coming], dice: Dice
) -> Iterator[Asking]:
    """For each day and way somebody who was known by then, and can be reached so."""
    waiting = dice.shuffle(sorted(came))
    for day, way in zip(days, ways, strict=True):
        known_by_then = (sid for sid in waiting if came[sid].on < day)
        sid = next(sid for sid in known_by_then if matched(_points(came[sid].person, way)) == sid)
        waiting.remove(sid)
        yield Asking(came[sid].person, sid, day, way)


def _points(person: MadeUp, way: Came) -> list[ReadPoint]:
    """How somebody is reached who asks by this way."""
    return [one.point for one in points(person, {REACHED_BY.get(way, "email")})]


def _received(asking: Asking, dice: Dice) -> Request:
    name = f"{asking.person.first_name} {asking.person.surname}"
    words = Particulars(who=name, about=dice.pick(WORDS))
    found = tuple(_points(asking.person, asking.came))
    new = NewRequest(kind=Kind.ACCESS, came=asking.came, words=words, points=found)
    return receive(new=new) if asking.came == Came.WEB else receive(new=new, actor=CLERK)


def _open(clock: Clock, request: Request, waits: Mapping[Wait, tuple[date, date | None]]) -> None:
    for what, (asked, came) in waits.items():
        clock.day = asked
        wait_for(ref=request.ref, what=what, actor=OFFICER)
        if came:
            clock.day = came
            resume(ref=request.ref, actor=OFFICER)


def _closed(clock: Clock, request: Request, number: int, dice: Dice) -> None:
    """Answered by an officer, in most cases a few days before it is due."""
    after = partial(_days_after, request.received_on)
    if number in PAUSED:
        clock.day = after(3)
        wait_for(ref=request.ref, what=Wait.CLARIFICATION, actor=OFFICER)
        clock.day = after(3 + 2 + dice.below(7))
        resume(ref=request.ref, actor=OFFICER)
    if number in EXTENDED:
        clock.day = after(20)
        extend(ref=request.ref, why=dice.pick(list(Why)), actor=OFFICER)
    steps = list(RequestEvent.objects.filter(request=request).order_by("id"))
    due = deadline_of(request.kind, request.received_on, steps).due
    away = 2 + dice.below(6)
    clock.day = _days_after(due or clock.day, away if number in LATE else -away)
    close(ref=request.ref, outcome=OUTCOMES.get(number, Outcome.DONE), actor=OFFICER)


def _days_after(day: date, count: int) -> date:
    return day + timedelta(days=count)


def known(held: Mapping[int, str], history: Sequence[tuple[date, object]]) -> dict[str, Coming]:
    """Everybody who is still on record, by their sid, as they came."""
    there = Person.objects.filter(shredded_at=None, merged_into="").values_list("sid", flat=True)
    on_record = set(there)
    came = {one.who: one for _, one in history if isinstance(one, Coming)}
    return {held[who]: one for who, one in came.items() if held[who] in on_record}
