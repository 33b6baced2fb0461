"""What people said, from a file: consents, objections, requests, and contact points to leave.

A row that cannot be read stops everything: a *stop* that went unread must never become an
*allow*. A no counts for whatever its contact point may mean; a yes only if that is plain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sayso.addresses import PhoneState, contact_key, read_email, read_phone
from sayso.law import QuestionError, parse_question
from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.facts import NO_WORDS, YES_WORDS
from sayso.lists.points import exact_post_key
from sayso.lists.table import Row, open_table

COLUMNS = (
    "contact",
    "kind",
    "on",
    "withdrawn_on",
    "ends_on",
    "channels",
    "covers",
    "topics",
    "to",
    "address",
    "sender_named",
    "affirmative",
    "unbundled",
    "informed",
    "evidenced",
    "obtained",
    "seq",
)
LISTS = {"channels", "covers", "topics"}
FLAGS = {"affirmative", "unbundled", "informed", "evidenced"}
MEANT_FOR = {
    "consent": set(COLUMNS) - {"to"},
    "objection": {"contact", "kind", "on", "withdrawn_on", "channels", "topics", "to", "seq"},
    "solicited": {"contact", "kind", "on", "channels", "topics"},
}


class Record(NamedTuple):
    """One thing that somebody said, as a question takes it."""

    kind: str
    facts: dict[str, Any]


@dataclass
class Said:
    """Everything that was said, by the keys of the contact point it was said for."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    suppressed: dict[str, set[str]] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether anybody said anything of this kind."""
        return any(one.kind == kind for some in self.records.values() for one in some)


def read_said(path: Path, on: date) -> dict[str, list[Record]]:
    """The rows of SAID by contact key; raises ListError at the first that cannot be read."""
    found: dict[str, list[Record]] = {}
    for row, cells in _lines(path, ("contact", "kind", "on"), COLUMNS):
        where = f"{path.name}, row {row}"
        record = _record(cells, on, where)
        is_no = record.kind == "objection" or "withdrawn_on" in record.facts
        keys_of = _keys if is_no else _plain_keys
        for key in keys_of(cells["contact"], where):
            found.setdefault(key, []).append(record)
    return found


def read_suppressed(path: Path) -> dict[str, set[str]]:
    """The contact points to leave alone, each with its channels; every channel if none is named."""
    found: dict[str, set[str]] = {}
    for row, cells in _lines(path, ("contact",), ("contact", "channel")):
        where = f"{path.name}, row {row}"
        named = _split(cells.get("channel", "")) or ["all"]
        channels = {str(channel) for channel in Channel} if "all" in named else set(named)
        if not channels <= set(Channel):
            raise ListError(f"{where}: this channel is not known; use {', '.join(Channel)}.")
        for key in _keys(cells["contact"], where):
            found.setdefault(key, set()).update(channels)
    return found


def _lines(
    path: Path, needed: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    table = open_table(path)
    headings = [heading.strip().casefold() for heading in table.headers]
    for heading in needed:
        if heading not in headings:
            raise ListError(f'{path.name} has no column "{heading}"; add it.')
    for heading in headings:
        if heading not in known:
            raise ListError(
                f'{path.name}: the column "{heading}" is not known; use {", ".join(known)}.'
            )
    for row in table.rows():
        _must_be_readable(row, path)
        cells = (cell.strip() for cell in row.cells)
        yield row.number, dict(zip(headings, cells, strict=True))


def _must_be_readable(row: Row, path: Path) -> None:
    if row.problem:
        raise ListError(
            f"{path.name}, row {row.number} cannot be read, so nothing was checked: "
            f"{row.problem}; correct it."
        )


def _keys(contact: str, where: str) -> tuple[str, ...]:
    """Every contact point that is meant, or may be: a no counts for them all."""
    found = contact_key(contact) if contact else None
    if found is None or (found.kind == "email" and _holds_a_number_too(contact)):
        raise ListError(
            f"{where}: the contact point cannot be read, so nothing was checked; "
            "write one email address, telephone number or postal address."
        )
    return tuple(f"{found.kind}:{key}" for key in found.keys)


def _holds_a_number_too(contact: str) -> bool:
    return not read_email(contact).address and bool(read_phone(contact).numbers)


def _plain_keys(contact: str, where: str) -> tuple[str, ...]:
    """The one contact point that is meant beyond doubt: a yes counts for no other."""
    (kind, _), *others = (key.split(":", 1) for key in _keys(contact, where))
    if kind == "post":
        return (exact_post_key([contact]),)
    certain = read_phone(contact).state in (PhoneState.CLEAN, PhoneState.OUT_OF_SCOPE)
    if others or not (read_email(contact).address if kind == "email" else certain):
        raise ListError(
            f"{where}: the contact point had to be guessed, which no yes can rest on, so nothing "
            "was checked; write one email address or one whole telephone number."
        )
    return _keys(contact, where)


def _record(cells: Mapping[str, str], on: date, where: str) -> Record:
    kind = cells["kind"].casefold()
    if kind not in MEANT_FOR:
        raise ListError(f"{where}: the kind is not known; write {', '.join(MEANT_FOR)}.")
    facts: dict[str, Any] = {}
    for name, text in cells.items():
        if not text or name in ("contact", "kind"):
            continue
        if name not in MEANT_FOR[kind]:
            raise ListError(f'{where}: "{name}" says nothing about "{kind}"; leave it blank.')
        facts[name] = _value(name, text, where)
    if kind == "consent" and "on" in facts:
        facts["given_on"] = facts.pop("on")
    record = Record(kind, facts)
    _must_be_law(record, on, where)
    return record


def _value(name: str, text: str, where: str) -> Any:
    if name in LISTS:
        if not _split(text):
            raise ListError(f"{where}: {name} names nothing; write what, or leave it blank.")
        return _split(text)
    if name in FLAGS:
        word = text.casefold()
        if word not in YES_WORDS | NO_WORDS:
            raise ListError(f"{where}: write true or false for {name}, or leave it blank.")
        return word in YES_WORDS
    if name == "seq":
        try:
            return int(text)
        except ValueError:
            raise ListError(f"{where}: seq must be a whole number, or blank.") from None
    return text


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _must_be_law(record: Record, on: date, where: str) -> None:
    """Whether a question with this record could be read; said now, for the line that has it."""
    try:
        parse_question(_probe(record, on), today=on)
    except QuestionError as error:
        key = (error.field or "").rpartition(".")[2]
        named = "on" if key in ("given_on", "solicited_on") else key
        raise ListError(f"{where}, {named}: {error.message}") from None


def _probe(record: Record, on: date) -> dict[str, Any]:
    question: dict[str, Any] = {
        "question": "contact",
        "on": on.isoformat(),
        "channel": "post",
        "message": {"purpose": "marketing"},
    }
    if record.kind == "solicited":
        # What a request does not have is tried as a consent, which has it.
        question["message"]["solicited_on"] = record.facts.get("on")
        reach = {key: value for key, value in record.facts.items() if key != "on"}
        question["consents"] = [reach | {"given_on": record.facts.get("on")}]
    else:
        question[f"{record.kind}s"] = [record.facts]
    return question
