"""A stop that somebody typed: it counts at once, for whomever, and is marked as not proved.

Nothing here looks whether anybody on record has what was typed, so nobody can learn it by typing.
What follows for those on record is recorded a moment later, by a job.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from prometheus_client import Counter

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Message
from sayso.delivery.models import Kind
from sayso.evidence import actions as log
from sayso.evidence.models import Entry
from sayso.people import links, said
from sayso.people.actions import NewEvent, Stop, record, suppress
from sayso.people.choices import stop_events
from sayso.people.details import keys
from sayso.people.models import Event, Person, Suppression, TypedStop, now
from sayso.people.names import LONDON, london_day, new_sid
from sayso.people.points import ReadPoint, hashed
from sayso.people.queries import found_by
from sayso.people.receipts import queue_receipt
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current

ROOM, ACTOR, UNPROVED = "people", "page:choices", "typed, not proved"

MANY = 100
"""Stops typed within an hour, from which on somebody should look whether it is a prank."""

ODD = "people.many-stops-typed"

told = logging.getLogger(__name__)

_TYPED = Counter("sayso_stops_typed", "Stops typed by somebody who proved nothing.")
_ALERTS = Counter("sayso_stops_typed_alerts", "Times at which oddly many stops were typed.")


# --- typed -------------------------------------------------------------------------------


def stop(point: ReadPoint) -> None:
    """Leave a contact point alone from now on, and tell whoever has it, once a day."""
    found = hashed(keys(), point)
    with transaction.atomic():
        row = TypedStop.objects.create(name=new_sid(), lookup=found.lookup)
        on = london_day(row.typed_at)
        kin = sorted({one for one in (found.kin, found.other_kin) if one})
        suppress(new=[Stop(one, "all", on, row.name) for one in kin], actor=ACTOR)
        if point.kind == "email":
            _tell(point.value, row)
        _watch(row.typed_at)
    _TYPED.inc()


def send_link(point: ReadPoint) -> None:
    """Send the way to their choices to an email address, once a day: to anybody's."""
    found = hashed(keys(), point)
    message = Message(
        to=point.value,
        subject="The page of your choices",
        words=LINK_WORDS.format(url=links.address_url(lookup=found.lookup)),
    )
    with transaction.atomic():
        _queue("link", found.lookup, now(), message)


def _tell(to: str, row: TypedStop) -> None:
    message = Message(
        to=to,
        subject="We have stopped writing to you",
        words=STOPPED_WORDS.format(
            undo=links.undo_url(stop=row.name), url=links.address_url(lookup=row.lookup)
        ),
    )
    _queue("stopped", row.lookup, row.typed_at, message)


def _queue(what: str, lookup: str, at: datetime, message: Message) -> None:
    """One such message a day to one address, however often somebody types it."""
    day = london_day(at).isoformat()
    name = salted_hmac("sayso.people.typed", f"{what} {lookup}", algorithm="sha256").hexdigest()
    key = f"{what}/{day}/{name[:32]}"
    queue(NewIntent(room=ROOM, key=key, kind=Kind.SERVICE, message=message))


STOPPED_WORDS = """\
# We have stopped writing to you

Somebody typed this email address on our page and pressed Stop everything. From that moment we send
no marketing to it and ask for no opinions. You need do nothing.

**Was it not you, and do you want to hear from us again?** [Take it back]({undo})

[See or change your choices]({url})

Neither page needs a password. We send this message once, so that nobody can stop your messages
unseen.
"""

LINK_WORDS = """\
# The page of your choices

Somebody, we think you, asked us for this link.

[See or change your choices]({url})

The page needs no password and never runs out. If you did not ask for it, you need do nothing.
"""


# --- watched over ------------------------------------------------------------------------


