import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from sayso.law import (
    LAW_DAYS,
    SHIPPED,
    ContactQuestion,
    DeadlineQuestion,
    DisclosureQuestion,
    House,
    StorageQuestion,
    decide,
    law_of,
    parse_question,
)
from sayso.law.codes import (
    Act,
    Basis,
    Channel,
    Policy,
    Promotes,
    Purpose,
    RelationshipKind,
    Sector,
    StoragePurpose,
    Subscriber,
)
from sayso.law.question import (
    DataProtection,
    Listed,
    Message,
    Registers,
    Relationship,
    Search,
    Sender,
)
from sayso.law.tests.cast import (
    CLEAR,
    TODAY,
    ada_permits,
    ada_says_yes,
    bert_says_no,
    call,
    counter,
    message,
    newsletter,
    sharing,
    visitor_says_yes,
)

Decidable = ContactQuestion | StorageQuestion | DisclosureQuestion

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


# --- what decided, what is missing, what would change it -------------------------------

TELLING: dict[str, tuple[Decidable, bool, list[str], list[str]]] = {
    "Ada consented": (
        newsletter(consents=(ada_says_yes(),)),
        True,
        ["electronic-mail-consent"],
        [],
    ),
    "nobody asked Eve": (newsletter(), False, ["electronic-mail-consent"], []),
    "Bert objected": (
        newsletter(objections=(bert_says_no(),)),
        False,
        ["objection-to-marketing", "electronic-mail-consent"],
        [],
    ),
    "Bert objected, and much is not known": (
        newsletter(
            objections=(bert_says_no(),),
            message=Message(purpose=Purpose.MARKETING),
            data_protection=DataProtection(),
        ),
        False,
        ["objection-to-marketing", "electronic-mail-consent"],
        [],
    ),
    "Bert's objection may not be to emails": (
        newsletter(consents=(ada_says_yes(),), objections=(bert_says_no(channels=None),)),
        False,
        ["objection-to-marketing"],
        ["objections.channels"],
    ),
    "Cleo is a company": (
        newsletter(subscriber=Subscriber.LIMITED_COMPANY),
        True,
        ["electronic-mail-corporate"],
        [],
    ),
    "Cleo is a company, and asked for it, and consented": (
        newsletter(
            subscriber=Subscriber.LIMITED_COMPANY,
            message=message(solicited_on=TODAY),
            consents=(ada_says_yes(),),
        ),
        True,
        ["electronic-mail-corporate", "electronic-mail-solicited"],
        [],
    ),
    "Dev is on TPS": (
        call(registers=Registers(tps=replace(CLEAR, listed_on=Listed.SINCE_UNKNOWN), ctps=CLEAR)),
        False,
        ["live-call-register"],
        [],
    ),
    "no register was searched": (
        call(registers=Registers()),
        False,
        ["live-call-register"],
        ["registers.tps", "registers.ctps"],
    ),
    "one register was searched in part": (
        call(registers=Registers(tps=CLEAR, ctps=Search(edition=TODAY))),
        False,
        ["live-call-register"],
        ["registers.ctps.listed_on"],
    ),
    "Ada consented, but nobody told her more": (
        newsletter(
            consents=(ada_says_yes(),),
            data_protection=DataProtection(basis=Basis.CONSENT, notice_given=False),
        ),
        False,
        ["notice"],
        [],
    ),
    "Ada consented, and the form of the message is not known": (
        newsletter(consents=(ada_says_yes(),), message=message(names_sender=None, opt_out=None)),
        False,
        ["electronic-mail-sender", "electronic-mail-opt-out"],
        ["message.names_sender", "message.opt_out"],
    ),
    "how Ada consented is not known": (
        newsletter(consents=(ada_says_yes(affirmative=None, evidenced=None),)),
        False,
        ["electronic-mail-consent"],
        ["consents.affirmative", "consents.evidenced"],
    ),
    "whether a customer could refuse is not known": (
        newsletter(
            message=message(promotes=frozenset({Promotes.OWN_SIMILAR})),
            relationship=Relationship(
                kind=RelationshipKind.SALE, with_sender=True, refusal_offered=True
            ),
        ),
        False,
        ["electronic-mail-consent", "soft-opt-in"],
        ["relationship.refused"],
    ),
    "on what basis, and whether Ada was told, is not known": (
        newsletter(consents=(ada_says_yes(),), data_protection=DataProtection()),
        False,
        ["lawful-basis", "notice"],
        ["data_protection.basis", "data_protection.notice_given"],
    ),
    "research of unknown use, to somebody who objected to marketing": (
        newsletter(
            channel=Channel.POST,
            message=message(purpose=Purpose.MARKET_RESEARCH, promotes=None),
            objections=(bert_says_no(channels=frozenset(Channel)),),
        ),
        False,
        ["objection-to-marketing", "market-research"],
        ["message.answers_kept_for_marketing"],
    ),
    "a pensions call of which nothing is known": (
        call(message=message(sector=Sector.PENSIONS), sender=Sender(), relationship=Relationship()),
        False,
        ["pensions-call"],
        [
            "sender.pensions_role",
            "sender.expected_to_call",
            "relationship.refusal_offered",
            "relationship.refused",
        ],
    ),
    "a site counts its visitors": (counter(), True, ["storage-statistics"], []),
    "whom the counts are shared with is not known": (
        counter(shared_beyond_improvement=None),
        False,
        ["storage-consent", "storage-statistics"],
        ["consent", "shared_beyond_improvement"],
    ),
    "an advert, and the visitor said no": (
        counter(purpose=StoragePurpose.ADVERTISING, consent=visitor_says_yes(withdrawn_on=TODAY)),
        False,
        ["storage-consent"],
        [],
    ),
    "Ada permits it": (sharing(), True, ["handing-on"], []),
    "how Ada permitted it is not known": (
        sharing(permission=ada_permits(given_on=None), recipient=None, notice_given=None),
        False,
        ["handing-on", "disclosure-recipient", "disclosure-notice"],
        ["permission.given_on", "recipient", "notice_given"],
    ),
    "a demand whose power nobody has read": (
        sharing(act=Act.DISCLOSE_BY_LAW),
        False,
        ["legal-demand"],
        ["legal_power"],
    ),
    "this house sells nothing": (
        sharing(act=Act.SELL, policy=Policy.HOUSE),
        False,
        ["house-no-sale"],
        [],
    ),
}


