"""What came back, recorded once, and told to the rooms that listen."""

import logging
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256

from django.db import transaction

from sayso.delivery.models import Intent, Report, ReportKind, State, now
from sayso.delivery.replies import Reply, read_reply
from sayso.delivery.reports import read
from sayso.evidence import actions as log

ACTOR = "job:delivery"

told = logging.getLogger(__name__)


class Taken(StrEnum):
    """What became of something that came back."""

    NEW = "new"
    KNOWN = "known"
    NOBODYS = "nobody's"
    LATER = "later"
    NO_REPORT = "no report"


Ear = Callable[[Report], None]

_EARS: dict[str, Ear] = {}


def on_report(room: str, ear: Ear) -> None:
    """Let a room hear of each report once, in a transaction of its own; it says so when loaded.

    What a room cannot take in, it is told again until it can.
    """
    _EARS[room] = ear


ReplyEar = Callable[[Reply, Intent], None]

_REPLY_EARS: dict[str, ReplyEar] = {}


def on_reply(room: str, ear: ReplyEar) -> None:
    """Let a room take in what somebody answers to a message of ours, whichever room sent that.

    It does so in the transaction that records the answer: what it cannot take in was not there, and
    is taken in again later. Nobody else keeps the words.
    """
    _REPLY_EARS[room] = ear


def take(raw: bytes) -> Taken:
    """Take in what came back, and let the rooms hear of it at once."""
    found = read(raw)
    if found is None:
        reply = read_reply(raw)
        return _take_reply(reply) if reply and _REPLY_EARS else Taken.NO_REPORT
    with transaction.atomic(durable=True):
        intent = Intent.objects.filter(token__in=found.tokens).select_for_update().first()
        about = intent.token if intent else "nobody"
        report = record(f"{found.name} {about}", intent, found.kind, found.status)
        if report is None:
            return Taken.KNOWN
        if intent and intent.state == State.IN_DOUBT:  # whoever reports of it has had it
            intent.state, intent.reason = State.SENT, "reported"
            intent.save(update_fields=["state", "reason"])
            note(f"delivery.{intent.state}", intent)
    if intent is None:
        return Taken.NOBODYS
    _hear(report.id)
    return Taken.NEW


def _take_reply(reply: Reply) -> Taken:
    """Take in an answer, once; one to no message of ours is left for somebody to read."""
    try:
        with transaction.atomic(durable=True):
            intent = Intent.objects.filter(token__in=reply.tokens).select_for_update().first()
            if intent is None:
                return Taken.NO_REPORT
            report = record(f"reply {reply.hashed}", intent, ReportKind.REPLY, "")
            if report is None:
                return Taken.KNOWN
            for ear in _REPLY_EARS.values():
                ear(reply, intent)
            report.heard_at = now()
            report.save(update_fields=["heard_at"])
    except Exception as error:  # noqa: BLE001 - whatever a room makes of it, the next one is taken
        told.error("an answer is not taken in: %s", type(error).__name__)
        return Taken.LATER
    return Taken.NEW


def record(name: str, intent: Intent | None, kind: ReportKind, status: str) -> Report | None:
    """Record a report, in the transaction that holds its intent; nothing if it is known."""
    hashed = sha256(name.encode()).hexdigest()
    report, is_new = Report.objects.get_or_create(
        name=hashed, defaults={"intent": intent, "kind": kind, "status": status}
    )
    if not is_new:
        return None
    if intent:
        note(f"delivery.came-back-{kind}", intent)
    return report


def note(kind: str, intent: Intent) -> None:
    """Log what became of a message, in the transaction that makes it so."""
    log.append(kind=kind, actor=ACTOR, subject=intent.sid, purpose=intent.topic, channel="email")


def hear() -> int:
    """Tell the rooms of every report that they have not heard of; how many they took in."""
    unheard = Report.objects.filter(heard_at=None, intent__isnull=False).order_by("id")
    return sum(_hear(number) for number in list(unheard.values_list("id", flat=True)))


def _hear(number: int) -> bool:
    """Tell every room of one report, in one transaction; while nobody listens, it waits."""
    if not _EARS:
        return False
    try:
        with transaction.atomic(durable=True):
            rows = Report.objects.select_for_update(skip_locked=True)
            report = rows.filter(id=number, heard_at=None).first()
            if report is None:
                return False
            for ear in _EARS.values():
                ear(report)
            report.heard_at = now()
            report.save(update_fields=["heard_at"])
    except Exception as error:  # noqa: BLE001 - whatever one room makes of it, the next is told
        told.error("report %d is not taken in: %s", number, type(error).__name__)
        return False
    return True
