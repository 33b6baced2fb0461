import json
from pathlib import Path

import pytest

from sayso.cli.tests.terminal import assert_one_sentence, run

DEV = {
    "question": "contact",
    "on": "2026-11-22",
    "channel": "live_call",
    "message": {
        "purpose": "marketing",
        "promotes": ["own_similar"],
        "names_sender": True,
        "caller_id_shown": True,
    },
    "registers": {
        "tps": {"edition": "2026-11-20", "listed_on": "2026-01-09"},
        "ctps": {"edition": "2026-11-20", "listed_on": None},
    },
    "data_protection": {"basis": "legitimate_interests", "notice_given": True},
}


@pytest.fixture
def question(tmp_path: Path) -> Path:
    path = tmp_path / "question.json"
    path.write_text(json.dumps(DEV))
    return path


def test_a_refusal_is_explained_from_the_reason_to_what_would_change_it(question: Path) -> None:
    told = run("explain", question)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Refused: live calls for marketing, on 22 November 2026.\n")
    parts = ["TPS register for 28 days or more", "reg 21(1)(b): https://www.legislation.gov.uk",
             "It would be allowed with:\n", "- a specific consent to live calls from this sender\n",
             "Also considered:\n", "objection-to-marketing",
             "The law is that of 30 September 2026. This is not legal advice.\n"]  # fmt: skip
    places = [told.out.index(part) for part in parts]
    assert places == sorted(places)


def test_a_question_may_come_from_a_pipe(question: Path) -> None:
    assert run("explain", "-", stdin=question.read_bytes()) == run("explain", question)


def test_a_question_may_be_put_in_options(question: Path) -> None:
    told = run(
        *("explain", "--channel", "live_call", "--purpose", "marketing", "--on", "2026-11-22"),
        *("--set", "message.promotes=own_similar", "--set", "message.names_sender=true"),
        *("--set", "message.caller_id_shown=true", "--set", "data_protection.notice_given=true"),
        *("--set", "data_protection.basis=legitimate_interests"),
        *("--set", 'registers.tps={"edition": "2026-11-20", "listed_on": "2026-01-09"}'),
        *("--set", "registers.ctps.edition=2026-11-20", "--set", "registers.ctps.listed_on=null"),
    )
    assert told == run("explain", question)


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        (("--set", "registers.tps.listed_on=null"), "Allowed: live calls"),
        (("--set", "registers.tps.listed_on=2026-11-10"), "Allowed: live calls"),
        (("--set", "registers.tps.listed_on=unknown"), "Refused: live calls"),
        (("--channel", "post"), "Allowed: "),
        (("--on", "2026-12-20"), "Refused: "),
        (("--policy", "house", "--channel", "post"), "Refused: "),
    ],
)
def test_an_option_overrides_the_file(
    question: Path, options: tuple[str, ...], verdict: str
) -> None:
    assert run("explain", question, *options).out.startswith(verdict)


def test_the_policy_of_the_file_stands_unless_another_is_given(question: Path) -> None:
    question.write_text(json.dumps(DEV | {"policy": "house", "channel": "post"}))
    assert run("explain", question).out.startswith("Refused: ")
    assert run("explain", question, "--policy", "legal-minimum").out.startswith("Allowed: ")


def test_a_deadline_is_explained_too(tmp_path: Path) -> None:
    path = tmp_path / "deadline.json"
    path.write_text(
        '{"question": "deadline", "right": "access", "received": "2026-10-30", "on": "2026-11-22"}'
    )
    assert run("explain", path).out.startswith("Due: Monday 30 November 2026.\n")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "null", "{", '{"question": "contact"}', '{"question": "cont"}', "{}",
     '{"question": "contact", "channel": "post", "message": {"purpose": "marketing"}, "x": 1}',
     '{"question": "contact", "question": "contact"}', "[" * 100_000, '{"a": NaN}', "\xff"],
    ids=range(13),
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_one_sentence(question: Path, text: str) -> None:
    question.write_text(text, encoding="latin-1")
    told = run("explain", question)
    assert told.code == 2
    assert_one_sentence(told)


@pytest.mark.parametrize(
    "setting",
    ["", "x", "message=marketing", "message.purpose.x=1", "on=NaN", "consents=x", "a.b.c=d",
     "message.topic=all", "on=" + "[" * 100_000],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_one_sentence(question: Path, setting: str) -> None:
    told = run("explain", question, "--set", setting)
    assert told.code == 2
    assert_one_sentence(told)
