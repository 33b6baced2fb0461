import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.law import QuestionError, parse_question
from sayso.lists.errors import ListError
from sayso.lists.facts import (
    CODES,
    FLAGS,
    KEYS,
    LISTS,
    NO_WORDS,
    STOP_WORDS,
    YES_WORDS,
    fact_value,
    load_facts,
    must_be_stated_once,
    parse_setting,
    says_stop,
    set_fact,
    with_facts,
)

TODAY = date(2026, 11, 22)
SAMPLES = {
    "subscriber": "individual",
    "provenance": "direct",
    "message.sector": "none",
    "message.promotes": "own_similar",
    "message.topic": "news",
    "message.solicited_on": "2026-01-09",
    "sender.kind": "charity",
    "sender.pensions_role": "none",
    "relationship.kind": "sale",
    "relationship.collected_on": "2026-01-09",
    "list_release.on": "2026-01-09",
    "list_release.channels": "post",
    "data_protection.basis": "consent",
} | dict.fromkeys(FLAGS, "yes")
"""A text for every key that may be stated."""


def load(tmp_path: Path, text: str | bytes) -> dict[str, Any]:
    path = tmp_path / "facts.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_facts(path)


def ask(facts: dict[str, Any]) -> None:
    """Whether the law can read these facts in a question."""
    question = {"question": "contact", "channel": "post", **facts}
    question["message"] = {"purpose": "marketing", **facts.get("message", {})}
    parse_question(question, today=TODAY)


def test_there_is_a_sample_for_every_key() -> None:
    assert SAMPLES.keys() == KEYS


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_one_that_the_law_knows(key: str) -> None:
    stated = [parse_setting(f"{key}={SAMPLES[key]}")]
    if key.startswith("list_release"):
        stated = [
            parse_setting(f"{one}={SAMPLES[one]}") for one in sorted(KEYS) if "release" in one
        ]
    ask(with_facts({}, stated))


@pytest.mark.parametrize("key", sorted(FLAGS | CODES))
def test_a_wrong_value_is_never_taken_for_a_right_one(key: str) -> None:
    value = fact_value(key, "perhaps")
    if key in FLAGS:
        assert value is None
    else:
        facts: dict[str, Any] = {}
        set_fact(facts, key, value)
        with pytest.raises(QuestionError):
            ask(facts)


@pytest.mark.parametrize("key", sorted(KEYS))
@pytest.mark.parametrize("text", ["", " ", "\t", ";", ",,", " ; , "])
def test_a_text_without_anything_in_it_states_nothing(key: str, text: str) -> None:
    if key in LISTS or not text.strip():
        assert fact_value(key, text) is None
        with pytest.raises(ListError, match="has no such value; write"):
            parse_setting(f"{key}={text}")
    else:
        assert fact_value(key, text) not in (True, [])


def test_flags_are_written_in_the_words_of_a_spreadsheet() -> None:
    assert {fact_value("message.opt_out", word.upper()) for word in YES_WORDS} == {True}
    assert {fact_value("message.opt_out", f" {word} ") for word in NO_WORDS} == {False}


def test_lists_are_parted_by_commas_or_semicolons() -> None:
    wanted = ["own_similar", "charity"]
    assert parse_setting("message.promotes=own_similar,charity") == ("message.promotes", wanted)
    assert fact_value("message.promotes", " Own similar ; Charity;") == wanted


def test_codes_are_read_as_people_write_them() -> None:
    assert fact_value("subscriber", " Limited Company ") == "limited_company"
    assert fact_value("subscriber", "Scottish-Partnership") == "scottish_partnership"


def test_a_topic_is_left_as_it_is_written() -> None:
    assert fact_value("message.topic", " Spring News ") == "Spring News"


