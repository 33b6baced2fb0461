"""How soon a page of the staff is there, on the database of DATABASE_URL.

    .venv/bin/python -m benchmarks.desk --people 20000
    script/with-postgres --durable .venv/bin/python -m benchmarks.desk

A million people on record. What is measured is the time in the service from the request to its
answer, without the network and the browser. Without DATABASE_URL it is SQLite.
"""

import argparse
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.record import set_up
from benchmarks.timing import print_table

HEADINGS = ("What", "People", "Median", "Slowest of all", "Asked", "Goal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_000_000)
    count: int = options.parse_args().people
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        pages = import_module("benchmarks.desk_pages")  # its models need Django set up
        rows = list(pages.measured(count))
    print_table(HEADINGS, rows)


if __name__ == "__main__":
    main()
