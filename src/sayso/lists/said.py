"""What people said, from a file: consents, objections, requests, and contact points to leave.

A row that cannot be read stops everything: a *stop* that went unread must never become an
*allow*. A no counts for whatever its contact point may mean; a yes only if that is plain.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sayso.addresses import ContactKey, PhoneState, contact_key, read_email, read_phone
from sayso.law import QuestionError, parse_question
from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.facts import NO_WORDS, YES_WORDS
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


class Stop(NamedTuple):
    """A line that says no: where it stands, and the kin of the contact point it is for."""

    where: str
    kin: tuple[str, ...]


@dataclass
class Said:
    """Everything that was said: each yes by the keys of its contact point, each no by its kin.

    They are places in `records`, where what several people said alike stands once: their
    situations are then alike too, and are asked about once.
    """

    records: list[Record] = field(default_factory=list)
    yeses: dict[str, tuple[int, ...]] = field(default_factory=dict)
    noes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    suppressed: dict[str, set[str]] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def add_yes(self, key: str, record: Record) -> None:
        """Keep a yes for the very contact point that has this key."""
        self.yeses[key] = (*self.yeses.get(key, ()), self._place(record))

    def add_no(self, stop: Stop, record: Record) -> None:
        """Keep a no for every contact point that has any of this kin."""
        self.stops.append(stop)
        place = self._place(record)
        for kin in stop.kin:
            self.noes[kin] = (*self.noes.get(kin, ()), place)

    def add_suppressed(self, stop: Stop, channels: set[str]) -> None:
        """Leave alone every contact point that has any of this kin."""
        self.stops.append(stop)
        for kin in stop.kin:
            self.suppressed.setdefault(kin, set()).update(channels)

    def has(self, kind: str) -> bool:
        """Whether anybody said anything of this kind."""
        return any(one.kind == kind for one in self.records)

    def _place(self, record: Record) -> int:
        place = self._places.setdefault(repr(record), len(self.records))
        if place == len(self.records):
            self.records.append(record)
        return place


def read_said(path: Path, on: date, said: Said) -> None:
    """Add the rows of SAID; raises ListError at the first that cannot be read."""
    for where, cells in _lines(path, ("contact", "kind", "on"), COLUMNS):
        record = _record(cells, on, where)
        if record.kind == "objection" or "withdrawn_on" in record.facts:
            found = _contact(cells["contact"], where)
            said.add_no(Stop(where, _named(found, found.kin)), record)
        else:
            said.add_yes(_plain_key(cells["contact"], where), record)


def read_suppressed(path: Path, said: Said) -> None:
    """Add the contact points to leave alone; each on every channel if none is named."""
    for where, cells in _lines(path, ("contact",), ("contact", "channel")):
        named = [name.casefold() for name in _split(cells.get("channel", ""))] or ["all"]
        channels = {str(channel) for channel in Channel} if "all" in named else set(named)
        if not channels <= set(Channel):
            raise ListError(f"{where}: this channel is not known; use {', '.join(Channel)}.")
        found = _contact(cells["contact"], where)
        said.add_suppressed(Stop(where, _named(found, found.kin)), channels)


def _lines(
    path: Path, needed: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each line of a file with where it stands, as a person would look it up."""
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
        where = f"{path.name}, {table.unit} {row.number}"
        _must_be_readable(row, where)
        cells = (cell.strip() for cell in row.cells)
        yield where, dict(zip(headings, cells, strict=True))


def _must_be_readable(row: Row, where: str) -> None:
    if row.problem:
        raise ListError(
            f"{where} cannot be read, so nothing was checked: {row.problem}; correct it."
        )


def _contact(contact: str, where: str) -> ContactKey:
    """The contact point with all that it may mean: a no counts for it all."""
    found = contact_key(contact) if contact else None
    if found is None or (found.kind == "email" and _holds_a_number_too(contact)):
        raise ListError(
            f"{where}: the contact point cannot be read, so nothing was checked; write one whole "
            "email address, telephone number, or postal address with its postcode."
        )
    return found


def _named(found: ContactKey, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{found.kind}:{key}" for key in keys)


def _holds_a_number_too(contact: str) -> bool:
    return not read_email(contact).address and bool(read_phone(contact).numbers)


def _plain_key(contact: str, where: str) -> str:
    """The one contact point that is meant beyond doubt: a yes counts for no other."""
    found = _contact(contact, where)
    key, *others = _named(found, found.keys)
    certain = {
        "email": read_email(contact).address != "",
        "phone": read_phone(contact).state in (PhoneState.CLEAN, PhoneState.OUT_OF_SCOPE),
        "post": True,
    }
    if others or not certain[found.kind]:
        raise ListError(
            f"{where}: the contact point had to be guessed, which no yes can rest on, so nothing "
            "was checked; write one email address or one whole telephone number."
        )
    return key


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
        return _split(text if name == "topics" else text.casefold())
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
    return text.casefold()


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _must_be_law(record: Record, on: date, where: str) -> None:
    """Whether a question with this record could be read; said now, for the line that has it."""
    try:
        parse_question(_probe(record, on), today=on)
    except QuestionError as error:
        told = "this is needed; fill it in." if error.code == "missing_key" else error.message
        raise ListError(f"{where}, {_column(error.field or '')}: {told}") from None


def _column(field: str) -> str:
    """The column of SAID for a field such as `consents[0].channels[1]`."""
    names = [part for part in re.split(r"[.\[\]]+", field) if part and not part.isdigit()]
    return "on" if names[-1] in ("given_on", "solicited_on") else names[-1]


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
