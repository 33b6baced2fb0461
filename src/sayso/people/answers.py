"""What somebody answered, in the very words that they saw, and what follows from it."""

from collections.abc import Iterator
from datetime import date

from sayso.law.codes import Channel
from sayso.law.records import add_months
from sayso.law.words import day_in_words, listed
from sayso.people.models import Event
from sayso.people.said import CONSENT, OBJECTION, OBJECTION_ENDED, PREFERENCE, WITHDRAWAL
from sayso.policy.purposes import Words
from sayso.policy.schema import Policy

BY = {
    Channel.EMAIL: "by email",
    Channel.SMS: "by text message",
    Channel.VOICEMAIL: "by a message left on the telephone",
    Channel.SOCIAL_MESSAGE: "by a message on a social network",
    Channel.LIVE_CALL: "by telephone",
    Channel.AUTOMATED_CALL: "by a recorded call",
    Channel.FAX: "by fax",
    Channel.POST: "by post",
}

ANSWERS = {CONSENT, WITHDRAWAL, OBJECTION, OBJECTION_ENDED, PREFERENCE}
"""The kinds of what is said that are answers of somebody; all else is about a record."""


def declared_words(event: Event, policy: Policy) -> Words | None:
    """The words of the policy to which somebody answered, if it was by such."""
    known = policy.wordings if event.kind == CONSENT else policy.objections
    return known.get(event.wording)


def words_of(event: Event, policy: Policy) -> str:
    """What somebody said: the words themselves, or else what it comes to."""
    if words := declared_words(event, policy):
        return words.text
    return f"{' '.join(_said(event, policy))}."


def _said(event: Event, policy: Policy) -> Iterator[str]:
    details = event.details
    yield _answer(event)
    topics = [topic for topic in details.get("topics", ()) if topic != "all"]
    if topics:
        yield f"about {listed([_name(topic, policy) for topic in topics], 'and')}"
    channels = [BY[Channel(code)] for code in details.get("channels", ()) if code != "all"]
    if channels:
        yield listed(channels, "and")
    if until := details.get("withdrawn_on"):
        yield f"until {_day(until)}"


def _answer(event: Event) -> str:
    if event.kind == PREFERENCE:
        number = event.details["at_most_a_month"]
        return f"At most {_times(number)}" if number else "As often as the policy says"
    if event.kind == OBJECTION:
        return _NO[event.details.get("to", "marketing")]
    return _OTHERWISE[event.kind]


_NO = {
    "marketing": "No marketing",
    "research": "No surveys",
    "everything": "No contact that is not necessary",
}
_OTHERWISE = {
    CONSENT: "Yes",
    WITHDRAWAL: "I take back a yes of mine",
    OBJECTION_ENDED: "I take back a no of mine",
}


def _times(number: int) -> str:
    """So many messages, in words."""
    return "one message a month" if number == 1 else f"{number} messages a month"


def _name(topic: str, policy: Policy) -> str:
    found = policy.purposes.get(topic)
    return found.name if found else topic


def _day(written: str) -> str:
    return day_in_words(date.fromisoformat(written))


def follows(event: Event, policy: Policy) -> str:
    """What becomes of an answer, in a sentence."""
    if event.kind == CONSENT:
        house = policy.house_rules.house
        ends = add_months(event.happened_on, house.consent_months)
        if written := event.details.get("ends_on"):
            ends = min(ends, date.fromisoformat(written))
        return f"This yes runs out on {day_in_words(ends)}, unless you give it again."
    if event.kind == OBJECTION_ENDED:
        return "What you said before it counts again."
    if event.kind == PREFERENCE:
        return "It counts from now on."
    if until := event.details.get("withdrawn_on"):
        return f"From {_day(until)}, what you said before it counts again."
    return "It counts from this moment, and does not run out."
