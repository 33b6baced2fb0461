from datetime import date, timedelta

import pytest

from sayso.days import today_in_london
from sayso.evidence.models import Entry
from sayso.policy.queries import current
from sayso.staff import actions
from sayso.staff.errors import StaffError
from sayso.staff.models import Member, Sitting
from sayso.staff.rights import Powers
from sayso.staff.tests.staffed import member, passes
from sayso.staff.training.bank import FOLDER, LEAST, bank, has_material, text_of
from sayso.staff.training.sitting import asked, begin, end, read_answers
from sayso.staff.training.standing import State, months_after, standings

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

BANKS = sorted(
    one.name.removesuffix(".yaml") for one in FOLDER.iterdir() if one.name.endswith(".yaml")
)
TODAY = today_in_london()


def powers(somebody: Member, today: date = TODAY) -> Powers:
    return Powers(Member.objects.get(pk=somebody.pk), current().policy.staff, today)


def test_every_training_of_the_shipped_policy_has_its_material() -> None:
    assert set(current().policy.staff.modules) <= set(BANKS)


@pytest.mark.parametrize("module", BANKS)
def test_a_bank_holds_at_least_forty_questions_with_four_answers_each(module: str) -> None:
    questions = bank(module)
    assert len(questions) >= LEAST
    asks = [one.asks for one in questions.values()]
    assert len(set(asks)) == len(asks)
    longest = sum(len(one.answer) > max(map(len, one.others)) for one in questions.values())
    assert longest * 3 <= len(questions), "the longest answer is too often the right one"
    assert "<h2>" in text_of(module)


def test_a_test_draws_twenty_and_shuffles_their_answers() -> None:
    """Among a hundred right answers, one of the four places is empty once in 10^12 times."""
    places = list[int]()
    for name in ("Ada", "Bert", "Cleo", "Dev", "Eve"):
        somebody = member("clerk", name=name)
        drawn = begin(member=somebody, module="requests", version=current())
        questions = asked(drawn)
        assert len({one.question.id for one in questions}) == 20
        places += [one.choices.index(one.question.answer) for one in questions]
        assert begin(member=somebody, module="requests", version=current()).pk == drawn.pk, (
            "it waits"
        )
    assert set(places) == {0, 1, 2, 3}


def sits(somebody: Member, module: str, right: int) -> Sitting:
    """A test of which so many answers are right."""
    drawn = begin(member=somebody, module=module, version=current())
    answers = [
        (place if one.number <= right else (place + 1) % 4)
        for one in asked(drawn)
        for place in [one.choices.index(one.question.answer)]
    ]
    return end(sitting=drawn, answers=answers, version=current())


@pytest.mark.parametrize(("right", "state"), [(15, State.FAILED), (16, State.PASSED)])
def test_eighty_in_a_hundred_is_a_pass_and_less_is_none(right: int, state: State) -> None:
    ada = member("privacy-officer")
    done = sits(ada, "requests", right)
    assert done.score == 5 * right
    assert standings(ada, current().policy.staff, TODAY)["requests"].state is state
    logged = Entry.objects.filter(actor=ada.actor).last()
    assert logged is not None
    assert logged.kind == ("training.passed" if state is State.PASSED else "training.failed")
    assert logged.purpose == "requests"


def test_a_test_is_marked_once() -> None:
    done = sits(member("clerk"), "requests", 20)
    with pytest.raises(StaffError, match="marked already"):
        end(sitting=done, answers=[0] * 20, version=current())


def test_an_answer_that_cannot_be_read_is_none() -> None:
    drawn = begin(member=member("clerk"), module="requests", version=current())
    sent = {"q1": "0", "q2": "4", "q3": "-1", "q4": "one", "q5": "3"}
    assert read_answers(drawn, sent)[:6] == [0, None, None, None, 3, None]


def test_after_three_tries_somebody_talks_it_through_first() -> None:
    ada, grace = member("clerk"), member("administrator", name="Grace")
    for _ in range(3):
        sits(ada, "requests", 3)
    assert standings(ada, current().policy.staff, TODAY)["requests"].state is State.COACHING
    with pytest.raises(StaffError, match="three times"):
        begin(member=ada, module="requests", version=current())
    with pytest.raises(StaffError, match="Nobody coaches themselves"):
        actions.coach(member=ada, module="requests", by=ada.actor)
    actions.coach(member=ada, module="requests", by=grace.actor)
    ada = Member.objects.get(pk=ada.pk)
    assert standings(ada, current().policy.staff, TODAY)["requests"].state is not State.COACHING
    sits(ada, "requests", 20)
    assert standings(ada, current().policy.staff, TODAY)["requests"].holds


def test_a_pass_holds_for_twelve_months_and_not_a_day_longer() -> None:
    ada = member("privacy-officer")
    passes(ada, "requests", "security", on=date(2025, 11, 30))
    last = date(2026, 11, 29)
    assert powers(ada, last).may("handle-requests")
    shut = powers(ada, last + timedelta(days=1)).shut("handle-requests")
    assert shut is not None
    assert {one.state for one in shut.trainings} == {State.LAPSED}


def test_a_right_needs_every_training_that_names_it() -> None:
    ada = member("caller")
    passes(ada, "basics", "security")
    assert powers(ada).may("see-people")
    shut = powers(ada).shut("call")
    assert shut is not None
    assert [one.module for one in shut.trainings] == ["calls"]
    passes(ada, "calls")
    assert powers(ada).may("call")


def test_a_training_without_material_is_passed_by_nobody() -> None:
    assert not has_material("astrology")
    assert not has_material("../bank")


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 1, 1), 12, date(2026, 1, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after
