"""Every answer about one person at once, with what they all need read once."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sayso.days import today_in_london
from sayso.law.codes import Channel
from sayso.people.facts import ASKED, Asking, Line, Stopped, answer, goes_to
from sayso.people.holdings import group
from sayso.people.models import ContactPoint, Person, Standing, Suppression
from sayso.people.queries import (
    BOUNCED,
    NO_POINT,
    NOT_THIS_CHANNEL,
    Permission,
    PointAnswer,
    lines_stopped,
    permission,
    use_of,
)
from sayso.people.registers import editions_searched
from sayso.policy.models import PolicyVersion

Cell = tuple[str, Channel]


class Known(NamedTuple):
    """What every answer about a person needs, read once."""

    points: list[ContactPoint]
    facts: str
    suppressed: dict[str, list[tuple[str, date]]]
    stopped_lines: set[str]
    editions: dict[str, date]


def grid(person: Person, version: PolicyVersion, on: date | None = None) -> dict[Cell, Permission]:
    """May we, for every purpose of the policy by every channel that any of them uses."""
    return dict(_answers(person, version, on))


def _answers(
    person: Person, version: PolicyVersion, on: date | None
) -> Iterator[tuple[Cell, Permission]]:
    purposes = version.policy.purposes
    channels = [one for one in Channel if any(one in use.channels for use in purposes.values())]
    is_today = on is None or on == today_in_london()
    known = _known(person) if is_today else None
    for slug, use in purposes.items():
        if not use.channels:
            continue
        for channel in channels:
            told = (
                _today(person, version, slug, channel, known)
                if known
                else permission(
                    person=person, purpose=slug, channel=channel, version=version, on=on
                )
            )
            yield (slug, channel), told


def _known(person: Person) -> Known:
    today = today_in_london()
    sids = [one.sid for one in group(person.sid)]
    rows = ContactPoint.objects.filter(person__in=sids, ended_at=None, given_on__lte=today)
    points = list(rows.order_by("recorded_at", "pid"))
    kin = {one for point in points for one in (point.kin, point.other_kin) if one}
    suppressed: dict[str, list[tuple[str, date]]] = {}
    stops = Suppression.objects.filter(kin__in=kin, lifted_at=None)
    for one, channel, day in stops.values_list("kin", "channel", "on"):
        suppressed.setdefault(one, []).append((channel, day))
    standing = Standing.objects.select_related("facts").filter(person=person).first()
    facts = standing.facts.facts if standing else "{}"
    return Known(points, facts, suppressed, lines_stopped(person, points), editions_searched())


def _today(
    person: Person, version: PolicyVersion, purpose: str, channel: Channel, known: Known
) -> Permission:
    today = today_in_london()

    def told(answers: tuple[PointAnswer, ...], refused_as: str) -> Permission:
        return Permission(
            person.ref, purpose, channel, today, today, version.sha256, answers, refused_as
        )

    if channel not in version.policy.purposes[purpose].channels:
        return told((), NOT_THIS_CHANNEL)
    points = [point for point in known.points if goes_to(point.kind, channel)]
    alive = [point for point in points if not (point.bounced_on and point.bounced_on <= today)]
    editions = {
        name: known.editions[name] for name in ASKED.get(channel, ()) if name in known.editions
    }
    asking = Asking(channel, use_of(version, purpose), today, editions)
    answers = tuple(
        PointAnswer(one.pid, answer(asking, known.facts, _line(one), _stopped(one, channel, known)))
        for one in alive
    )
    return told(answers, BOUNCED if len(alive) < len(points) else NO_POINT)


def _line(point: ContactPoint) -> Line:
    return Line(point.kind, point.subscriber, point.provenance, point.tps, point.ctps, point.fps)


def _stopped(point: ContactPoint, channel: Channel, known: Known) -> Stopped:
    kin = {point.kin, point.other_kin} - {""}
    found = {
        stop
        for one in kin
        for stop in known.suppressed.get(one, ())
        if stop[0] in {"all", str(channel)}
    }
    return Stopped(point.lookup in known.stopped_lines, tuple(sorted(found)))
