"""What the public reads of requests: what can be asked, where one stands, what happened to it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sayso.law.words import day_in_words
from sayso.rights.clock import deadline_of
from sayso.rights.letters import ENDINGS, LONGER
from sayso.rights.models import Came, Kind, Outcome, RequestEvent, Stage, Step, Wait, Why
from sayso.rights.queries import Case


class Offer(NamedTuple):
    """Something that can be asked: in a few words, and what it means."""

    words: str
    means: str


OFFERED: Mapping[str, Offer] = {
    Kind.ACCESS: Offer(
        "See my details", "A copy of what we hold about you, where it is from and who has it."
    ),
    Kind.CORRECTION: Offer(
        "Correct my details", "What is wrong is put right, and what is missing is added."
    ),
    Kind.ERASURE: Offer(
        "Erase my details", "What we need not keep is destroyed. A no of yours is kept, for ever."
    ),
    Kind.RESTRICTION: Offer(
        "Put my details on hold",
        "They are kept and not used, as in a dispute. Before we do, we make sure that it is you.",
    ),
    Kind.OBJECTION: Offer(
        "Stop marketing to me, or another use",
        "Marketing to the addresses and numbers you give us stops at once. You need not "
        "say why, nor who you are. About another use, tell us which.",
    ),
    Kind.PORTABILITY: Offer(
        "Take my details with me", "A file of what you gave us, for other programs to read."
    ),
    Kind.COMPLAINT: Offer(
        "Complain", "Tell us what we did wrong. We look into it and tell you what comes of it."
    ),
}
"""What people can ask for; the form puts it in this order."""

NAMES: Mapping[str, str] = {
    Kind.ACCESS: "to see your details",
    Kind.CORRECTION: "to have your details corrected",
    Kind.ERASURE: "to have your details erased",
    Kind.RESTRICTION: "to have your details put on hold",
    Kind.OBJECTION: "us to stop",
    Kind.PORTABILITY: "to take your details with you",
    Kind.COMPLAINT: "us to look into a complaint",
    Kind.UNSORTED: "something, in words of your own",
}
"""What you asked, on the page of a request."""

WAITS: Mapping[str, str] = {
    Wait.IDENTITY: "proof of who you are",
    Wait.CLARIFICATION: "your answer to our question",
    Wait.FEE: "the fee",
}

ASKED: Mapping[str, str] = {
    Wait.IDENTITY: "We asked you for proof of who you are.",
    Wait.CLARIFICATION: "We asked you a question about your request.",
    Wait.FEE: "We asked you for the fee.",
}

CAME: Mapping[str, str] = {
    Came.WEB: "by the form on our website",
    Came.REPLY: "by an answer to a message of ours",
    Came.EMAIL: "by email",
    Came.PHONE: "by telephone",
    Came.LETTER: "by letter",
    Came.IN_PERSON: "in person",
    Came.SOCIAL: "on social media",
}

HAPPENED: Mapping[str, str] = {
    Step.ACKNOWLEDGED: "We told you that we have it.",
    Step.SORTED: "One of us read it, to see what is to be done.",
    Step.WROTE: "You wrote to us about it.",
    Step.STOPPED: "We stopped all marketing to the addresses and numbers that you gave.",
    Step.RESTRICTED: "We put your details on hold.",
    Step.CLOSED: "We closed your request.",
    Step.WITHDRAWN: "You took your request back.",
}


class Happening(NamedTuple):
    """One step, as whoever asks is told of it."""

    on: date
    words: str


def offers(today: date) -> Iterator[tuple[str, Offer, str]]:
    """Everything that can be asked, with the day by which it is answered if it is asked today."""
    for kind, offer in OFFERED.items():
        yield kind, offer, _by(kind, today)


def _by(kind: str, today: date) -> str:
    if kind == Kind.OBJECTION:
        return "At once"
    due = deadline_of(kind, today).due
    assert due is not None  # noqa: S101 - nothing is waited for
    told = f"By {day_in_words(due)}"
    return f"{told} we say that we have it" if kind == Kind.COMPLAINT else told


def headline(case: Case) -> str:
    """Where a request stands, in a sentence."""
    request, due = case.request, case.clock.deadline.due
    if request.stage == Stage.WITHDRAWN:
        return "You took this request back."
    if request.stage == Stage.CLOSED:
        return "This request is closed."
    if request.stage == Stage.WAITING:
        return f"We wait for {WAITS[request.waits_for]}."
    if request.kind == Kind.OBJECTION:
        return "We have your objection, and look at it at once."
    if request.kind == Kind.COMPLAINT:
        return "We have your complaint, and look into it."
    assert due is not None  # noqa: S101 - it would be waiting
    if case.clock.is_overdue:
        return f"Our answer is late: you should have had it by {day_in_words(due)}."
    return f"You have our answer by {day_in_words(due)}."


def ending(case: Case) -> str:
    """What became of a request that was closed."""
    request = case.request
    if request.kind == Kind.OBJECTION and request.outcome == Outcome.DONE:
        return "We have stopped. It holds for ever, until you yourself say otherwise."
    return ENDINGS[Outcome(request.outcome)] if request.outcome else ""


def happened(case: Case) -> list[Happening]:
    """Every step of a request, in order."""
    return [Happening(one.happened_on, _words(one, case)) for one in case.events]


def _words(event: RequestEvent, case: Case) -> str:
    match event.step:
        case Step.RECEIVED:
            return f"Your request came in, {CAME[case.request.came]}."
        case Step.ASKED:
            return ASKED[event.about]
        case Step.ANSWERED:
            return f"We had {WAITS[event.about]}."
        case Step.EXTENDED:
            return f"{LONGER[Why(event.about)]}, so we told you that we need longer."
        case step:
            return HAPPENED[step]
