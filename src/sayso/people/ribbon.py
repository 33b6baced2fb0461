"""The consent ribbon: what somebody said, a lane a channel, from their events alone.

It shows what was said and how long it counted, not what the law makes of it: that is in the grid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sayso.law.codes import Channel
from sayso.people import said
from sayso.people.models import Event

LANE, FIRST, BAR = 66, 41, 22
"""Pixels from one lane to the next, to the words of the first, and the height of a bar."""

AHEAD = timedelta(days=120)
"""How far the pencil reaches beyond today, at least."""

SOON = timedelta(days=30)

WAYS = {
    Channel.EMAIL: "Email",
    Channel.POST: "Post",
    Channel.LIVE_CALL: "Live call",
    Channel.SMS: "Text",
    Channel.FAX: "Fax",
    Channel.AUTOMATED_CALL: "Automated call",
    Channel.VOICEMAIL: "Voicemail",
    Channel.SOCIAL_MESSAGE: "Social network",
}


class Status(StrEnum):
    """What the last word on a channel was, at some time."""

    YES = "may"
    SOON = "soon"
    NO = "stop"
    RAN_OUT = "lapsed"
    AHEAD = "ahead"


WORDS: Mapping[Status, str] = {
    Status.YES: "Said yes",
    Status.SOON: "Ends soon",
    Status.NO: "Said no",
    Status.RAN_OUT: "Ran out",
    Status.AHEAD: "Ahead",
}


class Spell(NamedTuple):
    """From one day until before another the same was the last word."""

    status: Status
    begins: date
    ends: date


@dataclass(frozen=True)
class Bar:
    """A spell as it is drawn: where it begins and how wide it is, in per cent."""

    spell: Spell
    x: float
    width: float

    @property
    def words(self) -> str:
        return WORDS[self.spell.status]


@dataclass(frozen=True)
class Pin:
    """An event on a lane, by its number in the table."""

    number: int
    x: float


@dataclass(frozen=True)
class Lane:
    """One channel."""

    words: str
    at: int
    bars: Sequence[Bar]
    pins: Sequence[Pin]
    begins: float

    @property
    def top(self) -> int:
        return self.at + 9

    @property
    def middle(self) -> int:
        return self.at + 20

    @property
    def told(self) -> str:
        """How it stands today."""
        now = [bar for bar in self.bars if bar.spell.status is not Status.AHEAD]
        return now[-1].words if now else "No answer"


@dataclass(frozen=True)
class Ribbon:
    """All lanes, and the years below them."""

    lanes: Sequence[Lane]
    years: Sequence[tuple[int, float]]
    today: float

    @property
    def height(self) -> int:
        return FIRST + LANE * len(self.lanes) + 7

    @property
    def floor(self) -> int:
        return self.height - 24


def ribbon(
    events: Sequence[Event], channels: Iterable[Channel], today: date, months: int
) -> Ribbon | None:
    """The ribbon of somebody's events, in the order of the table; nothing if nothing was said."""
    lanes = [(channel, spells(events, channel, today, months)) for channel in channels]
    lanes = [(channel, some) for channel, some in lanes if some]
    if not lanes:
        return None
    first = min(some[0].begins for _, some in lanes)
    begins = date(first.year, 1, 1)
    ends = max(today + AHEAD, begins + timedelta(days=365))
    whole = (ends - begins).days

    def x(day: date) -> float:
        return 100 * (min(max(day, begins), ends) - begins).days / whole

    drawn = [
        Lane(
            WAYS[channel],
            FIRST + LANE * place,
            [Bar(one, x(one.begins), x(one.ends) - x(one.begins)) for one in some],
            [
                Pin(number, x(event.happened_on))
                for number, event in enumerate(events, 1)
                if bears_on(event, channel)
            ],
            x(some[0].begins),
        )
        for place, (channel, some) in enumerate(lanes)
    ]
    years = [(year, x(date(year, 1, 1))) for year in range(begins.year, ends.year + 1)]
    return Ribbon(drawn, [one for one in years if one[1] < 97], x(today))


def bears_on(event: Event, channel: Channel) -> bool:
    """Whether an event is a yes or a no, or the end of one, on a channel."""
    if event.kind not in {said.CONSENT, said.OBJECTION, said.WITHDRAWAL, said.OBJECTION_ENDED}:
        return False
    channels = event.details.get("channels") or ["all"]
    return "all" in channels or str(channel) in channels


def spells(events: Sequence[Event], channel: Channel, today: date, months: int) -> list[Spell]:
    """What the last word on a channel was, from the first that was said; and what follows."""
    changes = sorted(_changes(events, channel, months), key=lambda one: one[0])
    found: list[Spell] = []
    for place, (day, status, runs_out) in enumerate(changes):
        if day > today:
            break
        until = changes[place + 1][0] if place + 1 < len(changes) else None
        end = min(until or today, today)
        if status is Status.YES and runs_out:
            found += _of_a_yes(day, runs_out, end, is_last=until is None or until > today)
        else:
            found.append(Spell(status, day, end))
    return [one for one in found if one.ends > one.begins or one is found[-1]]


def _of_a_yes(day: date, runs_out: date, end: date, *, is_last: bool) -> list[Spell]:
    """A yes, until it ran out; and the pencil beyond today."""
    found = [Spell(Status.YES, day, min(runs_out, end))]
    if runs_out < end:
        return [*found, Spell(Status.RAN_OUT, runs_out, end)]
    if is_last:
        if runs_out - end <= SOON:
            found = [Spell(Status.SOON, day, end)]
        found.append(Spell(Status.AHEAD, end, runs_out))
    return found


def _changes(
    events: Sequence[Event], channel: Channel, months: int
) -> list[tuple[date, Status, date | None]]:
    found: list[tuple[date, Status, date | None]] = []
    for event in events:
        if not bears_on(event, channel):
            continue
        if event.kind == said.CONSENT:
            found.append((event.happened_on, Status.YES, _runs_out(event, months)))
        elif event.kind in {said.OBJECTION, said.WITHDRAWAL}:
            found.append((event.happened_on, Status.NO, None))
    return found


def _runs_out(event: Event, months: int) -> date:
    ends = event.details.get("ends_on")
    year, month = divmod(event.happened_on.month - 1 + months, 12)
    day = min(event.happened_on.day, 28)
    own = event.happened_on.replace(year=event.happened_on.year + year, month=month + 1, day=day)
    return min(date.fromisoformat(ends), own) if ends else own
