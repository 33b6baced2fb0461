from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from sayso.law import codes, parse_question
from sayso.law.question import ContactQuestion, Listed
from sayso.law.tests.complete import (
    KINDS,
    ON,
    RAW,
    READ,
    Key,
    changed,
    error,
    field,
    parsed,
    without,
)

# --- every key -------------------------------------------------------------------------

FLAGS = [
    *(
        f"contact.message.{key}"
        for key in (
            "answers_kept_for_marketing",
            "names_sender",
            "opt_out",
            "contact_details",
            "caller_id_shown",
            "addressed",
            "relayed_by_recipient",
        )
    ),
    "contact.sender.expected_to_call",
    *(f"contact.relationship.{key}" for key in ("with_sender", "refusal_offered", "refused")),
    *(
        f"{record}.{key}"
        for record in ("contact.consents.0", "disclosure.permission")
        for key in ("affirmative", "unbundled", "informed", "evidenced")
    ),
    *(f"contact.data_protection.{key}" for key in ("notice_given", "restricted", "child")),
    *(
        f"storage.{key}"
        for key in (
            "requested_by_user",
            "sole_purpose",
            "provided_by_service",
            "shared_beyond_improvement",
            "information_given",
            "objection_offered",
            "emitted_automatically",
            "consent.before_storage",
            "consent.affirmative",
            "consent.informed",
            "consent.refusal_as_easy",
            "consent.granular",
        )
    ),
    "disclosure.contract",
    "disclosure.notice_given",
]
PLAIN_DATES = [
    "contact.relationship.collected_on",
    "contact.consents.0.given_on",
    "contact.objections.0.on",
    "contact.list_release.on",
    *(f"contact.registers.{name}.edition" for name in ("tps", "ctps", "fps", "mps")),
    "storage.consent.given_on",
    "disclosure.permission.given_on",
    "deadline.received",
    "deadline.clarifications.0.asked_on",
]
EVENTS = [
    "contact.message.solicited_on",
    "contact.consents.0.withdrawn_on",
    "contact.objections.0.withdrawn_on",
    "storage.objected_on",
    "storage.consent.withdrawn_on",
    "disclosure.permission.withdrawn_on",
    "disclosure.objected_on",
    "deadline.id_requested_on",
    "deadline.id_received_on",
    "deadline.fee_requested_on",
    "deadline.fee_paid_on",
    "deadline.clarifications.0.answered_on",
    "deadline.extended_on",
]
ENDS = ["contact.consents.0.ends_on", "disclosure.permission.ends_on"]
LISTED_ON = [f"contact.registers.{name}.listed_on" for name in ("tps", "ctps", "fps", "mps")]
DAYS = [f"{kind}.on" for kind in KINDS]
INSTANTS = ["deadline.aware_at"]
NUMBERS = [
    "contact.consents.0.seq",
    "contact.consents.0.withdrawn_seq",
    "contact.objections.0.seq",
]
TEXTS = [
    *(f"{kind}.id" for kind in KINDS),
    "contact.message.topic",
    "disclosure.legal_power.instrument",
    "disclosure.legal_power.provision",
]
CODES: dict[Key, type[StrEnum]] = {
    **{f"{kind}.policy": codes.Policy for kind in KINDS},
    "contact.channel": codes.Channel,
    "contact.subscriber": codes.Subscriber,
    "contact.message.purpose": codes.Purpose,
    "contact.message.sector": codes.Sector,
    "contact.sender.kind": codes.SenderKind,
    "contact.sender.pensions_role": codes.PensionsRole,
    "contact.provenance": codes.Provenance,
    "contact.relationship.kind": codes.RelationshipKind,
    "contact.consents.0.address": codes.Address,
    "contact.consents.0.sender_named": codes.SenderNamed,
    "contact.consents.0.obtained": codes.Obtained,
    "contact.objections.0.to": codes.ObjectionTo,
    "contact.data_protection.basis": codes.Basis,
    "storage.purpose": codes.StoragePurpose,
    "disclosure.act": codes.Act,
    "disclosure.recipient": codes.Recipient,
    "disclosure.permission.sender_named": codes.SenderNamed,
    "disclosure.permission.obtained": codes.Obtained,
    "disclosure.basis": codes.Basis,
    "deadline.right": codes.Right,
    "deadline.nation": codes.Nation,
}
LISTS_OF_CODES: dict[Key, type[StrEnum]] = {
    "contact.message.promotes": codes.Promotes,
    "contact.consents.0.channels": codes.Channel,
    "contact.consents.0.covers": codes.Promotes,
    "contact.objections.0.channels": codes.Channel,
    "contact.list_release.channels": codes.Channel,
}
LISTS_OF_TOPICS = ["contact.consents.0.topics", "contact.objections.0.topics"]
LISTS_OF_RECORDS = ["contact.consents", "contact.objections", "deadline.clarifications"]
LISTS = [*LISTS_OF_CODES, *LISTS_OF_TOPICS, *LISTS_OF_RECORDS]
OBJECTS = [
    "contact.message",
    "contact.sender",
    "contact.relationship",
    "contact.consents.0",
    "contact.objections.0",
    "contact.list_release",
    "contact.registers",
    *(f"contact.registers.{name}" for name in ("tps", "ctps", "fps", "mps")),
    "contact.data_protection",
    "storage.consent",
    "disclosure.permission",
    "disclosure.legal_power",
    "deadline.clarifications.0",
]
DATES = [*PLAIN_DATES, *EVENTS, *ENDS, *LISTED_ON]


