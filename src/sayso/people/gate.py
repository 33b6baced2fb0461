"""Whether a message of marketing may leave now: asked at the last moment, by the one law.

It is asked in the transaction in which the message is claimed, and locks what it reads. So a stop
that was recorded first always wins, and one that is recorded meanwhile waits until it is claimed.
"""

from calendar import monthrange
from datetime import timedelta

from django.db.models import Q

from sayso.delivery.gates import Decision
from sayso.delivery.models import Intent, Kind, State, now
from sayso.delivery.sealing import unseal
from sayso.law.codes import Channel
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.locks import wait_for_stops
from sayso.people.models import ContactPoint, Event, Person
from sayso.people.names import london_day
from sayso.people.points import hashed, read_point
from sayso.people.queries import permission
from sayso.people.said import PREFERENCE
from sayso.policy.queries import current

GONE = (State.SENT, State.HANDOFF, State.IN_DOUBT)
"""Of these somebody has had, or may have had, a message."""


def may_leave(intent: Intent) -> Decision:
    """What the law says of a message to somebody on record, at the address that it goes to."""
    person = Person.objects.filter(sid=intent.sid, shredded_at=None).first()
    if person is None:
        return Decision(may=False, reason="nobody on record")
    sids = _locked(person)
    wait_for_stops(alone=True)
    person.refresh_from_db()
    try:
        told = permission(
            person=person, purpose=intent.topic, channel=Channel.EMAIL, version=current()
        )
    except RecordError:
        return Decision(may=False, reason="no such purpose")
    if not told.allowed:
        return Decision(may=False, reason=told.reason)
    if not _is_one_of(told.use, intent):
        return Decision(may=False, reason="not to this address")
    if _is_enough(intent, sids):
        return Decision(may=False, reason="often enough")
    return Decision(may=True, reason=told.reason)


def _locked(person: Person) -> list[str]:
    """Everybody who speaks for this person, of whom nothing more is recorded meanwhile."""
    root = person.merged_into or person.sid
    group = Person.objects.select_for_update().filter(Q(sid=root) | Q(merged_into=root))
    return [one.sid for one in group.order_by("sid")]


def _is_one_of(pids: list[str], intent: Intent) -> bool:
    """Whether the address of a message is among these contact points."""
    lookup = hashed(keys(), read_point("email", unseal(intent).to)).lookup
    return ContactPoint.objects.filter(pid__in=pids, lookup=lookup).exists()


# --- how often ---------------------------------------------------------------------------


def at_most_a_month(sids: list[str]) -> int | None:
    """How many messages of marketing somebody wished for at most, if they did."""
    said = Event.objects.filter(sid__in=sids, kind=PREFERENCE).order_by("id").last()
    return said.details["at_most_a_month"] if said else None


def _is_enough(intent: Intent, sids: list[str]) -> bool:
    """Whether they have had as much this last month as they wish for, or as the policy promises."""
    day = london_day(now())
    month_ago = now() - timedelta(days=monthrange(day.year, day.month)[1])
    had = Intent.objects.filter(
        sid__in=sids, kind=Kind.MARKETING, state__in=GONE, queued_at__gte=month_ago
    ).exclude(id=intent.id)
    promised = current().policy.purposes[intent.topic].at_most_a_month
    wished = at_most_a_month(sids)
    of_topic = had.filter(topic=intent.topic).count() if promised else 0
    return of_topic >= (promised or 1) or (wished is not None and had.count() >= wished)
