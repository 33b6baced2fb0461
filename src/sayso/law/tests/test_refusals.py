import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from sayso.law import (
    DeadlineQuestion,
    QuestionError,
    load_json,
    parse_question,
    question_id,
)
from sayso.law.codes import Channel
from sayso.law.question import ContactQuestion
from sayso.law.tests.complete import KINDS, ON, RAW, Key, changed, error, field, parsed, without
from sayso.law.tests.test_parser import (
    LISTS,
    LISTS_OF_CODES,
    LISTS_OF_RECORDS,
    LISTS_OF_TOPICS,
    OBJECTS,
)

# --- lists and objects -----------------------------------------------------------------


@pytest.mark.parametrize("key", LISTS)
def test_a_list_is_a_list_and_may_be_empty(key: Key) -> None:
    wrong: list[Any] = ["email", {}, {"0": "email"}, 1, True]
    parsed(changed(key, []))
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))


@pytest.mark.parametrize("key", LISTS_OF_CODES)
def test_an_error_names_the_place_in_the_list(key: Key) -> None:
    good = [code.value for code in LISTS_OF_CODES[key]]
    parsed(changed(key, good))
    for position, (value, code) in enumerate(
        [("nothing_such", "unknown_code"), (None, "wrong_type"), (["email"], "wrong_type")]
    ):
        wrong = [*good[:position], value, "nothing_such"]
        assert error(changed(key, wrong)) == (code, f"{field(key)}.{position}")


def test_only_an_objection_may_be_to_all_channels() -> None:
    for value in (["all"], ["fax", "all"]):
        question = parsed(changed("contact.objections.0.channels", value))
        assert isinstance(question, ContactQuestion)
        assert question.objections[0].channels == frozenset(Channel)
    for key in ("consents.0.channels", "list_release.channels"):
        assert error(changed(f"contact.{key}", ["all"])) == ("unknown_code", f"{key}.0")


@pytest.mark.parametrize("key", LISTS_OF_TOPICS)
def test_a_topic_in_a_list_has_a_name(key: Key) -> None:
    parsed(changed(key, ["all", "any words at all"]))
    assert error(changed(key, ["news", ""])) == ("unknown_code", f"{field(key)}.1")
    assert error(changed(key, [1])) == ("wrong_type", f"{field(key)}.0")


@pytest.mark.parametrize("key", LISTS_OF_RECORDS)
def test_an_error_names_the_place_of_the_record(key: Key) -> None:
    name = field(key)
    good = RAW[key.split(".")[0]][name][0]
    assert error(changed(key, [good, good, 7])) == ("wrong_type", f"{name}.2")
    assert error(changed(key, [good, {**good, "why": 1}])) == ("unknown_key", f"{name}.1.why")


@pytest.mark.parametrize("key", OBJECTS)
def test_an_object_has_named_keys(key: Key) -> None:
    wrong: list[Any] = [[], "x", 1, True]
    for value in wrong:
        assert error(changed(key, value)) == ("wrong_type", field(key))


@pytest.mark.parametrize("key", OBJECTS)
def test_a_key_that_nobody_knows_is_refused(key: Key) -> None:
    found = error(changed(f"{key}.surprise", True))
    assert found == ("unknown_key", f"{field(key)}.surprise")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_another_question_is_refused(kind: str) -> None:
    assert error(changed(f"{kind}.surprise", None)) == ("unknown_key", "surprise")
    for other in set(KINDS) - {kind}:
        for key in set(RAW[other]) - set(RAW[kind]):
            assert error(changed(f"{kind}.{key}", RAW[other][key])) == ("unknown_key", key)


# --- what must be there ----------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "contact.channel",
        "contact.message.purpose",
        "contact.consents.0.given_on",
        "contact.objections.0.on",
        "contact.list_release.on",
        "contact.list_release.channels",
        "storage.purpose",
        "disclosure.act",
        "deadline.right",
        "deadline.received",
        "deadline.clarifications.0.asked_on",
    ],
)
def test_what_is_needed_must_be_there(key: Key) -> None:
    assert error(without(key)) == ("missing_key", field(key))


