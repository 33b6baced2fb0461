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

import editions
from dice import Dice
from people import TODAY, Crowd, Person, entered_twice
from said import Said, of_everybody, suppressions
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


def demo() -> Iterator[tuple[str, bytes]]:
    """Every file of the demo organisation, by name."""
    dice, told = Dice(SEED), stories()
    crowd = Crowd(dice)
    planted = sum(len(story.people) for story in told)
    people = [crowd.person() for _ in range(ROWS - DUPLICATES - planted)]
    rows = _in_order(people, told, dice)
    keying = Keying(crowd, dice)
    refs = [f"EI-{position:04d}" for position in range(1, ROWS + 1)]
    cells = [keying.row(ref, person) for ref, person in zip(refs, rows, strict=True)]
    yield "contacts.csv", "\ufeff".encode() + _csv(COLUMNS, cells)
    yield "said.csv", _csv([field.name for field in fields(Said)], _said(people, told, dice))
    yield "suppress.csv", _csv(("contact", "channel"), _suppressed(people, told, dice))
    yield from _registers(people, told, crowd.numbers_left(), dice)
    yield "facts.json", _json(FACTS)
    yield "stories.json", _json(_contents(told, dict(zip(map(id, rows), refs, strict=True))))


def _in_order(people: list[Person], told: Sequence[Story], dice: Dice) -> list[Person]:
    """The crowd, some of it twice, the cast at the top and the other stories far apart."""
    rows = list(people)
    reachable = [person for person in people if person.email and person.telephone]
    for person in dice.shuffle(reachable)[:DUPLICATES]:
        after = rows.index(person) + 1
        rows.insert(after + dice.below(len(rows) - after + 1), entered_twice(person, dice))
    cast, others = told[:5], told[5:]
    rows[:0] = [person for story in cast for person in story.people]
    for place, person in enumerate((person for story in others for person in story.people), 1):
        rows.insert(120 * place, person)
    return rows


def _said(people: Iterable[Person], told: Iterable[Story], dice: Dice) -> Iterator[Sequence[str]]:
    planted = (line for story in told for line in story.said)
    yield from map(astuple, (*planted, *of_everybody(people, dice)))


def _suppressed(
    people: Iterable[Person], told: Iterable[Story], dice: Dice
) -> Iterator[Sequence[str]]:
    yield from (stop for story in told for stop in story.suppressed)
    yield from suppressions(people, dice)


def _registers(
    people: Iterable[Person], told: Iterable[Story], others: Iterable[str], dice: Dice
) -> Iterator[tuple[str, bytes]]:
    tps, ctps = editions.registers(people, others, dice)
    for story in told:
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
