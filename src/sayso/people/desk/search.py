"""Somebody looked for in one box: by reference, email, telephone number or name.

A reference, an address or a number is found at once by its keyed hash. Names are sealed, so they
are opened a stretch at a time, the newest records first, and the page says how far it looked.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sayso.people.details import keys, open_all
from sayso.people.errors import RecordError
from sayso.people.models import ContactPoint, Person
from sayso.people.names import folded
from sayso.people.points import read_point
from sayso.people.shown import KINDS, hidden_point

MOST = 50
"""People on a page."""

STRETCH = 10_000
"""Records opened in one go: about half a second."""

BATCH = 1_000

_REF = re.compile(r"[2-9a-hjkmnp-tv-z]{10}")


class Hit(NamedTuple):
    """Somebody who was found: enough to tell them from another of the name."""

    ref: str
    name: str
    reached: tuple[str, ...]
    is_erased: bool


class Result(NamedTuple):
    """Who was found; of names, how far was looked, and where to go on."""

    hits: list[Hit]
    looked_at: int
    after: str
    kind: str


def search(words: str, after: str = "") -> Result:
    """Whoever these words lead to."""
    words = " ".join(words.split())
    if not words:
        return Result([], 0, "", "")
    if _REF.fullmatch(words.lower()):
        found = Person.objects.filter(ref=words.lower())
        if found.exists():
            return Result(hits_of(found), 1, "", "reference")
    if (lookup := _lookup(words)) is not None:
        sids = ContactPoint.objects.filter(lookup=lookup, ended_at=None).values("person_id")
        people = Person.objects.filter(sid__in=sids)[:MOST]
        return Result(hits_of(people), 0, "", "email" if "@" in words else "number")
    return _by_name(folded(words), after)


def _lookup(words: str) -> str | None:
    """The keyed hash of an address or a number, if the words are one."""
    kinds = ("email",) if "@" in words else ("phone",) if len(re.sub(r"\D", "", words)) > 4 else ()
    for kind in kinds:
        try:
            return keys().lookup_of(read_point(kind, words).key)
        except RecordError:
            return ""  # it is meant as one, and nobody has it
    return None


def _by_name(wanted: str, after: str) -> Result:
    hits: list[Hit] = []
    looked = 0
    parts = wanted.split()
    last = after
    for people in _newest(after):
        details = open_all(people)
        for person in people:
            looked, last = looked + 1, f"{person.recorded_at.isoformat()}/{person.sid}"
            fields = details.get(person.sid, {}).get("fields", {})
            name = folded(fields.get("name", {}).get("value", ""))
            if name and all(part in name for part in parts):
                hits.append(_hit(person, details))
                if len(hits) >= MOST:
                    return Result(hits, looked, last, "name")
        if looked >= STRETCH:
            return Result(hits, looked, last, "name")
    return Result(hits, looked, "", "name")


def _newest(after: str) -> Iterator[list[Person]]:
    """Records in batches, the newest first, from below the last that was looked at."""
    rows = Person.objects.filter(shredded_at=None).order_by("-sid")
    last = after.rpartition("/")[2]
    while batch := list((rows.filter(sid__lt=last) if last else rows)[:BATCH]):
        yield batch
        last = batch[-1].sid


def hits_of(people: object) -> list[Hit]:
    """These people as they are found: enough to tell them apart."""
    rows = list(people)  # type: ignore[call-overload] # a queryset
    details = open_all(rows)
    return [_hit(person, details) for person in rows]


def _hit(person: Person, details: object) -> Hit:
    own = details.get(person.sid, {"fields": {}, "points": {}})  # type: ignore[attr-defined]
    name = own["fields"].get("name", {}).get("value", "")
    kinds = dict(
        ContactPoint.objects.filter(person=person, ended_at=None).values_list("pid", "kind")
    )
    reached = tuple(
        f"{KINDS[kinds[pid]]} {hidden_point(kinds[pid], value)}"
        for pid, value in own["points"].items()
        if pid in kinds
    )
    return Hit(person.ref, name, reached, person.shredded_at is not None)
