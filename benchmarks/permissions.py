"""How fast everybody on record is answered about at once, on the database of DATABASE_URL.

    .venv/bin/python -m benchmarks.permissions --people 100000
    script/with-postgres .venv/bin/python -m benchmarks.permissions

A million people, two or three contact points each, five channels, and as many distinct situations
as the dice make of the ways in which people answer. Without DATABASE_URL it is SQLite.
"""

import argparse
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.record import set_up
from benchmarks.timing import print_table

HEADINGS = ("What", "People", "Situations", "Seconds", "Answers a second", "Goal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_000_000)
    count: int = options.parse_args().people
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        everybody = import_module("benchmarks.everybody")  # its models need Django set up
        rows = list(everybody.measured(count))
    print_table(HEADINGS, rows)


if __name__ == "__main__":
    main()