def test_a_message_is_needed_for_its_purpose() -> None:
    assert error(without("contact.message")) == ("missing_key", "message.purpose")


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_question_must_be_there(kind: str) -> None:
    assert error(without(f"{kind}.question")) == ("missing_key", "question")
    wrong: list[Any] = [None, 1, [], True]
    for text in ("", "nothing_such", "Contact"):
        assert error(changed(f"{kind}.question", text)) == ("unknown_code", "question")
    for value in wrong:
        assert error(changed(f"{kind}.question", value)) == ("wrong_type", "question")


def test_a_breach_starts_when_one_is_aware_and_all_else_when_it_is_received() -> None:
    breach: dict[str, Any] = {"question": "deadline", "right": "breach"}
    assert error(breach) == ("missing_key", "aware_at")
    assert error(breach | {"received": "2026-11-01"}) == ("missing_key", "aware_at")
    parsed(breach | {"aware_at": "2026-11-01T00:00:00Z"})
    for right in ("access", "complaint", "objection"):
        aware = {"question": "deadline", "right": right, "aware_at": "2026-11-01T00:00:00Z"}
        assert error(aware) == ("missing_key", "received")


# --- days in their order ---------------------------------------------------------------

IN_ORDER = [
    ("contact.consents.0.given_on", "contact.consents.0.withdrawn_on", "withdrawn_on"),
    ("contact.consents.0.given_on", "contact.consents.0.ends_on", "ends_on"),
    ("contact.objections.0.on", "contact.objections.0.withdrawn_on", "withdrawn_on"),
    ("storage.consent.given_on", "storage.consent.withdrawn_on", "withdrawn_on"),
    ("disclosure.permission.given_on", "disclosure.permission.withdrawn_on", "withdrawn_on"),
    ("disclosure.permission.given_on", "disclosure.permission.ends_on", "ends_on"),
    (
        "deadline.clarifications.0.asked_on",
        "deadline.clarifications.0.answered_on",
        "answered_on",
    ),
    *(
        (f"contact.registers.{name}.listed_on", f"contact.registers.{name}.edition", "listed_on")
        for name in ("tps", "ctps", "fps", "mps")
    ),
]


@pytest.mark.parametrize(("start", "end", "blamed"), IN_ORDER)
def test_nothing_ends_before_it_begins(start: Key, end: Key, blamed: str) -> None:
    begun = date.fromisoformat("2026-05-06")
    parsed(changed(end, begun.isoformat()))
    found = error(changed(end, (begun - timedelta(days=1)).isoformat()))
    assert found == ("impossible_date", f"{field(start).rpartition('.')[0]}.{blamed}")


def test_an_end_needs_no_beginning() -> None:
    for key in ("disclosure.permission.given_on", "storage.consent.given_on"):
        parsed(without(key))
    for key in ("contact.registers.tps.listed_on", "contact.registers.tps.edition"):
        parsed(without(key))
    parsed(changed("contact.registers.tps.listed_on", "unknown"))


@pytest.mark.parametrize(
    "bare",
    [
        {"question": "contact", "channel": "post", "message": {"purpose": "service"}},
        {"question": "storage", "purpose": "other"},
        {"question": "disclosure", "act": "sell"},
        {"question": "deadline", "right": "access", "received": "2003-12-01"},
    ],
)
def test_before_the_law_there_is_no_answer(bare: dict[str, Any]) -> None:
    assert parsed(bare | {"on": "2003-12-11"}).on == date(2003, 12, 11)
    assert error(bare | {"on": "2003-12-10"}) == ("before_law", "on")
    assert error(bare | {"on": "0001-01-01"}) == ("before_law", "on")


# --- an instant ------------------------------------------------------------------------


