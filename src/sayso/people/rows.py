"""Everybody's rows, as `bulk` reads them: as few questions as can be, and none of them twice."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from sayso.people.alike import Situation, situation
from sayso.people.batches import among, batches
from sayso.people.facts import Line
from sayso.people.models import ContactPoint, Facts, Person, Suppression

CHUNK, TOGETHER = 20_000, 50_000
SEPARATOR = "|"

Plain = tuple[str, int, str | None, str]
"""A contact point as the database gives it: whose it is, what they said, its name, its line."""


def plain(cursor: Any, on: date, start: str) -> list[Plain]:
    """Every contact point that can be used, by people whose names begin so; for those without any,
    a row without one.

    Written by hand: Django would read every person, too, which takes a third of the time again.
    """
    columns = [f"COALESCE(CAST(point.{name} AS text), '')" for name in Line._fields]
    line = f" || '{SEPARATOR}' || ".join(columns)
    end = f"{start}g"  # names are hexadecimal
    cursor.execute(_EVERY_POINT.format(line=line), [start, end, on, start, end])
    rows: list[Plain] = cursor.fetchall()
    return rows


_EVERY_POINT = """
    SELECT standing.person_id, standing.facts_id, point.pid, {line}
    FROM people_standing standing LEFT JOIN people_contactpoint point
      ON point.person_id = standing.person_id
      AND point.person_id >= %s AND point.person_id < %s
      AND point.ended_at IS NULL AND point.given_on <= %s
    WHERE standing.person_id >= %s AND standing.person_id < %s
    ORDER BY standing.person_id, point.recorded_at, point.pid
"""


def starts() -> list[str]:
    """How names of people begin, so that not too many begin alike to be read together."""
    digits = 1 if Person.objects.count() < 2_000_000 else 2
    return ["".join(start) for start in product("0123456789abcdef", repeat=digits)]


def parts(of: str) -> Iterator[Any]:
    """All of a contact point that the law looks at, in the order of a Line."""
    for number, name in enumerate(Line._fields):
        if number:
            yield Value(SEPARATOR, TextField())
        yield Coalesce(Cast(f"{of}{name}", TextField()), Value("", TextField()))


def apart(on: date, stopped: Mapping[str, set[str]]) -> set[str]:
    """Whoever is to be looked at more closely: they were merged or erased, somebody else said no on
    their line, or one of their contact points is to be left alone.
    """
    kin = Suppression.objects.filter(on__lte=on, lifted_at=None).values("kin")
    rows = ContactPoint.objects.filter(Q(kin__in=kin) | Q(other_kin__in=kin))
    found = set(rows.values_list("person_id", flat=True).iterator(CHUNK))
    shredded = Person.objects.exclude(shredded_at=None).values_list("sid", flat=True)
    found.update(shredded.iterator(CHUNK))
    for pair in Person.objects.exclude(merged_into="").values_list("sid", "merged_into"):
        found.update(pair)
    for lookups in batches(stopped, TOGETHER):
        rows = ContactPoint.objects.filter(lookup__in=among(lookups))
        for lookup, sid in rows.values_list("lookup", "person_id"):
            if stopped[lookup] - {sid}:
                found.add(sid)
    return found


def roots(rows: Any) -> Any:
    """Each contact point with the record that speaks for its person."""
    merged = When(~Q(person__merged_into=""), then=F("person__merged_into"))
    return rows.annotate(root=Case(merged, default=F("person_id")))


def alike(bounds: Sequence[str]) -> tuple[dict[int, int], dict[int, str], list[int]]:
    """For each row of facts the number of its situation and its latest day; and for each situation
    one such row.
    """
    numbers: dict[Situation, int] = {}
    one_of: list[int] = []
    known: dict[int, int] = {}
    latest: dict[int, str] = {}
    for key, shape, days in Facts.objects.values_list("id", "shape", "days").iterator(CHUNK):
        number = numbers.setdefault(situation(shape, days, bounds), len(one_of))
        if number == len(one_of):
            one_of.append(key)
        known[key] = number
        latest[key] = last(days)
    return known, latest, one_of


def last(days: str) -> str:
    return max(days.split(","))


def texts(keys: Sequence[int]) -> list[str]:
    """The facts in their canonical form, in the order of their rows' ids as asked."""
    rows = Facts.objects.filter(id__in=among(keys))
    found = dict(rows.values_list("id", "facts").iterator(CHUNK))
    return [found[key] for key in keys]


def suppressions(on: date) -> dict[str, list[tuple[str, date]]]:
    found: dict[str, list[tuple[str, date]]] = {}
    rows = Suppression.objects.filter(on__lte=on, lifted_at=None)
    for kin, channel, day in rows.values_list("kin", "channel", "on").iterator(CHUNK):
        found.setdefault(kin, []).append((channel, day))
    return found
