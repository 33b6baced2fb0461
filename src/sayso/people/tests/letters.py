"""Messages of marketing to the cast, as a campaign would queue them."""

from django.db import transaction

from sayso.delivery.actions import NewIntent, claim, queue, settle
from sayso.delivery.message import Message
from sayso.delivery.models import Intent, Kind
from sayso.delivery.outcome import Came, Outcome
from sayso.people import links
from sayso.people.details import details_of
from sayso.people.models import Person

ROOM = "people"


def letter(who: Person, number: int = 1, *, topic: str = "news", to: str = "") -> Intent:
    """A message to somebody of the cast, queued."""
    point = who.points.filter(kind="email").first()
    pid = point.pid if point else ""
    to = to or f"{who_is(who)}@example.org"
    stop = links.one_click_url(sid=who.sid, pid=pid, purpose=topic, channel="email")
    message = Message(to=to, subject="News", words="Dear reader,\n\nhello.", unsubscribe=stop)
    with transaction.atomic():
        return queue(
            NewIntent(
                room=ROOM,
                key=f"{topic}/{number}/{who.sid}",
                kind=Kind.MARKETING,
                message=message,
                sid=who.sid,
                point=pid,
                topic=topic,
            )
        )


def who_is(who: Person) -> str:
    name: str = details_of(who)["fields"]["name"]["value"]
    return name.lower()


def claimed() -> Intent:
    """The next message, claimed if it may leave."""
    found = claim()
    assert found
    return found


def sent(who: Person, number: int = 1, *, topic: str = "news") -> Intent:
    """A message to somebody, that went."""
    letter(who, number, topic=topic)
    intent = claimed()
    settle(intent, Outcome(Came.ACCEPTED, "250"))
    intent.refresh_from_db()
    return intent
