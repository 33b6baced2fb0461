from dataclasses import replace
from datetime import MAXYEAR, date, timedelta
from itertools import chain, combinations
from typing import Any

import pytest

from sayso.law.codes import (
    Address,
    Channel,
    Obtained,
    Policy,
    Promotes,
    Purpose,
    SenderNamed,
)
from sayso.law.decide import read
from sayso.law.house import House
from sayso.law.question import Consent as ConsentRecord
from sayso.law.question import ContactQuestion
from sayso.law.records import Keys, Weighed, add_months, best
from sayso.law.situation import Reading
from sayso.law.states import Consent, ContactSituation, DisclosureSituation, Objection
from sayso.law.tests.cast import (
    MAY,
    TODAY,
    ada_permits,
    ada_says_yes,
    bert_says_no,
    message,
    newsletter,
    sharing,
)

DAY = timedelta(days=1)
EMAIL_ONLY = frozenset({Channel.EMAIL})
CALLS_ONLY = frozenset({Channel.LIVE_CALL})


def contact_situation(reading: Reading) -> ContactSituation:
    assert isinstance(reading.situation, ContactSituation)
    return reading.situation


def consent_of(question: ContactQuestion) -> tuple[Consent, Keys]:
    """What the law makes of the consents of a question, and what it does not know of them."""
    reading = read(question)
    return contact_situation(reading).consent, dict(reading.gaps)["consent"]


def weighed(consent: ConsentRecord, **changes: Any) -> tuple[Consent, Keys]:
    """What the law makes of one consent to the newsletter."""
    return consent_of(newsletter(consents=(consent,), **changes))


