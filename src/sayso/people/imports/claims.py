"""What a row of a file says of somebody: what cannot be read plainly is refused, not guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sayso.law.codes import Subscriber
from sayso.lists.table import Row
from sayso.people import declared
from sayso.people.actions import NewPoint, Origin
from sayso.people.errors import RecordError
from sayso.people.imports.columns import NO_HEADING, UNUSED, Columns, in_column
from sayso.people.imports.days import read_day
from sayso.people.imports.spoken import Spoken, Stated, codes, spoken
from sayso.people.keys import Keyring
from sayso.people.points import Keys, ReadPoint, hashed, read_point
from sayso.policy.details import DataField, FieldKind
from sayso.policy.schema import Policy
from sayso.policy.text import unwritten

BODY = ("organisation-name", "organisation-size", "legal-form")
"""The fields that are of the organisation, where there is one."""

LEGAL_FORMS = {
    "private person": Subscriber.INDIVIDUAL,
    "sole trader": Subscriber.SOLE_TRADER,
    "partnership": Subscriber.PARTNERSHIP,
    "scottish partnership": Subscriber.SCOTTISH_PARTNERSHIP,
    "club or association": Subscriber.UNINCORPORATED_ASSOCIATION,
    "limited company": Subscriber.LIMITED_COMPANY,
    "limited liability partnership": Subscriber.LLP,
    "public body": Subscriber.PUBLIC_BODY,
    "corporation sole": Subscriber.CORPORATION_SOLE,
}
"""The legal forms of a policy file as the law counts subscribers; it knows no others."""

THEMSELVES = {Subscriber.INDIVIDUAL, Subscriber.SOLE_TRADER}
"""Whose trading name is their own: it is sealed with the rest of what is held of them."""

DECIDED_BY = "legal form given"
LONGEST, LONGEST_PROSE = 1_000, 20_000


class Settings(NamedTuple):
    """What holds for a whole file, where its rows do not say otherwise."""

    source: str = ""
    wording: str = ""
    method: str = ""
    on: date | None = None
    overwrite: bool = False


class Body(NamedTuple):
    """An organisation as a row names it."""

    name: str
    size_band: str
    legal_form: str
    subscriber: str
    decided_by: str


class Point(NamedTuple):
    """A contact point of a row, with the keyed hashes under which it is looked up."""

    new: NewPoint
    keys: Keys

    @property
    def held_as(self) -> tuple[str, str]:
        """What tells it from the other contact points of a person."""
        return self.new.point.kind, self.keys.lookup


@dataclass(frozen=True, slots=True)
class Claim:
    """All that one row says."""

    row: int
    origin: Origin
    fields: Mapping[str, str]
    points: Sequence[Point]
    body: Body | None
    spoken: Spoken


class Reader:
    """Reads the rows of one file by the policy."""

    def __init__(
        self,
        policy: Policy,
        columns: Columns,
        settings: Settings,
        *,
        actor: str,
        ring: Keyring,
        today: date,
        reason: str,
    ) -> None:
        self.policy, self.columns, self.settings = policy, columns, settings
        self.actor, self.ring, self.today, self.reason = actor, ring, today, reason
        self._fields = _places(columns, policy)
        self._stated = {
            name: place
            for name in Stated._fields
            if (place := columns.place(name)) is not None and name not in policy.fields
        }
        self._blank = [n for n, word in enumerate(columns.words) if word == NO_HEADING]
        self._source, self._collected, self._notice = map(
            columns.place, ("source", "collected_on", "notice")
        )
        self._origin = lru_cache(4_096)(self._origin_of)
        self._spoken = lru_cache(16_384)(self._spoken_of)
        self._must_fit()

    def _must_fit(self) -> None:
        """What is wrong for every row is refused before the first."""
        settings, names = self.settings, self.columns.words
        if not settings.source and self._source is None:
            raise RecordError(
                f"Nothing says where these details came from; add --source SOURCE, one of "
                f"{', '.join(self.policy.sources)}.",
                field="source",
            )
        if settings.source:
            declared.origin(
                self.policy, source=settings.source, given_on=self.today, actor=self.actor
            )
        if settings.source and self._source is None:
            declared.must_collect(self.policy, settings.source, self.columns.fields(self.policy))
        if settings.on and settings.on > self.today:
            raise RecordError("The day of --on is yet to come; give the day of these details.")
        if (settings.wording or settings.method) and "given_on" not in names and not settings.on:
            raise RecordError(
                "Nothing says on which day these people agreed; add --on DAY if it was one day for "
                "all, or a column given_on."
            )
        for wording in codes(settings.wording) or [""]:
            declared.consent(
                self.policy, sid="", given_on=self.today, wording=wording, method=settings.method
            )

    def read(self, row: Row) -> Claim:
        """What a row says; raises RecordError, with the column at fault, if that cannot be told."""
        if row.problem:
            raise RecordError("The row cannot be divided into cells as the headings ask; mend it.")
        try:
            return self._read(row)
        except RecordError as error:
            raise in_column(error, error.field) from None

    def _read(self, row: Row) -> Claim:
        cells = [cell.strip().replace("\r\n", "\n") for cell in row.cells]
        for place in self._blank:
            if cells[place]:
                raise RecordError(f"Column {place + 1} has no heading; give it one.")
        origin = self._origin_in(cells)
        fields = self._fields_in(cells)
        if self._source is not None:
            named = [*fields, *(word for n, (word, _) in self.columns.points.items() if cells[n])]
            declared.must_collect(self.policy, origin.source, named)
        body, subscriber = body_of(fields)
        points = self._points_in(cells, subscriber)
        stated = Stated(**{name: cells[place] for name, place in self._stated.items()})
        return Claim(
            row.number, origin, fields, points, body, self._spoken(stated, origin.given_on)
        )

    def _origin_in(self, cells: Sequence[str]) -> Origin:
        def cell(place: int | None) -> str:
            return cells[place] if place is not None else ""

        return self._origin(
            cell(self._source) or self.settings.source,
            cell(self._collected),
            cell(self._notice),
        )

    def _origin_of(self, source: str, collected: str, notice: str) -> Origin:
        """Where details came from; unless their day is known, what people were told is not."""
        if not source:
            raise RecordError("The row does not say where its details came from (source).")
        day = read_day(collected, "collected_on", self.today) or self.settings.on
        origin = declared.origin(
            self.policy, source=source, given_on=day or self.today, actor=self.actor
        )
        if notice:
            return origin._replace(notice=self._known_notice(notice))
        return origin if day else origin._replace(notice="")

    def _known_notice(self, notice: str) -> str:
        known = [
            f"{name}:{one.version}" for name, some in self.policy.notices.items() for one in some
        ]
        if notice not in known:
            raise RecordError(
                f"The policy has no such notice; write one of {', '.join(known)}.", field="notice"
            )
        return notice

    def _fields_in(self, cells: Sequence[str]) -> dict[str, str]:
        return {
            name: read_field(spec, name, cells[place])
            for place, name, spec in self._fields
            if cells[place]
        }

    def _points_in(self, cells: Sequence[str], subscriber: str) -> list[Point]:
        found: dict[tuple[str, str], Point] = {}
        decided_by = DECIDED_BY if subscriber != Subscriber.UNKNOWN else ""
        for place, (_, kind) in self.columns.points.items():
            if cells[place]:
                read = self._read_point(place, kind, cells[place])
                keys = hashed(self.ring, read)
                point = Point(NewPoint(read, subscriber, decided_by, keys), keys)
                found.setdefault(point.held_as, point)
        if not found:
            raise RecordError(
                "The row has no contact point, by which the person could be found again."
            )
        return list(found.values())

    def _read_point(self, place: int, kind: str, text: str) -> ReadPoint:
        name = self.columns.named(place)
        written = _written(text, name, lines=kind == "post")
        try:
            return read_point(kind, written)
        except RecordError as error:
            raise in_column(error, name) from None

    def _spoken_of(self, stated: Stated, collected_on: date) -> Spoken:
        said = spoken(
            self.policy,
            stated,
            wording=self.settings.wording,
            method=self.settings.method,
            for_all="given_on" not in self.columns.words,
            day=self.settings.on or collected_on,
            today=self.today,
        )
        return tuple(one._replace(event=one.event._replace(reason=self.reason)) for one in said)


def _places(columns: Columns, policy: Policy) -> list[tuple[int, str, DataField]]:
    return [
        (place, word, policy.fields[word])
        for place, word in enumerate(columns.words)
        if word in policy.fields and word != UNUSED and place not in columns.points
    ]


def body_of(fields: dict[str, str]) -> tuple[Body | None, str]:
    """The organisation that is named, its fields taken out of the person's; and the subscriber.

    Whoever trades alone is no organisation: those fields are then the person's own.
    """
    form = fields.get("legal-form", "")
    subscriber = LEGAL_FORMS.get(form.casefold(), Subscriber.UNKNOWN)
    if "organisation-name" not in fields or subscriber in THEMSELVES:
        return None, str(subscriber)
    name, size, _ = (fields.pop(word, "") for word in BODY)
    decided_by = DECIDED_BY if subscriber is not Subscriber.UNKNOWN else ""
    return Body(name, size, form, str(subscriber), decided_by), str(subscriber)


# --- cells -------------------------------------------------------------------------------


def read_field(spec: DataField, name: str, text: str) -> str:
    """A cell as the catalogue wants it; raises RecordError for one that it does not take."""
    if spec.kind is FieldKind.LONG_TEXT:
        return _written(text, name, lines=True, longest=LONGEST_PROSE)
    _written(text, name)
    if spec.kind is FieldKind.CHOICE:
        return _chosen(spec, name, text)
    if spec.kind is FieldKind.CHOICES:
        return "; ".join(_chosen(spec, name, one) for one in re.split(r"\s*;\s*", text) if one)
    if spec.kind is FieldKind.DAY:
        return str(read_day(text, name, date.max))
    if spec.kind is FieldKind.NUMBER and not re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", text):
        raise RecordError(f"{name}: this is no number; write digits.", field=name)
    return text


def _written(text: str, name: str, *, lines: bool = False, longest: int = LONGEST) -> str:
    """A text that people may write, in one line or in several."""
    if sign := unwritten(text, lines=lines):
        raise RecordError(f"{name}: leave out the control character {sign}.", field=name)
    if len(text) > longest:
        raise RecordError(f"{name}: this is too long; shorten it.", field=name)
    return text


def _chosen(spec: DataField, name: str, text: str) -> str:
    for choice in spec.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise RecordError(
        f"{name}: this cannot be chosen there; write one of {', '.join(spec.choices)}.", field=name
    )
