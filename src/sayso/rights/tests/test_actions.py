import json
from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.evidence.models import Entry
from sayso.law.codes import Channel
from sayso.people.models import Suppression
from sayso.people.points import ReadPoint, read_point
from sayso.people.sealing import SealedError
from sayso.people.tests.cast import EMAILS, PHONES, TODAY, may, person, says, yes
from sayso.rights.actions import close, extend, resume, sort, wait_for, withdraw
from sayso.rights.models import Came, Kind, Outcome, Request, RequestKey, Stage, Step, Wait, Why
from sayso.rights.sealing import destroy, opened
from sayso.rights.tests.asked import CLERK, asks, case, on, steps

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

ROW = "1 Sample Row, ZZ1 1ZZ"


def letters(request: Request) -> list[str]:
    """What was written to whoever asked: the subject and the words of each message."""
    rows = Intent.objects.filter(sid=request.rid).order_by("id")
    return [f"{found.subject}\n{found.words}" for found in map(unseal, rows)]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_acknowledged_with_its_reference_and_its_page(kind: Kind) -> None:
    asked = asks(kind, about="everything")
    (letter,) = letters(asked)
    assert letter.startswith(f"We have your request: {asked.ref}")
    assert f"/your-rights/requests/{asked.token}" in letter
    assert steps(asked)[:2] == [Step.RECEIVED, Step.ACKNOWLEDGED]
    assert asked.ref.startswith("SR-20")
    if kind in (Kind.ACCESS, Kind.CORRECTION, Kind.ERASURE, Kind.RESTRICTION, Kind.PORTABILITY):
        due = case(asked).clock.deadline.due
        assert due is not None
        assert f"{due.day} {due:%B %Y}" in letter


def test_whoever_has_no_email_address_is_not_acknowledged_by_us() -> None:
    asked = asks(
        points=(read_point("phone", PHONES["ada"]), read_point("post", "1 A Row, ZZ1 1ZZ"))
    )
    assert steps(asked) == [Step.RECEIVED]
    assert not Intent.objects.exists()


def test_nobodys_mailbox_is_filled() -> None:
    told = [Step.ACKNOWLEDGED in steps(asks(Kind.COMPLAINT)) for _ in range(5)]
    assert told == [True, True, True, False, False]
    answered = [Step.ACKNOWLEDGED in steps(asks(name="bert", came=Came.REPLY)) for _ in range(3)]
    assert answered == [True, False, False]
    assert Intent.objects.count() == 4


def test_what_was_asked_is_sealed_until_its_key_is_gone() -> None:
    asked = asks(about="the call on 3 March")
    assert b"Ada" not in bytes(asked.sealed)
    known = opened(asked)
    assert (known.who, known.about) == ("Ada", "the call on 3 March")
    assert known.email == EMAILS["ada"]
    destroy([asked.rid])
    with pytest.raises(SealedError):
        opened(asked)


def test_nothing_in_the_open_names_whoever_asks() -> None:
    person("ada")
    asked = asks(Kind.OBJECTION, about="my survey")
    wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK, words="Which, Ada?")
    tables = (Request.objects, Intent.objects, Entry.objects)
    kept = json.dumps([list(rows.values()) for rows in tables], default=str)
    for word in ("Ada", EMAILS["ada"], "survey", CLERK):
        assert word not in kept


def test_every_step_is_logged_about_the_request_and_nobody() -> None:
    ada = person("ada")
    asked = asks()
    assert asked.sid == ada.sid
    wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
    resume(ref=asked.ref, actor=CLERK)
    extend(ref=asked.ref, why=Why.MANY, actor=CLERK)
    close(ref=asked.ref, outcome=Outcome.IN_PART, actor=CLERK)
    logged = Entry.objects.filter(subject=asked.rid, kind__startswith="rights.").order_by("id")
    assert [entry.kind for entry in logged] == [
        f"rights.{step}"
        for step in ("received", "acknowledged", "asked", "answered", "extended", "closed")
    ]
    assert all(len(entry.commitment) == 64 for entry in logged)
    assert len({entry.commitment for entry in logged}) == 6
    assert ada.sid not in logged.values_list("subject", flat=True)


# --- what is done at once ----------------------------------------------------------------


def test_an_objection_stops_marketing_at_once_whoever_sent_it() -> None:
    ada = person("ada")
    says(yes(ada))
    assert may(ada).allowed
    asked = asks(Kind.OBJECTION)
    assert not may(ada, on=max(TODAY, asked.received_on)).allowed
    assert steps(asked)[-2:] == [Step.STOPPED, Step.CLOSED]
    asked.refresh_from_db()
    assert (asked.stage, asked.outcome) == (Stage.CLOSED, Outcome.DONE)