# --- months ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 12, 22), 1, date(2027, 1, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2021, 2, 28), 36, date(2024, 2, 28)),
        (date(2026, 11, 22), 1200, date(2126, 11, 22)),
        (date(MAXYEAR, 11, 30), 1, date(MAXYEAR, 12, 30)),
        (date(MAXYEAR, 12, 1), 1, date.max),
    ],
)
def test_months_are_counted_to_the_same_numbered_day(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize("months", [1, 3, 6, 36])
def test_where_a_month_lacks_the_day_its_last_day_is_taken(months: int) -> None:
    for start in (date(2023, 3, 1) + DAY * number for number in range(366 * 2)):
        end = add_months(start, months)
        assert (end.year - start.year) * 12 + end.month - start.month == months
        assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


# --- what is wrong with a consent ------------------------------------------------------

DEFECTS: list[tuple[dict[str, Any], Consent]] = [
    ({"channels": CALLS_ONLY}, Consent.OTHER_CHANNEL),
    ({"channels": frozenset()}, Consent.OTHER_CHANNEL),
    ({"topics": frozenset({"events"})}, Consent.OTHER_TOPIC),
    ({"covers": frozenset()}, Consent.NOT_COVERED),
    ({"covers": frozenset({Promotes.CHARITY})}, Consent.NOT_COVERED),
    ({"address": Address.OTHER}, Consent.OTHER_ADDRESS),
    ({"withdrawn_on": TODAY}, Consent.WITHDRAWN),
    ({"ends_on": TODAY}, Consent.ENDED),
    ({"sender_named": SenderNamed.DESCRIBED}, Consent.SENDER_NOT_NAMED),
    ({"sender_named": SenderNamed.CATEGORY_ONLY}, Consent.SENDER_NOT_NAMED),
    ({"affirmative": False}, Consent.NOT_AFFIRMATIVE),
    ({"unbundled": False}, Consent.BUNDLED),
    ({"informed": False}, Consent.UNINFORMED),
    ({"evidenced": False}, Consent.UNEVIDENCED),
]
GAPS = [
    "channels",
    "covers",
    "address",
    "sender_named",
    "affirmative",
    "unbundled",
    "informed",
    "evidenced",
]


def test_ada_consented() -> None:
    assert weighed(ada_says_yes()) == (Consent.VALID, ())


def test_nobody_consented() -> None:
    assert consent_of(newsletter()) == (Consent.NONE, ())


@pytest.mark.parametrize(("flaw", "expected"), DEFECTS)
def test_one_defect_spoils_a_consent(flaw: dict[str, Any], expected: Consent) -> None:
    assert weighed(ada_says_yes(**flaw)) == (expected, ())


@pytest.mark.parametrize("key", GAPS)
def test_what_is_not_known_of_a_consent_is_named(key: str) -> None:
    assert weighed(ada_says_yes(**{key: None})) == (Consent.UNKNOWN, (f"consents.{key}",))


def test_all_that_is_not_known_of_a_consent_is_named() -> None:
    unknown = ada_says_yes(**dict.fromkeys(GAPS))
    assert weighed(unknown) == (Consent.UNKNOWN, tuple(f"consents.{key}" for key in GAPS))


@pytest.mark.parametrize(("flaw", "expected"), DEFECTS)
@pytest.mark.parametrize("key", GAPS)
def test_a_consent_with_a_defect_has_no_gaps_for_no_fact_would_help(
    key: str, flaw: dict[str, Any], expected: Consent
) -> None:
    if key not in flaw:
        assert weighed(ada_says_yes(**{key: None}, **flaw)) == (expected, ())


@pytest.mark.parametrize("first", range(len(DEFECTS)))
def test_the_defect_found_first_is_the_one_named(first: int) -> None:
    """They stand in the order in which they are looked for."""
    flaw, expected = DEFECTS[first]
    later = {key: value for other, _ in DEFECTS[first:] for key, value in other.items()}
    assert weighed(ada_says_yes(**(later | flaw))) == (expected, ())


def test_how_it_was_obtained_alone_never_spoils_a_consent() -> None:
    for obtained in (*Obtained, None):
        assert weighed(ada_says_yes(obtained=obtained)) == (Consent.VALID, ())


def test_a_consent_ends_on_its_day_and_not_before() -> None:
    assert weighed(ada_says_yes(ends_on=TODAY + DAY))[0] is Consent.VALID
    assert weighed(ada_says_yes(ends_on=TODAY))[0] is Consent.ENDED
    assert weighed(ada_says_yes(ends_on=TODAY - DAY))[0] is Consent.ENDED


# --- what a consent is about -----------------------------------------------------------

SOME = (Promotes.OWN_SIMILAR, Promotes.CHARITY, Promotes.CONSENT)
SUBSETS = [
    frozenset(some)
    for some in chain.from_iterable(combinations(SOME, size) for size in range(len(SOME) + 1))
]


@pytest.mark.parametrize("covers", SUBSETS, ids=sorted)
def test_a_consent_covers_all_that_is_promoted(covers: frozenset[Promotes]) -> None:
    for promotes in SUBSETS:
        if promotes <= {Promotes.CONSENT}:
            good = bool(covers)
        else:
            good = all(thing in covers for thing in promotes)
        state, gaps = weighed(ada_says_yes(covers=covers), message=message(promotes=promotes))
        assert (state is Consent.VALID) is good
        assert state in (Consent.VALID, Consent.NOT_COVERED)
        assert gaps == ()


@pytest.mark.parametrize(
    ("topics", "topic", "good"),
    [
        ({"all"}, None, True),
        ({"all"}, "events", True),
        ({"events"}, "events", True),
        ({"events"}, None, False),
        ({"events"}, "news", False),
        ({"events", "all"}, "news", True),
        (set(), None, False),
        (set(), "news", False),
    ],
)
def test_a_consent_and_an_objection_name_the_topic_or_all(
    topics: set[str], topic: str | None, good: bool
) -> None:
    question = newsletter(
        consents=(ada_says_yes(topics=frozenset(topics)),), message=message(topic=topic)
    )
    assert consent_of(question) == (Consent.VALID if good else Consent.OTHER_TOPIC, ())
    objected = replace(question, consents=(), objections=(bert_says_no(topics=frozenset(topics)),))
    stands = contact_situation(read(objected)).marketing_objection is Objection.STANDS
    assert stands is good


def test_what_marketing_promotes_may_be_what_is_not_known() -> None:
    unsaid = message(promotes=None)
    assert weighed(ada_says_yes(), message=unsaid) == (Consent.UNKNOWN, ("message.promotes",))
    both = ("consents.covers", "message.promotes")
    assert weighed(ada_says_yes(covers=None), message=unsaid) == (Consent.UNKNOWN, both)
    nothing = ada_says_yes(covers=frozenset())
    assert weighed(nothing, message=unsaid) == (Consent.NOT_COVERED, ())


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.MARKETING}))
def test_any_other_message_promotes_nothing_unless_it_says_so(purpose: Purpose) -> None:
    silent = message(purpose=purpose, promotes=None)
    assert weighed(ada_says_yes(), message=silent) == (Consent.VALID, ())


# --- the best of several consents ------------------------------------------------------


def _one(state: Consent, *gaps: str) -> Weighed:
    return Weighed(state, gaps, MAY, None)


@pytest.mark.parametrize(("worse", "better"), list(combinations(Consent, 2)))
def test_the_consent_that_came_nearest_counts(worse: Consent, better: Consent) -> None:
    pair = [_one(worse, "a"), _one(better, "b", "c")]
    assert best(pair) == best(pair[::-1]) == (better, ("b", "c"))


def test_of_two_with_gaps_the_one_that_lacks_less_counts() -> None:
    pair = [_one(Consent.UNKNOWN, "a", "b"), _one(Consent.UNKNOWN, "c")]
    assert best(pair) == best(pair[::-1]) == (Consent.UNKNOWN, ("c",))


# --- how long a consent lasts in the house ---------------------------------------------


def in_house(given: date, on: date, obtained: Obtained | None) -> tuple[Consent, Keys]:
    consent = ada_says_yes(given_on=given, obtained=obtained)
    question = newsletter(consents=(consent,), on=on)
    by_law = consent_of(question)
    assert by_law == (Consent.VALID, ()), "the law alone sets no term"
    return consent_of(replace(question, policy=Policy.HOUSE))


