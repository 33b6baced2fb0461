"""What may be asked of the record: who somebody is, and whether they may be contacted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q

from sayso.addresses import national_number
from sayso.days import today_in_london
from sayso.law import Decision
from sayso.law.codes import Channel
from sayso.lists.registers import RegisterStore
from sayso.people import registers
from sayso.people.details import details_of
from sayso.people.errors import RecordError
from sayso.people.facts import (
    ASKED,
    CALLS,
    Asking,
    Line,
    Stopped,
    Use,
    answer,
    goes_to,
    standing_call_objections,
)
from sayso.people.models import ContactPoint, Event, Person, Standing, Suppression
from sayso.people.names import LONDON
from sayso.people.projection import facts_known
from sayso.people.said import canonical
from sayso.policy.models import PolicyVersion

NO_POINT, BOUNCED = "no_contact_point", "bounced"
NOT_THIS_CHANNEL = "purpose_channel"


class PointAnswer(NamedTuple):
    """What the law says of one contact point of a person."""

    pid: str
    decision: Decision


@dataclass(frozen=True)
class Permission:
    """May we contact this person, this way, for this purpose, on this day; and by which points."""

    ref: str
    purpose: str
    channel: Channel
    on: date
    known_on: date
    policy: str
    answers: Sequence[PointAnswer]
    refused_as: str = ""

    @property
    def allowed(self) -> bool:
        """Whether there is any contact point that may be used."""
        return any(one.decision.allowed for one in self.answers)

    @property
    def use(self) -> list[str]:
        """The contact points that may be used."""
        return [one.pid for one in self.answers if one.decision.allowed]

    @property
    def reason(self) -> str:
        """The rule that determined the answer, or why no rule was asked."""
        return self.told.answer.determining[0].rule.id if self.told else self.refused_as

    @property
    def told(self) -> Decision | None:
        """The decision that is told of: the first that allows, else the first that refuses."""
        ordered = sorted(self.answers, key=lambda one: not one.decision.allowed)
        return ordered[0].decision if ordered else None

    def as_dict(self) -> dict[str, Any]:
        """The permission as plain data, with the whole answer of the law."""
        answered = self.told.as_dict() if self.told else _bare(self.refused_as)
        return {
            **{key: value for key, value in answered.items() if key != "id"},
            "person": self.ref,
            "purpose": self.purpose,
            "channel": str(self.channel),
            "on": self.on.isoformat(),
            "known_on": self.known_on.isoformat(),
            "reason": self.reason,
            "use": self.use,
            "policy_version": self.policy,
        }


_BARE = {
    NO_POINT: "There is no contact point on record for this channel.",
    BOUNCED: "Messages to the address on record come back: nobody is there.",
    NOT_THIS_CHANNEL: "The policy does not use this channel for this purpose.",
}


def _bare(reason: str) -> dict[str, Any]:
    return {"verdict": "deny", "because": [_BARE[reason]], "missing": [], "would_change_if": []}


def person_by_ref(ref: str) -> Person:
    """Somebody by their public name; raises RecordError if there is nobody."""
    found = Person.objects.filter(ref=ref).first()
    if found is None:
        raise RecordError(
            "Nobody on record has this reference; look it up again.", code="not_found", field="ref"
        )
    return found


def refs_of(sids: Iterable[str]) -> dict[str, str]:
    """The public names of people, by the names of their records."""
    return dict(Person.objects.filter(sid__in=set(sids)).values_list("sid", "ref"))


def use_of(version: PolicyVersion, purpose: str) -> Use:
    """A purpose of the policy as the law asks about it; raises RecordError for one it lacks."""
    policy = version.policy
    found = policy.purposes.get(purpose)
    if found is None:
        raise RecordError(
            f"The policy has no such purpose; use one of {', '.join(policy.purposes)}.",
            code="unknown_code",
            field="purpose",
        )
    message: dict[str, Any] = {"purpose": str(found.kind)}
    message["promotes"] = [str(code) for code in found.promotes]
    return Use(
        purpose,
        message,
        str(policy.organisation.kind),
        str(found.basis),
        policy.house_rules.house,
    )


def permission(
    *,
    person: Person,
    purpose: str,
    channel: Channel,
    version: PolicyVersion,
    on: date | None = None,
    known_on: date | None = None,
) -> Permission:
    """May we contact them? `known_on` asks by what had been recorded at the end of that day."""
    return OnRecord.of(person, on, known_on).permission(version, purpose, channel)


@dataclass(frozen=True)
class OnRecord:
    """What had been recorded of a person at the end of a day, as it bears on a day.

    It is read when it is first asked for and not again: ask many questions of one, and the same
    question of a new one.
    """

    person: Person
    on: date
    known: date
    today: date

    @classmethod
    def of(cls, person: Person, on: date | None = None, known_on: date | None = None) -> "OnRecord":
        """What is on record today, if no other days are named."""
        today = today_in_london()
        return cls(person, on or today, known_on or today, today)

    def permission(self, version: PolicyVersion, purpose: str, channel: Channel) -> Permission:
        """May we contact them for this purpose, this way?"""
        use = use_of(version, purpose)
        if channel not in version.policy.purposes[purpose].channels:
            return self._told(version, purpose, channel, (), NOT_THIS_CHANNEL)
        points = [point for point in self._points if goes_to(point.kind, channel)]
        alive = [point for point in points if not self._is_dead(point)]
        editions = _asked(channel, self._of_the_day)
        asking = Asking(channel, use, self.on, editions)
        lines, stopped = self._lines(alive, channel, editions), self._stopped(alive, channel)
        answers = [
            PointAnswer(point.pid, answer(asking, self._facts, line, stop))
            for point, line, stop in zip(alive, lines, stopped, strict=True)
        ]
        refused_as = BOUNCED if len(alive) < len(points) else NO_POINT
        return self._told(version, purpose, channel, answers, refused_as)

    def _told(
        self,
        version: PolicyVersion,
        purpose: str,
        channel: Channel,
        answers: Sequence[PointAnswer],
        refused_as: str,
    ) -> Permission:
        days = (self.on, self.known)
        return Permission(
            self.person.ref, purpose, channel, *days, version.sha256, answers, refused_as
        )

    # --- themselves ------------------------------------------------------------------------

    @cached_property
    def _until(self) -> datetime:
        return _end_of(self.known)

    @cached_property
    def _group(self) -> list[str]:
        return _group(self.person)

    @cached_property
    def _points(self) -> list[ContactPoint]:
        until = self._until
        rows = ContactPoint.objects.filter(person__in=self._group, recorded_at__lt=until)
        rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=until), given_on__lte=self.on)
        return list(rows.select_related("person").order_by("recorded_at", "pid"))

    def _is_dead(self, point: ContactPoint) -> bool:
        return bool(point.bounced_on and point.bounced_on <= min(self.on, self.known))

    @cached_property
    def _facts(self) -> str:
        return _facts(self.person, self.known, self.today)

    # --- the registers ---------------------------------------------------------------------

    @cached_property
    def _newest(self) -> dict[str, date]:
        """The editions by which the contact points were searched."""
        return registers.editions_searched()

    @cached_property
    def _of_the_day(self) -> dict[str, date]:
        """The newest edition of that day, of each register, which had come to us by then."""
        searched = registers.editions_searched(self.on)
        if self._newest == searched and self.known >= self.today:
            return searched
        store = RegisterStore(settings.ENVIRONMENT.home)
        found = {}
        for name in registers.REGISTERS:
            editions = (one for one in store.editions(name) if one.added_at < self._until)
            if days := [one.on for one in editions if one.on <= self.on]:
                found[name] = max(days)
        return found

    def _lines(
        self, points: Sequence[ContactPoint], channel: Channel, editions: dict[str, date]
    ) -> Iterator[Line]:
        """Each contact point with what these editions say of it: as stored, or earlier ones."""
        is_stored = editions == _asked(channel, self._newest)
        for point in points:
            yield _line(point) if is_stored else _listed(_line(point), _number(point), editions)

    # --- what others said ------------------------------------------------------------------

    def _stopped(self, points: Sequence[ContactPoint], channel: Channel) -> Iterator[Stopped]:
        """What others said that reaches each point: suppressions, and the noes of a shared line."""
        lines = self._stopped_lines if channel in CALLS else set()
        for point in points:
            stops = {
                stop
                for one in {point.kin, point.other_kin}
                for stop in self._suppressed.get(one, ())
                if stop[0] in {"all", str(channel)}
            }
            yield Stopped(point.lookup in lines, tuple(sorted(stops)))

    @cached_property
    def _suppressed(self) -> dict[str, list[tuple[str, date]]]:
        kin = {one for point in self._points for one in (point.kin, point.other_kin) if one}
        rows = Suppression.objects.filter(
            Q(lifted_at=None) | Q(lifted_at__gte=self._until),
            kin__in=kin,
            recorded_at__lt=self._until,
        )
        found: dict[str, list[tuple[str, date]]] = {}
        for one, channel, day in rows.values_list("kin", "channel", "on"):
            found.setdefault(one, []).append((channel, day))
        return found

    @cached_property
    def _stopped_lines(self) -> set[str]:
        """The lines of a person, by their keyed hash, on which somebody else said no to calls."""
        known = min(self.today, self.known)
        called = [
            point.lookup
            for point in self._points
            if any(goes_to(point.kind, channel) for channel in CALLS)
        ]
        shared = ContactPoint.objects.filter(lookup__in=called).exclude(person__in=self._group)
        return {
            other.lookup
            for other in shared.select_related("person")
            if standing_call_objections(_facts(other.person, known, self.today), self.on)
        }


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def _group(person: Person) -> list[str]:
    root = person.merged_into or person.sid
    rows = Person.objects.filter(Q(sid=root) | Q(merged_into=root))
    return sorted(rows.values_list("sid", flat=True))


def _facts(person: Person, known: date, today: date) -> str:
    if known < today:
        return canonical(facts_known(person.sid, known))[0]
    return Standing.objects.select_related("facts").get(person=person).facts.facts


def _asked(channel: Channel, editions: dict[str, date]) -> dict[str, date]:
    """The editions of the registers that are asked for a channel."""
    return {name: editions[name] for name in ASKED.get(channel, ()) if name in editions}


def _line(point: ContactPoint) -> Line:
    return Line(point.kind, point.subscriber, point.provenance, point.tps, point.ctps, point.fps)


def _listed(line: Line, number: int | None, editions: dict[str, date]) -> Line:
    found = registers.listed_on(number, editions)
    return line._replace(tps=found.get("tps"), ctps=found.get("ctps"), fps=found.get("fps"))


def _number(point: ContactPoint) -> int | None:
    value = details_of(point.person)["points"].get(point.pid, "")
    return national_number(value) if value.startswith("+") else None


def person_events(person: Person) -> list[Event]:
    """All that was said of a person, in the order in which it happened."""
    rows = Event.objects.filter(sid__in=_group(person))
    return sorted(rows, key=lambda event: (event.happened_on, event.seq or 0, event.id))


def found_by(lookups: Mapping[str, str]) -> dict[str, list[str]]:
    """The records that have a contact point, by its keyed hash."""
    found: dict[str, list[str]] = {}
    rows = ContactPoint.objects.filter(lookup__in=list(lookups), ended_at=None)
    for lookup, sid in rows.values_list("lookup", "person_id"):
        found.setdefault(lookup, []).append(sid)
    return found
