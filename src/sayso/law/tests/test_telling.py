from dataclasses import replace

import pytest

from sayso.law import decide
from sayso.law.codes import (
    Act,
    Basis,
    Channel,
    ObjectionTo,
    PensionsRole,
    Policy,
    Promotes,
    Provenance,
    Purpose,
    RelationshipKind,
    Sector,
    StoragePurpose,
    Subscriber,
)
from sayso.law.question import (
    DataProtection,
    Decidable,
    Listed,
    ListRelease,
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
    "a pensions call nobody expects, and how Ada consented is not known": (
        call(
            message=message(sector=Sector.PENSIONS),
            sender=Sender(pensions_role=PensionsRole.TRUSTEE_OR_MANAGER, expected_to_call=False),
            relationship=Relationship(),
            consents=(ada_says_yes(channels=frozenset({Channel.LIVE_CALL}), informed=None),),
        ),
        False,
        ["live-call-consent", "pensions-call"],
        ["consents.informed"],
    ),
    "a service message, and neither its basis nor the reach of a no is known": (
        newsletter(
            message=message(purpose=Purpose.SERVICE, promotes=None),
            objections=(bert_says_no(to=ObjectionTo.EVERYTHING, channels=None),),
            data_protection=DataProtection(notice_given=True),
        ),
        False,
        ["objection-to-service", "lawful-basis-other"],
        ["objections.channels", "data_protection.basis"],
    ),
    "an email to an individual on a released list of unknown source": (
        newsletter(
            policy=Policy.HOUSE,
            provenance=None,
            list_release=ListRelease(on=TODAY, channels=frozenset(Channel)),
            consents=(ada_says_yes(informed=None),),
        ),
        False,
        ["electronic-mail-consent", "house-consent"],
        ["consents.informed"],
    ),
    "a letter to a released list of unknown source": (
        newsletter(
            policy=Policy.HOUSE,
            channel=Channel.POST,
            provenance=None,
            list_release=ListRelease(on=TODAY, channels=frozenset(Channel)),
        ),
        False,
        ["house-consent", "house-mail-preference"],
        ["provenance", "registers.mps"],
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
    "Ada permits it, whatever the basis": (
        sharing(basis=Basis.CONTRACT),
        True,
        ["handing-on"],
        [],
    ),
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


def test_a_release_speaks_only_for_a_list_that_was_bought_in() -> None:
    letter = newsletter(
        policy=Policy.HOUSE,
        channel=Channel.POST,
        list_release=ListRelease(on=TODAY, channels=frozenset(Channel)),
        registers=Registers(mps=CLEAR),
    )
    assert decide(replace(letter, provenance=Provenance.BOUGHT_IN)).allowed
    refused = decide(replace(letter, provenance=Provenance.THIRD_PARTY)).as_dict()
    assert refused["determining"] == ["house-consent"]
    assert refused["because"] == ["The house rules ask for a yes. No consent is on record."]
