"""What comes back: a report that a message failed (RFC 3464), or that somebody complained of it
(RFC 5965), read from whatever bytes it is.

Anybody can write to the box of failures. So a report counts only if it names a message of ours by
its token, which nobody knows but those through whose hands it went.
"""

import re
from collections.abc import Iterable
from email import message_from_bytes, message_from_string
from email.message import Message
from hashlib import sha256
from typing import NamedTuple

from sayso.delivery.models import ReportKind

LARGEST = 2_000_000
"""Bytes that are read: the report stands before the message that it returns."""

MOST_PARTS = 100
MOST_TOKENS = 20

_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})")

_DEAD = re.compile(r"5\.(?:0\.0|1\.(?![78]$)\d+|2\.1|4\.4)")
"""Nobody is there (RFC 3463): the address is wrong, disabled or nowhere; not full, not unwanted.
5.1.7 and 5.1.8 are about our own address.
"""

TO_US = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
OF_OURS = ("Message-ID", "Return-Path", "Original-Mail-From", "Original-Envelope-Id")


class Read(NamedTuple):
    """What a report says; `tokens` are those that it may be about, `name` is its own."""

    kind: ReportKind
    status: str
    tokens: tuple[str, ...]
    name: str


def read(raw: bytes) -> Read | None:
    """What a message says if it is a report; nothing if it is anything else, such as a reply."""
    content = raw[:LARGEST]
    if not has_few_parts(content):
        return None
    try:
        return _read(message_from_bytes(content), content)
    except Exception:  # noqa: BLE001 - whatever the standard library makes of it, it is no report
        return None


def has_few_parts(content: bytes) -> bool:
    """Whether it can be taken apart in little time."""
    return sum(1 for _ in _PART.finditer(content)) <= MOST_PARTS


def tokens_in(message: Message, names: Iterable[str]) -> tuple[str, ...]:
    """Every token in some headers of a message, once and in order."""
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return tuple(dict.fromkeys(_TOKEN.findall(" ".join(values).lower())))


def _read(outer: Message, content: bytes) -> Read | None:
    if outer.get_content_type() != "multipart/report":
        return None
    parts = {part.get_content_type(): part for part in reversed(list(outer.walk()))}
    if fields := _fields(parts.get("message/feedback-report")):
        kind, status = _complaint(fields), ""
    elif fields := _fields(parts.get("message/delivery-status")):
        kind, status = _failure(fields)
    else:
        return None
    returned = _headers(parts.get("message/rfc822") or parts.get("text/rfc822-headers"))
    named = [tokens_in(outer, TO_US), *(tokens_in(each, OF_OURS) for each in (*fields, *returned))]
    tokens = tuple(dict.fromkeys(token for some in named for token in some))[:MOST_TOKENS]
    own = str(outer.get("Message-ID", "")).strip()
    return Read(kind, status, tokens, sha256(own.encode("utf-8", "replace") or content).hexdigest())


def _fields(part: Message | None) -> list[Message]:
    """The groups of fields in a part of a report."""
    if part is None:
        return []
    payload = part.get_payload()
    if isinstance(payload, list):
        return [group for group in payload if isinstance(group, Message)]
    return [message_from_string(group) for group in re.split(r"\r?\n\r?\n", str(payload))]


def _headers(part: Message | None) -> list[Message]:
    """The headers of the message that a report returns."""
    if part is None:
        return []
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    return [message_from_string(str(payload))]


def _complaint(fields: list[Message]) -> ReportKind:
    """Whoever says that it is no spam does not complain; every other kind is a complaint."""
    kinds = {_word(group, "Feedback-Type") for group in fields} - {""}
    return ReportKind.OTHER if kinds == {"not-spam"} else ReportKind.COMPLAINT


def _failure(fields: list[Message]) -> tuple[ReportKind, str]:
    """The first failure, or else the first thing that is said."""
    said = [group for group in fields if group.get("Action")]
    said.sort(key=lambda group: _word(group, "Action") != "failed")
    if not said:
        return ReportKind.OTHER, ""
    action, found = _word(said[0], "Action"), _STATUS.match(str(said[0].get("Status", "")))
    status = ".".join(found.groups()) if found else ""
    if action not in {"failed", "delayed"}:
        return ReportKind.OTHER, status
    return kind_of(status) if action == "failed" else ReportKind.SOFT, status


def kind_of(status: str) -> ReportKind:
    """Whether a failure says that nobody is there."""
    return ReportKind.HARD if _DEAD.fullmatch(status) else ReportKind.SOFT


def _word(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).split(";")[0].strip().lower()
