"""A contact list checked: for every row and channel, may we, why not, and what would change it.

Rows become questions, and every distinct question is asked once. Nothing is stored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from sayso.law import ContactQuestion, QuestionError, decide, parse_question
from sayso.law.codes import Channel
from sayso.lists.columns import Columns
from sayso.lists.errors import ListError
from sayso.lists.facts import Facts, fact_value, with_facts
from sayso.lists.outcome import (
    DUPLICATE,
    ELSEWHERE,
    NO_CONTACT_POINT,
    SUPPRESSED,
    Outcome,
    outcome_of,
    review,
    unreadable,
    unusable,
)
from sayso.lists.points import KIND_OF, Point, Points, points_of
from sayso.lists.registers import Matcher
from sayso.lists.said import Record, Said
from sayso.lists.table import Row

BATCH = 10_000

ASKED = {
    Channel.LIVE_CALL: ("tps", "ctps"),
    Channel.FAX: ("fps",),
}
"""The registers that the law asks about a channel, as far as they can be searched."""


@dataclass(frozen=True)
class Campaign:
    """What is to be done with the list, and everything that is known beside it."""

    channels: tuple[Channel, ...]
    purpose: str
    on: date
    policy: str
    facts: Facts
    registers: Mapping[str, Matcher]
    said: Said


@dataclass
class Comparison:
    """What the rows of a list say together, which no row can say alone.

    A contact point that is refused in one row is refused in every row, and one that is
    allowed is used once.
    """

    refused: dict[tuple[Channel, str], Outcome] = field(default_factory=dict)
    used: set[tuple[Channel, str]] = field(default_factory=set)

    def note(self, channel: Channel, points: Sequence[Point], outcomes: Sequence[Outcome]) -> None:
        """Remember each contact point that the law or a suppression refuses."""
        for point, outcome in zip(points, outcomes, strict=True):
            if point.certain and not outcome.allowed and not point.problem:
                for key in point.keys:
                    self.refused.setdefault((channel, key), outcome)

    def settle(self, channel: Channel, outcome: Outcome, points: Points) -> Outcome:
        """The last word on a row, given every other row of the list."""
        if not outcome.allowed:
            return outcome
        usable = points[KIND_OF[channel]]
        for point in usable:
            for key in point.keys:
                if (channel, key) in self.refused:
                    other = self.refused[channel, key]
                    return other._replace(because=f"{ELSEWHERE} {other.because}")
        fresh = [point for point in usable if (channel, point.keys[0]) not in self.used]
        self.used.update((channel, point.keys[0]) for point in usable)
        if not fresh:
            return DUPLICATE
        return outcome._replace(use=tuple(point.shown for point in fresh))


class Asked(NamedTuple):
    """One row made ready: what it states, its facts with the campaign's, its contact points."""

    stated: tuple[str, ...] = ()
    facts: Facts = {}  # noqa: RUF012 - never written to
    points: Points = {}  # noqa: RUF012 - as above
    problem: str = ""


@dataclass
class Checker:
    """Asks the law about the rows of one list, each distinct question once."""

    campaign: Campaign
    columns: Columns
    comparison: Comparison = field(default_factory=Comparison)
    _overridden: dict[tuple[str, ...], Facts | str] = field(default_factory=dict)
    _answers: dict[tuple[Any, ...], Outcome] = field(default_factory=dict)
    _listed: dict[str, set[int]] = field(default_factory=dict)

    def batch(self, rows: Iterable[Row]) -> list[tuple[dict[Channel, Outcome], Points]]:
        """The outcomes of some rows for every channel, before all rows are compared."""
        asked = [self._ready(row) for row in rows]
        self._search(asked)
        return [(self._row(one), one.points) for one in asked]

    def _ready(self, row: Row) -> Asked:
        if row.problem:
            return Asked(problem=row.problem)
        stated = tuple(row.cells[place].strip() for place in self.columns.facts)
        facts = self._overridden.get(stated)
        if facts is None:
            facts = self._overridden[stated] = self._read_facts(stated)
        if isinstance(facts, str):
            return Asked(problem=facts)
        return Asked(stated, facts, points_of(row.cells, self.columns))

    def _search(self, asked: Iterable[Asked]) -> None:
        """Search the registers for all numbers at once; a listing's day is asked one by one."""
        numbers = {
            number
            for one in asked
            for some in one.points.values()
            for point in some
            for number in point.numbers
        }
        wanted = np.fromiter(numbers, np.int64, len(numbers))
        for register, matcher in self.campaign.registers.items():
            self._listed[register] = set(wanted[matcher.listed(wanted)].tolist())

    def _row(self, asked: Asked) -> dict[Channel, Outcome]:
        if asked.problem:
            return dict.fromkeys(self.campaign.channels, unreadable(asked.problem))
        keys = [key for some in asked.points.values() for point in some for key in point.keys]
        said = self.campaign.said
        stopped = {channel for key in keys for channel in said.suppressed.get(key, ())}
        records = tuple(key for key in keys if key in said.records)
        outcomes = {}
        for channel in self.campaign.channels:
            usable = asked.points[KIND_OF[channel]]
            if channel in stopped:
                told = [SUPPRESSED for _ in usable]
                outcomes[channel] = SUPPRESSED
            else:
                told = [self._point(channel, point, asked, records) for point in usable]
                outcomes[channel] = _weigh(told, usable)
            self.comparison.note(channel, usable, told)
        return outcomes

    def _read_facts(self, stated: tuple[str, ...]) -> Facts | str:
        more = []
        for key, text in zip(self.columns.facts.values(), stated, strict=True):
            if text:
                value = fact_value(key, text)
                if value is None:
                    return f'The column for "{key}" holds neither true nor false.'
                more.append((key, value))
        facts = with_facts(self.campaign.facts, more)
        try:
            for channel in self.campaign.channels:
                question_for(self.campaign, channel, facts)
        except QuestionError as error:
            return f'The column for "{error.field}" cannot be read: {error.message}'
        return facts

    def _point(
        self, channel: Channel, point: Point, asked: Asked, records: tuple[str, ...]
    ) -> Outcome:
        if point.problem:
            return unusable(point)
        listings = tuple(
            self._listing(register, point)
            for register in ASKED.get(channel, ())
            if register in self.campaign.registers
        )
        own = tuple(key in point.keys for key in records)
        question = (channel, asked.stated, listings, records, own)
        outcome = self._answers.get(question)
        if outcome is None:
            said = _said_for(self.campaign.said, records, point)
            outcome = self._ask(channel, asked.facts, listings, said)
            self._answers[question] = outcome
        return outcome if point.certain or not outcome.allowed else review(point)

    def _listing(self, register: str, point: Point) -> tuple[str, str | None]:
        """What a register says of a point: the worst that it says of any number it may be."""
        matcher, listed_now = self.campaign.registers[register], self._listed[register]
        found = [matcher.listed_on(number) for number in point.numbers if number in listed_now]
        if "unknown" in found:
            return register, "unknown"
        days = [day for day in found if isinstance(day, date)]
        return register, min(days).isoformat() if days else None

    def _ask(
        self,
        channel: Channel,
        facts: Facts,
        listings: tuple[tuple[str, str | None], ...],
        said: list[Record],
    ) -> Outcome:
        searches = {
            register: _search(self.campaign.registers[register], listed_on)
            for register, listed_on in listings
        }
        return outcome_of(decide(question_for(self.campaign, channel, facts, said, searches)))


