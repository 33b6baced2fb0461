from datetime import date, timedelta
from itertools import combinations

import pytest

from sayso.law.codes import Act, Policy, Recipient, StoragePurpose
from sayso.law.decide import read
from sayso.law.question import (
    DisclosureQuestion,
    LegalPower,
    StorageQuestion,
)
from sayso.law.question import StorageConsent as ConsentRecord
from sayso.law.records import Keys
from sayso.law.states import (
    NO,
    UNKNOWN,
    YES,
    Consent,
    DisclosureSituation,
    Fact,
    LawfulBasis,
    Receiver,
    StorageConsent,
    StorageSituation,
)
from sayso.law.tests.cast import (
    MAY,
    TODAY,
    ada_permits,
    counter,
    sharing,
    visitor_says_yes,
)

DAY = timedelta(days=1)


# --- storage ---------------------------------------------------------------------------


def consent_of(question: StorageQuestion) -> tuple[StorageConsent, Keys]:
    """What the law makes of a visitor's consent, and what it does not know of it."""
    reading = read(question)
    assert isinstance(reading.situation, StorageSituation)
    return reading.situation.visitor_consent, dict(reading.gaps)["visitor_consent"]


def test_a_bare_storage_question_states_nothing() -> None:
    reading = read(StorageQuestion(on=TODAY, purpose=StoragePurpose.OTHER))
    assert reading.situation == StorageSituation(
        purpose=StoragePurpose.OTHER,
        visitor_consent=StorageConsent.UNKNOWN,
        requested_by_user=UNKNOWN,
        sole_purpose=UNKNOWN,
        provided_by_service=UNKNOWN,
        shared_beyond_improvement=UNKNOWN,
        information_given=UNKNOWN,
        objection_offered=UNKNOWN,
        objected=NO,
        emitted_automatically=NO,
    )
    assert reading.gaps == (("visitor_consent", ("consent",)),)


def test_a_full_storage_question_is_read_whole() -> None:
    question = counter(
        requested_by_user=True,
        sole_purpose=False,
        provided_by_service=True,
        shared_beyond_improvement=True,
        information_given=False,
        objection_offered=True,
        objected_on=MAY - DAY,
        emitted_automatically=True,
        consent=visitor_says_yes(),
    )
    assert read(question).situation == StorageSituation(
        purpose=StoragePurpose.STATISTICS,
        visitor_consent=StorageConsent.VALID,
        requested_by_user=YES,
        sole_purpose=NO,
        provided_by_service=YES,
        shared_beyond_improvement=YES,
        information_given=NO,
        objection_offered=YES,
        objected=YES,
        emitted_automatically=YES,
    )
    assert read(question).gaps == (("visitor_consent", ()),)


FLAWS = [
    ("before_storage", StorageConsent.TOO_LATE),
    ("affirmative", StorageConsent.NOT_AFFIRMATIVE),
    ("informed", StorageConsent.UNINFORMED),
    ("refusal_as_easy", StorageConsent.REFUSAL_HARDER),
    ("granular", StorageConsent.NOT_GRANULAR),
]


@pytest.mark.parametrize(("key", "expected"), FLAWS)
def test_one_flaw_spoils_a_visitors_consent(key: str, expected: StorageConsent) -> None:
    flawed = visitor_says_yes(**{key: False})
    assert consent_of(counter(consent=flawed)) == (expected, ())


@pytest.mark.parametrize(
    ("flaw", "unsaid"), [*combinations(FLAWS, 2), *combinations(FLAWS[::-1], 2)]
)
def test_a_visitors_consent_with_a_flaw_has_no_gaps(
    flaw: tuple[str, StorageConsent], unsaid: tuple[str, StorageConsent]
) -> None:
    flawed = visitor_says_yes(**{flaw[0]: False, unsaid[0]: None})
    assert consent_of(counter(consent=flawed)) == (flaw[1], ())


@pytest.mark.parametrize("key", ["given_on", *(key for key, _ in FLAWS)])
def test_what_is_not_known_of_a_visitors_consent_is_named(key: str) -> None:
    vague = visitor_says_yes(**{key: None})
    named = (StorageConsent.UNKNOWN, (f"consent.{key}",))
    assert consent_of(counter(consent=vague)) == named


def test_all_that_is_not_known_of_a_visitors_consent_is_named() -> None:
    keys = ("given_on", *(key for key, _ in FLAWS))
    named = tuple(f"consent.{key}" for key in keys)
    assert consent_of(counter(consent=ConsentRecord())) == (StorageConsent.UNKNOWN, named)


