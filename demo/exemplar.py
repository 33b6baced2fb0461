"""The Exemplar Institute of Service: a made-up organisation to try Sayso on.

`python demo/exemplar.py FOLDER` writes its contact list, two call registers in four editions,
what its people said, and the facts of its autumn campaign. Same bytes on every machine. Nobody
in it exists: numbers are Ofcom's for drama, addresses end in example domains and postcodes lie
in an area, ZZ, that has never been allotted.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import NamedTuple

import editions
from dice import Dice
from people import TODAY, Crowd, Person, entered_twice
from said import Said, Suppression, by_everybody, suppressions
from sheet import COLUMNS, Keying
from stories import Story, stories

SEED = 20261122
ROWS = 4800
DUPLICATES = 144

FACTS = {
    "message": {
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
        "contact_details": True,
        "caller_id_shown": True,
    },
    "sender": {"kind": "non_profit"},
    "data_protection": {"basis": "legitimate_interests", "notice_given": True},
}
"""True of every message of the autumn campaign."""


Twice = list[tuple[Person, Person]]
"""Whoever was entered again, each with the entry from before."""


class Exemplar(NamedTuple):
    """Everything made up of the Institute: who is on its list, what they said, who is listed."""

    people: list[Person]
    """The crowd, each of them once; `said` holds what each of them said."""
    said: list[list[Said]]
    told: tuple[Story, ...]
    rows: list[Person]
    """The list in its order: the crowd, the stories, and again whoever was entered twice."""
    refs: list[str]
    cells: list[tuple[str, ...]]
    twice: Twice
    stops: list[Suppression]
    listed: tuple[editions.Register, editions.Register]


def exemplar() -> Exemplar:
    """The same Institute every time."""
    dice, told = Dice(SEED), stories()
    crowd = Crowd(dice)
    planted = sum(len(story.people) for story in told)
    people = [crowd.person() for _ in range(ROWS - DUPLICATES - planted)]
    rows, twice = _in_order(people, told, dice)
    keying = Keying(crowd, dice)
    refs = [f"EI-{position:04d}" for position in range(1, ROWS + 1)]
    cells = [keying.row(ref, person) for ref, person in zip(refs, rows, strict=True)]
    said = by_everybody(people, dice)
    stops = suppressions(people, dice)
    listed = editions.registers(people, crowd.numbers_left(), dice)
    return Exemplar(people, said, told, rows, refs, cells, twice, stops, listed)


def demo() -> Iterator[tuple[str, bytes]]:
    """Every file of the demo organisation, by name."""
    made = exemplar()
    yield "contacts.csv", "\ufeff".encode() + _csv(COLUMNS, made.cells)
    yield "said.csv", _csv([field.name for field in fields(Said)], _said(made))
    yield "suppress.csv", _csv(("contact", "channel"), _suppressed(made))
    yield from _registers(made)
    yield "facts.json", _json(FACTS)
    refs = dict(zip(map(id, made.rows), made.refs, strict=True))
    yield "stories.json", _json(_contents(made.told, refs))


def _in_order(
    people: list[Person], told: Sequence[Story], dice: Dice
) -> tuple[list[Person], Twice]:
    """The crowd, some of it twice, the cast at the top and the other stories far apart."""
    rows, twice = list(people), Twice()
    reachable = [person for person in people if person.email and person.telephone]
    for person in dice.shuffle(reachable)[:DUPLICATES]:
        after = rows.index(person) + 1
        place = after + dice.below(len(rows) - after + 1)
        rows.insert(place, entered_twice(person, dice))
        twice.append((rows[place], person))
    cast, others = told[:5], told[5:]
    rows[:0] = [person for story in cast for person in story.people]
    for place, person in enumerate((person for story in others for person in story.people), 1):
        rows.insert(120 * place, person)
    return rows, twice


def _said(made: Exemplar) -> Iterator[Sequence[str]]:
    planted = (line for story in made.told for line in story.said)
    yield from map(astuple, (*planted, *(line for lines in made.said for line in lines)))


def _suppressed(made: Exemplar) -> Iterator[Sequence[str]]:
    yield from (stop for story in made.told for stop in story.suppressed)
    yield from made.stops


def _registers(made: Exemplar) -> Iterator[tuple[str, bytes]]:
    tps, ctps = (dict(register) for register in made.listed)
    for story in made.told:
        tps.update(story.tps)
        ctps.update(story.ctps)
    for position, day in enumerate(editions.EDITIONS):
        listed = map(editions.with_space, editions.edition(tps, position))
        yield f"tps-{day}.txt", _records(listed)
        listed = map(editions.without_space, editions.edition(ctps, position))
        yield f"ctps-{day}.txt", _records(listed)


def _contents(told: Iterable[Story], refs: Mapping[int, str]) -> dict[str, object]:
    return {
        "on": TODAY.isoformat(),
        "policy": "legal-minimum",
        "stories": [
            {
                "story": story.name,
                "rows": [refs[id(person)] for person in story.people],
                "shows": story.shows,
                "expect": dict(story.expect),
            }
            for story in told
        ],
    }


def _records(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


# By hand, because the csv module has changed its mind between versions about what to quote.
def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    lines = (",".join(map(_quoted, row)) for row in (columns, *rows))
    return "".join(f"{line}\r\n" for line in lines).encode()


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write(folder: Path) -> None:
    """Each file whole or not at all: a reader never meets half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in demo():
        unfinished = folder / f".{name}.unfinished"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("Usage: python demo/exemplar.py FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        write(folder)
    except OSError as error:
        print(
            f"Cannot write the demo to {folder}: {error.strerror}. Choose a folder you may write.",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