def test_an_objection_stops_every_way_that_it_names_and_no_service() -> None:
    ada = person("ada")
    points = (read_point("email", EMAILS["ada"]), read_point("phone", PHONES["ada"]))
    before = may(ada, "membership-service").allowed
    asks(Kind.OBJECTION, points=points)
    assert Suppression.objects.count() == 2
    assert not may(ada, "events", Channel.LIVE_CALL).allowed
    assert may(ada, "membership-service").allowed == before


def test_an_objection_to_more_than_marketing_stays_open() -> None:
    asked = asks(Kind.OBJECTION, about="being profiled")
    assert steps(asked)[-1] == Step.STOPPED
    assert case(asked).request.stage == Stage.OPEN


def test_a_stop_that_nobody_recognised_is_done_when_it_is_sorted() -> None:
    ada = person("ada")
    says(yes(ada))
    asked = asks(Kind.UNSORTED, about="no more of this please")
    assert may(ada).allowed
    sort(ref=asked.ref, kind=Kind.OBJECTION, actor=CLERK)
    assert not may(ada, on=max(TODAY, asked.received_on)).allowed


def test_a_restriction_waits_until_we_know_who_asks() -> None:
    ada = person("ada")
    says(yes(ada))
    asked = asks(Kind.RESTRICTION)
    assert may(ada).allowed
    wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
    assert may(ada).allowed
    assert resume(ref=asked.ref, actor=CLERK)
    told = may(ada, on=max(TODAY, asked.received_on))
    assert (told.allowed, told.reason) == (False, "restriction")
    assert steps(asked)[-1] == Step.RESTRICTED


def test_somebody_not_on_record_cannot_be_put_on_hold() -> None:
    asked = asks(Kind.RESTRICTION)
    wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
    assert not resume(ref=asked.ref, actor=CLERK)


# --- known or unknown --------------------------------------------------------------------


def work(kind: Kind, name: str) -> tuple[int, int, list[Step]]:
    """What it costs to take in a request: questions to both stores, messages, steps."""
    before = Intent.objects.count()
    with (
        CaptureQueriesContext(connections["default"]) as asked,
        CaptureQueriesContext(connections["keys"]) as of_keys,
    ):
        request = asks(kind, name)
    queued = Intent.objects.count() - before
    return len(asked) + len(of_keys), queued, steps(request)


@pytest.mark.parametrize("kind", Kind)
def test_a_stranger_costs_as_much_as_somebody_we_know(kind: Kind) -> None:
    says(yes(person("ada")))
    work(kind, "cleo")  # whatever is done only once
    known, unknown = work(kind, "ada"), work(kind, "eve")
    assert known == unknown
    assert Request.objects.exclude(sid="").count() == 1


def test_a_line_that_several_people_share_is_nobodys_alone() -> None:
    for name in ("ada", "bert"):
        person(name)
    alone, shared = asks(name="ada"), asks(points=tuple(map(email, ("ada", "bert"))))
    assert alone.sid
    assert shared.sid == ""


def email(name: str) -> ReadPoint:
    return read_point("email", EMAILS[name])


# --- told --------------------------------------------------------------------------------


def test_whoever_asked_is_told_of_every_step_that_concerns_them() -> None:
    asked = asks()
    assert wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK, words="Which *year*?")
    resume(ref=asked.ref, actor=CLERK)
    assert extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
    assert close(ref=asked.ref, outcome=Outcome.NOTHING_HELD, actor=CLERK)
    _, question, longer, closed = letters(asked)
    assert r"Which \*year\*?" in question
    assert "up to two months more" in longer
    assert "hold nothing about you" in closed
    known = case(asked).request
    assert opened(known).notes[0].words == "Which *year*?"


def test_whoever_wrote_by_letter_is_told_nothing_by_us() -> None:
    asked = asks(points=(read_point("post", ROW),), came=Came.LETTER)
    assert not extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
    assert not close(ref=asked.ref, outcome=Outcome.DONE, actor=CLERK)


def test_a_request_can_be_taken_back_at_any_time() -> None:
    asked = asks()
    wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
    withdraw(ref=asked.ref, actor=CLERK)
    assert case(asked).request.stage == Stage.WITHDRAWN
    assert RequestKey.objects.count() == 1


def test_a_request_is_numbered_by_its_year() -> None:
    with on(date(2027, 3, 1)):
        assert asks(received_on=date(2026, 12, 31)).ref.startswith("SR-2026-")