@pytest.mark.parametrize(
    ("objected_on", "given_on", "expected"),
    [
        (None, MAY, StorageConsent.VALID),
        (MAY - DAY, MAY, StorageConsent.VALID),
        (MAY, MAY, StorageConsent.OBJECTED),
        (MAY + DAY, MAY, StorageConsent.OBJECTED),
        (TODAY - DAY, None, StorageConsent.UNKNOWN),
        (TODAY, None, StorageConsent.OBJECTED),
    ],
)
def test_a_consent_cures_an_objection_made_on_an_earlier_day(
    objected_on: date | None, given_on: date | None, expected: StorageConsent
) -> None:
    """One of unknown day was given today at the latest."""
    gaps = ("consent.given_on",) if expected is StorageConsent.UNKNOWN else ()
    question = counter(consent=visitor_says_yes(given_on=given_on), objected_on=objected_on)
    assert consent_of(question) == (expected, gaps)


def test_no_consent_given_today_could_cure_an_objection_of_today() -> None:
    assert consent_of(counter(objected_on=TODAY)) == (StorageConsent.OBJECTED, ())
    earlier = counter(objected_on=TODAY - DAY)
    assert consent_of(earlier) == (StorageConsent.UNKNOWN, ("consent",))


def test_a_withdrawn_consent_is_withdrawn_whatever_else_is_wrong_with_it() -> None:
    withdrawn = visitor_says_yes(withdrawn_on=TODAY, affirmative=False, informed=None)
    question = counter(consent=withdrawn, objected_on=TODAY)
    assert consent_of(question) == (StorageConsent.WITHDRAWN, ())


# --- disclosure ------------------------------------------------------------------------


def disclosure(question: DisclosureQuestion) -> DisclosureSituation:
    situation = read(question).situation
    assert isinstance(situation, DisclosureSituation)
    return situation


def test_a_bare_disclosure_question_states_nothing() -> None:
    reading = read(DisclosureQuestion(on=TODAY, act=Act.SELL))
    assert reading.situation == DisclosureSituation(
        act=Act.SELL,
        receiver=Receiver.UNKNOWN,
        permission=Consent.UNKNOWN,
        legal_power=UNKNOWN,
        contract=UNKNOWN,
        objected=NO,
        notice_given=UNKNOWN,
        basis=LawfulBasis.UNKNOWN,
    )
    assert reading.gaps == (("permission", ("permission",)), ("legal_power", ("legal_power",)))


def test_a_full_disclosure_question_is_read_whole() -> None:
    question = sharing(
        policy=Policy.HOUSE,
        permission=ada_permits(informed=False),
        legal_power=LegalPower(instrument="Taxes Act", provision="s 1"),
        contract=True,
        objected_on=MAY,
        notice_given=False,
    )
    reading = read(question)
    assert reading.situation == DisclosureSituation(
        act=Act.DISTRIBUTE,
        receiver=Receiver.NAMED,
        permission=Consent.UNINFORMED,
        legal_power=YES,
        contract=YES,
        objected=YES,
        notice_given=NO,
        basis=LawfulBasis.CONSENT,
    )
    assert reading.gaps == (("permission", ()), ("legal_power", ()))


RECEIVERS = {
    Recipient.NAMED: Receiver.NAMED,
    Recipient.UNNAMED: Receiver.UNNAMED,
    Recipient.NONE: Receiver.UNNAMED,
    None: Receiver.UNKNOWN,
}


@pytest.mark.parametrize("recipient", [*Recipient, None])
def test_the_recipient_is_named_or_not(recipient: Recipient | None) -> None:
    assert disclosure(sharing(recipient=recipient)).receiver is RECEIVERS[recipient]


@pytest.mark.parametrize(
    ("instrument", "provision", "expected", "missing"),
    [
        ("Taxes Act", "s 1", YES, []),
        ("", "s 1", NO, []),
        ("Taxes Act", "", NO, []),
        (" \t", "s 1", NO, []),
        (None, " ", NO, []),
        ("", None, NO, []),
        ("Taxes Act", None, UNKNOWN, ["provision"]),
        (None, "s 1", UNKNOWN, ["instrument"]),
        (None, None, UNKNOWN, ["instrument", "provision"]),
    ],
)
def test_a_legal_power_is_named_whole_or_it_is_none(
    instrument: str | None, provision: str | None, expected: Fact, missing: list[str]
) -> None:
    reading = read(sharing(legal_power=LegalPower(instrument=instrument, provision=provision)))
    assert isinstance(reading.situation, DisclosureSituation)
    assert reading.situation.legal_power is expected
    named = tuple(f"legal_power.{key}" for key in missing)
    assert dict(reading.gaps)["legal_power"] == named
