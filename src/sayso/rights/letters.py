"""What we write to whoever asks: that we have it, until when we answer, and what we wait for.

Each is a service message, which names the request by its reference and repeats nothing of it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Message
from sayso.delivery.models import Kind as Sort
from sayso.delivery.words import quoted
from sayso.law.words import day_in_words
from sayso.rights.clock import deadline_of
from sayso.rights.models import (
    Came,
    Kind,
    Outcome,
    Request,
    RequestEvent,
    Step,
    Wait,
    Why,
    now,
)
from sayso.rights.sealing import Particulars

ROOM = "rights"


class Letter(NamedTuple):
    """The subject, before the reference, and the words."""

    subject: str
    words: str


ASKS: Mapping[Wait, str] = {
    Wait.IDENTITY: "Before we go on, we need to be sure who you are. The clock starts when we are.",
    Wait.CLARIFICATION: "We have a question about what you ask.",
    Wait.FEE: "What you ask again and again costs a fee, which we need before we go on.",
}

LONGER: Mapping[Why, str] = {
    Why.COMPLEX: "What you ask is complicated",
    Why.MANY: "You have asked for many things",
}

ENDINGS: Mapping[Outcome, str] = {
    Outcome.DONE: "We have done what you asked, and have told you so or do it in another message.",
    Outcome.IN_PART: "We have done part of what you asked, and tell you in another message which "
    "part we have not, and why.",
    Outcome.NOTHING_HELD: "We have looked, and hold nothing about you that you asked for.",
    Outcome.REFUSED: "We have not done what you asked, and tell you why in another message.",
}


SAYS_WE_HAVE_IT: Mapping[str, str] = {
    Kind.COMPLAINT: "We look into what went wrong without delay, and tell you what comes of it.",
    Kind.OBJECTION: "We have stopped all marketing to this address. If you object to anything "
    "else, one of us reads what you wrote today.",
    Kind.UNSORTED: "One of us reads it. If it is a request about your details, you have our answer "
    "by **{due}**, and it costs you nothing.",
}

IN_TIME = (
    "You need do nothing. You have our answer by **{due}**, and it costs you nothing. If we need "
    "to know who you are or what you mean, we ask you without delay."
)

OFTEN = {Came.REPLY: 1}
"""How many acknowledgements an address gets in a day; of the form a few (RFC 3834 section 2)."""
FEW = 3


def acknowledge(request: Request, words: Particulars) -> bool:
    """Say that we have it; whether it was said. Nobody's mailbox is filled, whoever asks for it."""
    if _acknowledged_today(request) >= OFTEN.get(Came(request.came), FEW):
        return False
    due = deadline_of(request.kind, request.received_on).due
    assert due is not None  # noqa: S101 - nothing is waited for yet
    came = day_in_words(request.received_on)
    answer = SAYS_WE_HAVE_IT.get(request.kind, IN_TIME).format(due=day_in_words(due))
    letter = Letter("We have your request", f"It came in on {came}.\n\n{answer}")
    return send(request, words, letter, key=request.rid, said="")


def _acknowledged_today(request: Request) -> int:
    """How often whoever is reached in the same way was written to since yesterday."""
    told = RequestEvent.objects.filter(step=Step.ACKNOWLEDGED, request__lookup=request.lookup)
    return told.filter(recorded_at__gt=now() - timedelta(days=1)).count() if request.lookup else 0


def ask(what: Wait) -> Letter:
    return Letter("We need something from you", f"{ASKS[what]} You can answer this message.")


def extend(why: Why) -> Letter:
    return Letter(
        "We need longer to answer you",
        f"{LONGER[why]}, so we need longer than the law gives at first. The law allows up to two "
        "months more, and has us tell you so now. If you think that is wrong, tell us, or complain "
        "to the regulator named in our policy.",
    )


def close(outcome: Outcome) -> Letter:
    return Letter(
        "Your request is closed",
        f"{ENDINGS[outcome]}\n\nIf you are not content, answer this message, or complain to the "
        "regulator named in our policy; you may also go to court.",
    )


def send(request: Request, words: Particulars, letter: Letter, *, key: str, said: str) -> bool:
    """Queue a letter in the transaction of its step; whether there was an address."""
    if not words.email:
        return False
    own = "\n\n".join(quoted(part) for part in said.split("\n\n") if part.strip())
    parts = [letter.words, own, f"[{request.ref}: see where it stands]({page(request)})"]
    is_reply = request.came == Came.REPLY and key == request.rid
    message = Message(
        to=words.email,
        subject=f"{letter.subject}: {request.ref}",
        words="\n\n".join(part for part in parts if part),
        answers=words.answers if is_reply else "",
    )
    queue(NewIntent(room=ROOM, key=key, kind=Sort.SERVICE, message=message, sid=request.rid))
    return True


def page(request: Request) -> str:
    """The address at which a request can be followed."""
    path = reverse("rights-request", args=[request.token])
    return f"{settings.ENVIRONMENT.base_url}{path}"
