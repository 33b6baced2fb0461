from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations, product
from typing import Any

import pytest

from sayso.law.codes import Channel, ObjectionTo, Promotes, Purpose
from sayso.law.decide import read
from sayso.law.question import Consent as ConsentRecord
from sayso.law.question import ContactQuestion
from sayso.law.question import Objection as ObjectionRecord
from sayso.law.records import Keys
from sayso.law.states import Consent, ContactSituation, Objection
from sayso.law.tests.cast import MAY, TODAY, ada_says_yes, bert_says_no, message, newsletter
from sayso.law.tests.test_records import CALLS_ONLY, DEFECTS, EMAIL_ONLY, contact_situation

DAY = timedelta(days=1)


def situation(question: ContactQuestion) -> ContactSituation:
    return contact_situation(read(question))


def objection_of(question: ContactQuestion) -> tuple[Objection, Keys]:
    """Whether an objection to marketing stands, and what is not known of that."""
    reading = read(question)
    return contact_situation(reading).marketing_objection, dict(reading.gaps)["marketing_objection"]


def test_bert_objected() -> None:
    question = newsletter(objections=(bert_says_no(),))
    assert objection_of(question) == (Objection.STANDS, ())


def test_nobody_objected() -> None:
    assert objection_of(newsletter()) == (Objection.NONE, ())


def test_an_objection_taken_back_no_longer_stands() -> None:
    question = newsletter(objections=(bert_says_no(withdrawn_on=TODAY),))
    assert objection_of(question) == (Objection.NONE, ())


@pytest.mark.parametrize("channels", [EMAIL_ONLY, CALLS_ONLY, frozenset(), frozenset(Channel)])
def test_an_objection_stands_on_its_channels_only(channels: frozenset[Channel]) -> None:
    question = newsletter(objections=(bert_says_no(channels=channels),))
    stands = Channel.EMAIL in channels
    assert objection_of(question) == (Objection.STANDS if stands else Objection.NONE, ())


def test_an_objection_whose_channels_nobody_noted_may_stand() -> None:
    question = newsletter(objections=(bert_says_no(channels=None),))
    assert objection_of(question) == (Objection.UNKNOWN, ("objections.channels",))


@pytest.mark.parametrize("purpose", Purpose)
def test_an_objection_reaches_what_it_is_to(purpose: Purpose) -> None:
    """One to marketing reaches what counts as marketing; the others reach whatever it is."""
    for to, as_marketing, in_any_case in (
        (ObjectionTo.MARKETING, True, False),
        (ObjectionTo.EVERYTHING, True, True),
        (ObjectionTo.RESEARCH, *[purpose is Purpose.MARKET_RESEARCH] * 2),
    ):
        no = (bert_says_no(to=to),)
        found = situation(newsletter(objections=no, message=message(purpose=purpose)))
        assert (found.marketing_objection is Objection.STANDS) is as_marketing
        assert (found.other_objection is Objection.STANDS) is in_any_case


# --- who spoke last --------------------------------------------------------------------

DAYS = (MAY - DAY, MAY, MAY + DAY)
NUMBERS = (None, 1, 2, 3)


def yes_wins(yes: tuple[date, int | None], no: tuple[date, int | None]) -> bool:
    """The contract, word by word: a later day; on the same day a higher number; else the no."""
    (yes_day, yes_seq), (no_day, no_seq) = yes, no
    if yes_day == no_day:
        return None not in (yes_seq, no_seq) and (yes_seq or 0) > (no_seq or 0)
    return yes_day > no_day


def turns() -> Iterator[tuple[tuple[date, int | None], tuple[date, int | None]]]:
    return product(product(DAYS, NUMBERS), product(DAYS, NUMBERS))


def test_a_later_consent_ends_an_objection_and_on_the_same_day_a_higher_number_does() -> None:
    for yes, no in turns():
        question = newsletter(
            consents=(ada_says_yes(given_on=yes[0], seq=yes[1]),),
            objections=(bert_says_no(on=no[0], seq=no[1]),),
        )
        expected = Objection.NONE if yes_wins(yes, no) else Objection.STANDS
        assert objection_of(question) == (expected, ()), (yes, no)


def test_a_withdrawal_is_an_objection_and_a_later_consent_ends_it() -> None:
    for yes, no in turns():
        first = ada_says_yes(given_on=date(2026, 1, 1), withdrawn_on=no[0], withdrawn_seq=no[1])
        again = ada_says_yes(given_on=yes[0], seq=yes[1])
        expected = Objection.NONE if yes_wins(yes, no) else Objection.STANDS
        for consents in ((first, again), (again, first)):
            assert objection_of(newsletter(consents=consents)) == (expected, ()), (yes, no)


