"""Plain data into a question, strictly: whatever cannot be read is an error, never a guess.

The keys, codes and error codes are those of the published contract for questions. The tables
say which reader reads which key; reading a question is one walk through its keys.
"""

import json
from datetime import date
from typing import Any

from sayso.law.codes import (
    Act,
    Address,
    Basis,
    Nation,
    ObjectionTo,
    Obtained,
    PensionsRole,
    Policy,
    Promotes,
    Provenance,
    Purpose,
    Recipient,
    RelationshipKind,
    Right,
    Sector,
    SenderKind,
    SenderNamed,
    StoragePurpose,
    Subscriber,
)
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
from sayso.law.readers import (
    QuestionError,
    Reader,
    any_date,
    any_topic,
    channel,
    channels,
    channels_or_all,
    code,
    date_by,
    end,
    event,
    flag,
    instant,
    listed_on,
    missing_key,
    object_of,
    records_of,
    sequence,
    set_of,
    text,
    topic,
    wrong_type,
)

FIRST_DAY = date(2003, 12, 11)
"""The day the Regulations came into force; no question is answered before it."""


# --- the tables ------------------------------------------------------------------------

_MESSAGE = object_of(
    Message,
    {
        "purpose": code(Purpose),
        "promotes": set_of(code(Promotes)),
        "topic": topic,
        "answers_kept_for_marketing": flag,
        "solicited_on": event,
        "names_sender": flag,
        "opt_out": flag,
        "contact_details": flag,
        "caller_id_shown": flag,
        "addressed": flag,
        "sector": code(Sector),
        "relayed_by_recipient": flag,
    },
    required=("purpose",),
)

_SENDER = object_of(
    Sender,
    {
        "kind": code(SenderKind),
        "pensions_role": code(PensionsRole),
        "expected_to_call": flag,
    },
)

_RELATIONSHIP = object_of(
    Relationship,
    {
        "kind": code(RelationshipKind),
        "with_sender": flag,
        "collected_on": date_by,
        "refusal_offered": flag,
        "refused": flag,
    },
)

_PERMISSION_KEYS: dict[str, Reader] = {
    "given_on": date_by,
    "withdrawn_on": event,
    "ends_on": end,
    "sender_named": code(SenderNamed),
    "affirmative": flag,
    "unbundled": flag,
    "informed": flag,
    "evidenced": flag,
    "obtained": code(Obtained),
}
_YES_IN_ORDER = (("given_on", "withdrawn_on", "withdrawn_on"), ("given_on", "ends_on", "ends_on"))

_PERMISSION = object_of(Permission, _PERMISSION_KEYS, in_order=_YES_IN_ORDER)

_CONSENT = object_of(
    Consent,
    {
        **_PERMISSION_KEYS,
        "channels": channels,
        "covers": set_of(code(Promotes)),
        "topics": set_of(any_topic),
        "address": code(Address),
        "seq": sequence,
        "withdrawn_seq": sequence,
    },
    required=("given_on",),
    in_order=_YES_IN_ORDER,
)

_OBJECTION = object_of(
    Objection,
    {
        "on": date_by,
        "withdrawn_on": event,
        "channels": channels_or_all,
        "to": code(ObjectionTo),
        "topics": set_of(any_topic),
        "seq": sequence,
    },
    required=("on",),
    in_order=(("on", "withdrawn_on", "withdrawn_on"),),
)

_SEARCH = object_of(
    Search,
    {"edition": date_by, "listed_on": listed_on},
    in_order=(("listed_on", "edition", "listed_on"),),
)

_STORAGE_CONSENT = object_of(
    StorageConsent,
    {
        "given_on": date_by,
        "withdrawn_on": event,
        "before_storage": flag,
        "affirmative": flag,
        "informed": flag,
        "refusal_as_easy": flag,
        "granular": flag,
    },
    in_order=(("given_on", "withdrawn_on", "withdrawn_on"),),
)

_COMMON: dict[str, Reader] = {"id": text, "on": any_date, "policy": code(Policy)}


