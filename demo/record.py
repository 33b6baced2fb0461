"""The demo organisation in the record: its policies, its people, and nine years of theirs.

`python demo/record.py load FOLDER` fills the record of SAYSO_HOME and SAYSO_KEYS, which must be
new. It writes FOLDER/record.json: under which references the stories are found; and FOLDER/log.pub:
the key that verifies the log. The same people, names and instants every time. `python
demo/record.py show FOLDER` tells what is to be seen there.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bodies import bodies
from dice import Dice
from exemplar import SEED, Exemplar, exemplar
from history import Coming, Happening, entered_again, history_of, in_order
from people import TODAY
from retold import RETOLD, retold
from sayso.cli.opened import the_record
from sayso.cli.options import Refusal


def happenings(made: Exemplar) -> list[tuple[date, Happening]]:
    """All that ever happened, each with the day on which it was recorded, in that order."""
    dice = Dice(SEED + 1)
    places = {id(person): place for place, person in enumerate(made.rows)}
    found: list[Happening] = []
    for person, lines in zip(made.people, made.said, strict=True):
        found += history_of(places[id(person)], person, lines, dice)
    came = {one.who: one.on for one in found if isinstance(one, Coming)}
    for again, person in made.twice:
        first = places[id(person)]
        found += entered_again(places[id(again)], first, again, came[first], dice)
    found += retold(made.told, places, len(made.rows), dice)
    return in_order(found)


# What needs the record is imported once it is open.


def load(path: Path) -> None:
    """Fill the record, and write down whom to look at."""
    from loading import fill, must_be_new, new_log  # noqa: PLC0415
    from members import hire  # noqa: PLC0415

    must_be_new()
    path.with_name("log.pub").write_text(f"{new_log()}\n", "ascii")
    made = exemplar()
    members = bodies(made.people, Dice(SEED + 2))
    held = fill(SEED, happenings(made), members, made.stops)
    first_row = {story.name: made.rows.index(story.people[0]) for story in made.told}
    refs = {name: held[row].ref for name, row in first_row.items()}
    hire(Dice(SEED + 3))
    stories = [{"ref": refs[one.row], **one.as_dict()} for one in RETOLD]
    contents = {"on": TODAY.isoformat(), "people": refs, "stories": stories}
    path.write_text(json.dumps(contents, indent=2) + "\n", "utf-8")


def show(path: Path) -> None:
    """Tell what is to be seen."""
    from shown import shown  # noqa: PLC0415

    for line in shown(json.loads(path.read_text("utf-8"))):
        print(line)


COMMANDS = {"load": load, "show": show}


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in COMMANDS:
        print("Usage: python demo/record.py load|show FOLDER", file=sys.stderr)
        return 2
    command, folder = arguments
    try:
        with the_record():
            COMMANDS[command](Path(folder) / "record.json")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Cannot use {folder}: {error.strerror}. Make the demo first.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; make the demo anew before you use it.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
