"""Plain data into a question, strictly: whatever cannot be read is an error, never a guess.

The keys, codes and error codes are those of the published contract for questions. A parser
is built once from the tables at the end of this module; reading a question is one walk
through its keys.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from .codes import (
    EVERY_CHANNEL,
    Act,
    Address,
    Basis,
    Channel,
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
from .question import (
    ALL,
    Clarification,
    Consent,
    ContactQuestion,
    DataProtection,
    DeadlineQuestion,
    DisclosureQuestion,
    LegalPower,
    Listed,
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

FIRST_DAY = date(2003, 12, 11)
"""The day the Regulations came into force; no question is answered before it."""


class QuestionError(Exception):
    """Why a question cannot be read: a stable `code`, a sentence, and the dotted `field`."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    def under(self, key: str | int) -> "QuestionError":
        """The same error, seen from one level further out."""
        field = str(key) if self.field is None else f"{key}.{self.field}"
        return QuestionError(self.code, self.message, field)


Reader = Callable[[Any, date], Any]
"""Reads one value of a question asked about a day; records may not be later than that day."""


# --- single values ---------------------------------------------------------------------


def _wrong_type(wanted: str) -> QuestionError:
    return QuestionError("wrong_type", f"This must be {wanted}; write it so, or leave it out.")


@lru_cache(maxsize=65536)
def _day(text: str) -> date:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise QuestionError(
        "impossible_date", "This is not a day of the calendar; write it as YYYY-MM-DD."
    )


def _any_date(value: Any, on: date) -> date:
    if type(value) is not str:
        raise _wrong_type("a date in quotation marks, YYYY-MM-DD")
    return _day(value)


def _date(value: Any, on: date) -> date:
    day = _any_date(value, on)
    if day > on:
        raise QuestionError(
            "date_after_on",
            "This is later than the day the question is about; correct one of the two.",
        )
    return day


def _event(value: Any, on: date) -> date | None:
    return None if value is None else _date(value, on)


def _end(value: Any, on: date) -> date | None:
    return None if value is None else _any_date(value, on)


def _instant(value: Any, on: date) -> datetime:
    if type(value) is not str:
        raise _wrong_type("a date and time with its offset, in quotation marks")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or "T" not in value:
        raise QuestionError(
            "impossible_date",
            "This is not an instant; write date, time and offset, as 2026-11-22T09:30:00+00:00.",
        )
    _date(instant.date().isoformat(), on)
    return instant


def _listed_on(value: Any, on: date) -> date | Listed:
    if value is None:
        return Listed.NO
    if value == "unknown":
        return Listed.SINCE_UNKNOWN
    return _date(value, on)


def _flag(value: Any, on: date) -> bool:
    if value is True or value is False:
        return bool(value)
    raise _wrong_type("true or false")


def _sequence(value: Any, on: date) -> int:
    if type(value) is not int:
        raise _wrong_type("a whole number")
    return value


def _text(value: Any, on: date) -> str:
    if type(value) is not str:
        raise _wrong_type("text in quotation marks")
    return value


def _topic(value: Any, on: date) -> str:
    topic = _text(value, on)
    if topic in ("", ALL):
        raise QuestionError(
            "unknown_code", "A message is about one topic; name its purpose, or leave this out."
        )
    return topic


def _any_topic(value: Any, on: date) -> str:
    topic = _text(value, on)
    if not topic:
        raise QuestionError("unknown_code", 'A topic needs a name; write a purpose id or "all".')
    return topic


def _code(codes: type[StrEnum]) -> Reader:
    members: dict[str, StrEnum] = {member.value: member for member in codes}
    message = f"This is not a known code; use one of {', '.join(members)}."

    def read(value: Any, on: date) -> StrEnum:
        if type(value) is not str:
            raise _wrong_type("a code in quotation marks")
        member = members.get(value)
        if member is None:
            raise QuestionError("unknown_code", message)
        return member

    return read


# --- lists and objects -----------------------------------------------------------------