@pytest.mark.parametrize("name", TELLING)
def test_the_rules_that_decided_and_the_facts_they_miss_are_named(name: str) -> None:
    question, allowed, determining, missing = TELLING[name]
    decision = decide(question)
    assert decision.allowed is allowed
    found = decision.as_dict()
    assert found["determining"] == determining
    assert found["missing"] == missing
    assert len(found["because"]) == len(set(found["because"])) > 0
    assert found["verdict"] == ("allow" if allowed else "deny")


ASKED = "the person asking for this very item"
WOULD_CHANGE = {
    "nobody asked Eve": [
        "a specific consent to emails from this sender",
        ASKED,
        "the subscriber being a company or another corporate body",
    ],
    "Bert objected": [
        "a specific consent to emails from this sender, given after the objection",
        ASKED,
    ],
    "Bert objected, and much is not known": [],
    "Bert's objection may not be to emails": [
        "a specific consent to emails from this sender, given after the objection",
        ASKED,
        "the person taking their objection back",
    ],
    "Ada consented": [
        "the person withdrawing their consent",
        "an objection to marketing by the person",
        "not saying who the message is from",
        "no way to refuse in the message",
        "asking the recipient to pass the message on",
        "a contract or a legal duty as the lawful basis",
        "having no lawful basis",
        "not having given the person the privacy notice",
        "the person having the use of their details restricted",
    ],
    "research of unknown use, to somebody who objected to marketing": [
        "a specific consent to letters from this sender, given after the objection",
        ASKED,
        "the person taking their objection back",
        "the answers not being kept for marketing",
    ],
    "a pensions call of which nothing is known": [
        ASKED,
        "the subscriber being a company or another corporate body",
        "the call being about neither claims nor pensions",
    ],
    "Ada consented, but nobody told her more": ["giving the person the privacy notice"],
    "an advert, and the visitor said no": ["the visitor's consent before anything is stored"],
    "Ada permits it": [
        "the person withdrawing their permission",
        "an objection by the person",
        "not naming the recipient",
        "not having told the person that this would happen",
    ],
    "this house sells nothing": [],
}


@pytest.mark.parametrize("name", WOULD_CHANGE)
def test_each_single_fact_that_would_turn_the_answer_is_told(name: str) -> None:
    assert decide(TELLING[name][0]).as_dict()["would_change_if"] == WOULD_CHANGE[name]


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
