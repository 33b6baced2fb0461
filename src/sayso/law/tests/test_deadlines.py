from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from sayso.days import non_working_days
from sayso.law import Deadline, DeadlineQuestion, QuestionError, due
from sayso.law.codes import Nation, Right
from sayso.law.question import Clarification
from sayso.law.tests.cast import request

MONTH_RIGHTS = (
    Right.ACCESS,
    Right.RECTIFICATION,
    Right.ERASURE,
    Right.RESTRICTION,
    Right.PORTABILITY,
)


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def asked(on: date, answered: date | None = None) -> Clarification:
    return Clarification(asked_on=on, answered_on=answered)


def deadline(question: DeadlineQuestion) -> Deadline:
    """The deadline in the nation of the question."""
    return due(question, non_working_days(question.nation))


def due_on(question: DeadlineQuestion) -> date | None:
    found = deadline(question)
    assert found.latest_due == found.due
    assert (found.due is None) is bool(found.waiting_for)
    return found.due


def words(question: DeadlineQuestion) -> list[tuple[date, str]]:
    return list(deadline(question).steps)


# --- one month -------------------------------------------------------------------------


@pytest.mark.parametrize("right", MONTH_RIGHTS)
@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (date(2026, 10, 31), november(30)),  # November has 30 days
        (november(25), december(29)),  # Christmas, a weekend and a bank holiday
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February is a Sunday
        (november(2), december(2)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 11, 30), date(2027, 12, 30)),
    ],
)
def test_one_month_ends_on_the_same_numbered_day_and_then_on_a_working_day(
    right: Right, received: date, expected: date
) -> None:
    assert due_on(request(received, right=right)) == expected


NATIONS: list[tuple[date, dict[Nation, date]]] = [
    (  # St Andrew's Day
        date(2026, 10, 30),
        dict.fromkeys(Nation, november(30)) | {Nation.SCOTLAND: december(1)},
    ),
    (  # Easter Monday is no bank holiday in Scotland
        date(2027, 2, 28),
        dict.fromkeys(Nation, date(2027, 3, 30)) | {Nation.SCOTLAND: date(2027, 3, 29)},
    ),
    (  # St Patrick's Day
        date(2027, 2, 17),
        dict.fromkeys(Nation, date(2027, 3, 17)) | {Nation.NORTHERN_IRELAND: date(2027, 3, 18)},
    ),
    (  # 2 January, and its substitute
        december(2),
        dict.fromkeys(Nation, date(2027, 1, 4)) | {Nation.SCOTLAND: date(2027, 1, 5)},
    ),
]


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize(("received", "expected"), NATIONS)
def test_each_nation_has_its_own_bank_holidays(
    nation: Nation, received: date, expected: dict[Nation, date]
) -> None:
    assert due_on(request(received, nation=nation)) == expected[nation]


def test_the_steps_of_a_plain_request() -> None:
    assert words(request(november(25))) == [
        (november(25), "The request came in."),
        (december(25), "One month from 25 November 2026."),
        (december(29), "That is no working day, so the next one counts."),
        (december(29), "Answer by the end of this day."),
    ]
    assert words(request(november(2))) == [
        (november(2), "The request came in."),
        (december(2), "One month from 2 November 2026."),
        (december(2), "Answer by the end of this day."),
    ]


# --- proof of identity and the fee -----------------------------------------------------

STARTERS = [
    ("id_requested_on", "id_received_on", "proof of identity"),
    ("fee_requested_on", "fee_paid_on", "the fee"),
]


@pytest.mark.parametrize(("requested", "arrived", "thing"), STARTERS)
def test_the_clock_starts_when_what_was_asked_for_arrives(
    requested: str, arrived: str, thing: str
) -> None:
    facts: dict[str, Any] = {requested: november(5), arrived: november(16)}
    question = request(november(2), **facts)
    assert due_on(question) == december(16)
    assert words(question) == [
        (november(2), "The request came in."),
        (november(16), f"The clock starts no earlier than {thing} arrived."),
        (december(16), "One month from 16 November 2026."),
        (december(16), "Answer by the end of this day."),
    ]