def _list(reader: Reader) -> Callable[[Any, date], Iterable[Any]]:
    def read(value: Any, on: date) -> list[Any]:
        if type(value) is not list:
            raise _wrong_type("a list")
        items = []
        for position, item in enumerate(value):
            try:
                items.append(reader(item, on))
            except QuestionError as error:
                raise error.under(position) from None
        return items

    return read


def _set(reader: Reader) -> Reader:
    read_list = _list(reader)
    return lambda value, on: frozenset(read_list(value, on))


def _records(reader: Reader) -> Reader:
    read_list = _list(reader)
    return lambda value, on: tuple(read_list(value, on))


_channel = _code(Channel)
_channels = _set(_channel)


def _channel_or_all(value: Any, on: date) -> Any:
    return ALL if value == ALL else _channel(value, on)


_channels_or_all = _set(_channel_or_all)


def _objection_channels(value: Any, on: date) -> frozenset[Channel]:
    channels: frozenset[Channel] = _channels_or_all(value, on)
    return EVERY_CHANNEL if ALL in channels else channels


def _missing(key: str) -> QuestionError:
    return QuestionError(
        "missing_key", "This is needed for any answer; add it to the question.", key
    )


def _object(
    make: Callable[..., Any],
    readers: Mapping[str, Reader],
    *,
    required: tuple[str, ...] = (),
    in_order: tuple[tuple[str, str, str], ...] = (),
) -> Reader:
    """A reader of one object: its keys, those it must have, and which day may not precede which.

    `in_order` holds the earlier day, the later day, and the one of the two to blame.
    """

    def read(value: Any, on: date) -> Any:
        if type(value) is not dict:
            raise _wrong_type("an object with named keys")
        facts = {}
        for key, item in value.items():
            reader = readers.get(key)
            if reader is None:
                raise QuestionError(
                    "unknown_key", "Nothing is known by this name; correct it or leave it out.", key
                )
            try:
                facts[key] = reader(item, on)
            except QuestionError as error:
                raise error.under(key) from None
        for key in required:
            if key.partition(".")[0] not in facts:
                raise _missing(key)
        for start, end, blamed in in_order:
            _check_order(facts.get(start), facts.get(end), blamed)
        return make(**facts)

    return read


def _check_order(start: Any, end: Any, key: str) -> None:
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise QuestionError(
            "impossible_date", "This day lies before the one it must follow; correct either.", key
        )


# --- the tables ------------------------------------------------------------------------

_MESSAGE = _object(
    Message,
    {
        "purpose": _code(Purpose),
        "promotes": _set(_code(Promotes)),
        "topic": _topic,
        "answers_kept_for_marketing": _flag,
        "solicited_on": _event,
        "names_sender": _flag,
        "opt_out": _flag,
        "contact_details": _flag,
        "caller_id_shown": _flag,
        "addressed": _flag,
        "sector": _code(Sector),
        "relayed_by_recipient": _flag,
    },
    required=("purpose",),
)

_SENDER = _object(
    Sender,
    {
        "kind": _code(SenderKind),
        "pensions_role": _code(PensionsRole),
        "expected_to_call": _flag,
    },
)

_RELATIONSHIP = _object(
    Relationship,
    {
        "kind": _code(RelationshipKind),
        "with_sender": _flag,
        "collected_on": _date,
        "refusal_offered": _flag,
        "refused": _flag,
    },
)

_PERMISSION_KEYS: dict[str, Reader] = {
    "given_on": _date,
    "withdrawn_on": _event,
    "ends_on": _end,
    "sender_named": _code(SenderNamed),
    "affirmative": _flag,
    "unbundled": _flag,
    "informed": _flag,
    "evidenced": _flag,
    "obtained": _code(Obtained),
}
_YES_IN_ORDER = (("given_on", "withdrawn_on", "withdrawn_on"), ("given_on", "ends_on", "ends_on"))

_PERMISSION = _object(Permission, _PERMISSION_KEYS, in_order=_YES_IN_ORDER)

