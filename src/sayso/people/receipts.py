"""Receipts: what somebody told us, in the words that they saw, and the link by which to change it.

A copy for programs goes with each, in the form of ISO/IEC TS 27560:2023, with the words of the
Data Privacy Vocabulary (DPV 2.3) for the state of a consent. We have not seen the paid text of the
standard, so we follow its published outline and do not claim more.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Attachment, Message
from sayso.delivery.models import Intent, Kind
from sayso.delivery.words import quoted
from sayso.law.words import day_in_words, listed
from sayso.people import said
from sayso.people.details import details_of
from sayso.people.links import choices_url
from sayso.people.models import ContactPoint, Event, Person
from sayso.people.sealing import SealedError
from sayso.policy import queries as policies
from sayso.policy.models import PolicyVersion
from sayso.policy.schema import Policy

ROOM = "people"

WAYS = {
    "email": "by email",
    "sms": "by text message",
    "live_call": "by telephone",
    "automated_call": "by recorded call",
    "fax": "by fax",
    "post": "by post",
    "all": "in any way",
}
"""How each channel is told of in the middle of a sentence."""

STATES = {said.CONSENT: "ConsentGiven", said.WITHDRAWAL: "ConsentWithdrawn"}


def queue_receipt(*, events: Sequence[Event], sid: str, pid: str = "") -> Intent | None:
    """Queue a receipt for what somebody just said, in the transaction that records it.

    It goes to this contact point of theirs, if that is an email address, and else to the first one
    that they have; once for the same events.
    """
    told = [event for event in events if event.kind in _TELL]
    found = address_of(sid, pid) if told else None
    if found is None:
        return None
    pid, to = found
    policy = _policy_of(told[0]).policy
    message = Message(
        to=to,
        subject="What you told us, and how to change it",
        words=_words(told, policy, choices_url(sid=sid, pid=pid)),
        attached=tuple(_copies(told, policy, sid, pid)),
    )
    name = f"receipt/{min(e.id for e in told)}-{max(e.id for e in told)}-{pid}"
    return queue(
        NewIntent(room=ROOM, key=name, kind=Kind.SERVICE, sid=sid, point=pid, message=message)
    )


def address_of(sid: str, pid: str = "") -> tuple[str, str] | None:
    """A contact point to which we can write to somebody, and its words: this one, or the first."""
    points = ContactPoint.objects.filter(person=sid, kind="email", ended_at=None)
    point = points.filter(pid=pid).first() if pid else None
    point = point or points.order_by("recorded_at", "pid").first()
    if point is None:
        return None
    try:
        known: dict[str, str] = details_of(Person.objects.get(sid=sid))["points"]
    except SealedError:
        return None
    return (point.pid, known[point.pid]) if point.pid in known else None


def _policy_of(event: Event) -> PolicyVersion:
    """The version under which something was said."""
    found = policies.versions().filter(sha256=event.policy).first()
    return found or policies.current()


# --- for people ------------------------------------------------------------------------------


_COUNTS = (
    "It counts from that moment. You can change your mind at any time, and stop everything at "
    "once; no password is needed:"
)


def _words(events: Sequence[Event], policy: Policy, url: str) -> str:
    lines = [f"- {line}" for event in events for line in _TELL[event.kind](event, policy)]
    return "\n\n".join(
        [
            "# What you told us",
            f"On {day_in_words(events[-1].happened_on)} we noted:",
            "\n".join(lines),
            _COUNTS,
            f"[Your choices]({url})",
            "If this was not you, use the same page to put it right, or reply to this message.",
        ]
    )


def _yes(event: Event, policy: Policy) -> Iterator[str]:
    words = policy.wordings.get(event.wording)
    shown = f" The words were: “{quoted(words.text)}”" if words else ""
    months = policy.house_rules.consent_months
    yield (
        f"**Yes** to {_topics(event, policy)}, {_ways(event)}.{shown} It runs out after {months} "
        "months, unless you say so anew."
    )


def _no(event: Event, policy: Policy) -> Iterator[str]:
    words = policy.objections.get(event.wording)
    shown = f" The words were: “{quoted(words.text)}”" if words else ""
    until = event.details.get("withdrawn_on")
    ends = f", **until {day_in_words(date.fromisoformat(until))}**" if until else ""
    kept = (
        "What you said before counts again from then on." if until else "We remember it for good."
    )
    yield f"**No** to {_topics(event, policy)}, {_ways(event)}{ends and f', {ends}'}.{shown} {kept}"


def _taken_back(event: Event, policy: Policy) -> Iterator[str]:
    yes = _said_before(event)
    yield f"**No longer** {_topics(yes, policy)}, {_ways(yes)}: you took back your yes."


def _no_ended(event: Event, policy: Policy) -> Iterator[str]:
    no = _said_before(event)
    yield f"Your no to {_topics(no, policy)}, {_ways(no)}, **is lifted**, as you asked."


def _said_before(event: Event) -> Event:
    """What an event takes back, if it takes anything back."""
    found = Event.objects.filter(id=event.of).first() if event.of else None
    return found or event


def _how_often(event: Event, _: Policy) -> Iterator[str]:
    number = event.details["at_most_a_month"]
    if number is None:
        yield "**As often** as the policy says, and no more."
    else:
        yield f"**At most {number}** messages of marketing in a month, of all kinds together."


def _put_right(event: Event, policy: Policy) -> Iterator[str]:
    names = [policy.fields[name].label for name in event.details.get("fields", ())]
    yield f"**Corrected**: {quoted(listed(names, 'and')).lower() or 'your details'}."


_TELL = {
    said.CONSENT: _yes,
    said.OBJECTION: _no,
    said.WITHDRAWAL: _taken_back,
    said.OBJECTION_ENDED: _no_ended,
    said.PREFERENCE: _how_often,
    "corrected": _put_right,
}
"""What is told of, and how."""


def _topics(event: Event, policy: Policy) -> str:
    names = event.details.get("topics", ["all"])
    if "all" in names:
        return _ALL.get(event.details.get("to", ""), "everything we may ask about")
    known = [policy.purposes[name].name if name in policy.purposes else name for name in names]
    return quoted(listed([f"“{name}”" for name in known], "and"))


_ALL = {
    "marketing": "all our marketing",
    "research": "all our surveys",
    "everything": "all that is not necessary",
}


def _ways(event: Event) -> str:
    return listed([WAYS.get(one, one) for one in event.details.get("channels", ["all"])], "and")


# --- for programs ----------------------------------------------------------------------------


def _copies(events: Sequence[Event], policy: Policy, sid: str, pid: str) -> Iterator[Attachment]:
    consents = [event for event in events if event.kind in STATES]
    if consents:
        record = {
            "receipt_id": str(_uuid(f"receipt {consents[0].id}", sid)),
            "schema_version": "ISO/IEC TS 27560:2023",
            "records": [_record(event, policy, sid, pid) for event in consents],
        }
        content = json.dumps(record, indent=1, ensure_ascii=False).encode()
        yield Attachment("consent-receipt.json", "application/json", content)


def _record(event: Event, policy: Policy, sid: str, pid: str) -> dict[str, Any]:
    yes = _said_before(event)
    words = policy.wordings.get(yes.wording)
    base = settings.ENVIRONMENT.base_url.rstrip("/")
    officer = policy.privacy_officer
    return {
        "record_id": str(_uuid(f"record {yes.id}", sid)),
        "pii_principal_id": sid,
        "pii_processing": {
            "privacy_notice": f"{base}/policy/{event.policy}",
            "language": "en-GB",
            "purposes": [
                {"purpose": policy.purposes[name].name, "type": name}
                for name in yes.details.get("topics", ())
                if name in policy.purposes
            ],
            "lawful_basis": "consent",
            "channels": yes.details.get("channels", []),
            "consent_wording": words.text if words else "",
            "collection_method": yes.method or yes.source,
            "withdrawal_method": choices_url(sid=sid, pid=pid),
            "privacy_rights": f"{base}/policy/your-data",
            "retention_period": f"{policy.house_rules.consent_months} months",
            "jurisdiction": "GB",
            "recipient_third_parties": [],
            "authority_party": str(policy.regulator.page),
        },
        "pii_controllers": [
            {
                "party_name": policy.organisation.name,
                "party_address": policy.organisation.contact.address,
                "party_email": officer.email,
                "party_phone": officer.phone,
                "party_url": str(policy.organisation.contact.page),
                "party_role": "controller",
            }
        ],
        "event": {
            "event_time": event.recorded_at.isoformat(timespec="seconds"),
            "event_type": "explicit",
            "event_state": STATES[event.kind],
            "entity_id": sid,
        },
    }


def _uuid(name: str, sid: str) -> UUID:
    """The same name again whenever the same is told; it leads to nobody."""
    return UUID(bytes=sha256(f"{name} {sid}".encode()).digest()[:16], version=4)
