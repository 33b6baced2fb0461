"""A contact list checked: for every row and channel, may we, why not, and what would change it.

Rows become questions, and every distinct question is asked once. Nothing is stored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sayso.law import ContactQuestion, Decision, QuestionError, decide, parse_question
from sayso.law.codes import Channel
from sayso.law.words import listed
from sayso.lists.columns import Columns
from sayso.lists.errors import ListError
from sayso.lists.facts import Facts, fact_value, with_facts
from sayso.lists.points import KIND_OF, Point, Points, points_of
from sayso.lists.registers import Matcher
from sayso.lists.said import Record, Said
from sayso.lists.table import Row

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


class Outcome(NamedTuple):
    """The answer for one contact point or row: a reason code, and what would change it.

    `because` says why in a sentence; `rank` orders the reasons as a refusal is told.
    """

    allowed: bool
    reason: str
    because: str = ""
    remedy: str = ""
    rank: int = 0
    use: tuple[str, ...] = ()


def _refused(reason: str, because: str, remedy: str, rank: int) -> Outcome:
    return Outcome(allowed=False, reason=reason, because=because, remedy=remedy, rank=rank)


NO_CONTACT_POINT = _refused(
    "no_contact_point",
    "The row has no contact point for this channel.",
    "Ask the person for one, or use another channel.",
    1,
)
SUPPRESSED = _refused(
    "suppressed",
    "The contact point stands on the suppression list.",
    "Only a newer yes from the person themselves ends a suppression.",
    4,
)
ELSEWHERE = "Another row with the same contact point is refused, so this one is too."
DUPLICATE = _refused(
    "duplicate",
    "An earlier row that is allowed has the same contact point.",
    "Use the earlier row, and merge the two.",
    90,
)


def unreadable(problem: str) -> Outcome:
    """The outcome of a row that cannot be relied on."""
    because = f"{problem[:1].upper()}{problem[1:].rstrip('.')}."
    return _refused("unreadable", because, "Correct the line, and check it again.", 0)


_UNUSABLE = {
    "unscreenable": ("It cannot be checked", "Correct it, and check it again.", 2),
    "out_of_scope": (
        "It is no UK number",
        "Leave it out, or ask what the law of its own country says.",
        3,
    ),
}


def _unusable(point: Point) -> Outcome:
    because, remedy, rank = _UNUSABLE[point.problem]
    return _refused(point.problem, _with_note(because, point.note), remedy, rank)


def _review(point: Point) -> Outcome:
    because = _with_note("The cell had to be repaired before it could be read", point.note)
    return _refused("review", because, "Look at the cell, correct it, and check it again.", 80)


def _with_note(because: str, note: str) -> str:
    return f"{because}: {note.rstrip('.')}." if note else f"{because}."


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


@dataclass
class Checker:
    """Asks the law about the rows of one list, each distinct question once."""

    campaign: Campaign
    columns: Columns
    comparison: Comparison = field(default_factory=Comparison)
    _overridden: dict[tuple[str, ...], Facts | str] = field(default_factory=dict)
    _answers: dict[tuple[Any, ...], Outcome] = field(default_factory=dict)

    def row(self, row: Row) -> tuple[dict[Channel, Outcome], Points]:
        """The outcome of one row for every channel, before rows are compared."""
        if row.problem:
            return self._unread(row.problem)
        facts = self._facts(row)
        if isinstance(facts, str):
            return self._unread(facts)
        points = points_of(row.cells, self.columns)
        keys = tuple(key for some in points.values() for point in some for key in point.keys)
        said = self.campaign.said
        stopped = {channel for key in keys for channel in said.suppressed.get(key, ())}
        records = [key for key in keys if key in said.records]
        outcomes = {}
        for channel in self.campaign.channels:
            usable = points[KIND_OF[channel]]
            if channel in stopped:
                told = [SUPPRESSED for _ in usable]
                outcomes[channel] = SUPPRESSED
            else:
                told = [self._point(channel, point, row, facts, records) for point in usable]
                outcomes[channel] = self._weigh(told, usable)
            self.comparison.note(channel, usable, told)
        return outcomes, points

    def _unread(self, problem: str) -> tuple[dict[Channel, Outcome], Points]:
        return dict.fromkeys(self.campaign.channels, unreadable(problem)), {}

    def _facts(self, row: Row) -> Facts | str:
        """The campaign's facts with the row's own over them, or why those cannot be read."""
        stated = tuple(row.cells[place].strip() for place in self.columns.facts)
        found = self._overridden.get(stated)
        if found is None:
            found = self._overridden[stated] = self._read_facts(stated)
        return found

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
        self, channel: Channel, point: Point, row: Row, facts: Facts, records: list[str]
    ) -> Outcome:
        if point.problem:
            return _unusable(point)
        stated = tuple(row.cells[place].strip() for place in self.columns.facts)
        listings = tuple(
            self._listing(register, point)
            for register in ASKED.get(channel, ())
            if register in self.campaign.registers
        )
        own = tuple(key in point.keys for key in records)
        asked = (channel, stated, listings, tuple(records), own)
        outcome = self._answers.get(asked)
        if outcome is None:
            said = _said_for(self.campaign.said, records, point)
            outcome = self._ask(channel, facts, listings, said)
            self._answers[asked] = outcome
        return outcome if point.certain or not outcome.allowed else _review(point)

    def _listing(self, register: str, point: Point) -> tuple[str, str | None]:
        """What a register says of a point: the worst that it says of any number it may be."""
        matcher = self.campaign.registers[register]
        found = [matcher.listed_on(number) for number in point.numbers]
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

    @staticmethod
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


def _said_for(said: Said, records: list[str], point: Point) -> list[Record]:
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


# --- what an answer of the law becomes --------------------------------------------------

LAW_RANK = 10
MOST_REMEDIES = 3


def outcome_of(decision: Decision) -> Outcome:
    """A decision as the outcome of a contact point: its first reason, and a way to win it back."""
    answer = decision.answer
    first = answer.determining[0]
    return Outcome(
        allowed=answer.allowed,
        reason=first.rule.id,
        because="" if answer.allowed else first.finding.reason,
        remedy="" if answer.allowed else _remedy(answer.missing, answer.would_change_if),
        rank=LAW_RANK + first.rule.step,
    )


def _remedy(missing: Sequence[str], changes: Sequence[str]) -> str:
    if missing:
        return f"State what is not known: {listed(missing, 'and')}."
    if changes:
        return f"It would be allowed with {listed(changes[:MOST_REMEDIES])}."
    return "No single fact would change this."


def check_rows(checker: Checker, rows: Iterable[Row]) -> Iterator[dict[Channel, Outcome]]:
    """The outcomes of every row, in order; all rows are read before the first is told."""
    found = [checker.row(row) for row in rows]
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