def test_an_item_asked_for_on_a_later_day_ends_an_objection() -> None:
    for asked, seq in product(DAYS, NUMBERS):
        question = newsletter(
            objections=(bert_says_no(seq=seq),), message=message(solicited_on=asked)
        )
        expected = Objection.NONE if asked > MAY else Objection.STANDS
        assert objection_of(question) == (expected, ()), asked


def test_a_consent_that_has_ended_is_no_objection() -> None:
    question = newsletter(consents=(ada_says_yes(ends_on=TODAY),))
    assert objection_of(question) == (Objection.NONE, ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (Objection.STANDS, ())),
        ({"channels": CALLS_ONLY}, (Objection.NONE, ())),
        ({"topics": frozenset({"events"})}, (Objection.NONE, ())),
        ({"channels": None}, (Objection.UNKNOWN, ("consents.channels",))),
        ({"covers": frozenset({Promotes.CHARITY})}, (Objection.STANDS, ())),
    ],
)
def test_a_withdrawal_stands_on_the_channels_and_topics_of_its_consent(
    changes: dict[str, Any], expected: tuple[Objection, Keys]
) -> None:
    withdrawn = ada_says_yes(withdrawn_on=MAY, **changes)
    assert objection_of(newsletter(consents=(withdrawn,))) == expected


@pytest.mark.parametrize(("flaw", "expected"), DEFECTS)
def test_a_later_consent_with_a_defect_ends_nothing(
    flaw: dict[str, Any], expected: Consent
) -> None:
    later = ada_says_yes(given_on=MAY + DAY, **flaw)
    question = newsletter(consents=(later,), objections=(bert_says_no(),))
    assert objection_of(question) == (Objection.STANDS, ())


VAGUE = ada_says_yes(given_on=MAY + DAY, affirmative=None, informed=None)
CLEARER = ada_says_yes(given_on=MAY + DAY, evidenced=None)
TOO_EARLY = ada_says_yes(given_on=MAY, covers=None)


@pytest.mark.parametrize(
    ("consents", "expected", "gaps"),
    [
        ([VAGUE], Objection.UNKNOWN, ("consents.affirmative", "consents.informed")),
        ([VAGUE, CLEARER], Objection.UNKNOWN, ("consents.evidenced",)),
        ([CLEARER, VAGUE], Objection.UNKNOWN, ("consents.evidenced",)),
        ([TOO_EARLY, VAGUE, CLEARER], Objection.UNKNOWN, ("consents.evidenced",)),
        ([TOO_EARLY], Objection.STANDS, ()),
    ],
)
def test_a_later_consent_of_which_something_is_not_known_might_end_it(
    consents: list[ConsentRecord], expected: Objection, gaps: Keys
) -> None:
    question = newsletter(consents=tuple(consents), objections=(bert_says_no(),))
    assert objection_of(question) == (expected, gaps)


def test_a_later_consent_that_wants_one_fact_is_asked_before_the_channels_of_the_no() -> None:
    question = newsletter(
        consents=(ada_says_yes(given_on=MAY + DAY, evidenced=None),),
        objections=(bert_says_no(channels=None),),
    )
    assert objection_of(question) == (Objection.UNKNOWN, ("consents.evidenced",))


LIFTED, UNSURE, FIRM = bert_says_no(on=MAY - DAY), bert_says_no(channels=None), bert_says_no()


@pytest.mark.parametrize(
    ("noes", "expected", "gaps"),
    [
        ((LIFTED, UNSURE, FIRM), Objection.STANDS, ()),
        ((LIFTED, UNSURE), Objection.UNKNOWN, ("objections.channels",)),
        ((LIFTED,), Objection.NONE, ()),
    ],
)
def test_of_several_objections_one_that_stands_is_enough(
    noes: tuple[ObjectionRecord, ...], expected: Objection, gaps: Keys
) -> None:
    for order in permutations(noes):
        question = newsletter(consents=(ada_says_yes(given_on=MAY),), objections=order)
        assert objection_of(question) == (expected, gaps)


def test_what_several_objections_leave_open_is_named_once() -> None:
    unsure = bert_says_no(channels=None)
    withdrawn = ada_says_yes(channels=None, withdrawn_on=MAY)
    question = newsletter(consents=(withdrawn,), objections=(unsure, unsure))
    assert objection_of(question) == (
        Objection.UNKNOWN,
        ("objections.channels", "consents.channels"),
    )