def test_facts_may_be_nested_or_dotted(tmp_path: Path) -> None:
    text = '\ufeff{"message": {"promotes": ["charity"]}, "sender.kind": "charity"}'
    facts = load(tmp_path, text)
    assert facts == {"message": {"promotes": ["charity"]}, "sender": {"kind": "charity"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "[]",
        "7",
        "null",
        '{"provenance": "direct"} {}',
        '{"provenance": NaN}',
        '{"provenance": "bought_in", "provenance": "direct"}',
        '{"message": {"opt_out": false, "opt_out": true}}',
        '{"provenance": "direct"'.encode("utf-16"),
        b'{"provenance": "\xe9"}',
        '{"a":' * 100_000,
        "[" * 100_000,
    ],
    ids=range(14),
)
def test_a_file_that_is_not_one_clear_object_is_refused(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(ListError, match=r"^facts.json .*\.$"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    "key",
    ["channel", "on", "policy", "registers.tps.edition", "consents", "objections", "message",
     "message.purposes", "message.opt_out.x", "sender.kind.x", "", "Provenance"],
)  # fmt: skip
def test_what_is_no_fact_of_a_campaign_is_refused(tmp_path: Path, key: str) -> None:
    facts: dict[str, Any] = {}
    set_fact(facts, key, "direct")
    with pytest.raises((ListError, QuestionError), match=r"is no fact of a campaign|must be"):
        ask(load(tmp_path, json.dumps(facts)))
    with pytest.raises(ListError, match="is no fact of a campaign"):
        parse_setting(f"{key}=direct")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"message.opt_out": true, "message": {"opt_out": true}}', "message.opt_out"),
        ('{"message": {"opt_out": false}, "message.opt_out": true}', "message.opt_out"),
        ('{"message.purpose": "marketing", "message": {"purpose": "service"}}', "message.purpose"),
        ('{"list_release.on": null, "list_release": {"on": "2026-01-09"}}', "list_release.on"),
    ],
)
def test_a_fact_stated_dotted_and_nested_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ListError) as refused:
        load(tmp_path, text)
    assert str(refused.value) == f'facts.json states "{key}" twice; state it once.'


@pytest.mark.parametrize("whole", ["null", '"x"', "[]", "true"])
@pytest.mark.parametrize("parent", sorted({key.split(".")[0] for key in KEYS if "." in key}))
def test_a_parent_that_is_no_object_is_refused(tmp_path: Path, parent: str, whole: str) -> None:
    key = next(key for key in KEYS if key.startswith(parent))
    with pytest.raises(ListError, match=f'"{parent}" is no fact'):
        load(tmp_path, f'{{"{parent}": {whole}, "{key}": true}}')
    with pytest.raises(ListError, match=f'"{parent}" is no fact'):
        load(tmp_path, f'{{"{key}": true, "{parent}": {whole}}}')


@pytest.mark.parametrize("key", [*sorted(KEYS), "nonsense"])
def test_an_empty_object_is_no_fact(tmp_path: Path, key: str) -> None:
    with pytest.raises((ListError, QuestionError)):
        ask(load(tmp_path, json.dumps({key: {}})))


@given(st.lists(st.sampled_from(sorted(KEYS))))
def test_facts_are_refused_exactly_if_one_is_stated_twice(keys: list[str]) -> None:
    if len(set(keys)) == len(keys):
        must_be_stated_once(keys, "--set")
    else:
        with pytest.raises(ListError, match=r'^--set states "[a-z._]+" twice; state it once\.$'):
            must_be_stated_once(keys, "--set")


@pytest.mark.parametrize("pad", ["", " ", "\t", "\xa0"])
def test_a_stop_is_read_in_the_words_of_a_spreadsheet(pad: str) -> None:
    dates = {"2026-01-09", "2026-01-09T10:30:00", "09/01/2026", "9.1.26", "20260109 10:30"}
    words = {"Opted out", "opted-out", "UNSUBSCRIBED", "X", "✓"} | dates
    assert {says_stop(pad + word + pad) for word in STOP_WORDS | YES_WORDS | words} == {True}
    assert {says_stop(pad + word.upper() + pad) for word in NO_WORDS | {""}} == {False}


@given(st.text())
def test_a_cell_is_cleared_of_a_stop_by_nothing_but_a_no_or_a_blank(text: str) -> None:
    cleared = not text.strip() or text.strip().casefold() in NO_WORDS
    assert (says_stop(text) is False) == cleared


@pytest.mark.parametrize("text", ["-", "n/a", "?", "not sure", "No thanks", "2", "ask Bert", "_"])
def test_an_unclear_stop_is_told_from_both(text: str) -> None:
    assert says_stop(text) is None


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"^none.json cannot be read: No such file.*; name a"):
        load_facts(tmp_path / "none.json")


@pytest.mark.parametrize("setting", ["", "provenance", "provenance:direct"])
def test_a_setting_without_a_value_states_nothing(setting: str) -> None:
    with pytest.raises(ListError, match="states nothing; write KEY=VALUE"):
        parse_setting(setting)


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.sampled_from(["yes", "no", "direct"])))
def test_stating_more_leaves_what_was_stated_before_as_it_was(more: dict[str, str]) -> None:
    before = {"message": {"opt_out": "first"}, "provenance": "first"}
    kept = json.dumps(before)
    after = with_facts(before, more.items())
    assert json.dumps(before) == kept
    for key, value in more.items():
        parent, _, last = key.rpartition(".")
        assert (after[parent] if parent else after)[last] == value
