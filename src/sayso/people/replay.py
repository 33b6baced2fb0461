"""An answer of the past given again: by what we knew then, and by what we know now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from sayso.law.codes import Channel
from sayso.law.words import day_in_words
from sayso.lists.registers import RegisterStore
from sayso.people.facts import ASKED
from sayso.people.holdings import group
from sayso.people.models import ContactPoint, Event, Person, Suppression
from sayso.people.names import LONDON, london_day
from sayso.people.queries import Permission, permission
from sayso.policy import queries as policies
from sayso.policy.models import PolicyVersion


class Replay(NamedTuple):
    """Both answers, and what we have learned between them that bears on the day asked about."""

    then: Permission
    now: Permission
    learned: list[str]

    @property
    def differs(self) -> bool:
        """Whether what we learned since changes the answer, or its reason."""
        return (self.then.allowed, self.then.reason) != (self.now.allowed, self.now.reason)


def replay(*, person: Person, purpose: str, channel: Channel, on: date, known_on: date) -> Replay:
    """May we have contacted them on a day, knowing what was recorded by the end of another?"""
    until = datetime.combine(known_on + timedelta(days=1), time(), LONDON)
    before, after = _policy(on, until), _policy(on, None)
    then = permission(
        person=person, purpose=purpose, channel=channel, version=before, on=on, known_on=known_on
    )
    now = permission(person=person, purpose=purpose, channel=channel, version=after, on=on)
    learned = [
        *_policies(before, after),
        *_said(person, on, until),
        *_points(person, on, until),
        *_editions(channel, on, until),
    ]
    return Replay(then, now, learned)


def _policy(on: date, known_at: datetime | None) -> PolicyVersion:
    """The policy of that day; before there was any, the first that there was."""
    try:
        return policies.policy_on(on, known_at=known_at)
    except policies.NoPolicyError:
        first = policies.versions().first()
        if first is None:
            raise
        return first


def _policies(before: PolicyVersion, after: PolicyVersion) -> Iterator[str]:
    if before != after:
        yield f"{after} of the policy, applied on {_day(after.applied_at)}"


def _said(person: Person, on: date, until: datetime) -> Iterator[str]:
    sids = [one.sid for one in group(person.sid)]
    rows = Event.objects.filter(sid__in=sids, recorded_at__gte=until, happened_on__lte=on)
    for event in rows.order_by("id"):
        words = f" ({event.wording})" if event.wording else ""
        what = f"{event.kind.replace('_', ' ')}{words} of {day_in_words(event.happened_on)}"
        yield f"{what}, recorded on {_day(event.recorded_at)}"


def _points(person: Person, on: date, until: datetime) -> Iterator[str]:
    """What became of contact points, and which of them are to be left alone."""
    points = ContactPoint.objects.filter(person__in=group(person.sid))
    for point in points.filter(given_on__lte=on).order_by("recorded_at"):
        if point.recorded_at >= until:
            yield f"a contact point ({point.kind}), recorded on {_day(point.recorded_at)}"
        if point.ended_at and point.ended_at >= until:
            yield f"the end of a contact point ({point.kind}), on {_day(point.ended_at)}"
    kin = {one for point in points for one in (point.kin, point.other_kin) if one}
    stops = Suppression.objects.filter(Q(kin__in=kin), recorded_at__gte=until, on__lte=on)
    for stop in stops.order_by("id"):
        yield f"a suppression of {day_in_words(stop.on)}, recorded on {_day(stop.recorded_at)}"
    for stop in Suppression.objects.filter(kin__in=kin, lifted_at__gte=until).order_by("id"):
        yield f"the end of a suppression, on {_day(stop.lifted_at or until)}"


def _editions(channel: Channel, on: date, until: datetime) -> Iterator[str]:
    store = RegisterStore(settings.ENVIRONMENT.home)
    for register in ASKED.get(channel, ()):
        for edition in store.editions(register):
            if edition.on <= on and edition.added_at >= until:
                of = day_in_words(edition.on)
                yield f"the {register} edition of {of}, added on {_day(edition.added_at)}"


def _day(at: datetime) -> str:
    return day_in_words(london_day(at))
