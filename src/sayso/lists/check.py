"""A contact list checked: for every row and channel, may we, why not, and what would change it.

Rows become questions, and every distinct question is asked once. Nothing is stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from sayso.law import ContactQuestion, QuestionError, decide, parse_question
from sayso.law.codes import Channel
from sayso.law.question import Consent, Listed, Objection, Registers, Search
from sayso.lists.columns import KIND_OF, Columns
from sayso.lists.facts import Facts, fact_value, how_to_write, says_stop, with_facts
from sayso.lists.outcome import (
    DUPLICATE,
    ELSEWHERE,
    NO_CONTACT_POINT,
    SAYS_STOP,
    SUPPRESSED,
    UNREAD_ELSEWHERE,
    Outcome,
    outcome_of,
    review,
    unreadable,
    unusable,
)
from sayso.lists.points import Point, Points, mentioned, points_of
from sayso.lists.registers import Matcher
from sayso.lists.said import Record, Said, Stop
from sayso.lists.table import Row
from sayso.lists.until import ASKED, last_day

BATCH = 10_000


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

    def refuse(self, channel: Channel, point: Point, outcome: Outcome) -> None:
        """Remember a contact point that the law or a suppression refuses, or a row unread."""
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
        use = tuple(point.shown for point in usable if self._is_new(channel, point))
        return outcome._replace(use=use) if use else DUPLICATE

    def _is_new(self, channel: Channel, point: Point) -> bool:
        known = (channel, point.keys[0]) in self.used
        self.used.add((channel, point.keys[0]))
        return not known


Parsed = Consent | Objection


class Asked(NamedTuple):
    """One row made ready: what it states, the question with those facts, its contact points.

    `noes` are what was said against it, `stopped` the channels on which it is left alone.
    """

    stated: tuple[str, ...] = ()
    question: ContactQuestion | None = None
    points: Points = {}  # noqa: RUF012 - never written to
    noes: tuple[int, ...] = ()
    stopped: Mapping[str, Outcome] = {}
    problem: str = ""


@dataclass
class Checker:
    """Asks the law about the rows of one list, each distinct question once.

    `met` are the noes that were found for some row: those not in it may be misspelt.
    """

    campaign: Campaign
    columns: Columns
    comparison: Comparison = field(default_factory=Comparison)
    met: set[str] = field(default_factory=set)
    _stated: dict[tuple[str, ...], ContactQuestion | str] = field(default_factory=dict)
    _parsed: dict[int, Parsed] = field(default_factory=dict)
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
        found = self._stated.get(stated)
        if found is None:
            found = self._stated[stated] = self._read_facts(stated)
        points = points_of(row.cells, self._read)
        kin = self._kin(row, points) if self.campaign.said.stops else ()
        if isinstance(found, str):
            return Asked(points=points, problem=found)
        noes = self.campaign.said.noes
        against = tuple(one for some in kin for one in noes.get(some, ())) if kin else ()
        return Asked(stated, found, points, against, self._stopped(row, kin))

    @cached_property
    def _read(self) -> Columns:
        """The columns with contact points that matter: an address does to post alone, unless
        something was said of one.
        """
        said = self.campaign.said
        keys = (*said.yeses, *said.noes, *said.suppressed)
        if Channel.POST in self.campaign.channels or any(k.startswith("post:") for k in keys):
            return self.columns
        return replace(self.columns, post=())

    def _kin(self, row: Row, points: Points) -> tuple[str, ...]:
        """Each no that was said for the row, by any cell of it; all in the order of the cells."""
        said = self.campaign.said
        own = [kin for some in points.values() for point in some for kin in point.kin]
        kin = dict.fromkeys([*own, *mentioned(row.cells, self.columns)])
        found = tuple(one for one in kin if one in said.noes or one in said.suppressed)
        self.met.update(found)
        return found

    def _stopped(self, row: Row, kin: tuple[str, ...]) -> Mapping[str, Outcome]:
        """The channels on which a row is left alone, whatever the law would say."""
        if any(says_stop(row.cells[place]) is not False for place in self.columns.stop):
            return dict.fromkeys(Channel, SAYS_STOP)
        suppressed = self.campaign.said.suppressed
        return {channel: SUPPRESSED for one in kin for channel in suppressed.get(one, ())}

    def unmet(self) -> list[Stop]:
        """The lines that say no and were for no row: elsewhere on file, or misspelt."""
        return [one for one in self.campaign.said.stops if self.met.isdisjoint(one.kin)]

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
            return self._unread_row(asked)
        outcomes = {}
        for channel in self.campaign.channels:
            usable = asked.points[KIND_OF[channel]]
            if channel in asked.stopped:
                outcomes[channel] = asked.stopped[channel]
                for point in usable:
                    self.comparison.refuse(channel, point, outcomes[channel])
                continue
            told = [self._point(channel, point, asked) for point in usable]
            outcomes[channel] = _weigh(told)
            for point, outcome in zip(usable, told, strict=True):
                self._note(channel, point, outcome, asked)
        return outcomes

    def _unread_row(self, asked: Asked) -> dict[Channel, Outcome]:
        """A row whose facts cannot be read may hold a stop, so it clears no other row either."""
        for channel in self.campaign.channels:
            for point in asked.points.get(KIND_OF[channel], ()):
                self.comparison.refuse(channel, point, UNREAD_ELSEWHERE)
        return dict.fromkeys(self.campaign.channels, unreadable(asked.problem))

    def _read_facts(self, stated: tuple[str, ...]) -> ContactQuestion | str:
        """The question with the row's own facts over the campaign's, or why they are unreadable.

        It is read once for all rows that state the same, and is about no contact point yet.
        """
        more = []
        for key, text in zip(self.columns.facts.values(), stated, strict=True):
            if text:
                value = fact_value(key, text)
                if value is None:
                    return f'The column for "{key}" cannot be read: {how_to_write(key)}.'
                more.append((key, value))
        facts = with_facts(self.campaign.facts, more)
        try:
            return question_for(self.campaign, self.campaign.channels[0], facts)
        except QuestionError as error:
            return f'The column for "{error.field}" cannot be read: {error.message}'

    def _point(self, channel: Channel, point: Point, asked: Asked) -> Outcome:
        if point.problem:
            return unusable(point)
        outcome = self._answer(channel, point, asked)
        return outcome if point.certain or not outcome.allowed else review(point)

    def _note(self, channel: Channel, point: Point, outcome: Outcome, asked: Asked) -> None:
        """Remember what is refused here; of a doubtful cell, each contact point it may mean."""
        if point.certain and not point.problem:
            if not outcome.allowed:
                self.comparison.refuse(channel, point, outcome)
            return
        for meant in point.meanings():
            answer = self._answer(channel, meant, asked)
            if not answer.allowed:
                self.comparison.refuse(channel, meant, answer)

    def _answer(self, channel: Channel, point: Point, asked: Asked) -> Outcome:
        """What the law says of a point, asked once for all that are alike."""
        listings = tuple(
            self._listing(register, point)
            for register in ASKED.get(channel, ())
            if register in self.campaign.registers
        )
        said = self.campaign.said
        yeses = tuple(one for key in point.keys for one in said.yeses.get(key, ()))
        question = (channel, asked.stated, listings, asked.noes, yeses)
        outcome = self._answers.get(question)
        if outcome is None:
            outcome = self._ask(channel, asked.question, listings, {*asked.noes, *yeses})
            self._answers[question] = outcome
        return outcome

    def _listing(self, register: str, point: Point) -> tuple[str, str | None]:
        """What a register says of a point: the worst that it says of any number it may be."""
        listed = self._listed[register].intersection(point.numbers)
        if not listed:
            return register, None
        found = [self.campaign.registers[register].listed_on(number) for number in listed]
        if "unknown" in found:
            return register, "unknown"
        days = [day for day in found if isinstance(day, date)]
        return register, min(days).isoformat()

    def _ask(
        self,
        channel: Channel,
        base: ContactQuestion | None,
        listings: tuple[tuple[str, str | None], ...],
        places: Iterable[int],
    ) -> Outcome:
        """Ask the question of the row about one contact point and what was said for it."""
        said = [self.campaign.said.records[place] for place in sorted(places)]
        assert base is not None  # noqa: S101 - a row without a question is not asked about
        topic = base.message.topic
        asked_on = [
            date.fromisoformat(record.facts["on"])
            for record in said
            if _asks_for(record, channel, topic)
        ]
        message = base.message
        if asked_on:
            asked_on += [message.solicited_on] if message.solicited_on else []
            message = replace(message, solicited_on=max(asked_on))
        parsed = [self._parse(record) for record in said if record.kind != "solicited"]
        question = replace(
            base,
            channel=channel,
            message=message,
            consents=tuple(one for one in parsed if isinstance(one, Consent)),
            objections=tuple(one for one in parsed if isinstance(one, Objection)),
            registers=Registers(**{name: self._found(name, day) for name, day in listings}),
        )
        outcome = outcome_of(decide(question))
        return outcome._replace(until=last_day(channel, question)) if outcome.allowed else outcome

    def _found(self, register: str, listed_on: str | None) -> Search:
        edition = self.campaign.registers[register].edition
        if listed_on is None:
            return Search(edition=edition, listed_on=Listed.NO)
        if listed_on == "unknown":
            return Search(edition=edition, listed_on=Listed.SINCE_UNKNOWN)
        return Search(edition=edition, listed_on=date.fromisoformat(listed_on))

    def _parse(self, record: Record) -> Parsed:
        """What somebody said as the law reads it; read once, however often it is asked about."""
        found = self._parsed.get(id(record))
        if found is None:
            question = question_for(self.campaign, self.campaign.channels[0], {}, [record])
            (found,) = question.consents + question.objections
            self._parsed[id(record)] = found
        return found


def _weigh(outcomes: list[Outcome]) -> Outcome:
    """A row is allowed only if every contact point of the kind is."""
    if not outcomes:
        return NO_CONTACT_POINT
    refused = [outcome for outcome in outcomes if not outcome.allowed]
    return min(refused, key=lambda outcome: outcome.rank) if refused else outcomes[0]


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
    topic = message.get("topic")
    asked_on = [record.facts["on"] for record in said if _asks_for(record, channel, topic)]
    if asked_on:
        message["solicited_on"] = max([*asked_on, message.get("solicited_on") or ""])
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


def _asks_for(record: Record, channel: Channel, topic: str | None) -> bool:
    """Whether a request is for this message; for one that names no channel, that is not known."""
    if record.kind != "solicited":
        return False
    channels = record.facts.get("channels", [])
    topics = record.facts.get("topics", ["all"])
    on_topic = "all" in topics or topic in topics
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
