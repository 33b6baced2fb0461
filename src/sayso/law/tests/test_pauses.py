from datetime import date
from typing import Any

import pytest

from sayso.law import DeadlineQuestion
from sayso.law.codes import Right
from sayso.law.tests.cast import request
from sayso.law.tests.test_deadlines import (
    MONTH_RIGHTS,
    asked,
    deadline,
    december,
    due_on,
    november,
    words,
)

PAUSES: list[tuple[list[tuple[int, int]], date]] = [
    ([(5, 12)], december(10)),  # eight days
    ([(5, 5)], december(3)),
    ([(2, 2)], december(3)),
    ([(1, 2)], december(3)),  # none before the request came in
    ([(1, 1)], december(2)),
    ([(5, 12), (10, 15)], december(14)),  # 11 days, to a Sunday
    ([(10, 15), (5, 12)], december(14)),
    ([(5, 12), (6, 7)], december(10)),
    ([(5, 12), (5, 12)], december(10)),
    ([(5, 7), (8, 9)], december(7)),
    ([(5, 7), (7, 9)], december(7)),
    ([(5, 6), (9, 10)], december(7)),  # four days, to a Sunday
]


@pytest.mark.parametrize(("questions", "expected"), PAUSES)
def test_days_waited_for_an_answer_are_added_once_each(
    questions: list[tuple[int, int]], expected: date
) -> None:
    pauses = tuple(asked(november(first), november(last)) for first, last in questions)
    assert due_on(request(november(2), clarifications=pauses)) == expected


def test_the_steps_of_a_paused_request() -> None:
    paused = (asked(november(5), november(12)),)
    assert words(request(november(2), clarifications=paused)) == [
        (november(2), "The request came in."),
        (december(2), "One month from 2 November 2026."),
        (december(10), "8 paused days are added."),
        (december(10), "Answer by the end of this day."),
    ]


@pytest.mark.parametrize(
    "question",
    [
        request(date(2026, 2, 4), clarifications=(asked(date(2026, 2, 9)),)),
        *(
            request(date(2026, 2, 4), right=right, clarifications=(asked(date(2026, 2, 9)),))
            for right in MONTH_RIGHTS[1:]
        ),
    ],
)
def test_other_rights_and_older_requests_do_not_pause(question: DeadlineQuestion) -> None:
    assert due_on(question) == date(2026, 3, 4)


def test_an_access_request_pauses_from_5_february_2026() -> None:
    paused = (asked(date(2026, 2, 9), date(2026, 2, 10)),)
    assert due_on(request(date(2026, 2, 5), clarifications=paused)) == date(2026, 3, 9)
    erasure = request(date(2026, 2, 5), clarifications=paused, right=Right.ERASURE)
    assert due_on(erasure) == date(2026, 3, 5)


def test_no_day_before_the_clock_starts_is_paused() -> None:
    starts: dict[str, Any] = {"id_requested_on": november(3), "id_received_on": november(10)}
    for first, last, expected in (
        (5, 12, december(14)),  # 10 to 12 November, to a Sunday
        (5, 9, december(10)),
        (5, 10, december(11)),
    ):
        paused = (asked(november(first), november(last)),)
        assert due_on(request(november(2), clarifications=paused, **starts)) == expected


def test_a_question_nobody_has_answered_stops_the_clock() -> None:
    open_ended = request(
        november(2), clarifications=(asked(november(20)), asked(november(5), november(12)))
    )
    found = deadline(open_ended)
    assert found.due is found.latest_due is None
    assert found.waiting_for == ("clarifications.answered_on",)
    assert found.steps == (
        (november(2), "The request came in."),
        (november(2), "The clock is paused until the person answers."),
    )


def test_a_clock_that_has_not_started_waits_for_an_answer_too() -> None:
    waiting = request(november(2), id_requested_on=november(3), fee_requested_on=november(3))
    for right, received, clarifications, expected in (
        (Right.ACCESS, november(2), (asked(november(5)),), ["clarifications.answered_on"]),
        (Right.ACCESS, november(2), (asked(november(5), november(6)),), []),
        (Right.ACCESS, november(2), (), []),
        (Right.ERASURE, november(2), (asked(november(5)),), []),
    ):
        question = request(
            received,
            right=right,
            clarifications=clarifications,
            id_requested_on=waiting.id_requested_on,
            fee_requested_on=waiting.fee_requested_on,
        )
        assert deadline(question).waiting_for == ("id_received_on", "fee_paid_on", *expected)


