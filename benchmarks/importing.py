"""How fast a file of people is brought in, on the database of DATABASE_URL.

    .venv/bin/python -m benchmarks.importing
    script/with-postgres --durable .venv/bin/python -m benchmarks.importing

Without DATABASE_URL it is SQLite, in a temporary folder.
"""

import argparse
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.record import set_up
from benchmarks.timing import print_table

HEADINGS = ("What", "Rows", "Seconds", "Rows a second", "Goal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=50_000)
    count: int = options.parse_args().rows
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        files = import_module("benchmarks.people_files")  # its models need Django set up
        rows = list(files.measured(Path(folder), count))
    print_table(HEADINGS, rows)


if __name__ == "__main__":
    main()
