"""What the people of the list did and said, day by day, as the record is told of it.

It agrees with what the list's own files say of them, and fills in what a file has no room for:
which form it was, in which words, for which purpose, and when it was keyed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from dice import Dice
from people import TODAY, TWO_YEARS_AGO, Person
from said import Said

GDPR = date(2018, 5, 25)
EARLY_FORM = "early-form-2017"
LISTS = tuple(
    date(2026, month, day)
    for month, day in ((5, 26), (6, 17), (7, 9), (9, 8), (9, 25), (10, 22), (11, 4))
)
"""The days on which the seven lists were bought."""


@dataclass(frozen=True, eq=False)
class Coming:
    """That somebody came into the record, by which source of the policy."""

    who: int
    on: date
    person: Person
    source: str


@dataclass(frozen=True, eq=False)
class Number:
    """That somebody gave a mobile number later than the rest."""

    who: int
    on: date
    person: Person
    source: str


@dataclass(frozen=True, eq=False)
class Saying:
    """Something that somebody said, or was told. `of` is the yes that it takes back."""

    who: int
    on: date
    kind: str = "consent"
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    wording: str = ""
    method: str = ""
    source: str = ""
    ends_on: date | None = None
    seq: int | None = None
    of: "Saying | None" = None
    details: Mapping[str, Any] = field(default_factory=dict)
    recorded_on: date | None = None


@dataclass(frozen=True, eq=False)
class Same:
    """That two records were found to be of one person."""

    who: int
    on: date
    into: int


@dataclass(frozen=True, eq=False)
class Erasure:
    """That somebody had what is held of them destroyed."""

    who: int
    on: date


Happening = Coming | Number | Saying | Same | Erasure
IN_ORDER = (Coming, Number, Saying, Same, Erasure)


def in_order(happenings: Iterable[Happening]) -> list[tuple[date, Happening]]:
    """Each with the day on which it came into the record, in that order.

    Whatever was said before we knew somebody is recorded when they come, and a form that lay about
    when it is found. On one day people come first, and what they said after that.
    """
    everything = list(happenings)
    came = {one.who: one.on for one in everything if isinstance(one, Coming)}
    dated = [(max(_keyed_on(one), came[one.who]), one) for one in everything]
    return sorted(dated, key=lambda pair: (pair[0], IN_ORDER.index(type(pair[1])), pair[1].who))


def _keyed_on(happening: Happening) -> date:
    late = isinstance(happening, Saying) and happening.recorded_on
    return late or happening.on


def busy_day(dice: Dice, first: date, last: date) -> date:
    """A working day: August is half as busy as others, and October, with its events, twice."""
    while True:
        day = dice.weekday(first, last)
        if day.month == 10 or dice.chance(0.5):
            return day


# --- somebody of the crowd ---------------------------------------------------------------


def history_of(who: int, person: Person, lines: Sequence[Said], dice: Dice) -> Iterator[Happening]:
    """All that somebody did."""
    source = source_of(person, dice)
    if person.provenance == "bought_in":
        came_on = LISTS[int(person.source.rpartition(" ")[2]) - 1]
    else:
        came_on = _first_day(person, lines, dice)
    coming = Coming(who, came_on, person, source)
    yield from told_of(coming, lines, dice)
    if source != "bought-in-list":
        yield from _later(coming, dice)


def told_of(coming: Coming, lines: Sequence[Said], dice: Dice) -> Iterator[Happening]:
    """How somebody came, and what the files of the list say of them."""
    yield coming
    if coming.person.relationship.kind not in ("", "none"):
        yield _relationship(coming.who, coming.person)
    # A no stands in the files once for each contact point; it was said once.
    for line in dict.fromkeys(
        replace(line, contact="") if line.kind == "objection" else line for line in lines
    ):
        yield from _said(coming.who, line, coming.source, dice)


def _first_day(person: Person, lines: Sequence[Said], dice: Dice) -> date:
    """Nobody says anything to us before we know them."""
    known = [line.on for line in lines]
    if person.relationship.collected_on:
        known.append(person.relationship.collected_on)
    days = [date.fromisoformat(day) for day in known]
    return min([*days, busy_day(dice, TWO_YEARS_AGO, TODAY)])


def source_of(person: Person, dice: Dice) -> str:
    """A source of the policy that may collect what the person gave."""
    if person.provenance == "bought_in":
        return "bought-in-list"
    if person.source == "Paper form":
        return "paper-membership" if person.address else "paper-event"
    if person.source == "Telephone enquiry":
        return "telephone-enquiry"
    if person.address:
        return "shop" if person.relationship.kind == "sale" else "website-membership"
    return "website-event" if person.mobile or dice.chance(0.5) else "website-enquiry"


def _relationship(who: int, person: Person) -> Saying:
    known = person.relationship
    details: dict[str, Any] = {"kind": known.kind, "collected_on": known.collected_on}
    for name in ("with_sender", "refusal_offered", "refused"):
        if value := getattr(known, name):
            details[name] = value == "true"
    on = date.fromisoformat(known.collected_on)
    return Saying(who, on, "relationship", details=details)


# --- what they said ----------------------------------------------------------------------

FOR_WHAT: Mapping[str, Mapping[str, float]] = {
    "email": {
        "news": 0.75, "events": 0.62, "training": 0.42, "member-offers": 0.35,
        "partner-offers": 0.25,
    },
    "live_call": {"events": 0.80, "training": 0.50},
    "post": {
        "news": 0.65, "events": 0.60, "training": 0.40, "member-offers": 0.35,
        "partner-offers": 0.22,
    },
}  # fmt: skip
"""How often those who agree to a channel agree to each purpose; there are no words for others."""

CALLED = {"email": "email", "live_call": "call", "post": "post"}
NOES: Mapping[str, str] = {"all": "no-marketing", "email": "no-marketing-at-purchase"}
METHODS: Mapping[str, str] = {
    "paper-membership": "paper-form",
    "paper-event": "paper-form",
    "telephone-enquiry": "recorded-call",
    "bought-in-list": "list-supplier",
}


def _said(who: int, line: Said, source: str, dice: Dice) -> Iterator[Saying]:
    """A line of what was said, as the record has it."""
    if line.kind == "consent":
        yield from _yeses(who, line, source, dice)
    elif line.kind == "solicited":
        yield Saying(who, _day(line), "solicited", details={"channels": [line.channels]})
    else:
        yield _no(who, line, source)


def _day(line: Said) -> date:
    return date.fromisoformat(line.on)


def _no(who: int, line: Said, source: str) -> Saying:
    seq = int(line.seq) if line.seq else None
    everything = line.channels == "all"
    channels = () if everything else tuple(line.channels.split(";"))
    wording = NOES.get(line.channels, "")
    method = METHODS.get(source, "web-form") if wording else "recorded-call"
    return Saying(
        who, _day(line), "objection", channels=channels, wording=wording, method=method, seq=seq
    )


def _yeses(who: int, line: Said, source: str, dice: Dice) -> Iterator[Saying]:
    """A ticked channel as the yeses that it was, one for each purpose; and their withdrawal."""
    channel, on = line.channels, _day(line)
    plain = Saying(
        who,
        on,
        channels=(channel,),
        method=_method(line, source),
        ends_on=date.fromisoformat(line.ends_on) if line.ends_on else None,
        seq=int(line.seq) if line.seq else None,
    )
    withdrawn_on = _withdrawn_on(line, dice)
    for wording in _wordings(line, source, dice):
        yes = replace(plain, wording=wording)
        yield yes
        if withdrawn_on:
            yield Saying(who, withdrawn_on, "consent_withdrawn", method="my-choices", of=yes)


def _withdrawn_on(line: Said, dice: Dice) -> date | None:
    """In the files too many took a yes back on the very last day: here they did so before it."""
    if not line.withdrawn_on:
        return None
    on = date.fromisoformat(line.withdrawn_on)
    return on if on < TODAY else dice.weekday(_day(line), TODAY)


def _method(line: Said, source: str) -> str:
    if line.obtained == "indirect":
        return "partner-form" if line.sender_named == "named" else "list-supplier"
    if line.evidenced == "false":
        return "unrecorded-call" if source == "telephone-enquiry" else "in-person"
    return METHODS.get(source, "web-form")


def _wordings(line: Said, source: str, dice: Dice) -> list[str]:
    """The words to which somebody agreed; a blank where nobody knows them."""
    channel = line.channels
    no_such_words = line.covers == "third_party" and channel == "live_call"
    if channel not in CALLED or no_such_words:
        return [""]
    if line.evidenced == "" or line.sender_named != "named":
        return [""]
    if line.unbundled == "false" or _day(line) < GDPR:
        return [EARLY_FORM]
    purposes = [one for one, share in FOR_WHAT[channel].items() if dice.chance(share)]
    if not purposes or line.topics == "events" or source == "telephone-enquiry":
        purposes = ["events"]
    elif line.covers == "third_party":
        purposes = ["partner-offers"]
    spoken = "spoken-" if source == "telephone-enquiry" else ""
    return [f"{spoken}{purpose}-{CALLED[channel]}" for purpose in purposes]


# --- what came later ---------------------------------------------------------------------

BOOKED: Mapping[int, float] = {0: 52, 1: 30, 2: 12, 3: 5, 4: 1}
"""How often people booked a place since they came."""


def _later(coming: Coming, dice: Dice) -> Iterator[Happening]:
    """Bookings, each with the notice that goes with it, and now and then something else."""
    who, person, source = coming.who, coming.person, coming.source
    first = max(coming.on + timedelta(days=1), TWO_YEARS_AGO)
    if first > TODAY - timedelta(days=7):
        return
    times = dice.weigh(BOOKED)
    if coming.on < TWO_YEARS_AGO:  # whoever we heard nothing from for two years is not kept
        times = max(times, 1)
    days = sorted(busy_day(dice, first, TODAY) for _ in range(times))
    booked = "telephone-enquiry" if source == "telephone-enquiry" else "website-event"
    for day in days:
        yield Saying(who, day, "notice", source=booked)
    if person.mobile and source not in ("website-event", "telephone-enquiry") and days:
        yield Number(who, days[0], person, booked)
    if dice.chance(0.02):
        yield Saying(who, busy_day(dice, first, TODAY), "objection", wording="no-research")
    if dice.chance(0.01):
        yield Saying(who, busy_day(dice, first, TODAY), "restricted")


def entered_again(
    who: int, first: int, person: Person, came_on: date, dice: Dice
) -> Iterator[Happening]:
    """The record of somebody who is on record; half of these were noticed by now."""
    earliest = max(came_on + timedelta(days=1), TWO_YEARS_AGO)
    on = dice.weekday(min(earliest, TODAY - timedelta(days=14)), TODAY - timedelta(days=10))
    source = "bought-in-list" if person.provenance == "bought_in" else "telephone-enquiry"
    yield Coming(who, LISTS[-1] if source == "bought-in-list" else on, person, source)
    if dice.chance(0.5):
        yield Same(who, dice.weekday(TODAY - timedelta(days=10), TODAY), into=first)
