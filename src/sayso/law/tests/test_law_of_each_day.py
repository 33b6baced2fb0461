"""Conduct is judged by the rules of its own day: the day before each change, and the day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sayso.law import decide
from sayso.law.codes import (
    Channel,
    PensionsRole,
    Promotes,
    RelationshipKind,
    Sector,
    SenderKind,
    StoragePurpose,
    Subscriber,
)
from sayso.law.question import Decidable, Listed, Registers, Relationship, Search, Sender
from sayso.law.tests.cast import (
    ada_says_yes,
    call,
    counter,
    message,
    newsletter,
    sharing,
)


def answered(question: Decidable, on: date) -> dict[str, Any]:
    """The answer to the same question on another day, with registers searched that day."""
    today = replace(question, on=on)
    if not isinstance(today, type(call())):
        return decide(today).as_dict()
    lately = Search(edition=on, listed_on=Listed.NO)
    return decide(replace(today, registers=Registers(tps=lately, ctps=lately))).as_dict()


RECORDED = newsletter(
    channel=Channel.AUTOMATED_CALL,
    consents=(
        ada_says_yes(given_on=date(2015, 1, 1), channels=frozenset({Channel.AUTOMATED_CALL})),
    ),
)
CLAIMS = call(message=message(sector=Sector.CLAIMS_MANAGEMENT))
PENSIONS = call(message=message(sector=Sector.PENSIONS))
SCHEME = replace(
    PENSIONS,
    sender=Sender(
        kind=SenderKind.COMPANY,
        pensions_role=PensionsRole.TRUSTEE_OR_MANAGER,
        expected_to_call=True,
    ),
    relationship=Relationship(
        kind=RelationshipKind.SALE, with_sender=True, refusal_offered=True, refused=False
    ),
)
DONOR = newsletter(
    message=message(promotes=frozenset({Promotes.CHARITY})),
    sender=Sender(kind=SenderKind.CHARITY),
    relationship=Relationship(
        kind=RelationshipKind.SUPPORT,
        with_sender=True,
        collected_on=date(2026, 2, 5),
        refusal_offered=True,
        refused=False,
    ),
)
LONG_STANDING = replace(
    DONOR,
    relationship=Relationship(
        kind=RelationshipKind.SUPPORT,
        with_sender=True,
        collected_on=date(2026, 2, 4),
        refusal_offered=True,
        refused=False,
    ),
)
HIDDEN = message(caller_id_shown=False)

CALLER_ID = date(2016, 5, 15), date(2016, 5, 16)
CLAIMS_CALLS = date(2018, 9, 7), date(2018, 9, 8)
PENSIONS_CALLS = date(2019, 1, 8), date(2019, 1, 9)
NEW_EXCEPTIONS = date(2026, 2, 4), date(2026, 2, 5)

Verdict = tuple[str, str]
"""Allow or deny, and the rule that decides."""

CHANGES: list[tuple[str, Decidable, tuple[date, date], Verdict, Verdict]] = [
    (
        "a live call from a hidden number",
        call(message=HIDDEN),
        CALLER_ID,
        ("allow", "live-call-register-2003"),
        ("deny", "live-call-number"),
    ),
    (
        "a recorded call from a hidden number",
        replace(RECORDED, message=HIDDEN),
        CALLER_ID,
        ("allow", "automated-call-consent"),
        ("deny", "automated-call-number"),
    ),
    (
        "a claims call to a number on no register",
        CLAIMS,
        CLAIMS_CALLS,
        ("allow", "live-call-register-2003"),
        ("deny", "claims-call"),
    ),
    (
        "a claims call to a company",
        replace(CLAIMS, subscriber=Subscriber.LIMITED_COMPANY),
        CLAIMS_CALLS,
        ("allow", "live-call-register-2003"),
        ("deny", "claims-call"),
    ),
    (
        "a pensions call to a number on no register",
        PENSIONS,
        PENSIONS_CALLS,
        ("allow", "live-call-register-2018"),
        ("deny", "pensions-call"),
    ),
    (
        "a pensions call to a company on no register",
        replace(PENSIONS, subscriber=Subscriber.LIMITED_COMPANY),
        PENSIONS_CALLS,
        ("allow", "live-call-register-2018"),
        ("allow", "live-call-register"),
    ),
    (
        "a scheme calls its member",
        SCHEME,
        PENSIONS_CALLS,
        ("allow", "live-call-register-2018"),
        ("allow", "pensions-call"),
    ),
    (
        "an ordinary call",
        call(),
        CLAIMS_CALLS,
        ("allow", "live-call-register-2003"),
        ("allow", "live-call-register-2018"),
    ),
    (
        "a charity writes to somebody who gave lately",
        DONOR,
        NEW_EXCEPTIONS,
        ("deny", "electronic-mail-consent"),
        ("allow", "charity-soft-opt-in"),
    ),
    (
        "a charity writes to somebody who gave the day before",
        LONG_STANDING,
        NEW_EXCEPTIONS,
        ("deny", "electronic-mail-consent"),
        ("deny", "electronic-mail-consent"),
    ),
    (
        "a site counts its visitors",
        counter(),
        NEW_EXCEPTIONS,
        ("deny", "storage-consent"),
        ("allow", "storage-statistics"),
    ),
    (
        "a site remembers a size of text",
        counter(purpose=StoragePurpose.APPEARANCE),
        NEW_EXCEPTIONS,
        ("deny", "storage-consent"),
        ("allow", "storage-appearance"),
    ),
    (
        "a device calls for help",
        counter(purpose=StoragePurpose.EMERGENCY),
        NEW_EXCEPTIONS,
        ("deny", "storage-consent"),
        ("allow", "storage-emergency"),
    ),
]


@pytest.mark.parametrize(
    ("question", "days", "before", "after"),
    [change[1:] for change in CHANGES],
    ids=[change[0] for change in CHANGES],
)
def test_the_rules_of_the_day_decide(
    question: Decidable, days: tuple[date, date], before: Verdict, after: Verdict
) -> None:
    for on, (verdict, rule) in zip(days, (before, after), strict=True):
        found = answered(question, on)
        assert (found["verdict"], found["determining"]) == (verdict, [rule])


LATER = [
    (call(message=HIDDEN), date(2015, 6, 1), "allow", "2011-05-26"),
    (call(message=HIDDEN), date(2019, 6, 1), "deny", "2019-01-09"),
    (CLAIMS, date(2015, 6, 1), "allow", "2011-05-26"),
    (CLAIMS, date(2019, 6, 1), "deny", "2019-01-09"),
    (PENSIONS, date(2015, 6, 1), "allow", "2011-05-26"),
    (PENSIONS, date(2025, 12, 1), "deny", "2025-08-20"),
    (DONOR, date(2025, 12, 1), "deny", "2025-08-20"),
    (DONOR, date(2026, 3, 1), "allow", "2026-02-05"),
    (counter(), date(2025, 12, 1), "deny", "2025-08-20"),
    (counter(), date(2026, 3, 1), "allow", "2026-02-05"),
]


@pytest.mark.parametrize(("question", "on", "verdict", "law"), LATER)
def test_conduct_long_past_is_judged_by_the_law_of_its_time(
    question: Decidable, on: date, verdict: str, law: str
) -> None:
    found = answered(question, on)
    assert (found["verdict"], found["law"]) == (verdict, law)


STATUTES = [
    (date(2015, 6, 1), "Data Protection Act 1998"),
    (date(2018, 5, 24), "Data Protection Act 1998"),
    (date(2018, 5, 25), "GDPR (EU) 2016/679"),
    (date(2020, 12, 31), "GDPR (EU) 2016/679"),
    (date(2021, 1, 1), "UK GDPR"),
    (date(2026, 3, 1), "UK GDPR"),
]


@pytest.mark.parametrize(("on", "instrument"), STATUTES)
def test_the_same_rule_is_cited_from_the_statute_of_its_day(on: date, instrument: str) -> None:
    found = answered(sharing(notice_given=False), on)
    assert found["determining"] == ["disclosure-notice"]
    assert [cite["instrument"] for cite in found["citations"]] == [instrument]


def test_storage_by_consent_is_cited_from_the_schedule_that_now_holds_it() -> None:
    advert = counter(purpose=StoragePurpose.ADVERTISING)
    for on, provision in zip(NEW_EXCEPTIONS, ("reg 6(2)", "Sch A1 para 2"), strict=True):
        found = answered(advert, on)
        assert [cite["provision"] for cite in found["citations"]] == [provision]
