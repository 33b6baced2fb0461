"""How fast the log is written, sealed, exported and verified, on the database of DATABASE_URL.

    .venv/bin/python -m benchmarks.evidence
    script/with-postgres --durable .venv/bin/python -m benchmarks.evidence

Without DATABASE_URL it is SQLite, in a temporary folder.
"""

import argparse
import os
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from benchmarks.timing import print_table
from django.core.management import call_command

from sayso.evidence.keys import new_signing_key

HEADINGS = ("What", "Rows", "Median", "Best", "Rows a second", "Goal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    count: int = options.parse_args().rows
    with TemporaryDirectory() as folder:
        set_up(Path(folder))
        log = import_module("benchmarks.log")  # its models need Django set up
        rows = list(log.measured(Path(folder), count))
    print_table(HEADINGS, rows)


def set_up(folder: Path) -> None:
    """An empty log, with a key."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/log.sqlite3")
    os.environ |= {
        "SAYSO_HOME": str(folder),
        "SAYSO_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "sayso.config.settings",
    }
    django.setup()
    new_signing_key(folder / "keys")
    call_command("migrate", "evidence", verbosity=0)


if __name__ == "__main__":
    main()
