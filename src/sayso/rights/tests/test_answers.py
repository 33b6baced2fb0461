import pytest
from django.db import transaction

from sayso.delivery import actions as outbox
from sayso.delivery.actions import NewIntent
from sayso.delivery.composing import compose
from sayso.delivery.jobs import letterhead
from sayso.delivery.message import Message
from sayso.delivery.models import Intent
from sayso.delivery.models import Kind as Sort
from sayso.delivery.replies import read_reply
from sayso.delivery.returns import Taken, take
from sayso.delivery.sealing import unseal
from sayso.delivery.tests.answered import QUOTED, answer
from sayso.people.models import Event, Person, Suppression
from sayso.people.tests.cast import EMAILS, TODAY, may, person, says, yes
from sayso.rights.actions import close, resume, wait_for
from sayso.rights.answers import rest_of_stop
from sayso.rights.models import Came, Kind, Outcome, Request, Stage, Step, Wait
from sayso.rights.sealing import opened
from sayso.rights.tests.asked import CLERK, asks, case, steps

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def ada() -> Person:
    """Ada, who said yes."""
    found = person("ada")
    says(yes(found))
    return found


def sent(to: Person | None = None) -> Intent:
    """A message to somebody, of another room."""
    message = Message(to=EMAILS["ada"], subject="Your details", words="Dear Ada.")
    sid = to.sid if to else ""
    with transaction.atomic():
        return outbox.queue(
            NewIntent(room="forms", key="receipt/1", kind=Sort.SERVICE, message=message, sid=sid)
        )


STOPS = (
    "STOP",
    "Stop!",
    "stop please",
    "Please unsubscribe me.",
    "Unsubscribe\n\nKind regards\nAda",
    "Please stop emailing me, thanks",
    "Stop sending me these emails",
    "Take me off your mailing list.",
    "remove me",
    "No more emails please",
    "opt out",
)
NO_STOPS = (
    "Thank you.",
    "Do not stop!",
    "I cannot stop laughing",
    "Stop the presses: I have moved house.",
    "Please don't unsubscribe me",
    "Stop by whenever you like",
    "What do you hold about me?",
    "How do I unsubscribe?",
    "stop " * 40,
)


@pytest.mark.parametrize("words", STOPS)
def test_a_stop_is_done_at_once(ada: Person, words: str) -> None:
    assert may(ada).allowed
    assert take(answer(sent(ada).token, words + QUOTED)) == Taken.NEW
    asked = Request.objects.get()
    assert (asked.kind, asked.stage, asked.came) == (Kind.OBJECTION, Stage.CLOSED, Came.REPLY)
    assert not may(ada, on=max(TODAY, asked.received_on)).allowed
    assert Suppression.objects.count() == 1
    assert Event.objects.filter(sid=ada.sid, kind="objection").count() == 1


@pytest.mark.parametrize("words", NO_STOPS)
def test_what_only_sounds_like_a_stop_is_read_by_somebody(ada: Person, words: str) -> None:
    assert take(answer(sent(ada).token, words + QUOTED)) == Taken.NEW
    asked = Request.objects.get()
    assert (asked.kind, asked.stage) == (Kind.UNSORTED, Stage.OPEN)
    assert opened(asked).about == " ".join(words.split())
    assert may(ada).allowed
    assert case(asked).clock.deadline.due


def test_whoever_answers_from_another_address_is_stopped_at_both(ada: Person) -> None:
    bert = person("bert")
    says(yes(bert))
    take(answer(sent(ada).token, "stop", sender=EMAILS["bert"]))
    day = max(TODAY, Request.objects.get().received_on)
    assert not may(ada, on=day).allowed
    assert not may(bert, on=day).allowed


def test_a_stop_with_more_beside_it_is_done_and_read(ada: Person) -> None:
    words = "Stop.\nAnd tell me where you have my address from, please."
    take(answer(sent(ada).token, words))
    asked = Request.objects.get()
    assert not may(ada, on=max(TODAY, asked.received_on)).allowed
    assert (asked.kind, asked.stage) == (Kind.OBJECTION, Stage.OPEN)
    assert opened(asked).about.startswith("And tell me")


def test_a_subject_of_their_own_can_be_a_stop_and_ours_cannot() -> None:
    for subject, stops in (("STOP", True), ("unsubscribe", True), ("Re: Stop", False)):
        reply = read_reply(answer("70ce" * 8, "Ada", subject=subject))
        assert reply
        assert (rest_of_stop(reply) == "") == stops, subject


@pytest.mark.parametrize(
    "more", ["Auto-Submitted: auto-replied\n", "List-Id: <a.example.net>\n", "Precedence: bulk\n"]
)
def test_a_machine_that_answers_opens_nothing_and_stops_nobody(ada: Person, more: str) -> None:
    assert take(answer(sent(ada).token, "stop", more=more)) == Taken.NO_REPORT
    assert not Request.objects.exists()
    assert may(ada).allowed


def test_an_answer_counts_once(ada: Person) -> None:
    raw = answer(sent(ada).token, "What do you hold about me?")
    assert [take(raw), take(raw)] == [Taken.NEW, Taken.KNOWN]
    assert Request.objects.count() == 1


# --- acknowledged ------------------------------------------------------------------------


def test_it_is_acknowledged_as_a_machine_that_answers_should(ada: Person) -> None:
    """RFC 3834: from nobody, marked, naming what it answers, and once a day to each sender."""
    token = sent(ada).token
    for name in ("one", "two", "three"):
        take(answer(token, "What do you hold about me?", name=name))
    assert Request.objects.count() == 3
    (letter,) = Intent.objects.filter(room="rights")
    envelope = compose(letter, unseal(letter), letterhead())
    told = envelope.content.decode()
    assert envelope.return_path == ""
    assert envelope.to == EMAILS["ada"]
    for header in (
        "Auto-Submitted: auto-replied",
        "In-Reply-To: <one@mail.example.net>",
        "References: <one@mail.example.net>",
    ):
        assert f"\r\n{header}\r\n" in told


def test_what_is_no_name_of_a_message_is_not_repeated(ada: Person) -> None:
    raw = answer(sent(ada).token, "Hello.").replace(b"<r@mail.example.net>", b"<r@x>\r\n y: z")
    take(raw)
    (letter,) = Intent.objects.filter(room="rights")
    assert unseal(letter).answers == ""


# --- about an open request ---------------------------------------------------------------


def letter_of(asked: Request) -> str:
    letter = Intent.objects.filter(sid=asked.rid).first()
    assert letter
    return letter.token


def test_an_answer_about_an_open_request_is_kept_with_it() -> None:
    asked = asks()
    wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK)
    assert take(answer(letter_of(asked), "Since 2023." + QUOTED)) == Taken.NEW
    assert Request.objects.count() == 1
    assert steps(asked)[-1] == Step.WROTE
    known = opened(case(asked).request)
    assert known.notes[-1].words == "Since 2023."
    assert known.notes[-1].is_theirs
    assert case(asked).request.stage == Stage.WAITING  # until one of us has read it
    resume(ref=asked.ref, actor=CLERK)


def test_an_answer_about_what_has_ended_is_a_request_of_its_own() -> None:
    asked = asks()
    close(ref=asked.ref, outcome=Outcome.DONE, actor=CLERK)
    take(answer(letter_of(asked), "That was not all of it."))
    assert Request.objects.filter(kind=Kind.UNSORTED).count() == 1


def test_a_stop_stops_whatever_it_answers() -> None:
    take(answer(letter_of(asks()), "stop"))
    assert Suppression.objects.count() == 1
