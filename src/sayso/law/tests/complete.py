"""One question of each kind in which every key stands, as plain data and as read."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sayso.law import QuestionError, codes, parse_question
from sayso.law.question import (
    Clarification,
    Consent,
    ContactQuestion,
    DataProtection,
    DeadlineQuestion,
    DisclosureQuestion,
    LegalPower,
    ListRelease,
    Message,
    Objection,
    Permission,
    Question,
    Registers,
    Relationship,
    Search,
    Sender,
    StorageConsent,
    StorageQuestion,
)

ON = date(2026, 11, 22)
MAY, JUNE, LATER = date(2026, 5, 6), date(2026, 6, 7), date(2027, 8, 9)

_HOW = {"affirmative": True, "unbundled": False, "informed": True, "evidenced": False}
_YES = {
    "given_on": "2026-05-06",
    "withdrawn_on": "2026-06-07",
    "ends_on": "2027-08-09",
    "sender_named": "described",
    **_HOW,
    "obtained": "indirect",
}
_SEARCH = {"edition": "2026-06-07", "listed_on": "2026-05-06"}

RAW: dict[str, dict[str, Any]] = {
    "contact": {
        "id": "Q1",
        "question": "contact",
        "on": "2026-11-22",
        "policy": "house",
        "channel": "live_call",
        "subscriber": "llp",
        "message": {
            "purpose": "market_research",
            "promotes": ["own_other", "aims"],
            "topic": "events",
            "answers_kept_for_marketing": False,
            "solicited_on": "2026-05-06",
            "names_sender": True,
            "opt_out": False,
            "contact_details": True,
            "caller_id_shown": False,
            "addressed": False,
            "sector": "pensions",
            "relayed_by_recipient": True,
        },
        "sender": {
            "kind": "non_profit",
            "pensions_role": "trustee_or_manager",
            "expected_to_call": True,
        },
        "provenance": "public_source",
        "relationship": {
            "kind": "negotiation",
            "with_sender": True,
            "collected_on": "2026-05-06",
            "refusal_offered": False,
            "refused": True,
        },
        "consents": [
            {
                **_YES,
                "channels": ["email", "post"],
                "covers": ["charity"],
                "topics": ["events", "all"],
                "address": "other",
                "seq": 3,
                "withdrawn_seq": -4,
            }
        ],
        "objections": [
            {
                "on": "2026-05-06",
                "withdrawn_on": "2026-06-07",
                "channels": ["fax", "sms"],
                "to": "research",
                "topics": ["news"],
                "seq": 5,
            }
        ],
        "list_release": {"on": "2026-05-06", "channels": ["voicemail"]},
        "registers": {name: dict(_SEARCH) for name in ("tps", "ctps", "fps", "mps")},
        "data_protection": {
            "basis": "public_task",
            "notice_given": False,
            "restricted": True,
            "child": True,
        },
    },
    "storage": {
        "id": "Q2",
        "question": "storage",
        "on": "2026-11-22",
        "policy": "house",
        "purpose": "ad_measurement",
        "requested_by_user": True,
        "sole_purpose": False,
        "provided_by_service": True,
        "shared_beyond_improvement": False,
        "information_given": True,
        "objection_offered": False,
        "objected_on": "2026-06-07",
        "emitted_automatically": True,
        "consent": {
            "given_on": "2026-05-06",
            "withdrawn_on": "2026-06-07",
            "before_storage": True,
            "affirmative": False,
            "informed": True,
            "refusal_as_easy": False,
            "granular": True,
        },
    },
    "disclosure": {
        "id": "Q3",
        "question": "disclosure",
        "on": "2026-11-22",
        "policy": "house",
        "act": "lease",
        "recipient": "unnamed",
        "permission": _YES,
        "legal_power": {"instrument": "Taxes Act", "provision": "s 1"},
        "contract": True,
        "objected_on": "2026-06-07",
        "notice_given": False,
        "basis": "contract",
    },
    "deadline": {
        "id": "Q4",
        "question": "deadline",
        "on": "2026-11-22",
        "policy": "house",
        "right": "erasure",
        "received": "2026-05-01",
        "aware_at": "2026-05-06T09:30:00+00:00",
        "id_requested_on": "2026-05-02",
        "id_received_on": "2026-05-03",
        "fee_requested_on": "2026-05-04",
        "fee_paid_on": "2026-05-05",
        "clarifications": [{"asked_on": "2026-05-06", "answered_on": "2026-06-07"}],
        "extended_on": "2026-05-07",
        "nation": "scotland",
    },
}

_READ_HOW: dict[str, Any] = {
    "given_on": MAY,
    "withdrawn_on": JUNE,
    "ends_on": LATER,
    "sender_named": codes.SenderNamed.DESCRIBED,
    **_HOW,
    "obtained": codes.Obtained.INDIRECT,
}
_READ_SEARCH = Search(edition=JUNE, listed_on=MAY)

READ: dict[str, Question] = {
    "contact": ContactQuestion(
        id="Q1",
        on=ON,
        policy=codes.Policy.HOUSE,
        channel=codes.Channel.LIVE_CALL,
        subscriber=codes.Subscriber.LLP,
        message=Message(
            purpose=codes.Purpose.MARKET_RESEARCH,
            promotes=frozenset({codes.Promotes.OWN_OTHER, codes.Promotes.AIMS}),
            topic="events",
            answers_kept_for_marketing=False,
            solicited_on=MAY,
            names_sender=True,
            opt_out=False,
            contact_details=True,
            caller_id_shown=False,
            addressed=False,
            sector=codes.Sector.PENSIONS,
            relayed_by_recipient=True,
        ),
        sender=Sender(
            kind=codes.SenderKind.NON_PROFIT,
            pensions_role=codes.PensionsRole.TRUSTEE_OR_MANAGER,
            expected_to_call=True,
        ),
        provenance=codes.Provenance.PUBLIC_SOURCE,
        relationship=Relationship(
            kind=codes.RelationshipKind.NEGOTIATION,
            with_sender=True,
            collected_on=MAY,
            refusal_offered=False,
            refused=True,
        ),
        consents=(
            Consent(
                **_READ_HOW,
                channels=frozenset({codes.Channel.EMAIL, codes.Channel.POST}),
                covers=frozenset({codes.Promotes.CHARITY}),
                topics=frozenset({"events", "all"}),
                address=codes.Address.OTHER,
                seq=3,
                withdrawn_seq=-4,
            ),
        ),
        objections=(
            Objection(
                on=MAY,
                withdrawn_on=JUNE,
                channels=frozenset({codes.Channel.FAX, codes.Channel.SMS}),
                to=codes.ObjectionTo.RESEARCH,
                topics=frozenset({"news"}),
                seq=5,
            ),
        ),
        list_release=ListRelease(on=MAY, channels=frozenset({codes.Channel.VOICEMAIL})),
        registers=Registers(
            tps=_READ_SEARCH, ctps=_READ_SEARCH, fps=_READ_SEARCH, mps=_READ_SEARCH
        ),
        data_protection=DataProtection(
            basis=codes.Basis.PUBLIC_TASK, notice_given=False, restricted=True, child=True
        ),
    ),
    "storage": StorageQuestion(
        id="Q2",
        on=ON,
        policy=codes.Policy.HOUSE,
        purpose=codes.StoragePurpose.AD_MEASUREMENT,
        requested_by_user=True,
        sole_purpose=False,
        provided_by_service=True,
        shared_beyond_improvement=False,
        information_given=True,
        objection_offered=False,
        objected_on=JUNE,
        emitted_automatically=True,
        consent=StorageConsent(
            given_on=MAY,
            withdrawn_on=JUNE,
            before_storage=True,
            affirmative=False,
            informed=True,
            refusal_as_easy=False,
            granular=True,
        ),
    ),
    "disclosure": DisclosureQuestion(
        id="Q3",
        on=ON,
        policy=codes.Policy.HOUSE,
        act=codes.Act.LEASE,
        recipient=codes.Recipient.UNNAMED,
        permission=Permission(**_READ_HOW),
        legal_power=LegalPower(instrument="Taxes Act", provision="s 1"),
        contract=True,
        objected_on=JUNE,
        notice_given=False,
        basis=codes.Basis.CONTRACT,
    ),
    "deadline": DeadlineQuestion(
        id="Q4",
        on=ON,
        policy=codes.Policy.HOUSE,
        right=codes.Right.ERASURE,
        received=date(2026, 5, 1),
        aware_at=datetime(2026, 5, 6, 9, 30, tzinfo=UTC),
        id_requested_on=date(2026, 5, 2),
        id_received_on=date(2026, 5, 3),
        fee_requested_on=date(2026, 5, 4),
        fee_paid_on=date(2026, 5, 5),
        clarifications=(Clarification(asked_on=MAY, answered_on=JUNE),),
        extended_on=date(2026, 5, 7),
        nation=codes.Nation.SCOTLAND,
    ),
}

KINDS = tuple(RAW)
Key = str
"""A dotted key, led by the kind of question: `contact.consents.0.given_on`."""


def changed(key: Key, value: object) -> dict[str, Any]:
    """A complete question with one value replaced."""
    question, holder, last = _holder(key)
    holder[last] = value
    return question


def without(key: Key) -> dict[str, Any]:
    """A complete question with one key left out."""
    question, holder, last = _holder(key)
    del holder[last]
    return question


def _holder(key: Key) -> tuple[dict[str, Any], Any, Any]:
    """A copy of a complete question, the part of it that holds the key, and the key there."""
    kind, *steps = (int(step) if step.isdigit() else step for step in key.split("."))
    question: Any = deepcopy(RAW[str(kind)])
    holder = question
    for step in steps[:-1]:
        holder = holder[step]
    return question, holder, steps[-1]


def parsed(raw: object) -> Question:
    """A question as the law reads it today."""
    return parse_question(raw, today=ON)


def error(raw: object) -> tuple[str, str | None]:
    """The code and the field of what is wrong with a question."""
    with pytest.raises(QuestionError) as caught:
        parsed(raw)
    assert caught.value.message.endswith(".")
    assert str(caught.value) == caught.value.message
    return caught.value.code, caught.value.field


def field(key: Key) -> str:
    """The key as an error names it."""
    return key.partition(".")[2]
