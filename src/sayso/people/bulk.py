"""The same answer for everybody at once: what is alike is decided once, and joined back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, When

from sayso.law.codes import Channel
from sayso.law.situation import REGISTER_DAYS
from sayso.lists.columns import KIND_OF
from sayso.people.alike import Situation, bearing_on, boundaries, shape_of, situation
from sayso.people.errors import RecordError
from sayso.people.facts import (
    ASKED,
    CALLS,
    NOT_STOPPED,
    POINT_KINDS,
    UNKNOWN_SINCE,
    Asking,
    Line,
    Stopped,
    answer,
    standing_call_objections,
)
from sayso.people.models import ContactPoint, Facts, Standing, Suppression
from sayso.people.queries import NO_POINT, NOT_THIS_CHANNEL, use_of
from sayso.people.registers import editions_searched
from sayso.people.said import canonical
from sayso.policy.models import PolicyVersion

CHUNK = 20_000

COLUMNS = (
    "root",
    "person__standing__facts_id",
    "pid",
    "kind",
    "subscriber",
    "provenance",
    "tps",
    "ctps",
    "fps",
    "lookup",
    "kin",
    "other_kin",
)


class Told(NamedTuple):
    """The answer for one person and channel: the reason, and the contact points to use."""

    sid: str
    channel: Channel
    allowed: bool
    reason: str
    use: tuple[str, ...]


Row = tuple[Any, ...]
"""A contact point, as the database gives it: see COLUMNS."""

Plan = list[tuple[Channel, bool, str, tuple[int, ...]]]
"""For each channel the answer, and the places of the contact points to use among a person's."""


class _Everybody:
    """What is read once before anybody is asked about, and what was found of those alike."""

    def __init__(
        self, channels: Iterable[Channel], purpose: str, version: PolicyVersion, on: date
    ) -> None:
        use = use_of(version, purpose)
        editions = editions_searched()
        if any(edition > on for edition in editions.values()):
            raise RecordError(
                "Everybody can be asked about from the day of the newest register edition on; "
                "for an earlier day, ask about one person at a time."
            )
        open_to = version.policy.purposes[purpose].channels
        self.asked = {
            channel: Asking(
                channel,
                use,
                on,
                {name: editions[name] for name in ASKED.get(channel, ()) if name in editions},
            )
            for channel in channels
            if channel in open_to
        }
        self.closed = [channel for channel in channels if channel not in open_to]
        self.by_kind = {
            kind: [c for c in self.asked if KIND_OF.get(c) == POINT_KINDS[kind]]
            for kind in POINT_KINDS
        }
        self.on, self.topic = on, purpose
        self.suppressed = _suppressions(on)
        self.bounds = boundaries(on, use.house)
        self.alike, self.latest, one_of = _alike(self.bounds)
        self.texts = _texts(one_of)
        self.own_texts = _texts_of_the_suppressed() if self.suppressed else {}
        self.narrowed: dict[tuple[int, Channel], int] = {}
        self.numbers: dict[tuple[Channel, Situation], int] = {}
        self.narrow_texts: list[str] = []
        self.since: dict[date | None, date | None] = {None: None}
        self.lines = self._stopped_lines(on) if CALLS & self.asked.keys() else {}
        self.told: dict[tuple[Any, ...], tuple[bool, str]] = {}
        self.plans: dict[tuple[Any, ...], Plan] = {}

    def _stopped_lines(self, on: date) -> dict[str, set[str]]:
        """The lines on which somebody said no to calls, and who did: it is no news to them."""
        objected = {
            number: standing_call_objections(text, on) for number, text in enumerate(self.texts)
        }
        noes = [facts for facts, number in self.alike.items() if objected[number]]
        lines: dict[str, set[str]] = {}
        for start in range(0, len(noes), 500):
            rows = _roots(ContactPoint.objects.filter(ended_at=None)).filter(
                kind__in=("phone", "mobile", "fax"),
                person__standing__facts_id__in=noes[start : start + 500],
            )
            for lookup, root in rows.values_list("lookup", "root").iterator(CHUNK):
                lines.setdefault(lookup, set()).add(root)
        return lines

    def plan(self, rows: list[Row]) -> Plan:
        """The answers for one person, made once for all whose contact points are alike."""
        alike, since = self.alike, self._since
        key = []
        for row in rows:
            if row[9] in self.lines or row[10] in self.suppressed or row[11] in self.suppressed:
                return self._new_plan(rows)
            key.append((alike[row[1]], row[3:6], since(row[6]), since(row[7]), since(row[8])))
        found = self.plans.get(tuple(key))
        if found is None:
            found = self.plans[tuple(key)] = self._new_plan(rows)
        return found

    def _new_plan(self, rows: list[Row]) -> Plan:
        plan: Plan = []
        for channel in self.asked:
            answers = [
                (place, *self._decided(row, channel))
                for place, row in enumerate(rows)
                if channel in self.by_kind[row[3]]
            ]
            use = tuple(place for place, allowed, _ in answers if allowed)
            told = next((one for one in answers if one[1]), answers[0] if answers else None)
            plan.append((channel, bool(use), told[2] if told else NO_POINT, use))
        return plan + [(channel, False, NOT_THIS_CHANNEL, ()) for channel in self.closed]

    def _stopped(self, row: Row, channel: Channel) -> Stopped:
        root, lookup, kin, other_kin = row[0], row[9], row[10], row[11]
        by_line = channel in CALLS and bool(self.lines.get(lookup, set()) - {root})
        days = sorted(
            stop
            for one in {kin, other_kin}
            for stop in self.suppressed.get(one, ())
            if stop[0] in ("all", channel)
        )
        # One after all that the person said is as good as one of today, whichever its day.
        if days and max(day for _, day in days).isoformat() >= self.latest[row[1]]:
            days = [(str(channel), self.on)]
        return Stopped(by_line, tuple(days)) if by_line or days else NOT_STOPPED

    def _decided(self, row: Row, channel: Channel) -> tuple[bool, str]:
        """Whether one contact point may be used and by which rule, asked once for all alike."""
        alike, line, stopped = self.alike[row[1]], self._line(row), NOT_STOPPED
        if row[9] in self.lines or row[10] in self.suppressed or row[11] in self.suppressed:
            stopped = self._stopped(row, channel)
            if stopped.suppressed and stopped.suppressed[0][1] != self.on:
                return self._told((channel, -row[1], line, stopped), self.own_texts[row[1]])
        number = self.narrowed.get((alike, channel))
        if number is None:
            number = self.narrowed[alike, channel] = self._narrow(alike, channel)
        return self._told((channel, number, line, stopped), self.narrow_texts[number])

    def _narrow(self, alike: int, channel: Channel) -> int:
        """The number of a situation without what cannot bear on this channel and purpose."""
        facts = bearing_on(json.loads(self.texts[alike]), channel, self.topic)
        found = (channel, situation(*shape_of(facts), self.bounds))
        number = self.numbers.setdefault(found, len(self.narrow_texts))
        if number == len(self.narrow_texts):
            self.narrow_texts.append(canonical(facts)[0])
        return number

    def _told(self, asked: tuple[Channel, int, Line, Stopped], facts: str) -> tuple[bool, str]:
        channel, _, line, stopped = asked
        told = self.told.get(asked)
        if told is None:
            decision = answer(self.asked[channel], facts, line, stopped)
            told = (decision.allowed, decision.answer.determining[0].rule.id)
            self.told[asked] = told
        return told

    def _line(self, row: Row) -> Line:
        """The contact point, with one day for all listings that bind."""
        return Line(row[3], row[4], row[5], *(self._since(since) for since in row[6:9]))

    def _since(self, since: date | None) -> date | None:
        if since not in self.since:
            binds = since is not None and (self.on - since).days >= REGISTER_DAYS
            self.since[since] = UNKNOWN_SINCE if binds else since
        return self.since[since]