TOO_LATE = "This question came too late to pause the clock."


@pytest.mark.parametrize("answered", [None, december(20)])
def test_a_question_after_the_first_month_comes_too_late(answered: date | None) -> None:
    late = request(november(2), clarifications=(asked(december(3), answered),))
    assert due_on(late) == december(2)
    assert words(late)[1] == (december(3), TOO_LATE)


def test_a_question_on_the_last_day_pauses() -> None:
    last = (asked(december(2), december(3)),)
    assert due_on(request(november(2), clarifications=last)) == december(4)
    assert deadline(request(november(2), clarifications=(asked(december(2)),))).waiting_for


def test_days_paused_before_it_give_a_question_more_time() -> None:
    first = asked(november(5), november(12))
    for second, expected in (
        (asked(december(10), december(10)), december(11)),
        (asked(december(11), december(11)), december(10)),
    ):
        assert due_on(request(november(2), clarifications=(first, second))) == expected
        assert due_on(request(november(2), clarifications=(second, first))) == expected


def test_questions_that_came_too_late_are_named_beside_one_that_is_open() -> None:
    open_ended = (asked(december(3)), asked(november(30)))
    found = deadline(request(november(2), clarifications=open_ended))
    assert found.waiting_for == ("clarifications.answered_on",)
    late = (asked(november(10), november(10)), asked(december(4)), asked(december(5)))
    assert words(request(november(2), clarifications=late))[1:3] == [
        (december(4), TOO_LATE),
        (december(5), TOO_LATE),
    ]


# --- extensions ------------------------------------------------------------------------


@pytest.mark.parametrize("right", MONTH_RIGHTS)
def test_an_extension_notified_within_the_first_month_makes_it_three(right: Right) -> None:
    for told, expected in (
        (november(2), date(2027, 2, 2)),
        (december(2), date(2027, 2, 2)),
        (december(3), december(2)),
    ):
        assert due_on(request(november(2), right=right, extended_on=told)) == expected


def test_the_steps_of_an_extended_request() -> None:
    in_time = request(november(2), extended_on=december(2))
    assert words(in_time) == [
        (november(2), "The request came in."),
        (december(2), "The extension was notified in time."),
        (date(2027, 2, 2), "Three months from 2 November 2026."),
        (date(2027, 2, 2), "Answer by the end of this day."),
    ]
    late = request(november(2), extended_on=december(3))
    assert words(late)[1] == (
        december(3),
        "The extension was notified too late, and changes nothing.",
    )


def test_the_first_month_of_an_extension_is_not_rolled_over() -> None:
    assert due_on(request(november(25), extended_on=december(25))) == date(2027, 2, 25)
    assert due_on(request(november(25), extended_on=december(26))) == december(29)


def test_paused_days_give_the_notice_more_time_too() -> None:
    paused = (asked(november(5), november(12)),)
    for told, expected in (
        (december(10), date(2027, 2, 10)),
        (december(11), december(10)),
    ):
        question = request(november(2), clarifications=paused, extended_on=told)
        assert due_on(question) == expected


def test_an_extension_during_a_pause_is_in_time() -> None:
    question = request(november(2), clarifications=(asked(november(5)),), extended_on=december(20))
    assert deadline(question).waiting_for == ("clarifications.answered_on",)
    assert words(question)[1] == (december(20), "The extension was notified in time.")


def test_an_extension_gives_questions_more_time() -> None:
    later = (asked(date(2027, 2, 2), date(2027, 2, 3)),)
    question = request(november(2), clarifications=later, extended_on=november(20))
    assert due_on(question) == date(2027, 2, 4)
    too_late = (asked(date(2027, 2, 3), date(2027, 2, 3)),)
    question = request(november(2), clarifications=too_late, extended_on=november(20))
    assert due_on(question) == date(2027, 2, 2)