@pytest.mark.parametrize(("requested", "arrived", "thing"), STARTERS)
def test_until_it_arrives_nothing_is_due(requested: str, arrived: str, thing: str) -> None:
    facts: dict[str, Any] = {requested: november(5)}
    found = deadline(request(november(2), **facts))
    assert found.due is found.latest_due is None
    assert found.waiting_for == (arrived,)
    assert found.steps == (
        (november(2), "The request came in."),
        (november(2), "The clock has not started: something asked for has not arrived."),
    )
    assert thing


@pytest.mark.parametrize(("requested", "arrived", "thing"), STARTERS)
def test_what_is_asked_for_after_the_first_month_changes_nothing(
    requested: str, arrived: str, thing: str
) -> None:
    in_time: dict[str, Any] = {requested: december(2), arrived: december(9)}
    late: dict[str, Any] = {requested: december(3), arrived: december(9)}
    assert due_on(request(november(2), **in_time)) == date(2027, 1, 11)  # the 9th is a Saturday
    question = request(november(2), **late)
    assert due_on(question) == december(2)
    step = (december(3), f"Asking for {thing} after the first month changes nothing.")
    assert words(question)[1] == step
    del late[arrived]
    assert due_on(request(november(2), **late)) == december(2)


def test_the_latest_of_identity_and_fee_starts_the_clock() -> None:
    both: dict[str, Any] = {"id_requested_on": november(3), "fee_requested_on": november(3)}
    for identity, fee in ((9, 16), (16, 9)):
        arrived: dict[str, Any] = {"id_received_on": november(identity)}
        arrived["fee_paid_on"] = november(fee)
        assert due_on(request(november(2), **both, **arrived)) == december(16)
    assert deadline(request(november(2), **both)).waiting_for == ("id_received_on", "fee_paid_on")
    half = request(november(2), **both, id_received_on=november(9))
    assert deadline(half).waiting_for == ("fee_paid_on",)
    assert words(half)[-1][0] == november(9)


def test_what_nobody_asked_for_starts_no_clock() -> None:
    sent = request(november(2), id_received_on=november(16), fee_paid_on=november(16))
    assert due_on(sent) == december(2)


def test_what_arrived_before_the_request_starts_no_earlier_clock() -> None:
    known: dict[str, Any] = {"id_requested_on": november(1), "id_received_on": november(1)}
    assert due_on(request(november(2), **known)) == december(2)


# --- objection, complaint, breach ------------------------------------------------------


def test_direct_marketing_stops_on_the_day_of_the_objection() -> None:
    bert = request(november(22), right=Right.OBJECTION, extended_on=november(22), id="Bert")
    assert deadline(bert).as_dict() == {
        "id": "Bert",
        "due": "2026-11-22",  # a Sunday
        "latest_due": "2026-11-22",
        "waiting_for": [],
        "steps": [{"by": "2026-11-22", "what": "Stop direct marketing to the person at once."}],
        "citations": [
            {
                "instrument": "UK GDPR",
                "provision": "art 21(3)",
                "url": "https://www.legislation.gov.uk/eur/2016/679/article/21",
            }
        ],
    }


def test_a_complaint_is_acknowledged_within_thirty_days() -> None:
    dev = request(november(23), right=Right.COMPLAINT, extended_on=november(23), id="Dev")
    assert deadline(dev).as_dict() == {
        "id": "Dev",
        "due": "2026-12-22",
        "latest_due": "2026-12-23",
        "waiting_for": [],
        "steps": [
            {"by": "2026-11-23", "what": "The complaint came in."},
            {
                "by": "2026-12-22",
                "what": "Acknowledge it: the day it came in is the first of 30.",
            },
            {
                "by": "2026-12-23",
                "what": "The regulator counts from the next day, and to the next working day.",
            },
        ],
        "citations": [
            {
                "instrument": "Data Protection Act 2018",
                "provision": "s 164A",
                "url": "https://www.legislation.gov.uk/ukpga/2018/12/section/164A",
            }
        ],
    }


