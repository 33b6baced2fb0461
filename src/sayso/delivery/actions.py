"""Every write to the outbox: queue, claim, settle, block, and take back what a dead sender held."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from sayso.delivery import gates, queries, returns, sealing
from sayso.delivery.errors import DeliveryError
from sayso.delivery.gates import Decision
from sayso.delivery.message import Message, checked
from sayso.delivery.models import ENDS, Intent, Kind, MessageKey, ReportKind, State, now
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.reports import kind_of

BATCH = 500

LONGEST_ROOM, LONGEST_REASON = 40, 100

SALT = "sayso.delivery"

LEASE = timedelta(minutes=2)
"""How long a sender holds a message: an exchange is cut off long before."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between one attempt and the next; the last again and again."""

PATIENCE = timedelta(days=2)
"""After which a message that nobody takes has failed, unless its room said sooner."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._:/-]{0,99}", re.ASCII)
_SID, _POINT = (re.compile(rf"(?:[0-9a-f]{{{n}}})?", re.ASCII) for n in (32, 16))

told = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class NewIntent:
    """A message to send once. `key` is its room's own name for it, which leads to nobody.

    `sid` is whom it is about, if they are on record, and `point` which of their contact points it
    goes to. Marketing has a `topic`, a purpose of the policy. After `until` it is no longer worth
    sending.
    """

    room: str
    key: str
    kind: Kind
    message: Message
    sid: str = ""
    point: str = ""
    topic: str = ""
    until: datetime | None = None


# --- queued ------------------------------------------------------------------------------


def queue(new: NewIntent) -> Intent:
    """Queue a message in the transaction that makes it due; asked again, it is the same one."""
    queue_all([new])
    return Intent.objects.get(room=new.room, key=new.key)


def queue_all(new: Sequence[NewIntent]) -> None:
    """Queue many messages in the transaction that makes them due; those that are there stay."""
    if not connection.in_atomic_block:
        raise DeliveryError(
            "A message is queued in the transaction that makes it due, and there is none; call "
            "this inside transaction.atomic()."
        )
    messages = [_checked(one) for one in new]
    for start in range(0, len(new), BATCH):
        some = slice(start, start + BATCH)
        _queue(new[some], messages[some])


def _queue(new: Sequence[NewIntent], messages: Sequence[Message]) -> None:
    held = Intent.objects.filter(room__in={one.room for one in new}, key__in=[n.key for n in new])
    known = set(held.values_list("room", "key"))
    rows, keys = list[Intent](), list[MessageKey]()
    for one, message in zip(new, messages, strict=True):
        if (one.room, one.key) not in known:
            keys.append(sealing.new_key())
            rows.append(_row(one, message, keys[-1]))
    MessageKey.objects.bulk_create(keys)
    # Somebody may queue the same just now: whoever is second waits, and then leaves it as it is.
    Intent.objects.bulk_create(rows, ignore_conflicts=True)


def _checked(new: NewIntent) -> Message:
    names = all(_NAME.fullmatch(name) for name in (new.room, new.key, new.topic or "none"))
    is_random = _SID.fullmatch(new.sid) and _POINT.fullmatch(new.point)
    if not (names and len(new.room) <= LONGEST_ROOM and is_random):
        raise DeliveryError(
            "A message goes by lower-case identifiers that lead to nobody; give it such names."
        )
    if new.kind == Kind.MARKETING and not (new.topic and new.message.unsubscribe):
        raise DeliveryError(
            "Marketing has a topic, and a page on which it is stopped; name both, or send nothing."
        )
    return checked(new.message)


def _row(new: NewIntent, message: Message, key: MessageKey) -> Intent:
    token = _token(new.room, new.key)
    return Intent(
        room=new.room,
        key=new.key,
        kind=new.kind,
        sid=new.sid,
        point=new.point,
        topic=new.topic,
        token=token,
        sealed=sealing.seal(key, token, message),
        sealed_under=key.name,
        until=new.until,
    )


def _token(room: str, key: str) -> str:
    """The same for the same message, even after a restore, and nobody else can tell it."""
    return salted_hmac(SALT, f"{room} {key}", algorithm="sha256").hexdigest()[:32]


# --- claimed -----------------------------------------------------------------------------


def claim() -> Intent | None:
    """Take the next message that is due, if it may leave now: then, and only then, we hold it.

    One transaction, with whatever its gate reads. A message that may not leave comes back too,
    in the state in which it is now; nothing comes back when nothing is due.
    """
    at = now()
    with transaction.atomic(durable=True):
        intent = queries.due(at).select_for_update(skip_locked=True).first()
        if intent is None:
            return None
        if intent.until and intent.until <= at:
            _end(intent, State.BLOCKED, "too late")
        elif (decision := _asked(intent)) is None:
            _again(intent, "gate failed")
        elif decision.may is True:
            _hold(intent)
        else:
            _end(intent, State.BLOCKED, decision.reason)
        intent.save()
    return intent


def _asked(intent: Intent) -> Decision | None:
    """What the gate says; nothing if it fails, and then nothing leaves."""
    if intent.kind == Kind.SERVICE:
        return Decision(may=True, reason="service")
    try:
        with transaction.atomic():
            return gates.asked(intent)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is no
        told.error("gate of %s failed: %s", intent.room, type(error).__name__)
        return None


def _hold(intent: Intent) -> None:
    intent.state, intent.reason = State.HANDOFF, ""
    intent.fence += 1
    intent.attempts += 1
    intent.lease_until = now() + LEASE


# --- settled -----------------------------------------------------------------------------


def settle(intent: Intent, outcome: Outcome) -> State | None:
    """Say what became of a message that we held: its state now, or nothing if it is not ours.

    Whoever comes after the lease of a marketing message finds it in doubt, and can still resolve
    that. A service message is somebody else's by then.
    """
    with transaction.atomic(durable=True):
        mine = Intent.objects.select_for_update().filter(id=intent.id, fence=intent.fence)
        row = mine.filter(state__in=(State.HANDOFF, State.IN_DOUBT)).first()
        if row is None:
            return None
        _became(row, outcome)
        row.save()
        if row.state == State.FAILED and (kind := kind_of(outcome.status)) == ReportKind.HARD:
            returns.record(f"refused {row.token}", row, kind, outcome.status)
    return State(row.state)


def _became(row: Intent, outcome: Outcome) -> None:
    match outcome.came:
        case Came.ACCEPTED:
            _end(row, State.SENT, outcome.code)
        case Came.REFUSED:
            _end(row, State.FAILED, outcome.code)
        case Came.UNKNOWN if row.kind == Kind.MARKETING:
            _end(row, State.IN_DOUBT, outcome.code)
        case _ if row.state == State.IN_DOUBT:  # its words are gone
            _end(row, State.FAILED, outcome.code)
        case _:
            _again(row, outcome.code)


def _again(row: Intent, reason: str) -> None:
    """Back into the outbox for a while; after two days it is given up."""
    pause = PAUSES[min(row.attempts, len(PAUSES)) - 1] if row.attempts else PAUSES[0]
    row.due_at = now() + pause
    if row.due_at > row.queued_at + PATIENCE:
        _end(row, State.FAILED, reason)
    else:
        row.state, row.reason, row.lease_until = State.QUEUED, reason, None


def _end(row: Intent, state: State, reason: str) -> None:
    """Bring a message to its end: what it said is gone."""
    row.state, row.reason, row.ended_at = state, reason[:LONGEST_REASON], now()
    row.sealed, row.lease_until = b"", None
    returns.note(f"delivery.{state}", row)


def sweep() -> int:
    """Take back what a sender held too long, and so is dead or as good as: how many there were.

    Marketing is in doubt from then on: it may have gone. A service message goes again, under the
    same Message-ID.
    """
    with transaction.atomic(durable=True):
        held = Intent.objects.filter(state=State.HANDOFF, lease_until__lt=now()).order_by("id")
        rows = list(held.select_for_update(skip_locked=True)[:BATCH])
        for row in rows:
            _became(row, Outcome(Came.UNKNOWN, "sender lost"))
            row.save()
    return len(rows)


def block(intents: QuerySet[Intent], reason: str) -> int:
    """Stop messages that nobody hands over just now; how many. What they said is gone.

    It never waits for a sender, who may wait for whoever calls this.
    """
    with transaction.atomic():
        waiting = intents.filter(state=State.QUEUED).order_by("id")
        rows = list(waiting.select_for_update(skip_locked=True))
        for row in rows:
            _end(row, State.BLOCKED, reason)
            row.save()
        names = [row.sealed_under for row in rows]
        transaction.on_commit(lambda: sealing.destroy(names))
    return len(rows)


def hold_back() -> int:
    """After a restore, hold back what may have gone since the backup: how many are in doubt.

    Of marketing that is everything that waited then. A service message goes if its key is still
    there, for the key is destroyed with whatever has ended, and if it is not too old.
    """
    with transaction.atomic():
        waiting = Intent.objects.exclude(state__in=ENDS).select_for_update().order_by("id")
        rows = [row for row in waiting if row.kind == Kind.MARKETING or not _is_whole(row)]
        for row in rows:
            _end(row, State.IN_DOUBT, "restored")
            row.save()
        names = [row.sealed_under for row in rows]
        transaction.on_commit(lambda: sealing.destroy(names))
    return len(rows)


def _is_whole(row: Intent) -> bool:
    is_new = row.queued_at > now() - PATIENCE
    return is_new and MessageKey.objects.filter(name=row.sealed_under).exists()


# --- keys --------------------------------------------------------------------------------


def destroy_keys(*, nobodys_before: datetime | None = None) -> int:
    """Destroy the keys of messages that have ended, or were never queued after all; how many."""
    before, last, gone = nobodys_before or now() - timedelta(days=1), "", 0
    rows = MessageKey.objects.order_by("name").values_list("name", "made_at")
    while batch := dict(rows.filter(name__gt=last)[:BATCH]):
        known = dict(
            Intent.objects.filter(sealed_under__in=batch).values_list("sealed_under", "state")
        )
        ended = [name for name, state in known.items() if state in ENDS]
        nobodys = [name for name, at in batch.items() if name not in known and at < before]
        gone += sealing.destroy(ended + nobodys)
        last = max(batch)
    return gone
