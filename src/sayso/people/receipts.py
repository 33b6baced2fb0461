"""What people get whenever their answers change: the exact words, and the way to change them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Attachment, Message
from sayso.delivery.models import Intent, Kind
from sayso.delivery.words import quoted
from sayso.law.words import day_in_words
from sayso.people import links
from sayso.people.answers import ANSWERS, declared_words, follows, words_of
from sayso.people.details import details_of
from sayso.people.models import ContactPoint, Event, Person
from sayso.people.names import london_day
from sayso.people.said import CONSENT, OBJECTION_ENDED, WITHDRAWAL
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current

ROOM = "people"
SCHEMA = "ISO/IEC TS 27560:2023"

STATES = {CONSENT: "given", WITHDRAWAL: "withdrawn", OBJECTION_ENDED: "objection withdrawn"}
"""What became of a permission by an event; by every other, somebody objected."""


def queue_receipt(*, events: Sequence[Event], sid: str, pid: str = "") -> Intent | None:
    """Queue a receipt of answers in the transaction that records them, once however often asked.

    It goes to the contact point `pid`, or to the first email address on record; to somebody who
    has none there is nothing to queue.
    """
    answers = [event for event in events if event.kind in ANSWERS]
    to = address_of(sid, pid)
    if not answers or not to:
        return None
    url = links.choices_url(sid=sid, pid=to[0])
    day = day_in_words(london_day(answers[0].recorded_at))
    message = Message(
        to=to[1],
        subject=f"What you told us on {day}",
        words=_words(answers, day, url),
        attached=(Attachment("receipt.json", "application/json", _record(answers, sid, url)),),
    )
    key = f"receipt/{min(event.id for event in answers)}"
    return queue(
        NewIntent(room=ROOM, key=key, kind=Kind.SERVICE, message=message, sid=sid, point=to[0])
    )


def address_of(sid: str, pid: str = "") -> tuple[str, str] | None:
    """The contact point that a message to somebody goes to, and its words."""
    points = ContactPoint.objects.filter(person=sid, kind="email", ended_at=None)
    named = points.filter(pid=pid).first() if pid else None
    point = named or points.order_by("recorded_at", "pid").first()
    if point is None:
        return None
    return point.pid, details_of(Person.objects.get(sid=sid))["points"][point.pid]


# --- in words ----------------------------------------------------------------------------


NEXT = (
    "You need do nothing. Keep this message if you like: the file with it says the same for "
    "programs."
)
NOT_YOU = (
    "That page needs no password and never runs out. If it was not you who told us this, open it "
    "and press Stop everything, or reply to this message."
)


def _words(answers: Sequence[Event], day: str, url: str) -> str:
    heading, link = f"# What you told us on {day}", f"[See or change your answers]({url})"
    told = "\n".join(f"- {line}" for line in _lines(answers))
    return f"{heading}\n\n{told}\n\n{NEXT}\n\n{link}\n\n{NOT_YOU}"


def _lines(answers: Sequence[Event]) -> Iterator[str]:
    for event in answers:
        policy = _version(event).policy
        yield f"**{quoted(words_of(event, policy))}** {quoted(follows(event, policy))}"


def _version(event: Event) -> PolicyVersion:
    """The policy under which somebody answered."""
    return PolicyVersion.objects.filter(sha256=event.policy).first() or current()


# --- for programs ------------------------------------------------------------------------


def _record(answers: Sequence[Event], sid: str, url: str) -> bytes:
    """The same as ISO/IEC TS 27560 has the record of a consent."""
    version = _version(answers[0])
    base = settings.ENVIRONMENT.base_url.rstrip("/")
    first = min(answers, key=lambda event: event.id)
    ref = Person.objects.values_list("ref", flat=True).get(sid=sid)
    record = {
        "schema_version": SCHEMA,
        "receipt_id": str(uuid5(NAMESPACE_URL, f"{base}/receipts/{ref}/{first.id}")),
        "created": first.recorded_at.astimezone(UTC).isoformat(),
        "pii_principal_id": ref,
        "language": "en-GB",
        "jurisdiction": "GB",
        "privacy_notice": f"{base}/policy/versions/{version.slug}",
        "privacy_rights": f"{base}/policy/your-data",
        "withdrawal_method": url,
        "parties": list(_parties(version)),
        "events": [_event(event) for event in answers],
    }
    return json.dumps(record, indent=2, ensure_ascii=False).encode()


def _parties(version: PolicyVersion) -> Iterator[dict[str, str]]:
    policy = version.policy
    contact, regulator = policy.organisation.contact, policy.regulator
    yield {
        "party_role": "controller",
        "party_name": policy.organisation.name,
        "party_address": contact.address,
        "party_email": contact.email,
        "party_phone": contact.phone,
        "party_url": contact.page,
    }
    yield {
        "party_role": "authority",
        "party_name": regulator.name,
        "party_url": regulator.page,
    }


def _event(event: Event) -> dict[str, Any]:
    policy = _version(event).policy
    words = declared_words(event, policy)
    text = words_of(event, policy)
    topics = [topic for topic in event.details.get("topics", ()) if topic in policy.purposes]
    return {
        "event_time": event.recorded_at.astimezone(UTC).isoformat(),
        "event_type": "explicit",
        "event_state": STATES.get(event.kind, "objected"),
        "words": text,
        "words_sha256": words.sha256 if words else sha256(text.encode()).hexdigest(),
        "wording": event.wording,
        "collection_method": event.method,
        "channels": event.details.get("channels", ["all"]),
        "purposes": [_purpose(topic, policy) for topic in topics],
        "what_follows": follows(event, policy),
    }


def _purpose(topic: str, policy: Any) -> dict[str, str]:
    use = policy.purposes[topic]
    return {
        "purpose": topic,
        "name": use.name,
        "lawful_basis": str(use.basis),
        "retention_period": str(policy.retention[use.retention].keep),
    }
