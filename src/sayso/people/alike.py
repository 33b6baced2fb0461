"""When two people are in the same situation on a day, although what they said has other dates.

The law compares the dates of what somebody said with each other, and with a few days of its own:
the day that is asked about, those on which laws came into force, those before which a consent has
run out. Who said the same in the same order, with every date on the same side of each such day,
gets the same answer; so one of them is asked about, for all.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sayso.law import LAW_DAYS, House
from sayso.law.records import add_months

ORDERED = {
    "consents": ("given_on", "withdrawn_on"),
    "objections": ("on", "withdrawn_on"),
    "solicited": ("on",),
}
"""Dates that are compared with each other."""

ALONE = {"consents": ("ends_on",), "relationship": ("collected_on",)}
"""Dates that are compared with days of the law alone."""

Situation = tuple[str, tuple[int, ...]]


def shape_of(facts: dict[str, Any]) -> tuple[str, str]:
    """What facts have in common with alike ones: a hash of them without dates, and those dates."""
    ordered = sorted({day for record, key in _dates(facts, ORDERED) if (day := record.get(key))})
    rank = {day: number for number, day in enumerate(ordered)}
    alone: list[str] = []
    bare = _copied(facts)
    for record, key in _dates(bare, ORDERED):
        if key in record:
            record[key] = rank[record[key]]
    for record, key in _dates(bare, ALONE):
        if key in record:
            alone.append(record[key])
            record[key] = -len(alone)
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32], ",".join((*ordered, *alone))


def _copied(facts: dict[str, Any]) -> dict[str, Any]:
    """The same, with records of its own."""
    return {
        part: [dict(one) for one in found]
        if isinstance(found, list)
        else dict(found)
        if isinstance(found, dict)
        else found
        for part, found in facts.items()
    }


def bearing_on(facts: dict[str, Any], channel: str, topic: str) -> dict[str, Any]:
    """The facts without what was said of other channels or other purposes alone."""
    kept = dict(facts)
    for part in ("consents", "objections", "solicited"):
        if part in facts:
            kept[part] = [one for one in facts[part] if _bears_on(one, channel, topic)]
    return kept


def _bears_on(record: Mapping[str, Any], channel: str, topic: str) -> bool:
    """Whether a record names them, names all, or does not say."""
    channels, topics = record.get("channels", ["all"]), record.get("topics", ["all"])
    return ("all" in channels or channel in channels) and ("all" in topics or topic in topics)


def _dates(facts: dict[str, Any], where: Mapping[str, tuple[str, ...]]) -> Any:
    for part, keys in where.items():
        found = facts.get(part, [])
        for record in found if isinstance(found, list) else [found]:
            for key in keys:
                yield record, key


@lru_cache(maxsize=64)
def boundaries(on: date, house: House) -> tuple[str, ...]:
    """The first days of all spans between which a date makes a difference, in order."""
    days = {*LAW_DAYS, on, on + timedelta(days=1)}
    for months in (house.consent_months, house.indirect_consent_months):
        days.add(_first_unspent(on, months))
    return tuple(sorted(day.isoformat() for day in days))


def _first_unspent(on: date, months: int) -> date:
    """The first day on which a consent given has not run out yet."""
    day = on - timedelta(days=31 * months)
    while add_months(day, months) <= on:
        day += timedelta(days=1)
    return day


def situation(shape: str, days: str, bounds: Sequence[str]) -> Situation:
    """The same for all who get the same answer."""
    if not days:
        return shape, ()
    return shape, tuple(bisect_right(bounds, day) for day in days.split(","))
