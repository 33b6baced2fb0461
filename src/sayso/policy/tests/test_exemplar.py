"""The shipped policy makes every promise that it is meant to make, and keeps its own rules."""

import re

import pytest

from sayso.law import SHIPPED as SHIPPED_HOUSE
from sayso.law.codes import Basis, Channel, ObjectionTo, Promotes, Provenance, Purpose, SenderKind
from sayso.policy.details import CookieBasis, DataKind, SourceKind
from sayso.policy.tests.policies import SHIPPED, policy

SHIPPED_POLICY = policy()

PROMISES = {
    "P": range(1, 5),
    "B": range(1, 8),
    "C": range(1, 5),
    "F": range(6),
    "U": range(7),
    "S": range(1, 6),
    "K": range(1, 11),
    "L": range(1, 4),
    "M": range(1, 4),
    "D": range(1, 4),
    "R": range(1, 6),
    "W": range(1, 2),
    "X": range(1, 7),
}
"""The sections of the traced policy, and the numbers of the promises in each."""

EVERY_PROMISE = [f"{section}{number}" for section in PROMISES for number in PROMISES[section]]


def test_it_makes_every_promise_in_order() -> None:
    assert list(SHIPPED_POLICY.promises) == EVERY_PROMISE
    assert len(EVERY_PROMISE) == 64


def test_no_two_promises_say_the_same() -> None:
    words = [promise.words for promise in SHIPPED_POLICY.promises.values()]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("promise_id", EVERY_PROMISE)
def test_a_promise_is_short_enough_to_be_read(promise_id: str) -> None:
    words = SHIPPED_POLICY.promises[promise_id].words
    sentences = re.split(r"(?<=[.:;?!]) ", words)
    assert len(words) <= 360
    assert max(len(sentence.split()) for sentence in sentences) <= 30


def test_its_house_rules_are_those_that_the_law_ships_with() -> None:
    assert SHIPPED_POLICY.house_rules.house == SHIPPED_HOUSE


def test_nothing_goes_by_text_message_or_fax() -> None:
    for purpose in SHIPPED_POLICY.purposes.values():
        assert not {Channel.SMS, Channel.FAX} & set(purpose.channels)


def test_marketing_asks_first_except_to_a_released_list() -> None:
    marketing = {
        slug: purpose
        for slug, purpose in SHIPPED_POLICY.purposes.items()
        if purpose.kind is Purpose.MARKETING
    }
    unasked = {slug for slug, one in marketing.items() if one.basis is not Basis.CONSENT}
    assert unasked == {"new-members"}
    assert Channel.EMAIL not in marketing["new-members"].channels
    assert all(purpose.at_most_a_month for purpose in marketing.values())


def test_every_yes_in_use_is_to_one_channel_and_one_purpose() -> None:
    used = {
        wording
        for purpose in SHIPPED_POLICY.purposes.values()
        for wording in purpose.wordings.values()
    }
    assert used
    for slug in used:
        wording = SHIPPED_POLICY.wordings[slug]
        assert len(wording.channels) == len(wording.purposes) == 1
        assert "all" not in wording.purposes


def test_offers_of_others_are_a_purpose_of_their_own() -> None:
    promoting = {
        slug: set(purpose.promotes)
        for slug, purpose in SHIPPED_POLICY.purposes.items()
        if Promotes.THIRD_PARTY in purpose.promotes
    }
    assert promoting == {"partner-offers": {Promotes.THIRD_PARTY}}


def test_one_box_says_no_to_everything_that_markets() -> None:
    box = SHIPPED_POLICY.objections["no-marketing"]
    assert (box.to, box.channels, box.purposes) == (ObjectionTo.MARKETING, ("all",), ("all",))


def test_the_institute_is_no_charity() -> None:
    assert SHIPPED_POLICY.organisation.kind is SenderKind.NON_PROFIT


def test_a_form_of_2017_is_known_and_counts_for_nothing() -> None:
    assessed = SHIPPED_POLICY.wordings["early-form-2017"].assessed
    assert not assessed.affirmative
    assert not assessed.unbundled
    assert not assessed.informed


def test_only_bought_lists_come_from_others() -> None:
    for source in SHIPPED_POLICY.sources.values():
        bought = source.kind is SourceKind.BOUGHT_IN_LIST
        assert source.provenance is (Provenance.BOUGHT_IN if bought else Provenance.DIRECT)
    assert {source.kind for source in SHIPPED_POLICY.sources.values()} == set(SourceKind)


def test_an_email_address_is_never_taken_from_a_bought_list() -> None:
    assert "email" not in SHIPPED_POLICY.sources["bought-in-list"].collects


def test_special_data_is_asked_for_a_booking_only() -> None:
    special = {
        slug: field.needed_for
        for slug, field in SHIPPED_POLICY.fields.items()
        if field.data is DataKind.SPECIAL
    }
    assert special == {"access-needs": ("event-service",), "dietary-needs": ("event-service",)}


def test_optional_cookies_wait_for_a_yes() -> None:
    bases = {cookie.basis for cookie in SHIPPED_POLICY.cookies.values()}
    assert bases == {CookieBasis.NECESSARY, CookieBasis.CONSENT}


def test_every_test_is_of_twenty_questions_and_four_fifths() -> None:
    modules = SHIPPED_POLICY.staff.modules.values()
    assert {(one.questions, one.pass_mark, one.valid_months) for one in modules} == {(20, 80, 12)}


def test_who_runs_the_system_sees_nobody() -> None:
    rights = SHIPPED_POLICY.staff.rights
    for role in ("administrator", "auditor", "supplier-manager"):
        assert not any(
            rights[right].personal_data for right in SHIPPED_POLICY.staff.roles[role].rights
        )
    assert "see-people" not in SHIPPED_POLICY.staff.roles["marketer"].rights


def test_it_names_only_what_does_not_exist() -> None:
    addresses = re.findall(r"[\w.]+@[\w.]+\w|https://[\w.]+\w", SHIPPED)
    elsewhere = {one for one in addresses if not one.endswith("exemplar.example")}
    assert elsewhere == {"https://ico.org.uk"}
    numbers = re.findall(r"\b0\d{2,4} \d{3,4} \d{3,4}\b", SHIPPED)
    assert numbers
    assert all(re.match(r"020 7946 0\d{3}|0808 157 0\d{3}", number) for number in numbers)


def test_the_words_of_a_wording_have_one_hash() -> None:
    wordings = SHIPPED_POLICY.wordings.values()
    assert len({wording.sha256 for wording in wordings}) == len(wordings)
    assert all(re.fullmatch("[0-9a-f]{64}", wording.sha256) for wording in wordings)
