"""The same answer for everybody at once: what is alike is decided once, and joined back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, When

from sayso.law.codes import Channel
from sayso.lists.columns import KIND_OF
from sayso.people.errors import RecordError
from sayso.people.facts import (
    ASKED,
    CALLS,
    NOT_STOPPED,
    POINT_KINDS,
    Asking,
    Line,
    Stopped,
    answer,
    standing_call_objections,
)
from sayso.people.models import ContactPoint, Facts, Standing, Suppression
from sayso.people.queries import NO_POINT, NOT_THIS_CHANNEL, use_of
from sayso.people.registers import editions_searched
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


class _Everybody:
    """What is read once before anybody is asked about."""

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
        self.suppressed = _suppressions()
        self.facts: dict[int, str] = dict(Facts.objects.values_list("id", "facts"))
        self.lines = self._stopped_lines(on) if CALLS & self.asked.keys() else {}
        self.told: dict[tuple[Any, ...], tuple[bool, str]] = {}

    def _stopped_lines(self, on: date) -> dict[str, set[str]]:
        """The lines on which somebody said no to calls, and who did: it is no news to them."""
        noes = [key for key, text in self.facts.items() if standing_call_objections(text, on)]
        lines: dict[str, set[str]] = {}
        for start in range(0, len(noes), 500):
            rows = _roots(ContactPoint.objects.filter(ended_at=None)).filter(
                kind__in=("phone", "mobile", "fax"),
                person__standing__facts_id__in=noes[start : start + 500],
            )
            for lookup, root in rows.values_list("lookup", "root").iterator(CHUNK):
                lines.setdefault(lookup, set()).add(root)
        return lines

    def stopped(self, row: tuple[Any, ...], channel: Channel) -> Stopped:
        root, lookup, kin, other_kin = row[0], row[9], row[10], row[11]
        by_line = channel in CALLS and bool(self.lines.get(lookup, set()) - {root})
        days = [
            stop
            for one in {kin, other_kin}
            for stop in self.suppressed.get(one, ())
            if stop[0] in ("all", channel)
        ]
        return Stopped(by_line, tuple(sorted(days))) if by_line or days else NOT_STOPPED

    def decided(self, row: tuple[Any, ...], channel: Channel) -> tuple[bool, str]:
        """Whether one contact point may be used and by which rule, asked once for all alike."""
        stopped = NOT_STOPPED
        if row[9] in self.lines or row[10] in self.suppressed or row[11] in self.suppressed:
            stopped = self.stopped(row, channel)
        situation = (channel, row[1], row[3:9], stopped)
        told = self.told.get(situation)
        if told is None:
            decision = answer(self.asked[channel], self.facts[row[1]], Line(*row[3:9]), stopped)
            told = (decision.allowed, decision.answer.determining[0].rule.id)
            self.told[situation] = told
        return told


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


def _of_one(everybody: _Everybody, root: str, rows: list[tuple[Any, ...]]) -> Iterator[Told]:
    found: dict[Channel, list[tuple[str, bool, str]]] = {}
    for row in rows:
        for channel in everybody.by_kind[row[3]]:
            allowed, reason = everybody.decided(row, channel)
            found.setdefault(channel, []).append((row[2], allowed, reason))
    for channel in everybody.asked:
        answers = found.get(channel)
        if answers is None:
            yield Told(root, channel, allowed=False, reason=NO_POINT, use=())
            continue
        use = tuple(pid for pid, allowed, _ in answers if allowed)
        told = next((a for a in answers if a[1]), answers[0])
        yield Told(root, channel, bool(use), told[2], use)
    for channel in everybody.closed:
        yield Told(root, channel, allowed=False, reason=NOT_THIS_CHANNEL, use=())


def _roots(rows: Any) -> Any:
    """Each contact point with the record that speaks for its person."""
    merged = When(~Q(person__merged_into=""), then=F("person__merged_into"))
    return rows.annotate(root=Case(merged, default=F("person_id")))


def _suppressions() -> dict[str, list[tuple[str, date]]]:
    found: dict[str, list[tuple[str, date]]] = {}
    for kin, channel, day in Suppression.objects.values_list("kin", "channel", "on"):
        found.setdefault(kin, []).append((channel, day))
    return found


def _without_points(on: date) -> Iterator[str]:
    """The records that speak for somebody who cannot be reached at all."""
    reachable = _roots(ContactPoint.objects.filter(ended_at=None, given_on__lte=on))
    rows = Standing.objects.filter(person__merged_into="", person__shredded_at=None).exclude(
        person_id__in=reachable.values("root")
    )
    yield from rows.values_list("person_id", flat=True)
