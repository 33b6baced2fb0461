"""The contact points of one row: how somebody may be reached, and how surely we can read it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sayso.addresses import (
    PhoneState,
    exact_postal_key,
    mailbox,
    mentions,
    national_number,
    postal_kin,
    read_email,
    read_phone,
)
from sayso.lists.columns import Columns


class Point(NamedTuple):
    """One contact point: what it is called in look-ups, how it is written, and how sure it is.

    A yes is found under its `keys`, a no under its `kin`, which is wider. `problem` is the reason
    code of a point that cannot be used at all. A point that is not `certain` was repaired: it may
    be refused, but is never cleared.
    """

    keys: tuple[str, ...]
    kin: tuple[str, ...]
    shown: str
    numbers: tuple[int, ...] = ()
    certain: bool = True
    problem: str = ""
    note: str = ""

    def meanings(self) -> Iterator["Point"]:
        """Each contact point that the cell may mean, as if it had been written plainly."""
        for key in self.keys:
            number = national_number(key.removeprefix("phone:"))
            yield Point((key,), self.kin, "", () if number is None else (number,))


Points = dict[str, tuple[Point, ...]]
"""The contact points of one row, by kind."""

BETWEEN_EMAILS = re.compile(r"[\s,;|/]+")

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
    keys = tuple(f"phone:{number}" for number in numbers)
    return Point(
        keys=keys,
        kin=keys,
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
            keys = (reading.key,) if reading.key else _several_emails(cells[place])
            kin = tuple(f"email:{mailbox(key)}" for key in keys)
            keys = tuple(f"email:{key}" for key in keys)
            found[Point(keys, kin, reading.address, problem=problem, note=reading.note)] = None
    return tuple(found)


def _several_emails(cell: str) -> tuple[str, ...]:
    """The keys of all addresses in a cell that holds several: none is used, each may be stopped."""
    keys = (read_email(part).key for part in BETWEEN_EMAILS.split(cell) if "@" in part)
    return tuple(dict.fromkeys(filter(None, keys)))


def _addresses(cells: Sequence[str], places: Sequence[int]) -> tuple[Point, ...]:
    lines = [line for place in places if (line := cells[place].strip())]
    key = exact_postal_key(lines)
    if not key:
        return ()
    kin = tuple(f"post:{one}" for one in postal_kin(lines))
    return (Point((f"post:{key}",), kin, ", ".join(lines)),)


def mentioned(cells: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """The kin of what stands in columns that are not used: a stop for it is not overlooked."""
    return tuple(kin for place in columns.others if cells[place] for kin in mentions(cells[place]))