def aware(text: object, on: str = "2026-11-22") -> dict[str, Any]:
    return {"question": "deadline", "right": "breach", "on": on, "aware_at": text}


def test_an_instant_keeps_its_offset() -> None:
    for text, expected in (
        ("2026-11-20T09:30:00Z", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        (
            "2026-11-20T09:30:00-05:00",
            datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=-5))),
        ),
    ):
        question = parsed(aware(text))
        assert isinstance(question, DeadlineQuestion)
        assert question.aware_at == expected
        assert question.aware_at.utcoffset() == expected.utcoffset()


def test_an_instant_has_date_time_and_offset() -> None:
    for text in (
        *("", "2026-11-20", "2026-11-20T09:30:00", "09:30:00Z", "2026-11-20 09:30:00Z"),
        *("2026-11-31T09:30:00Z", "2026-11-20T25:00:00Z", "2026-11-20T09:30:00+25:00"),
    ):
        assert error(aware(text)) == ("impossible_date", "aware_at"), text
    for value in (1795000000, True, ["2026-11-20T09:30:00Z"]):
        assert error(aware(value)) == ("wrong_type", "aware_at")


def test_an_instant_lies_on_the_day_asked_about_at_the_latest() -> None:
    parsed(aware("2026-11-22T23:59:59+00:00"))
    assert error(aware("2026-11-23T00:00:00+00:00")) == ("date_after_on", "aware_at")


# --- the line and its id ---------------------------------------------------------------


@pytest.mark.parametrize("raw", [[], "contact", 1, None, True, [{"question": "contact"}]])
def test_a_question_is_one_object(raw: object) -> None:
    assert error(raw) == ("wrong_type", None)


def test_the_id_is_echoed_even_for_what_cannot_be_read() -> None:
    assert question_id({"id": "Q7", "question": 1}) == "Q7"
    assert question_id({"id": ""}) == ""
    nameless: list[Any] = [{}, {"id": 7}, {"id": None}, {"id": ["Q7"]}, [], "Q7", None]
    for raw in nameless:
        assert question_id(raw) is None


@pytest.mark.parametrize("key", ["contact.message.topic", "contact.channel", "deadline.received"])
def test_no_error_repeats_what_was_written(key: Key) -> None:
    """It may be somebody's number or address."""
    number = "07700 900123"
    for value in (number, {number: 1}, [number]):
        with pytest.raises(QuestionError) as caught:
            parse_question(changed(key, value) | {"surprise": 1}, today=ON)
        assert "900123" not in caught.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_of_json_is_read_as_it_stands(kind: str) -> None:
    line = json.dumps(RAW[kind])
    assert load_json(line) == load_json(line.encode()) == RAW[kind]
    for text, value in (("1", 1), ("[1.5, true]", [1.5, True]), ('"é"', "é"), ("null", None)):
        assert load_json(text) == value


@pytest.mark.parametrize(
    "line",
    [
        *("", " ", "{", "{}{}", "{} // no", "{'id': 1}", '{"id": 1,}', "nul", "\ufeff{}"),
        '{"id": "Q1", "id": "Q1"}',
        '{"message": {"purpose": "service", "purpose": "marketing"}}',
        '{"consents": [{"seq": 1, "seq": 2}]}',
        *('{"seq": NaN}', "[Infinity]", "-Infinity", '{"seq": 1e}'),
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"message": ' * 100_000 + "1" + "}" * 100_000,
        b"\xff\xfe\x00",
        b'{"id": "\xff"}',
        f'{{"seq": {"9" * 5_000}}}',
    ],
    ids=range(22),
)
def test_what_is_not_json_is_refused_whole(line: str | bytes) -> None:
    with pytest.raises(QuestionError) as caught:
        load_json(line)
    assert (caught.value.code, caught.value.field) == ("invalid_json", None)
    assert caught.value.__suppress_context__, "what the parser saw may be personal"