def _weigh(outcomes: list[Outcome], points: Sequence[Point]) -> Outcome:
    """A row is allowed only if every contact point of the kind is."""
    if not outcomes:
        return NO_CONTACT_POINT
    refused = [outcome for outcome in outcomes if not outcome.allowed]
    if refused:
        return min(refused, key=lambda outcome: outcome.rank)
    return outcomes[0]._replace(use=tuple(point.shown for point in points))


def _search(matcher: Matcher, listed_on: str | None) -> dict[str, Any]:
    edition = matcher.edition.isoformat() if matcher.edition else None
    return {"edition": edition, "listed_on": listed_on}


def _said_for(said: Said, records: Iterable[str], point: Point) -> list[Record]:
    """What bears on a point: all that was said for it, and every no said for the same row."""
    return [
        record
        for key in records
        for record in said.records[key]
        if key in point.keys or record.kind == "objection" or "withdrawn_on" in record.facts
    ]


def question_for(
    campaign: Campaign,
    channel: Channel,
    facts: Facts,
    said: Iterable[Record] = (),
    searches: Mapping[str, Any] | None = None,
) -> ContactQuestion:
    """The question about one contact point; raises QuestionError if a fact cannot be read."""
    said = list(said)
    message = {"purpose": campaign.purpose, **facts.get("message", {})}
    asked_on = [record.facts["on"] for record in said if _asks_for(record, channel, message)]
    if asked_on:
        message["solicited_on"] = max(asked_on)
    question = parse_question(
        {
            **facts,
            "question": "contact",
            "on": campaign.on.isoformat(),
            "policy": campaign.policy,
            "channel": str(channel),
            "message": message,
            "consents": [record.facts for record in said if record.kind == "consent"],
            "objections": [record.facts for record in said if record.kind == "objection"],
            "registers": dict(searches or {}),
        },
        today=campaign.on,
    )
    assert isinstance(question, ContactQuestion)  # noqa: S101 - it asked for one
    return question


def _asks_for(record: Record, channel: Channel, message: Mapping[str, Any]) -> bool:
    """Whether a request is for this message; one that names no channel is for the point itself."""
    if record.kind != "solicited":
        return False
    channels = record.facts.get("channels", ["all"])
    topics = record.facts.get("topics", ["all"])
    on_topic = "all" in topics or message.get("topic") in topics
    return on_topic and ("all" in channels or channel in channels)


def check_rows(checker: Checker, rows: Iterable[Row]) -> Iterator[dict[Channel, Outcome]]:
    """The outcomes of every row, in order; all rows are read before the first is told."""
    rows = iter(rows)
    found = []
    while batch := list(islice(rows, BATCH)):
        found += checker.batch(batch)
    for outcomes, points in found:
        yield {
            channel: checker.comparison.settle(channel, outcome, points)
            for channel, outcome in outcomes.items()
        }


def must_have_columns(channels: Iterable[Channel], columns: Columns) -> None:
    """Refuse a channel for which the list has no column."""
    for channel in channels:
        kind = KIND_OF.get(channel)
        if kind is None:
            raise ListError(
                f"A list holds no contact points for {channel}; ask with `sayso decide` instead."
            )
        if not getattr(columns, kind):
            raise ListError(
                f"No column for {channel} was found; name it, as in --column {kind}=HEADING."
            )