_CONSENT = _object(
    Consent,
    {
        **_PERMISSION_KEYS,
        "channels": _channels,
        "covers": _set(_code(Promotes)),
        "topics": _set(_any_topic),
        "address": _code(Address),
        "seq": _sequence,
        "withdrawn_seq": _sequence,
    },
    required=("given_on",),
    in_order=_YES_IN_ORDER,
)

_OBJECTION = _object(
    Objection,
    {
        "on": _date,
        "withdrawn_on": _event,
        "channels": _objection_channels,
        "to": _code(ObjectionTo),
        "topics": _set(_any_topic),
        "seq": _sequence,
    },
    required=("on",),
    in_order=(("on", "withdrawn_on", "withdrawn_on"),),
)

_SEARCH = _object(
    Search,
    {"edition": _date, "listed_on": _listed_on},
    in_order=(("listed_on", "edition", "listed_on"),),
)

_STORAGE_CONSENT = _object(
    StorageConsent,
    {
        "given_on": _date,
        "withdrawn_on": _event,
        "before_storage": _flag,
        "affirmative": _flag,
        "informed": _flag,
        "refusal_as_easy": _flag,
        "granular": _flag,
    },
    in_order=(("given_on", "withdrawn_on", "withdrawn_on"),),
)

_COMMON: dict[str, Reader] = {"id": _text, "on": _any_date, "policy": _code(Policy)}


_CONTACT = _object(
    ContactQuestion,
    {
        **_COMMON,
        "channel": _channel,
        "subscriber": _code(Subscriber),
        "message": _MESSAGE,
        "sender": _SENDER,
        "provenance": _code(Provenance),
        "relationship": _RELATIONSHIP,
        "consents": _records(_CONSENT),
        "objections": _records(_OBJECTION),
        "list_release": _object(
            ListRelease, {"on": _date, "channels": _channels}, required=("on", "channels")
        ),
        "registers": _object(
            Registers, dict.fromkeys(("tps", "ctps", "fps", "mps"), _SEARCH)
        ),
        "data_protection": _object(
            DataProtection,
            {
                "basis": _code(Basis),
                "notice_given": _flag,
                "restricted": _flag,
                "child": _flag,
            },
        ),
    },
    required=("channel", "message.purpose"),
)

_STORAGE = _object(
    StorageQuestion,
    {
        **_COMMON,
        "purpose": _code(StoragePurpose),
        "requested_by_user": _flag,
        "sole_purpose": _flag,
        "provided_by_service": _flag,
        "shared_beyond_improvement": _flag,
        "information_given": _flag,
        "objection_offered": _flag,
        "objected_on": _event,
        "emitted_automatically": _flag,
        "consent": _STORAGE_CONSENT,
    },
    required=("purpose",),
)

_DISCLOSURE = _object(
    DisclosureQuestion,
    {
        **_COMMON,
        "act": _code(Act),
        "recipient": _code(Recipient),
        "permission": _PERMISSION,
        "legal_power": _object(LegalPower, {"instrument": _text, "provision": _text}),
        "contract": _flag,
        "objected_on": _event,
        "notice_given": _flag,
        "basis": _code(Basis),
    },
    required=("act",),
)

_DEADLINE = _object(
    DeadlineQuestion,
    {
        **_COMMON,
        "right": _code(Right),
        "received": _date,
        "aware_at": _instant,
        "id_requested_on": _event,
        "id_received_on": _event,
        "fee_requested_on": _event,
        "fee_paid_on": _event,
        "clarifications": _records(
            _object(
                Clarification,
                {"asked_on": _date, "answered_on": _event},
                required=("asked_on",),
                in_order=(("asked_on", "answered_on", "answered_on"),),
            )
        ),
        "extended_on": _event,
        "nation": _code(Nation),
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
        raise _wrong_type("one object with named keys")
    facts = dict(raw)
    on = _on(facts, today)
    kind = facts.pop("question", None)
    if kind is None and "question" not in raw:
        raise _missing("question")
    if type(kind) is not str:
        raise _wrong_type("a code in quotation marks").under("question")
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
        on = _any_date(facts["on"], today)
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
        raise _missing(start)


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