_CONTACT = object_of(
    ContactQuestion,
    {
        **_COMMON,
        "channel": channel,
        "subscriber": code(Subscriber),
        "message": _MESSAGE,
        "sender": _SENDER,
        "provenance": code(Provenance),
        "relationship": _RELATIONSHIP,
        "consents": records_of(_CONSENT),
        "objections": records_of(_OBJECTION),
        "list_release": object_of(
            ListRelease, {"on": date_by, "channels": channels}, required=("on", "channels")
        ),
        "registers": object_of(Registers, dict.fromkeys(("tps", "ctps", "fps", "mps"), _SEARCH)),
        "data_protection": object_of(
            DataProtection,
            {
                "basis": code(Basis),
                "notice_given": flag,
                "restricted": flag,
                "child": flag,
            },
        ),
    },
    required=("channel", "message.purpose"),
)

_STORAGE = object_of(
    StorageQuestion,
    {
        **_COMMON,
        "purpose": code(StoragePurpose),
        "requested_by_user": flag,
        "sole_purpose": flag,
        "provided_by_service": flag,
        "shared_beyond_improvement": flag,
        "information_given": flag,
        "objection_offered": flag,
        "objected_on": event,
        "emitted_automatically": flag,
        "consent": _STORAGE_CONSENT,
    },
    required=("purpose",),
)

_DISCLOSURE = object_of(
    DisclosureQuestion,
    {
        **_COMMON,
        "act": code(Act),
        "recipient": code(Recipient),
        "permission": _PERMISSION,
        "legal_power": object_of(LegalPower, {"instrument": text, "provision": text}),
        "contract": flag,
        "objected_on": event,
        "notice_given": flag,
        "basis": code(Basis),
    },
    required=("act",),
)

_DEADLINE = object_of(
    DeadlineQuestion,
    {
        **_COMMON,
        "right": code(Right),
        "received": date_by,
        "aware_at": instant,
        "id_requested_on": event,
        "id_received_on": event,
        "fee_requested_on": event,
        "fee_paid_on": event,
        "clarifications": records_of(
            object_of(
                Clarification,
                {"asked_on": date_by, "answered_on": event},
                required=("asked_on",),
                in_order=(("asked_on", "answered_on", "answered_on"),),
            )
        ),
        "extended_on": event,
        "nation": code(Nation),
    },
    required=("right",),
)

_QUESTIONS: dict[str, Reader] = {
    "contact": _CONTACT,
    "storage": _STORAGE,
    "disclosure": _DISCLOSURE,
    "deadline": _DEADLINE,
}

# --- the two doors ---------------------------------------------------------------------


def parse_question(raw: object, *, today: date) -> Question:
    """One question from plain data. `today` is the day it is about when it names none.

    Raises QuestionError for anything that cannot be read.
    """
    if type(raw) is not dict:
        raise wrong_type("one object with named keys")
    facts = dict(raw)
    on = _on(facts, today)
    kind = facts.pop("question", None)
    if kind is None and "question" not in raw:
        raise missing_key("question")
    if type(kind) is not str:
        raise wrong_type("a code in quotation marks").under("question")
    reader = _QUESTIONS.get(kind)
    if reader is None:
        raise QuestionError(
            "unknown_code", f"This is not a question; ask {', '.join(_QUESTIONS)}.", "question"
        )
    facts["on"] = on.isoformat()
    question: Question = reader(facts, on)
    if isinstance(question, DeadlineQuestion):
        _check_start(question)
    return question


def _on(facts: dict[str, Any], today: date) -> date:
    if "on" not in facts:
        return today
    try:
        on = any_date(facts["on"], today)
    except QuestionError as error:
        raise error.under("on") from None
    if on < FIRST_DAY:
        raise QuestionError(
            "before_law",
            "The Regulations came into force on 11 December 2003; ask about that day or later.",
            "on",
        )
    return on


def _check_start(question: DeadlineQuestion) -> None:
    start = "aware_at" if question.right is Right.BREACH else "received"
    if getattr(question, start) is None:
        raise missing_key(start)


def question_id(raw: object) -> str | None:
    """The id to echo, even for a question that cannot be read."""
    identity = raw.get("id") if isinstance(raw, dict) else None
    return identity if isinstance(identity, str) else None


def load_json(text: str | bytes) -> object:
    """One line of JSON as plain data; a key that stands twice is refused, for one would be lost.

    Raises QuestionError with the code `invalid_json`.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise QuestionError(
            "invalid_json", "This line is not JSON; write one object, each key once, on one line."
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
