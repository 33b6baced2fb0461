"""The contact points of one row: how somebody may be reached, and how surely we can read it."""

from collections.abc import Sequence
from typing import NamedTuple

from sayso.addresses import (
    PhoneState,
    national_number,
    postal_key,
    read_email,
    read_phone,
)
from sayso.law.codes import Channel
from sayso.lists.columns import Columns

KIND_OF = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.VOICEMAIL: "phone",
    Channel.LIVE_CALL: "phone",
    Channel.AUTOMATED_CALL: "phone",
    Channel.FAX: "fax",
    Channel.POST: "post",
}
"""The kind of contact point that a channel uses. A list holds none for social messages."""


class Point(NamedTuple):
    """One contact point: what it is called in look-ups, how it is written, and how sure it is.

    `problem` is the reason code of a point that cannot be used at all. A point that is not
    `certain` was repaired: it may be refused, but is never cleared.
    """

    keys: tuple[str, ...]
    shown: str
    numbers: tuple[int, ...] = ()
    certain: bool = True
    problem: str = ""
    note: str = ""


Points = dict[str, tuple[Point, ...]]
"""The contact points of one row, by kind."""

_PROBLEMS = {
    PhoneState.UNSCREENABLE: "unscreenable",
    PhoneState.OUT_OF_SCOPE: "out_of_scope",
}


def points_of(cells: Sequence[str], columns: Columns) -> Points:
    """Every contact point that a row holds."""
    return {
        "phone": _phones(cells, columns.phone),
        "email": _emails(cells, columns.email),
        "fax": _phones(cells, columns.fax),
        "post": _addresses(cells, columns.post),
    }


def _phones(cells: Sequence[str], places: Sequence[int]) -> tuple[Point, ...]:
    found: dict[Point, None] = {}
    for place in places:
        if cells[place]:
            reading = read_phone(cells[place])
            if reading.state is not PhoneState.EMPTY:
                found[_phone(reading.state, reading.numbers, reading.note)] = None
    return tuple(found)


def _phone(state: PhoneState, numbers: tuple[str, ...], note: str) -> Point:
    national = (national_number(number) for number in numbers)
    return Point(
        keys=tuple(f"phone:{number}" for number in numbers),
        shown="; ".join(numbers),
        numbers=tuple(number for number in national if number is not None),
        certain=state is PhoneState.CLEAN,
        problem=_PROBLEMS.get(state, ""),
        note=note,
    )


def _emails(cells: Sequence[str], places: Sequence[int]) -> tuple[Point, ...]:
    found: dict[Point, None] = {}
    for place in places:
        if cells[place].strip():
            reading = read_email(cells[place])
            problem = "" if reading.address else "unscreenable"
            keys = (f"email:{reading.key}",) if reading.key else ()
            found[Point(keys, reading.address, problem=problem, note=reading.note)] = None
    return tuple(found)


def _addresses(cells: Sequence[str], places: Sequence[int]) -> tuple[Point, ...]:
    lines = [cells[place].strip() for place in places]
    key = postal_key(lines)
    return (Point((f"post:{key}",), ", ".join(filter(None, lines))),) if key else ()
