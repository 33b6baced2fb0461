import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from sayso.law import (
    LAW_DAYS,
    SHIPPED,
    DeadlineQuestion,
    House,
    decide,
    law_of,
    parse_question,
)
from sayso.law.codes import (
    Channel,
    Policy,
)
from sayso.law.tests.cast import (
    TODAY,
    ada_says_yes,
    newsletter,
)

L02 = """{"id": "L02", "question": "contact", "on": "2026-11-22",
 "channel": "live_call", "subscriber": "individual",
 "message": {"purpose": "marketing", "promotes": ["own_similar"], "names_sender": true,
             "opt_out": true, "contact_details": true, "caller_id_shown": true},
 "sender": {"kind": "company"}, "provenance": "direct",
 "relationship": {"kind": "sale", "with_sender": true, "collected_on": "2025-04-02",
                  "refusal_offered": true, "refused": false},
 "registers": {"tps": {"edition": "2026-11-20", "listed_on": "2026-01-09"},
               "ctps": {"edition": "2026-11-20", "listed_on": null}},
 "data_protection": {"basis": "legitimate_interests", "notice_given": true}}"""
"""The contract's own example."""

ANSWER_TO_L02: dict[str, Any] = {
    "id": "L02",
    "verdict": "deny",
    "determining": ["live-call-register"],
    "citations": [
        {
            "instrument": "PECR 2003",
            "provision": "reg 21(1)(b)",
            "url": "https://www.legislation.gov.uk/uksi/2003/2426/regulation/21",
        }
    ],
    "because": ["The number has been on the TPS register for 28 days or more."],
    "missing": [],
    "would_change_if": [
        "a specific consent to live calls from this sender",
        "the person asking for this very item",
        "the number not being on the TPS register in an edition less than 28 days old",
    ],
    "law": "2026-09-30",
}


def test_the_example_of_the_contract_is_answered_as_it_says() -> None:
    question = parse_question(json.loads(L02), today=date(2020, 1, 1))
    assert not isinstance(question, DeadlineQuestion)
    decision = decide(question)
    assert decision.as_dict() == ANSWER_TO_L02
    assert list(decision.as_dict()) == list(ANSWER_TO_L02), "in the published order"
    assert decision.as_json() == json.dumps(ANSWER_TO_L02, ensure_ascii=False)


def test_an_answer_is_one_line_of_json_whoever_asks() -> None:
    for name in (None, "Ada", 'a "quoted" name', "Zoë", "two\nlines"):
        decision = decide(newsletter(id=name))
        line = decision.as_json()
        assert json.loads(line) == decision.as_dict()
        assert "\n" not in line
        assert decision.as_dict()["id"] == name


# --- whose rules, and when -------------------------------------------------------------


def test_what_is_remembered_of_one_policy_or_law_is_not_told_of_another() -> None:
    """The same letter to Eve, asked about over and over, each time by other rules."""
    days = {date(2004, 1, 1): "2003-12-11", TODAY: "2026-09-30"}
    letter = newsletter(channel=Channel.POST)
    for on, policy in [*product(days, Policy)] * 2:
        found = decide(replace(letter, on=on, policy=policy)).as_dict()
        assert found["law"] == days[on]
        assert found["verdict"] == ("allow" if policy is Policy.LEGAL_MINIMUM else "deny")
        instruments = {cite["instrument"] for cite in found["citations"]}
        assert instruments == {"PECR 2003" if found["verdict"] == "allow" else "House rules"}


def test_what_is_remembered_of_one_house_is_not_told_of_another() -> None:
    letter = newsletter(
        channel=Channel.POST,
        policy=Policy.HOUSE,
        consents=(ada_says_yes(given_on=date(2024, 11, 22), channels=frozenset({Channel.POST})),),
    )
    shorter = House(consent_months=24)
    closed = House(closed_channels=frozenset({Channel.POST}))
    for _ in range(2):
        assert decide(letter).allowed
        assert decide(letter, house=SHIPPED).allowed
        assert not decide(letter, house=shorter).allowed
        assert not decide(letter, house=closed).allowed


def test_what_is_remembered_of_one_gap_is_not_told_of_another() -> None:
    for key in ("affirmative", "informed", "affirmative"):
        question = newsletter(consents=(ada_says_yes(**{key: None}),))
        assert decide(question).as_dict()["missing"] == [f"consents.{key}"]


def test_the_law_of_a_day_is_the_newest_that_had_begun() -> None:
    for before, day in pairwise(LAW_DAYS):
        assert law_of(day - timedelta(days=1)) == before
        assert law_of(day) == law_of(day + timedelta(days=1)) == day
    assert law_of(LAW_DAYS[0]) == LAW_DAYS[0]
    assert law_of(date.max) == LAW_DAYS[-1]
