"""The same answer for everybody at once: what is alike is decided once, and joined back."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.functions import Concat

from sayso.law.codes import Channel
from sayso.law.situation import REGISTER_DAYS
from sayso.lists.columns import KIND_OF
from sayso.people import rows
from sayso.people.alike import Situation, bearing_on, boundaries, shape_of, situation
from sayso.people.batches import ahead, among, batches, no_cycles_sought
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
from sayso.people.models import ContactPoint, Facts, Person
from sayso.people.queries import BOUNCED, NO_POINT, NOT_THIS_CHANNEL, use_of
from sayso.people.registers import editions_searched
from sayso.people.rows import Plain
from sayso.people.said import canonical
from sayso.policy.models import PolicyVersion


class Told(NamedTuple):
    """The answer for one person and channel: the reason, and the contact points to use."""

    sid: str
    channel: Channel
    allowed: bool
    reason: str
    use: tuple[str, ...]


class Usable(NamedTuple):
    """A contact point, and what its person said. If something else may stop its use: whose it is,
    and the hashes by which it is found.
    """

    facts: int
    line: Line
    hashes: tuple[str, ...] = ()


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
        self.suppressed = rows.suppressions(on)
        self.bounds = boundaries(on, use.house)
        self.alike, self.latest, one_of = rows.alike(self.bounds)
        self.texts = rows.texts(one_of)
        self.own_texts: dict[int, str] = {}
        self.numbers: dict[tuple[Channel, Situation], int] = {}
        self.narrow_texts: list[str] = []
        self.narrowed = [self._narrow(text) for text in self.texts]
        self.groups: dict[tuple[int, ...], int] = {}
        self.group_of = {facts: self._group(facts) for facts in self.alike}
        self.lines: dict[Line, int] = {}
        self.line_of: dict[str, int] = {}
        self.line = cache(self._line)
        self.stopped = self._stopped_lines(on) if CALLS & self.asked.keys() else {}
        self.told: dict[tuple[Any, ...], tuple[bool, str]] = {}
        self.plans: dict[tuple[Any, ...], Plan] = {}

    def _stopped_lines(self, on: date) -> dict[str, set[str]]:
        """The lines on which somebody said no to calls, and who did: it is no news to them."""
        objected = {
            number: standing_call_objections(text, on) for number, text in enumerate(self.texts)
        }
        noes = [facts for facts, number in self.alike.items() if objected[number]]
        lines_of = rows.roots(ContactPoint.objects.filter(ended_at=None)).filter(
            kind__in=("phone", "mobile", "fax"), person__standing__facts_id__in=among(noes)
        )
        lines: dict[str, set[str]] = {}
        for lookup, root in lines_of.values_list("lookup", "root").iterator(rows.CHUNK):
            lines.setdefault(lookup, set()).add(root)
        return lines

    # --- those whom nothing but their own answers and the registers stop --------------------

    def plan(self, points: Sequence[Plain]) -> Plan:
        """The answers for one person, made once for all whose contact points are alike."""
        group_of, line_of = self.group_of, self.line_of
        try:
            key = tuple([(group_of[row[1]], line_of[row[3]]) for row in points])
        except KeyError:
            if unknown := [row[1] for row in points if row[1] not in group_of]:
                self.learn(unknown)
            for row in points:
                line_of[row[3]] = self.lines.setdefault(self.line(row[3]), len(self.lines))
            return self.plan(points)
        found = self.plans.get(key)
        if found is None:
            usable = [Usable(row[1], self.line(row[3])) for row in points]
            found = self.plans[key] = self.new_plan(usable)
        return found

    def _group(self, facts: int) -> int:
        """The number of what somebody said, as far as it bears on what is asked."""
        return self.groups.setdefault(self.narrowed[self.alike[facts]], len(self.groups))

    def _line(self, text: str) -> Line:
        """A contact point from its text, with one day for all listings that bind."""
        kind, subscriber, provenance, *days = text.split(rows.SEPARATOR)
        tps, ctps, fps, bounced = (date.fromisoformat(day) if day else None for day in days)
        dead = UNKNOWN_SINCE if bounced and bounced <= self.on else None
        listed = map(self._since, (tps, ctps, fps))
        return Line(kind, subscriber, provenance, *listed)._replace(bounced_on=dead)

    def _since(self, since: date | None) -> date | None:
        binds = since is not None and (self.on - since).days >= REGISTER_DAYS
        return UNKNOWN_SINCE if binds else since

    def learn(self, facts: Iterable[int]) -> None:
        """Read what some have said, with its own dates; they may have said it just now."""
        for row in Facts.objects.filter(id__in=among(facts)):
            self.own_texts[row.id] = row.facts
            if row.id not in self.alike:
                self.alike[row.id], self.latest[row.id] = len(self.texts), rows.last(row.days)
                self.texts.append(row.facts)
                self.narrowed.append(self._narrow(row.facts))
                self.group_of[row.id] = self._group(row.id)

    # --- anybody ---------------------------------------------------------------------------

    def plan_of(self, usable: Sequence[Usable]) -> Plan:
        """The answers for one person whom others may stop, made once for all stopped alike."""
        key = tuple([self._likeness(one) for one in usable])
        if any(one is None for one in key):
            return self.new_plan(usable)
        found = self.plans.get(key)
        if found is None:
            found = self.plans[key] = self.new_plan(usable)
        return found

    def _likeness(self, one: Usable) -> tuple[Any, ...] | None:
        """What a contact point has in common with alike ones; None if a day of its own counts."""
        stopped = self._stopped(one)
        if any(day != self.on for _, day in stopped.suppressed):
            return None
        return self.group_of[one.facts], one.line, stopped

    def new_plan(self, usable: Sequence[Usable]) -> Plan:
        """The answers for one person, who has these contact points."""
        plan: Plan = []
        for place_of_channel, channel in enumerate(self.asked):
            asked = [
                (place, one)
                for place, one in enumerate(usable)
                if channel in self.by_kind[one.line.kind]
            ]
            answers = [
                (place, *self._decided(one, place_of_channel, channel))
                for place, one in asked
                if not one.line.bounced_on
            ]
            use = tuple(place for place, allowed, _ in answers if allowed)
            told = next((one for one in answers if one[1]), answers[0] if answers else None)
            nobody = BOUNCED if asked else NO_POINT
            plan.append((channel, bool(use), told[2] if told else nobody, use))
        return plan + [(channel, False, NOT_THIS_CHANNEL, ()) for channel in self.closed]

    def _decided(self, one: Usable, place: int, channel: Channel) -> tuple[bool, str]:
        """Whether one contact point may be used and by which rule, asked once for all alike."""
        stopped = _on_channel(self._stopped(one), channel, self.on) if one.hashes else NOT_STOPPED
        number = self.narrowed[self.alike[one.facts]][place]
        if stopped.suppressed and stopped.suppressed[0][1] != self.on:
            number, stopped = self._as_objection(one.facts, channel, stopped)
        return self._told((channel, number, one.line, stopped), self.narrow_texts[number])

    def _as_objection(self, facts: int, channel: Channel, stopped: Stopped) -> tuple[int, Stopped]:
        """A suppression among the days of what the person said, told as a no of theirs; and what
        is left of the stop.
        """
        known = bearing_on(json.loads(self.own_texts[facts]), channel, self.topic)
        noes = [{"on": day.isoformat(), "channels": [by]} for by, day in stopped.suppressed]
        known["objections"] = [*known.get("objections", ()), *noes]
        return self._number(known, channel), Stopped(stopped.by_line)

    def _stopped(self, one: Usable) -> Stopped:
        """What others said that reaches a contact point, on any channel."""
        root, lookup, *kin = one.hashes
        by_line = bool(self.stopped.get(lookup, set()) - {root})
        # One after all that the person said is as good as one of today, whichever its day.
        latest = self.latest[one.facts]
        days = {
            (channel, self.on if day.isoformat() >= latest else day)
            for name in kin
            for channel, day in self.suppressed.get(name, ())
        }
        return Stopped(by_line, tuple(sorted(days))) if by_line or days else NOT_STOPPED

    def _narrow(self, text: str) -> tuple[int, ...]:
        """For each channel, the number of a situation without what cannot bear on it and the
        purpose.
        """
        known = json.loads(text)
        return tuple([self._number(bearing_on(known, c, self.topic), c) for c in self.asked])

    def _number(self, facts: dict[str, Any], channel: Channel) -> int:
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


def permissions(
    *, purpose: str, channels: Sequence[Channel], version: PolicyVersion, on: date
) -> Iterator[Told]:
    """What `permission` says of everybody on record today, for each channel; in no set order.

    Raises RecordError for a day before the registers were last searched.
    """
    with no_cycles_sought():
        yield from _permissions(_Everybody(channels, purpose, version, on), on)


def _permissions(everybody: _Everybody, on: date) -> Iterator[Told]:
    apart = rows.apart(on, everybody.stopped)
    theirs = [
        one for sids in batches(sorted(apart), rows.TOGETHER) for one in _points(everybody, sids)
    ]
    with connection.cursor() as cursor:
        parts = ahead(rows.plain(cursor, on, start) for start in rows.starts())
        for sid, usable in theirs:
            plan = everybody.plan_of([one for _, one in usable])
            yield from _told(sid, plan, [pid for pid, _ in usable])
        for sid, some in groupby(chain.from_iterable(parts), key=itemgetter(0)):
            if sid not in apart:
                points = [row for row in some if row[2]]
                yield from _told(sid, everybody.plan(points), [row[2] or "" for row in points])


def _told(sid: str, plan: Plan, pids: Sequence[str]) -> list[Told]:
    return [
        Told(sid, channel, allowed, reason, tuple([pids[n] for n in places]) if places else ())
        for channel, allowed, reason, places in plan
    ]


# --- those whom something else may stop ------------------------------------------------------


COLUMNS = ("pid", "person__standing__facts_id", "line", "root", "lookup", "kin", "other_kin")


def _points(
    everybody: _Everybody, sids: Sequence[str]
) -> Iterator[tuple[str, list[tuple[str, Usable]]]]:
    """The contact points of some of them; those who were merged are one."""
    merged = Person.objects.filter(merged_into__in=among(sids)).values_list("sid", flat=True)
    usable_now = ContactPoint.objects.filter(ended_at=None, given_on__lte=everybody.on)
    theirs = rows.roots(usable_now.filter(person_id__in=among([*sids, *merged])))
    named = theirs.annotate(line=Concat(*rows.parts("")))
    found = list(named.order_by("recorded_at", "pid").values_list(*COLUMNS))
    everybody.learn({facts for _, facts, *_ in found})
    usable: dict[str, list[tuple[str, Usable]]] = defaultdict(list)
    for pid, facts, line, *hashes in found:
        one = Usable(facts, everybody.line(line), tuple(hashes))
        usable[hashes[0]].append((pid, one))
    speaking = Person.objects.filter(sid__in=among(sids), merged_into="", shredded_at=None)
    for sid in speaking.values_list("sid", flat=True):
        yield sid, usable[sid]


def _on_channel(stopped: Stopped, channel: Channel, on: date) -> Stopped:
    """As much of it as reaches one channel."""
    by_line = stopped.by_line and channel in CALLS
    days = [one for one in stopped.suppressed if one[0] in ("all", channel)]
    if any(day == on for _, day in days):
        days = [(str(channel), on)]
    return Stopped(by_line, tuple(days)) if by_line or days else NOT_STOPPED