def keys_of(kind: str, value: Any, prefix: str = "") -> Iterator[Key]:
    """Every key of a question, and of the first record of each list."""
    prefix = prefix or kind
    for key, item in value.items():
        if key != "question":
            yield f"{prefix}.{key}"
        if isinstance(item, dict):
            yield from keys_of(kind, item, f"{prefix}.{key}")
        if isinstance(item, list) and isinstance(item[0], dict):
            yield f"{prefix}.{key}.0"
            yield from keys_of(kind, item[0], f"{prefix}.{key}.0")


def test_these_are_all_the_keys_there_are() -> None:
    told = [*FLAGS, *DATES, *DAYS, *INSTANTS, *NUMBERS, *TEXTS, *CODES, *LISTS, *OBJECTS]
    assert sorted(told) == sorted(key for kind in KINDS for key in keys_of(kind, RAW[kind]))


def _holds_every_key(raw: Any, read: Any) -> None:
    if is_dataclass(read):
        names = {one.name for one in fields(read)}
        assert set(raw) - {"question"} == names
        for name in names:
            _holds_every_key(raw[name], getattr(read, name))
    elif isinstance(read, tuple):
        _holds_every_key(raw[0], read[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_with_every_key_is_read_whole(kind: str) -> None:
    assert parsed(RAW[kind]) == READ[kind]
    _holds_every_key(RAW[kind], READ[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_reading_leaves_the_data_as_it_was(kind: str) -> None:
    before = deepcopy(RAW[kind])
    parsed(RAW[kind])
    assert RAW[kind] == before


BARE: dict[str, dict[str, Any]] = {
    "contact": {"question": "contact", "channel": "email", "message": {"purpose": "service"}},
    "storage": {"question": "storage", "purpose": "other"},
    "disclosure": {"question": "disclosure", "act": "sell"},
    "deadline": {"question": "deadline", "right": "access", "received": "2026-11-01"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_without_a_day_is_about_today(kind: str) -> None:
    question = parse_question(BARE[kind], today=date(2027, 1, 2))
    assert question.on == date(2027, 1, 2)
    assert question.id is None
    assert question.policy is codes.Policy.LEGAL_MINIMUM


def test_what_has_a_default_gets_it() -> None:
    raw = BARE["contact"] | {"consents": [{"given_on": "2026-05-06"}]}
    raw |= {"objections": [{"on": "2026-05-06"}], "data_protection": {}}
    question = parsed(raw)
    assert isinstance(question, ContactQuestion)
    assert question.subscriber is codes.Subscriber.UNKNOWN
    assert question.message.addressed
    assert question.message.sector is codes.Sector.NONE
    assert not question.message.relayed_by_recipient
    assert question.consents[0].topics == question.objections[0].topics == {"all"}
    assert question.objections[0].to is codes.ObjectionTo.MARKETING
    assert not question.data_protection.restricted
    assert not question.data_protection.child


# --- values ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", FLAGS)
def test_a_flag_is_true_or_false(key: Key) -> None:
    wrong: list[Any] = [0, 1, "true", "yes", "", [], None]
    for flag in (True, False):
        parsed(changed(key, flag))
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))


@pytest.mark.parametrize("key", [*DATES, *DAYS])
def test_a_date_is_a_day_of_the_calendar_in_one_form(key: Key) -> None:
    wrong: list[Any] = [20260506, 1.5, True, {}, ["2026-05-06"]]
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))
    for text in (
        *("2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01"),
        *("", "20260506", "2026-5-6", "06-05-2026", "2026/05/06", "2026-05-06T00:00:00Z"),
        *(" 2026-05-6", "2026-W19-3", "2026-126", "yesterday", "٢٠٢٦-٠٥-٠٦", "2026-05-0٦"),
    ):
        assert error(changed(key, text)) == ("impossible_date", field(key)), text


@pytest.mark.parametrize("key", [*PLAIN_DATES, *EVENTS, *LISTED_ON])
def test_no_record_is_later_than_the_day_asked_about(key: Key) -> None:
    question = changed(key, "2026-11-23")
    assert error(question) == ("date_after_on", field(key))


def test_a_record_of_the_very_day_is_read() -> None:
    day = ON.isoformat()
    for key in (*EVENTS, "deadline.received", "contact.relationship.collected_on"):
        parsed(changed(key, day))


@pytest.mark.parametrize("key", ENDS)
def test_an_end_may_lie_ahead(key: Key) -> None:
    parsed(changed(key, "2099-12-31"))


@pytest.mark.parametrize("key", [*EVENTS, *ENDS, *LISTED_ON])
def test_null_says_that_an_event_has_not_happened(key: Key) -> None:
    question = parsed(changed(key, None))
    if key not in LISTED_ON:
        assert question == parsed(without(key))
    else:
        assert question != parsed(without(key)), "not found is not the same as not stated"


@pytest.mark.parametrize(
    "key",
    [*FLAGS, *PLAIN_DATES, *DAYS, *INSTANTS, *NUMBERS, *TEXTS, *CODES, *LISTS, *OBJECTS],
)
def test_null_is_no_value_for_anything_else(key: Key) -> None:
    assert error(changed(key, None)) == ("wrong_type", field(key))


def test_a_listing_may_be_of_unknown_age() -> None:
    for key in LISTED_ON:
        name = key.split(".")[2]
        for value, read in (("unknown", Listed.SINCE_UNKNOWN), (None, Listed.NO)):
            question = parsed(changed(key, value))
            assert isinstance(question, ContactQuestion)
            assert getattr(question.registers, name).listed_on is read
        assert error(changed(key, "never")) == ("impossible_date", field(key))


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_whole_and_true_is_no_number(key: Key) -> None:
    wrong: list[Any] = [True, False, 1.0, "1", []]
    for number in (0, -7, 10**30):
        parsed(changed(key, number))
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_text(key: Key) -> None:
    wrong: list[Any] = [1, True, [], {}]
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))


def test_a_message_has_a_topic_of_its_own() -> None:
    for value in ("", "all"):
        found = error(changed("contact.message.topic", value))
        assert found == ("unknown_code", "message.topic")


@pytest.mark.parametrize(("key", "members"), CODES.items())
def test_a_code_is_one_of_those_published(key: Key, members: type[StrEnum]) -> None:
    wrong: list[Any] = [1, True, [], {}]
    for member in members:
        parsed(changed(key, member.value))
    for text in ("", "nothing_such", *(member.value.upper() for member in members)):
        assert error(changed(key, text)) == ("unknown_code", field(key))
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))
