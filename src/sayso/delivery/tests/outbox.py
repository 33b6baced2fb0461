"""Messages to queue in tests, to the cast, and a gate that opens for some of them."""

from django.db import transaction

from sayso.delivery import actions
from sayso.delivery.actions import NewIntent
from sayso.delivery.gates import Decision
from sayso.delivery.message import Message
from sayso.delivery.models import Intent, Kind

ROOM = "letters"
ADA, BERT = "ada0" * 8, "be27" * 8
SIDS = {"ada": ADA, "bert": BERT}
STOP_PAGE = "https://sayso.example.org/u/4fkx7mn2qc"


def message(name: str = "ada", **more: str) -> Message:
    words = {"subject": "Your details", "words": "Dear Ada,\n\nthank you.", **more}
    return Message(to=f"{name}@example.org", **words)  # type: ignore[arg-type]


def service(key: str = "receipt/1", name: str = "ada", **more: str) -> Intent:
    """A service message, queued."""
    return queued(
        NewIntent(
            room=ROOM, key=key, kind=Kind.SERVICE, message=message(name, **more), sid=SIDS[name]
        )
    )


def marketing(key: str = "news/1", name: str = "ada", **more: str) -> Intent:
    """A marketing message, queued."""
    words = message(name, **{"unsubscribe": STOP_PAGE, **more})
    return queued(
        NewIntent(
            room=ROOM, key=key, kind=Kind.MARKETING, message=words, sid=SIDS[name], topic="news"
        )
    )


def queued(new: NewIntent) -> Intent:
    with transaction.atomic():
        return actions.queue(new)


def open_to_ada(intent: Intent) -> Decision:
    """Ada consented, Bert objected."""
    return Decision(intent.sid == ADA, "consent" if intent.sid == ADA else "objection")


def again(intent: Intent) -> Intent:
    """The intent as it is now."""
    return Intent.objects.get(id=intent.id)


def hurry(intent: Intent) -> None:
    """Let a message that waits for its next attempt be due now."""
    Intent.objects.filter(id=intent.id).update(due_at=intent.queued_at)
