"""A contact list as people keep it, two registers, and what the people said: large, and made up.

The numbers are those that Ofcom keeps for drama, and, because they are too few, some of 020 0
and 020 1, which London does not use: no local number begins with 0 or 1.
"""

import csv
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

SEED = 20261122
TODAY = date(2026, 11, 22)
EDITION = date(2026, 11, 20)
CHANNELS = ("live_call", "sms", "email")

FACTS = {
    "message": {
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
        "contact_details": True,
        "caller_id_shown": True,
    },
    "sender": {"kind": "company"},
    "provenance": "direct",
    "relationship": {"with_sender": True, "refusal_offered": True, "refused": False},
    "data_protection": {"basis": "legitimate_interests", "notice_given": True},
}

DRAMA = ("02079460", "01134960", "01214960", "01614960", "01632960", "03069990", "08081570")
DRAMA_MOBILE = ("07700900",)
COLUMNS = (
    "Ref", "Name", "Telephone", "Mobile", "Email", "Town", "subscriber", "relationship.kind",
    "Notes",
)  # fmt: skip


class Inputs(NamedTuple):
    """The files of one check."""

    contacts: Path
    tps: Path
    ctps: Path
    said: Path
    facts: Path


class Person(NamedTuple):
    """Somebody on the list, before their cells are spoilt."""

    telephone: str
    mobile: str
    email: str


def write_inputs(folder: Path, *, rows: int, register: int, said: int) -> Inputs:
    """Everything a check needs, the same at every run."""
    rng = random.Random(SEED)
    inputs = Inputs(
        *(folder / name for name in ("list.csv", "tps.txt", "ctps.txt", "said.csv", "facts.json"))
    )
    people = [_person(rng, number) for number in range(rows * 97 // 100)]
    people += rng.choices(people, k=rows - len(people))  # people who came in twice
    rng.shuffle(people)
    _write_csv(inputs.contacts, COLUMNS, [_row(rng, *each) for each in enumerate(people)])
    _write_register(inputs.tps, rng, people, 0.3, register)
    _write_register(inputs.ctps, rng, people, 0.05, register)
    _write_csv(inputs.said, SAID, [_said(rng, each) for each in rng.sample(people, said)])
    inputs.facts.write_text(json.dumps(FACTS), "utf-8")
    return inputs


def _write_csv(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


# --- people ----------------------------------------------------------------------------


def _person(rng: random.Random, number: int) -> Person:
    return Person(
        _drama(rng, DRAMA),
        _drama(rng, DRAMA_MOBILE),
        f"{rng.choice('abcde')}.{number}@{rng.choice(('example.org', 'example.com'))}",
    )


def _drama(rng: random.Random, starts: tuple[str, ...]) -> str:
    """A number kept for drama, one time in twenty, so that few people share one."""
    return (
        f"{rng.choice(starts)}{rng.randrange(1000):03d}" if rng.random() < 0.05 else _nobodys(rng)
    )


def _nobodys(rng: random.Random) -> str:
    return f"020{rng.randrange(20_000_000):08d}"


# --- the list --------------------------------------------------------------------------

_Written = Callable[[str], str]

TIDY: tuple[_Written, ...] = (
    str,
    lambda number: f"{number[:5]} {number[5:]}",
    lambda number: f"{number[:3]} {number[3:7]} {number[7:]}",
    lambda number: f"+44{number[1:]}",
)
ODD: tuple[_Written, ...] = (
    lambda number: f"+44 (0){number[1:5]} {number[5:]}",
    lambda number: f"0044 {number[1:5]} {number[5:]}",
    lambda number: f"({number[:5]}) {number[5:8]}-{number[8:]}",
    lambda number: f"  {number[:4]}.{number[4:7]}.{number[7:]}",
    lambda number: number[1:],  # a spreadsheet dropped the zero
    lambda number: f"{number[:5]}\u00a0{number[5:]}",
)
SPOILT: tuple[_Written, ...] = (
    lambda number: f"{number[1:]}.0",
    lambda number: f"{number} ext 214",
    lambda number: f"{number} (home)",
    lambda number: f"{number} / {number[:-1]}{(int(number[-1]) + 1) % 10}",
    lambda number: f"4.4{number[1:5]}E+11",
    lambda number: number[:5] + number[5:].replace("0", "O", 1),
    lambda _number: "n/a",
    lambda _number: "+353 20 910 0123",
)


def _row(rng: random.Random, place: int, person: Person) -> tuple[str, ...]:
    return (
        f"C{place:06d}",
        rng.choice(("Ada", "Bert", "Cleo", "Dev", "Eve", "O'Example, Flo")),
        _number(rng, person.telephone, empty=0.1),
        _number(rng, person.mobile, empty=0.3),
        _email(rng, person.email),
        rng.choice(("Leeds", "Cardiff", "Perth", "Derry", "")),
        rng.choices(("individual", "sole_trader", "limited_company", ""), (70, 10, 15, 5))[0],
        rng.choices(("sale", "none", ""), (60, 30, 10))[0],
        rng.choices(("", "rang twice", 'said "later",\nthen rang off'), (80, 15, 5))[0],
    )


def _number(rng: random.Random, number: str, *, empty: float) -> str:
    if rng.random() < empty:
        return ""
    ways = rng.choices((TIDY, ODD, SPOILT), (72, 22, 6))[0]
    return rng.choice(ways)(number)


def _email(rng: random.Random, email: str) -> str:
    ways = (email, f" {email} ", email.upper(), email.replace("@", "@@"), "not given", "")
    return rng.choices(ways, (80, 4, 4, 1, 1, 10))[0]


# --- the registers ---------------------------------------------------------------------


def _write_register(
    path: Path, rng: random.Random, people: list[Person], share: float, count: int
) -> None:
    """Records of 12 characters, as they are licensed: some of our people, and strangers."""
    numbers = {
        number
        for person in people
        for number in (person.telephone, person.mobile)
        if rng.random() < share
    }
    while len(numbers) < count:
        numbers.add(_nobodys(rng))
    path.write_text("".join(f"{number:<12}\r\n" for number in sorted(numbers)), newline="")


# --- what was said ---------------------------------------------------------------------

SAID = (
    "contact", "kind", "on", "channels", "covers", "address", "sender_named", "affirmative",
    "unbundled", "informed", "evidenced", "obtained", "to",
)  # fmt: skip
_GOOD = ("this", "named", "true", "true", "true", "true", "direct", "")


def _said(rng: random.Random, person: Person) -> tuple[str, ...]:
    contact = rng.choice(person)
    on = (TODAY - timedelta(days=rng.randrange(900))).isoformat()
    kind = rng.choices(("consent", "objection", "solicited"), (60, 35, 5))[0]
    if kind == "consent":
        return contact, kind, on, "live_call;email;sms", "own_similar;own_other", *_GOOD
    if kind == "objection":
        channels = rng.choice(("all", "live_call", "email;sms"))
        return contact, kind, on, channels, *("",) * (len(SAID) - 5), "marketing"
    return contact, kind, on, "live_call", *("",) * (len(SAID) - 4)