@pytest.mark.parametrize(
    ("given", "obtained", "spent"),
    [
        (date(2023, 11, 22), Obtained.DIRECT, date(2026, 11, 22)),
        (date(2024, 2, 29), Obtained.DIRECT, date(2027, 2, 28)),
        (date(2024, 8, 31), Obtained.DIRECT, date(2027, 8, 31)),
        (date(2026, 5, 22), Obtained.INDIRECT, date(2026, 11, 22)),
        (date(2025, 8, 31), Obtained.INDIRECT, date(2026, 2, 28)),
        (date(2023, 8, 31), Obtained.INDIRECT, date(2024, 2, 29)),
        (date(2023, 8, 29), Obtained.INDIRECT, date(2024, 2, 29)),
        (date(2023, 8, 28), Obtained.INDIRECT, date(2024, 2, 28)),
    ],
)
def test_a_consent_is_spent_in_the_house_from_its_day_on(
    given: date, obtained: Obtained, spent: date
) -> None:
    assert in_house(given, spent - DAY, obtained) == (Consent.VALID, ())
    assert in_house(given, spent, obtained) == (Consent.RAN_OUT, ())
    assert in_house(given, spent + DAY, obtained) == (Consent.RAN_OUT, ())


def test_after_six_months_it_matters_who_took_the_consent() -> None:
    given = date(2023, 11, 22)
    asking = (Consent.UNKNOWN, ("consents.obtained",))
    assert in_house(given, date(2024, 5, 21), None) == (Consent.VALID, ())
    assert in_house(given, date(2024, 5, 22), None) == asking
    assert in_house(given, date(2026, 11, 21), None) == asking
    assert in_house(given, date(2026, 11, 22), None) == (Consent.RAN_OUT, ())


def test_who_took_it_is_asked_beside_whatever_else_is_not_known() -> None:
    unsure = ada_says_yes(given_on=date(2025, 1, 1), obtained=None, covers=None, address=None)
    question = newsletter(consents=(unsure,), policy=Policy.HOUSE)
    gaps = ("consents.covers", "consents.address", "consents.obtained")
    assert consent_of(question) == (Consent.UNKNOWN, gaps)


def test_a_policy_may_set_other_terms() -> None:
    house = House(consent_months=12, indirect_consent_months=2)
    for given, obtained, good in (
        (date(2025, 11, 23), Obtained.DIRECT, True),
        (date(2025, 11, 22), Obtained.DIRECT, False),
        (date(2026, 9, 23), Obtained.INDIRECT, True),
        (date(2026, 9, 22), Obtained.INDIRECT, False),
    ):
        consent = ada_says_yes(given_on=given, obtained=obtained)
        question = newsletter(consents=(consent,), policy=Policy.HOUSE)
        reading = read(question, house)
        assert (contact_situation(reading).consent is Consent.VALID) is good


# --- permissions to disclose -----------------------------------------------------------


def permission_of(policy: Policy = Policy.LEGAL_MINIMUM, **changes: Any) -> tuple[Consent, Keys]:
    reading = read(sharing(permission=ada_permits(**changes), policy=policy))
    assert isinstance(reading.situation, DisclosureSituation)
    return reading.situation.permission, dict(reading.gaps)["permission"]


def test_a_permission_is_judged_as_a_consent_is() -> None:
    assert permission_of() == (Consent.VALID, ())
    for flaw, expected in DEFECTS[6:]:
        assert permission_of(**flaw) == (expected, ())


@pytest.mark.parametrize("key", ["given_on", *GAPS[3:]])
def test_what_is_not_known_of_a_permission_is_named(key: str) -> None:
    for policy in Policy:
        named = (Consent.UNKNOWN, (f"permission.{key}",))
        assert permission_of(policy, **{key: None}) == named


def test_all_that_is_not_known_of_a_permission_is_named() -> None:
    nothing: dict[str, Any] = dict.fromkeys(["given_on", *GAPS[3:]])
    named = tuple(f"permission.{key}" for key in nothing)
    assert permission_of(**nothing) == (Consent.UNKNOWN, named)


def test_a_permission_is_spent_in_the_house_too() -> None:
    spent, lasts = date(2026, 5, 22), date(2026, 5, 23)
    indirect: dict[str, Any] = {"obtained": Obtained.INDIRECT}
    assert permission_of(Policy.HOUSE, given_on=lasts, **indirect) == (Consent.VALID, ())
    assert permission_of(Policy.HOUSE, given_on=spent, **indirect) == (Consent.RAN_OUT, ())
    assert permission_of(given_on=spent, **indirect) == (Consent.VALID, ())
    asked = (Consent.UNKNOWN, ("permission.obtained",))
    assert permission_of(Policy.HOUSE, given_on=spent, obtained=None) == asked
