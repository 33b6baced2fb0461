"""What may be asked of the record: who somebody is, and whether they may be contacted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
    today = today_in_london()
    day, known = on or today, known_on or today
    use = use_of(version, purpose)
    asked: dict[str, Any] = {
        "ref": person.ref,
        "purpose": purpose,
        "channel": channel,
        "on": day,
        "known_on": known,
        "policy": version.sha256,
    }
    if channel not in version.policy.purposes[purpose].channels:
        return Permission(**asked, answers=(), refused_as=NOT_THIS_CHANNEL)
    until = _end_of(known)
    points = [
        point
        for point in _points(person, until)
        if goes_to(point.kind, channel) and point.given_on <= day
    ]
    dead = [point for point in points if point.bounced_on and point.bounced_on <= min(day, known)]
    points = [point for point in points if point not in dead]
    facts = _facts(person, known, today)
    editions, lines = _searched(points, channel, day, known)
    asking = Asking(channel, use, day, editions)
    stopped = _stopped(person, points, asking, until)
    answers = [
        PointAnswer(point.pid, answer(asking, facts, lines[point.pid], stopped[point.pid]))
        for point in points
    ]
    return Permission(**asked, answers=answers, refused_as=BOUNCED if dead else NO_POINT)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


def _group(person: Person) -> list[str]:
    root = person.merged_into or person.sid
    rows = Person.objects.filter(Q(sid=root) | Q(merged_into=root))
    return sorted(rows.values_list("sid", flat=True))


def _points(person: Person, until: datetime) -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(person__in=_group(person), recorded_at__lt=until)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=until))
    return list(rows.select_related("person").order_by("recorded_at", "pid"))


def _facts(person: Person, known: date, today: date) -> str:
    if known < today:
        return canonical(facts_known(person.sid, known))[0]
    return Standing.objects.select_related("facts").get(person=person).facts.facts


def _line(point: ContactPoint) -> Line:
    return Line(point.kind, point.subscriber, point.provenance, point.tps, point.ctps, point.fps)


def _searched(
    points: Sequence[ContactPoint], channel: Channel, on: date, known: date
) -> tuple[dict[str, date], dict[str, Line]]:
    """The editions to ask, and each point with what they say: those stored, or earlier ones."""
    wanted = ASKED.get(channel, ())
    stored = registers.editions_searched()
    editions = _editions(wanted, on, known)
    lines = {point.pid: _line(point) for point in points}
    if editions != {name: stored[name] for name in wanted if name in stored}:
        for point in points:
            number = _number(point)
            lines[point.pid] = _listed(lines[point.pid], registers.listed_on(number, editions))
    return editions, lines


def _listed(line: Line, found: Mapping[str, date | None]) -> Line:
    return line._replace(tps=found.get("tps"), ctps=found.get("ctps"), fps=found.get("fps"))


def _editions(wanted: Iterable[str], on: date, known: date) -> dict[str, date]:
    """The newest edition of that day which had come to us by then."""
    newest, searched = registers.editions_searched(), registers.editions_searched(on)
    if newest == searched and known >= today_in_london():
        return {name: searched[name] for name in wanted if name in searched}
    until = _end_of(known)
    found = {}
    store = RegisterStore(settings.ENVIRONMENT.home)
    for name in wanted:
        days = [e.on for e in store.editions(name) if e.on <= on and e.added_at < until]
        if days:
            found[name] = max(days)
    return found


def _number(point: ContactPoint) -> int | None:
    value = details_of(point.person)["points"].get(point.pid, "")
    return national_number(value) if value.startswith("+") else None


def _stopped(
    person: Person, points: Sequence[ContactPoint], asking: Asking, until: datetime
) -> dict[str, Stopped]:
    """What others said that reaches each point: suppressions, and the noes of a shared line."""
    kin = {one for point in points for one in (point.kin, point.other_kin) if one}
    rows = Suppression.objects.filter(
        Q(lifted_at=None) | Q(lifted_at__gte=until),
        kin__in=kin,
        channel__in=("all", str(asking.channel)),
        recorded_at__lt=until,
    )
    suppressed: dict[str, list[tuple[str, date]]] = {}
    for one, channel, day in rows.values_list("kin", "channel", "on"):
        suppressed.setdefault(one, []).append((channel, day))
    lines = _stopped_lines(person, points, asking, until)
    return {
        point.pid: Stopped(
            point.lookup in lines,
            tuple(
                sorted(
                    stop for one in {point.kin, point.other_kin} for stop in suppressed.get(one, ())
                )
            ),
        )
        for point in points
    }


def _stopped_lines(
    person: Person, points: Sequence[ContactPoint], asking: Asking, until: datetime
) -> set[str]:
    """The lines of a person on which somebody else said no to calls, if a call is asked about."""
    if asking.channel not in CALLS:
        return set()
    known = min(today_in_london(), (until - timedelta(days=1)).astimezone(LONDON).date())
    return lines_stopped(person, points, on=asking.on, known=known)


def lines_stopped(
    person: Person,
    points: Sequence[ContactPoint],
    *,
    on: date | None = None,
    known: date | None = None,
) -> set[str]:
    """The lines of a person, by their keyed hash, on which somebody else said no to calls."""
    today = today_in_london()
    group = _group(person)
    shared = (
        ContactPoint.objects.filter(lookup__in=[point.lookup for point in points])
        .exclude(person__in=group)
        .select_related("person")
    )
    return {
        other.lookup
        for other in shared
        if standing_call_objections(_facts(other.person, known or today, today), on or today)
    }


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
