import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sayso.law import DeadlineQuestion, decide
from sayso.law.codes import Act, Channel, Policy, Promotes, Purpose, Right, StoragePurpose
from sayso.law.explain import explain_deadline
from sayso.law.question import Decidable, Listed, Message, Registers
from sayso.law.tests.cast import (
    CLEAR,
    SCREENED,
    TODAY,
    ada_says_yes,
    bert_says_no,
    call,
    counter,
    message,
    newsletter,
    request,
    sharing,
)
from sayso.law.tests.test_deadlines import asked, deadline, november

TEXTS = Path(__file__).with_name("explained")
"""The texts as agreed, one a file.

After a change of words that is meant: `python -m sayso.law.tests.test_explain`.
"""

DEV_IS_ON_TPS = call(
    registers=replace(SCREENED, tps=replace(CLEAR, listed_on=Listed.SINCE_UNKNOWN))
)
EXPLAINED: dict[str, Decidable] = {
    "dev_is_on_tps": DEV_IS_ON_TPS,
    "ada_consented": newsletter(consents=(ada_says_yes(),)),
    "bert_objected_in_the_house": newsletter(
        channel=Channel.SMS, policy=Policy.HOUSE, objections=(bert_says_no(channels=None),)
    ),
    "hardly_anything_is_known": call(
        registers=Registers(), message=Message(purpose=Purpose.MARKET_RESEARCH)
    ),
    "a_site_counts_now": counter(),
    "a_site_counts_in_2025": counter(on=date(2025, 12, 31)),
    "a_list_is_sold": sharing(act=Act.SELL, on=date(2018, 1, 2), permission=None),
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_a_decision_is_explained_in_the_agreed_words(name: str) -> None:
    agreed = (TEXTS / f"{name}.txt").read_text("utf-8")
    assert decide(EXPLAINED[name]).explain() + "\n" == agreed


def test_no_agreed_text_is_left_over() -> None:
    assert {path.stem for path in TEXTS.iterdir()} == {*EXPLAINED, *EXPLAINED_DEADLINES}


EXPLAINED_DEADLINES = {
    "when_ada_is_answered": request(
        november(2), clarifications=(asked(november(5), november(12)),)
    ),
    "when_bert_is_answered": request(november(2), id_requested_on=november(3)),
    "when_dev_is_answered": request(november(26), right=Right.COMPLAINT),
    "when_eve_is_notified": DeadlineQuestion(
        on=TODAY,
        right=Right.BREACH,
        aware_at=datetime(2026, 11, 20, 17, 5, tzinfo=timezone(timedelta(hours=-5))),
    ),
    "when_two_things_are_awaited": request(
        november(2), fee_requested_on=november(3), id_requested_on=november(3)
    ),
}


@pytest.mark.parametrize("name", EXPLAINED_DEADLINES)
def test_a_deadline_is_explained_in_the_agreed_words(name: str) -> None:
    agreed = (TEXTS / f"{name}.txt").read_text("utf-8")
    assert explain_deadline(deadline(EXPLAINED_DEADLINES[name])) + "\n" == agreed


LINK = re.compile(
    r"^ {4}\(.+, .+: (?:https://www\.legislation\.gov\.uk/|docs/)\S+\)$", re.MULTILINE
)


@pytest.mark.parametrize("name", EXPLAINED)
def test_every_finding_is_there_once_and_every_citation_is_a_link(name: str) -> None:
    decision = decide(EXPLAINED[name])
    text = decision.explain()
    assert len(LINK.findall(text)) == len(decision.answer.reasons) == text.count("\n    (")
    for reason in decision.answer.reasons:
        cite = reason.rule.cite(decision.answer.law)
        assert reason.finding.reason in text
        assert f"({cite.instrument}, {cite.provision}: {cite.url})" in text


CHANNELS = {
    Channel.EMAIL: "emails",
    Channel.SMS: "text messages",
    Channel.VOICEMAIL: "voicemail messages",
    Channel.SOCIAL_MESSAGE: "social messages",
    Channel.LIVE_CALL: "live calls",
    Channel.AUTOMATED_CALL: "recorded calls",
    Channel.FAX: "faxes",
    Channel.POST: "letters",
}
ACTS = {
    Act.SELL: "selling the details",
    Act.LEASE: "leasing the details",
    Act.DISTRIBUTE: "handing the details on",
    Act.DISCLOSE_TO_PROCESSOR: "giving the details to a processor",
    Act.DISCLOSE_BY_LAW: "giving the details up by law",
    Act.PROFILE_FOR_MARKETING: "profiling for marketing",
    Act.KEEP_SUPPRESSION_KEY: "keeping the key that keeps a stop",
}
FIRST_LINES: list[tuple[Decidable, str]] = [
    *((newsletter(channel=channel), f"{CHANNELS[channel]} for marketing") for channel in Channel),
    *(
        (newsletter(message=message(purpose=purpose)), f"emails for {words}")
        for purpose, words in (
            (Purpose.SERVICE, "service"),
            (Purpose.MARKET_RESEARCH, "market research"),
            (Purpose.CONSENT_REQUEST, "consent request"),
        )
    ),
    *((sharing(act=act), ACTS[act]) for act in Act),
    (counter(purpose=StoragePurpose.AD_MEASUREMENT), "storing for ad measurement"),
    (counter(), "storing for statistics"),
]


@pytest.mark.parametrize(("question", "asked"), FIRST_LINES)
def test_the_first_line_says_what_was_asked_and_what_is_answered(
    question: Decidable, asked: str
) -> None:
    decision = decide(question)
    verdict = "Allowed" if decision.allowed else "Refused"
    assert decision.explain().splitlines()[0] == f"{verdict}: {asked}, on 22 November 2026."


def test_a_name_is_never_told() -> None:
    """The explanation is of the situation: it holds nothing that names anybody."""
    secret = newsletter(
        id="Ada Lovelace",
        message=message(topic="her surgery", promotes=frozenset({Promotes.CHARITY})),
        consents=(ada_says_yes(topics=frozenset({"her debts"})),),
    )
    text = decide(secret).explain()
    assert not any(word in text for word in ("Ada", "surgery", "debts"))


if __name__ == "__main__":
    told = {name: decide(question).explain() for name, question in EXPLAINED.items()}
    for name, question in EXPLAINED_DEADLINES.items():
        told[name] = explain_deadline(deadline(question))
    for name, text in told.items():
        (TEXTS / f"{name}.txt").write_text(text + "\n", "utf-8")