def _watch(at: datetime) -> None:
    """Say it, once an hour, if oddly many stops are typed."""
    hour_ago = at - timedelta(hours=1)
    count = TypedStop.objects.filter(typed_at__gte=hour_ago).count()
    if count <= MANY or Entry.objects.filter(kind=ODD, at__gte=hour_ago).exists():
        return
    log.append(kind=ODD, actor=ACTOR)
    told.warning("%d stops were typed within an hour; look whether people mean them", count)
    _ALERTS.inc()


# --- heeded ------------------------------------------------------------------------------


def heed() -> int:
    """Record what follows from stops that were typed, for whoever on record has what was typed."""
    waiting = TypedStop.objects.filter(heeded_at=None, undone_at=None).order_by("typed_at")
    return sum(_heed(name) for name in list(waiting.values_list("name", flat=True)))


def _heed(name: str) -> bool:
    with transaction.atomic():
        rows = TypedStop.objects.select_for_update(skip_locked=True)
        row = rows.filter(name=name, heeded_at=None, undone_at=None).first()
        if row is None:  # another of us, or whoever took it back, was here just now
            return False
        version, sids = current(), _with(row.lookup)
        events = [event for sid in sids for event in _noes(version, sid, row)]
        if events:
            record(events=events, actor=ACTOR, policy=version.sha256)
        row.heeded_at = now()
        row.save(update_fields=["heeded_at"])
    return True


def _with(lookup: str) -> list[str]:
    """Whoever has a contact point, and is not erased."""
    sids = found_by({lookup: ""}).get(lookup, [])
    people = Person.objects.filter(sid__in=sids, shredded_at=None).order_by("sid")
    return list(people.values_list("sid", flat=True))


def _noes(version: PolicyVersion, sid: str, row: TypedStop) -> list[NewEvent]:
    return stop_events(version.policy, sid=sid, at=row.typed_at, lookup=row.lookup, reason=UNPROVED)


# --- taken back --------------------------------------------------------------------------


def undo(name: str) -> bool:
    """Take back what was typed of a contact point on one day, for whoever proved that it is theirs.

    Whether there was anything to take back. A no of any other origin stays.
    """
    with transaction.atomic():
        rows = _standing(name)
        if not rows:
            return False
        typed = Suppression.objects.filter(typed__in=[row.name for row in rows], lifted_at=None)
        typed.update(lifted_at=now())
        _end(rows)
        TypedStop.objects.filter(name__in=[row.name for row in rows]).update(undone_at=now())
        log.append(kind="people.stop-undone", actor=ACTOR)
    return True


def is_standing(name: str) -> bool:
    """Whether there is anything to take back."""
    return TypedStop.objects.filter(name=name, undone_at=None).exists()


def _standing(name: str) -> list[TypedStop]:
    """All that was typed of the same contact point on the same day, which is told of but once."""
    first = TypedStop.objects.filter(name=name, undone_at=None).first()
    if first is None:
        return []
    day = datetime.combine(london_day(first.typed_at), time(), LONDON)
    rows = TypedStop.objects.select_for_update().filter(
        lookup=first.lookup,
        undone_at=None,
        typed_at__gte=day,
        typed_at__lt=day + timedelta(days=1),
    )
    return list(rows.order_by("name"))


def _end(rows: Sequence[TypedStop]) -> None:
    """Take back what was recorded of people when the stops were heeded, and send them a receipt."""
    noes = Event.objects.filter(
        kind=said.OBJECTION,
        lookup=rows[0].lookup,
        recorded_at__in=[row.typed_at for row in rows],
        reason=UNPROVED,
    )
    by_sid: dict[str, list[NewEvent]] = {}
    for no in noes.order_by("id"):
        ended = NewEvent(no.sid, said.OBJECTION_ENDED, london_day(now()), of=no.id)
        by_sid.setdefault(no.sid, []).append(ended)
    people = Person.objects.filter(sid__in=by_sid, shredded_at=None)
    for sid in people.order_by("sid").values_list("sid", flat=True):
        events = record(events=by_sid[sid], actor=ACTOR, policy=current().sha256)
        queue_receipt(events=events, sid=sid)
