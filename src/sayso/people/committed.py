"""What the log says of each event: little in the open, and all of it by a salted hash."""

import hmac
from datetime import UTC
from hashlib import sha256

import msgspec

from sayso.evidence.event import Event as Logged
from sayso.people.models import Event
from sayso.people.names import opaque
from sayso.people.sealing import SubjectSecret
from sayso.people.written import Written

_as_json = msgspec.json.Encoder(order="deterministic").encode


def logged(row: Event | Written, secret: SubjectSecret | None, wording_hash: str = "") -> Logged:
    """What the log says of an event: whatever is not in the open, it commits to."""
    topics = row.details.get("topics", [])
    channels = row.details.get("channels", [])
    return Logged(
        kind=f"people.{row.kind}".replace("_", "-"),
        actor=opaque(row.actor),
        subject=row.sid,
        purpose=topics[0] if len(topics) == 1 else "",
        channel=channels[0] if len(channels) == 1 else "",
        wording_hash=wording_hash,
        policy=row.policy,
        commitment=_commitment(row, secret),
        happened_on=row.happened_on,
    )


def _commitment(row: Event | Written, secret: SubjectSecret | None) -> str:
    """What ties the log to an event: nobody can tell one from another without the person's salt.

    Of somebody whose salt is gone there is none. Counts are about nobody, and need no salt.
    """
    if not row.sid:
        return sha256(_as_json(row.details)).hexdigest()
    if secret is None:
        return ""
    facts = {
        "actor": row.actor,
        "details": row.details,
        "event": row.id,
        "happened_on": row.happened_on.isoformat(),
        "kind": row.kind,
        "lookup": row.lookup,
        "method": row.method,
        "of": row.of,
        "reason": row.reason,
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(),
        "seq": row.seq,
        "sid": row.sid,
        "source": row.source,
        "wording": row.wording,
    }
    return hmac.digest(secret.salt, _as_json(facts), "sha256").hex()