def permissions(
    *, purpose: str, channels: Sequence[Channel], version: PolicyVersion, on: date
) -> Iterator[Told]:
    """What `permission` says of everybody on record today, for each channel; in no set order.

    Raises RecordError for a day before the registers were last searched.
    """
    everybody = _Everybody(channels, purpose, version, on)
    rows = _roots(ContactPoint.objects.filter(ended_at=None, given_on__lte=on))
    ordered = rows.order_by("root", "recorded_at", "pid").values_list(*COLUMNS)
    for root, points in groupby(ordered.iterator(CHUNK), key=lambda row: row[0]):
        yield from _of_one(everybody, root, list(points))
    for root in _without_points(on):
        yield from _of_one(everybody, root, [])


def _of_one(everybody: _Everybody, root: str, rows: list[Row]) -> Iterator[Told]:
    for channel, allowed, reason, places in everybody.plan(rows):
        use = tuple([rows[place][2] for place in places])
        yield Told(root, channel, allowed, reason, use)


def _roots(rows: Any) -> Any:
    """Each contact point with the record that speaks for its person."""
    merged = When(~Q(person__merged_into=""), then=F("person__merged_into"))
    return rows.annotate(root=Case(merged, default=F("person_id")))


def _alike(bounds: Sequence[str]) -> tuple[dict[int, int], dict[int, str], list[int]]:
    """For each row of facts the number of its situation and its latest day; and for each situation
    one such row.
    """
    numbers: dict[Situation, int] = {}
    one_of: list[int] = []
    alike: dict[int, int] = {}
    latest: dict[int, str] = {}
    for key, shape, days in Facts.objects.values_list("id", "shape", "days").iterator(CHUNK):
        number = numbers.setdefault(situation(shape, days, bounds), len(one_of))
        if number == len(one_of):
            one_of.append(key)
        alike[key] = number
        latest[key] = max(days.split(","))
    return alike, latest, one_of


def _texts(keys: Sequence[int]) -> list[str]:
    """The facts in their canonical form, in the order of their rows' ids as asked."""
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        rows = Facts.objects.filter(id__in=keys[start : start + 500])
        found.update(rows.values_list("id", "facts"))
    return [found[key] for key in keys]


def _texts_of_the_suppressed() -> dict[int, str]:
    """The facts of all who have a contact point that is to be left alone: their own days count."""
    kin = Suppression.objects.values("kin")
    points = ContactPoint.objects.filter(Q(kin__in=kin) | Q(other_kin__in=kin))
    rows = Facts.objects.filter(standing__person__in=points.values("person"))
    return dict(rows.values_list("id", "facts").iterator(CHUNK))


def _suppressions(on: date) -> dict[str, list[tuple[str, date]]]:
    found: dict[str, list[tuple[str, date]]] = {}
    rows = Suppression.objects.filter(on__lte=on)
    for kin, channel, day in rows.values_list("kin", "channel", "on").iterator(CHUNK):
        found.setdefault(kin, []).append((channel, day))
    return found


def _without_points(on: date) -> Iterator[str]:
    """The records that speak for somebody who cannot be reached at all."""
    usable = ContactPoint.objects.filter(ended_at=None, given_on__lte=on)
    rows = Standing.objects.filter(
        ~Exists(usable.filter(person=OuterRef("person_id"))),
        ~Exists(usable.filter(person__merged_into=OuterRef("person_id"))),
        person__merged_into="",
        person__shredded_at=None,
    )
    yield from rows.values_list("person_id", flat=True)
