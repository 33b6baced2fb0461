"""What the outbox holds about one person: that messages went, and the words of those that wait."""

from typing import Any

from sayso.delivery import actions
from sayso.delivery.errors import DeliveryError
from sayso.delivery.models import Intent, Report, State
from sayso.delivery.sealing import unseal

ERASED = "erased"


def collect(sid: str) -> list[dict[str, Any]]:
    """Every message to somebody: what it was, when, and what became of it."""
    return [_shown(intent) for intent in Intent.objects.filter(sid=sid).order_by("id")]


def erase(sid: str) -> int:
    """Destroy what waits for somebody, unsent; how many there were.

    What is handed over at this moment still goes. What was sent stays as a line without words.
    """
    return actions.block(Intent.objects.filter(sid=sid), ERASED)


def _shown(intent: Intent) -> dict[str, Any]:
    ended = intent.ended_at
    return {
        "room": intent.room,
        "kind": intent.kind,
        "topic": intent.topic,
        "state": intent.state,
        "reason": intent.reason,
        "queued_at": intent.queued_at.isoformat(),
        "ended_at": ended.isoformat() if ended else None,
        "came_back": [_report(report) for report in intent.reports.order_by("id")],
        "words": _words(intent),
    }


def _report(report: Report) -> dict[str, str]:
    """What came back about a message, and when."""
    return {
        "kind": report.kind,
        "status": report.status,
        "recorded_at": report.recorded_at.isoformat(),
    }


def _words(intent: Intent) -> dict[str, str] | None:
    """What a message that has not left yet says, and to whom."""
    if intent.state != State.QUEUED:
        return None
    try:
        message = unseal(intent)
    except DeliveryError:
        return None
    return {"to": message.to, "subject": message.subject, "words": message.words}
