"""The same answer for everybody at once: what is alike is decided once, and joined back."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, F, FilteredRelation, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from sayso.law.codes import Channel
from sayso.law.situation import REGISTER_DAYS
from sayso.lists.columns import KIND_OF
from sayso.people.alike import Situation, bearing_on, boundaries, shape_of, situation
from sayso.people.batches import batches
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
from sayso.people.models import ContactPoint, Facts, Person, Standing, Suppression
from sayso.people.queries import BOUNCED, NO_POINT, NOT_THIS_CHANNEL, use_of
from sayso.people.registers import editions_searched
from sayso.people.said import canonical
from sayso.policy.models import PolicyVersion

CHUNK, TOGETHER = 20_000, 5_000
SEPARATOR = "|"


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


Plain = tuple[str, int, str | None, str]
"""A contact point as the database gives it: whose it is, what they said, its name, its line."""

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
        self.own_texts: dict[int, str] = {}
        self.narrowed: dict[tuple[int, Channel], int] = {}
        self.numbers: dict[tuple[Channel, Situation], int] = {}
        self.narrow_texts: list[str] = []
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
        lines: dict[str, set[str]] = {}
        for some in batches(noes, TOGETHER):
            rows = _roots(ContactPoint.objects.filter(ended_at=None)).filter(
                kind__in=("phone", "mobile", "fax"), person__standing__facts_id__in=some
            )
            for lookup, root in rows.values_list("lookup", "root").iterator(CHUNK):
                lines.setdefault(lookup, set()).add(root)
        return lines

    # --- those whom nothing but their own answers and the registers stop --------------------

    def plan(self, rows: Sequence[Plain]) -> Plan:
        """The answers for one person, made once for all whose contact points are alike."""
        alike, line_of = self.alike, self.line_of
        try:
            key = tuple([(alike[row[1]], line_of[row[3]]) for row in rows])
        except KeyError:
            for row in rows:
                line_of[row[3]] = self.lines.setdefault(self.line(row[3]), len(self.lines))
                if row[1] not in alike:
                    self.learn([row[1]])
            return self.plan(rows)
        found = self.plans.get(key)
        if found is None:
            usable = [Usable(row[1], self.line(row[3])) for row in rows]
            found = self.plans[key] = self.new_plan(usable)
        return found

    def _line(self, text: str) -> Line:
        """A contact point from its text, with one day for all listings that bind."""
        kind, subscriber, provenance, *days = text.split(SEPARATOR)
        tps, ctps, fps, bounced = (date.fromisoformat(day) if day else None for day in days)
        dead = UNKNOWN_SINCE if bounced and bounced <= self.on else None
        listed = map(self._since, (tps, ctps, fps))
        return Line(kind, subscriber, provenance, *listed)._replace(bounced_on=dead)

    def _since(self, since: date | None) -> date | None:
        binds = since is not None and (self.on - since).days >= REGISTER_DAYS
        return UNKNOWN_SINCE if binds else since

    def learn(self, facts: Iterable[int]) -> None:
        """Read what some have said, with its own dates; they may have said it just now."""
        for row in Facts.objects.filter(id__in=facts):
            self.own_texts[row.id] = row.facts
            if row.id not in self.alike:
                self.alike[row.id], self.latest[row.id] = len(self.texts), _last(row.days)
                self.texts.append(row.facts)

    # --- anybody ---------------------------------------------------------------------------

    def new_plan(self, usable: Sequence[Usable]) -> Plan:
        """The answers for one person, who has these contact points."""
        plan: Plan = []
        for channel in self.asked:
            asked = [
                (place, one)
                for place, one in enumerate(usable)
                if channel in self.by_kind[one.line.kind]
            ]
            answers = [
                (place, *self._decided(one, channel))
                for place, one in asked
                if not one.line.bounced_on
            ]
            use = tuple(place for place, allowed, _ in answers if allowed)
            told = next((one for one in answers if one[1]), answers[0] if answers else None)
            nobody = BOUNCED if asked else NO_POINT
            plan.append((channel, bool(use), told[2] if told else nobody, use))
        return plan + [(channel, False, NOT_THIS_CHANNEL, ()) for channel in self.closed]

    def _decided(self, one: Usable, channel: Channel) -> tuple[bool, str]:
        """Whether one contact point may be used and by which rule, asked once for all alike."""
        alike, stopped = self.alike[one.facts], NOT_STOPPED
        if one.hashes:
            stopped = self._stopped(one, channel)
            if stopped.suppressed and stopped.suppressed[0][1] != self.on:
                asked = (channel, -one.facts, one.line, stopped)
                return self._told(asked, self.own_texts[one.facts])
        number = self.narrowed.get((alike, channel))
        if number is None:
            number = self.narrowed[alike, channel] = self._narrow(alike, channel)
        return self._told((channel, number, one.line, stopped), self.narrow_texts[number])

    def _stopped(self, one: Usable, channel: Channel) -> Stopped:
        root, lookup, *kin = one.hashes
        by_line = channel in CALLS and bool(self.stopped.get(lookup, set()) - {root})
        days = sorted(
            stop
            for name in set(kin)
            for stop in self.suppressed.get(name, ())
            if stop[0] in ("all", channel)
        )
        # One after all that the person said is as good as one of today, whichever its day.
        if days and max(day for _, day in days).isoformat() >= self.latest[one.facts]:
            days = [(str(channel), self.on)]
        return Stopped(by_line, tuple(days)) if by_line or days else NOT_STOPPED

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


def permissions(
    *, purpose: str, channels: Sequence[Channel], version: PolicyVersion, on: date
) -> Iterator[Told]:
    """What `permission` says of everybody on record today, for each channel; in no set order.

    Raises RecordError for a day before the registers were last searched.
    """
    everybody = _Everybody(channels, purpose, version, on)
    apart = _apart(on, everybody.stopped)
    for sid, rows in groupby(_plain(on), key=itemgetter(0)):
        if sid not in apart:
            points = [row for row in rows if row[2]]
            yield from _of_one(sid, everybody.plan(points), [row[2] or "" for row in points])
    for sids in batches(sorted(apart), TOGETHER):
        yield from _of_those_apart(everybody, sids)


def _of_one(sid: str, plan: Plan, pids: Sequence[str]) -> Iterator[Told]:
    for channel, allowed, reason, places in plan:
        use = tuple([pids[place] for place in places]) if places else ()
        yield Told(sid, channel, allowed, reason, use)


def _plain(on: date) -> Iterator[Plain]:
    """Every contact point that can be used, by people; for those without any, a row without one."""
    usable = Q(person__points__ended_at=None, person__points__given_on__lte=on)
    rows = Standing.objects.filter(person__shredded_at=None).annotate(
        point=FilteredRelation("person__points", condition=usable),
        line=Concat(*_parts("point__")),
    )
    ordered = rows.order_by("person_id", "point__recorded_at", "point__pid")
    return ordered.values_list("person_id", "facts_id", "point__pid", "line").iterator(CHUNK)


def _parts(of: str) -> Iterator[Any]:
    """All of a contact point that the law looks at, in the order of a Line."""
    for number, name in enumerate(Line._fields):
        if number:
            yield Value(SEPARATOR, TextField())
        yield Coalesce(Cast(f"{of}{name}", TextField()), Value("", TextField()))


# --- those whom something else may stop ------------------------------------------------------


def _apart(on: date, stopped: Mapping[str, set[str]]) -> set[str]:
    """Whoever is to be looked at more closely: they were merged, somebody else said no on their
    line, or one of their contact points is to be left alone.
    """
    kin = Suppression.objects.filter(on__lte=on, lifted_at=None).values("kin")
    rows = ContactPoint.objects.filter(Q(kin__in=kin) | Q(other_kin__in=kin))
    apart = set(rows.values_list("person_id", flat=True).iterator(CHUNK))
    for pair in Person.objects.exclude(merged_into="").values_list("sid", "merged_into"):
        apart.update(pair)
    for lookups in batches(stopped, TOGETHER):
        rows = ContactPoint.objects.filter(lookup__in=lookups)
        for lookup, sid in rows.values_list("lookup", "person_id"):
            if stopped[lookup] - {sid}:
                apart.add(sid)
    return apart


COLUMNS = ("pid", "person__standing__facts_id", "line", "root", "lookup", "kin", "other_kin")


def _of_those_apart(everybody: _Everybody, sids: Sequence[str]) -> Iterator[Told]:
    """The same for some of them, of whom those who were merged are told as one."""
    merged = Person.objects.filter(merged_into__in=sids).values_list("sid", flat=True)
    rows = ContactPoint.objects.filter(ended_at=None, given_on__lte=everybody.on)
    theirs = _roots(rows.filter(person_id__in=[*sids, *merged]))
    named = theirs.annotate(line=Concat(*_parts("")))
    found = list(named.order_by("recorded_at", "pid").values_list(*COLUMNS))
    everybody.learn({facts for _, facts, *_ in found})
    usable: dict[str, list[tuple[str, Usable]]] = defaultdict(list)
    for pid, facts, line, *hashes in found:
        one = Usable(facts, everybody.line(line), tuple(hashes))
        usable[hashes[0]].append((pid, one))
    speaking = Person.objects.filter(sid__in=sids, merged_into="", shredded_at=None)
    for sid in speaking.values_list("sid", flat=True):
        points = usable[sid]
        plan = everybody.new_plan([one for _, one in points])
        yield from _of_one(sid, plan, [pid for pid, _ in points])


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
        latest[key] = _last(days)
    return alike, latest, one_of


def _last(days: str) -> str:
    return max(days.split(","))


def _texts(keys: Sequence[int]) -> list[str]:
    """The facts in their canonical form, in the order of their rows' ids as asked."""
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        rows = Facts.objects.filter(id__in=keys[start : start + 500])
        found.update(rows.values_list("id", "facts"))
    return [found[key] for key in keys]


def _suppressions(on: date) -> dict[str, list[tuple[str, date]]]:
    found: dict[str, list[tuple[str, date]]] = {}
    rows = Suppression.objects.filter(on__lte=on, lifted_at=None)
    for kin, channel, day in rows.values_list("kin", "channel", "on").iterator(CHUNK):
        found.setdefault(kin, []).append((channel, day))
    return found
