"""What a report about a message means for whoever it went to.

A complaint is a no. A failure is none: it says that nobody is there, and nothing of what anybody
wants. So the two are never one.
"""

from sayso.days import today_in_london
from sayso.delivery.models import Report, ReportKind
from sayso.people import declared
from sayso.people.actions import NewEvent, lock_people, record, write_events
from sayso.people.details import secrets_of
from sayso.people.models import ContactPoint, Person
from sayso.people.names import instant_seq, london_day
from sayso.policy.queries import current

ACTOR, COMPLAINT = "job:delivery", "complaint"
BOUNCED, REACHED = "bounced", "reached_again"
"""What is recorded of a contact point: that nobody is there, and that somebody is after all."""


def heard(report: Report) -> None:
    """Take in what came back about a message to somebody on record."""
    intent = report.intent
    if intent is None or not Person.objects.filter(sid=intent.sid, shredded_at=None).exists():
        return
    if report.kind == ReportKind.COMPLAINT:
        _complained(report, intent.sid, intent.topic)
    elif report.kind == ReportKind.HARD:
        _bounced(intent.sid, intent.point, report.status)


def _complained(report: Report, sid: str, topic: str) -> None:
    """A no to such messages by email; of one about no purpose, to all marketing by email."""
    version = current()
    said = declared.objection(
        version.policy,
        sid=sid,
        on=london_day(report.recorded_at),
        channels=["email"],
        topics=[topic] if topic else [],
        seq=instant_seq(report.recorded_at),
        method=COMPLAINT,
    )
    record(events=[said], actor=ACTOR, policy=version.sha256)


def _bounced(sid: str, pid: str, status: str) -> None:
    points = ContactPoint.objects.filter(person=sid, kind="email", ended_at=None)
    found = points.filter(pid=pid).first() if pid else _only(list(points[:2]))
    if found and not found.bounced_on:
        found.bounced_on = today_in_london()
        _note(found, BOUNCED, status)


def _only(points: list[ContactPoint]) -> ContactPoint | None:
    """The one that a message must have gone to, if there is but one."""
    return points[0] if len(points) == 1 else None


def reached(point: ContactPoint) -> None:
    """A message came to where nobody was thought to be; to be called in a transaction."""
    if point.bounced_on:
        point.bounced_on = None
        _note(point, REACHED, "")


def _note(point: ContactPoint, kind: str, reason: str) -> None:
    sid = point.person_id
    lock_people([sid])
    point.save(update_fields=["bounced_on"])
    event = NewEvent(sid, kind, today_in_london(), lookup=point.lookup, reason=reason)
    write_events([event], actor=ACTOR, policy=current().sha256, secrets=secrets_of([sid]))
