"""The vectors of the clock of a subject access request, and of a complaint, through the room."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from sayso.days import today_in_london
from sayso.people.tests.cast import person
from sayso.rights.actions import acknowledge, close, extend, resume, sort, wait_for
from sayso.rights.errors import RequestError
from sayso.rights.models import Kind, Outcome, Request, Stage, Step, Wait, Why
from sayso.rights.queries import register
from sayso.rights.tests.asked import CLERK, asks, case, on, steps

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def due(request: Request) -> date | None:
    return case(request).clock.deadline.due


@pytest.mark.parametrize(
    ("received", "answer"),
    [
        (date(2026, 10, 31), date(2026, 11, 30)),  # a short month
        (date(2026, 11, 25), date(2026, 12, 29)),  # bank holidays
        (date(2027, 1, 31), date(2027, 3, 1)),  # a Sunday
    ],
)
@pytest.mark.parametrize("kind", [Kind.ACCESS, Kind.CORRECTION, Kind.ERASURE, Kind.PORTABILITY])
def test_an_answer_is_due_within_a_month(kind: Kind, received: date, answer: date) -> None:
    with on(received):
        assert due(asks(kind)) == answer


def test_the_days_of_a_question_are_not_counted() -> None:
    with on(date(2026, 11, 2)):
        asked = asks()
    with on(date(2026, 11, 5)):
        wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK)
        assert due(asked) is None
        assert case(asked).clock.days_left is None
    with on(date(2026, 11, 12)):
        resume(ref=asked.ref, actor=CLERK)
        assert due(asked) == date(2026, 12, 10)
        assert case(asked).clock.days_left == 28


def test_the_clock_starts_when_proof_of_identity_has_come() -> None:
    with on(date(2026, 10, 1)):
        asked = asks()
        wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
        assert case(asked).clock.deadline.waiting_for == ("id_received_on",)
    with on(date(2026, 10, 31)):
        resume(ref=asked.ref, actor=CLERK)
        assert due(asked) == date(2026, 11, 30)


def test_an_extension_counts_from_its_start_and_only_if_told_in_time() -> None:
    with on(date(2026, 10, 31)):
        asked, late = asks(), asks()
    with on(date(2026, 11, 30)):
        extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
        assert due(asked) == date(2027, 2, 1)
    with on(date(2026, 12, 1)):
        extend(ref=late.ref, why=Why.MANY, actor=CLERK)
        assert due(late) == date(2026, 11, 30)
        assert case(late).clock.is_overdue


def test_a_complaint_is_acknowledged_within_thirty_days_of_which_its_own_is_the_first() -> None:
    with on(date(2026, 11, 23)):
        silent, told = asks(Kind.COMPLAINT, points=()), asks(Kind.COMPLAINT)
        assert due(silent) == date(2026, 12, 22)
        assert case(silent).clock.days_left == 29
        assert case(told).clock.days_left is None  # the message said so at once
        acknowledge(ref=silent.ref, actor=CLERK)
        assert case(silent).clock.days_left is None
        assert steps(silent) == [Step.RECEIVED, Step.ACKNOWLEDGED]
        with pytest.raises(RequestError, match="acknowledged already"):
            acknowledge(ref=silent.ref, actor=CLERK)


def test_what_is_unsorted_is_due_as_the_strictest_that_it_may_be() -> None:
    with on(date(2026, 11, 25)):
        silent, told = asks(Kind.UNSORTED, points=()), asks(Kind.UNSORTED)
        assert due(silent) == date(2026, 12, 24)
        assert due(told) == date(2026, 12, 29)  # of a complaint nothing else has a day
        sort(ref=told.ref, kind=Kind.OBJECTION, actor=CLERK)
        assert due(told) == date(2026, 11, 25)


def test_what_has_ended_is_never_late() -> None:
    with on(date(2026, 1, 5)):
        asked = asks()
    with on(date(2026, 11, 23)):
        assert case(asked).clock.is_overdue
        close(ref=asked.ref, outcome=Outcome.DONE, actor=CLERK)
        assert not case(asked).clock.is_overdue
        assert register(date(2026, 11, 23)) == []
        (kept,) = register(date(2026, 11, 23), ended=True)
        assert kept.request.stage == Stage.CLOSED


def test_the_register_begins_with_what_is_due_first() -> None:
    with on(date(2026, 11, 22)):
        later, sooner = asks(), asks(received_on=date(2026, 10, 31))
        waiting = asks(received_on=date(2026, 11, 2))
        wait_for(ref=waiting.ref, what=Wait.CLARIFICATION, actor=CLERK)
        at_once = asks(Kind.OBJECTION, about="the survey")
        rows = register(date(2026, 11, 22))
    assert [one.request.ref for one in rows] == [
        one.ref for one in (at_once, sooner, later, waiting)
    ]
    assert [one.clock.days_left for one in rows] == [0, 8, 30, None]


def test_no_step_is_taken_out_of_turn() -> None:
    person("ada")
    with on(date(2026, 11, 22)):
        asked = asks(received_on=date(2026, 11, 2))
        refused: list[tuple[Callable[[], object], str]] = [
            (lambda: resume(ref=asked.ref, actor=CLERK), "waits for nothing"),
            (
                lambda: wait_for(ref=asked.ref, what=Wait.FEE, actor=CLERK, on=date(2026, 11, 1)),
                "last acted on",
            ),
            (
                lambda: close(
                    ref=asked.ref, outcome=Outcome.DONE, actor=CLERK, on=date(2026, 11, 23)
                ),
                "still to come",
            ),
            (lambda: close(ref="SR-2026-NONE", outcome=Outcome.DONE, actor=CLERK), "no request"),
            (lambda: sort(ref=asked.ref, kind=Kind.COMPLAINT, actor=CLERK), "sorted already"),
        ]
        for take, complaint in refused:
            with pytest.raises(RequestError, match=complaint):
                take()
        wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK, on=date(2026, 11, 3))
        with pytest.raises(RequestError, match="waits for the identity"):
            close(ref=asked.ref, outcome=Outcome.DONE, actor=CLERK)
        resume(ref=asked.ref.lower(), actor=CLERK, on=date(2026, 11, 5))
        with pytest.raises(RequestError, match="asked for already"):
            wait_for(ref=asked.ref, what=Wait.IDENTITY, actor=CLERK)
        extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
        with pytest.raises(RequestError, match="extended already"):
            extend(ref=asked.ref, why=Why.COMPLEX, actor=CLERK)
        close(ref=asked.ref, outcome=Outcome.REFUSED, actor=CLERK)
        with pytest.raises(RequestError, match="has ended"):
            resume(ref=asked.ref, actor=CLERK)
        with pytest.raises(RequestError, match="no more time"):
            extend(ref=asks(Kind.COMPLAINT).ref, why=Why.MANY, actor=CLERK)


def test_a_request_of_tomorrow_is_not_taken_in() -> None:
    with pytest.raises(RequestError, match="still to come"):
        asks(received_on=today_in_london() + timedelta(days=1))
    assert not Request.objects.exists()