def test_only_the_regulators_count_of_a_complaint_rolls_over() -> None:
    found = deadline(request(november(26), right=Right.COMPLAINT))
    assert (found.due, found.latest_due) == (december(25), december(29))


def test_the_statute_binds_complaints_from_19_june_2026() -> None:
    before, after = date(2026, 6, 18), date(2026, 6, 19)
    note = "The statute binds complaints received from 19 June 2026."
    assert words(request(before, right=Right.COMPLAINT))[3:] == [(before, note)]
    assert words(request(after, right=Right.COMPLAINT))[3:] == []


def breach(aware_at: datetime) -> DeadlineQuestion:
    return DeadlineQuestion(on=december(24), right=Right.BREACH, aware_at=aware_at, id="Eve")


def test_a_breach_is_notified_after_72_hours_weekends_included() -> None:
    aware = datetime(2026, 11, 20, 17, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert deadline(breach(aware)).as_dict() == {
        "id": "Eve",
        "due": "2026-11-23T17:30:00-05:00",
        "latest_due": "2026-11-23T17:30:00-05:00",
        "waiting_for": [],
        "steps": [
            {"by": "2026-11-20T17:30:00-05:00", "what": "You became aware of the breach."},
            {
                "by": "2026-11-23T17:30:00-05:00",
                "what": "Tell the regulator, 72 hours on, weekends included; "
                "give reasons if later.",
            },
        ],
        "citations": [
            {
                "instrument": "UK GDPR",
                "provision": "art 33(1)",
                "url": "https://www.legislation.gov.uk/eur/2016/679/article/33",
            }
        ],
    }


# --- as data ---------------------------------------------------------------------------

ROLL = {
    "instrument": "Regulation (EEC, Euratom) 1182/71",
    "provision": "art 3(4)",
    "url": "https://www.legislation.gov.uk/eur/1971/1182/article/3",
}
CLOCK = {
    "instrument": "UK GDPR",
    "provision": "art 12(3)",
    "url": "https://www.legislation.gov.uk/eur/2016/679/article/12",
}
PAUSING_CLOCK = {
    "instrument": "UK GDPR",
    "provision": "art 12A",
    "url": "https://www.legislation.gov.uk/eur/2016/679/article/12A",
}


@pytest.mark.parametrize(
    ("changes", "clock"),
    [
        ({}, PAUSING_CLOCK),
        ({"right": Right.ERASURE}, CLOCK),
        ({"id_requested_on": november(5)}, PAUSING_CLOCK),
        ({"clarifications": (asked(november(5)),)}, PAUSING_CLOCK),
    ],
)
def test_a_month_right_cites_its_clock_and_the_roll_over(
    changes: dict[str, Any], clock: dict[str, str]
) -> None:
    found = deadline(request(november(2), id="Ada", **changes)).as_dict()
    assert found["citations"] == [clock, ROLL]
    assert found["id"] == "Ada"


@pytest.mark.parametrize(
    "question",
    [
        request(date(9999, 12, 20), right=Right.COMPLAINT),
        breach(datetime(9999, 12, 30, tzinfo=UTC)),
        request(date(9999, 12, 1), clarifications=(asked(date(9999, 12, 2), date(9999, 12, 31)),)),
    ],
)
def test_a_deadline_beyond_the_calendar_is_an_error(question: DeadlineQuestion) -> None:
    with pytest.raises(QuestionError) as caught:
        deadline(question)
    assert (caught.value.code, caught.value.field) == ("impossible_date", "on")
    assert caught.value.message == "The deadline lies beyond the calendar; correct the days."


@pytest.mark.parametrize("right", Right)
def test_a_question_without_its_beginning_has_not_been_parsed(right: Right) -> None:
    with pytest.raises(AssertionError, match=r"\Athe parser asks for it\Z"):
        deadline(DeadlineQuestion(on=november(22), right=right))
