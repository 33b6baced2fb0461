"""What `benchmarks.importing` measures, once Django is set up."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.timing import tell
from django.db import connection

from sayso.people.imports.claims import Settings
from sayso.people.imports.planning import Result
from sayso.people.imports.running import Plan, Source, begun, bring_in, dry_run, plan


def measured(folder: Path, count: int) -> Iterator[tuple[str, ...]]:
    """A file tried, brought in, and brought in once more; and one that holds less of each."""
    full = of_file(folder / "full.csv", count, full_row)
    short = of_file(folder / "short.csv", count, short_row)
    where = connection.vendor
    runs: dict[str, Callable[[], Iterator[list[Result]]]] = {
        "dry run": lambda: dry_run(full),
        f"people with two contact points and a yes, {where}": lambda: bring_in(begun(full), full),
        "the same file once more": lambda: bring_in(begun(full), full),
        f"people with an email and a yes, {where}": lambda: bring_in(begun(short), short),
    }
    for what, run in runs.items():
        tell(what)
        began = perf_counter()
        assert sum(len(results) for results in run()) == count
        took = perf_counter() - began
        goal = "5,000" if connection.vendor in what else ""
        yield what, f"{count:,}", f"{took:.1f}", f"{count / took:,.0f}", goal


def full_row(number: int) -> dict[str, str]:
    """An email address, a postal one and a yes; one in ten with a telephone number."""
    phone = "" if number % 10 else f"01632 960{number // 10 % 1_000:03}"
    post = f"{number} High Street, Anytown, ZZ1 1ZZ"
    email = f"person{number}@example.org"
    return short_row(number) | {"email": email, "postal-address": post, "phone": phone}


def short_row(number: int) -> dict[str, str]:
    """An email address and a yes."""
    return {
        "name": f"Person {number}",
        "email": f"person{number}@example.net",
        "given_on": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "wording": "events-email",
        "method": "paper-form",
    }


def of_file(path: Path, count: int, row: Callable[[int], dict[str, str]]) -> Plan:
    """A file of so many people."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(row(0)))
        writer.writeheader()
        writer.writerows(map(row, range(count)))
    said = Settings(source="telephone-enquiry")
    return plan(Source.opened(path), given={}, settings=said, actor="Ada Ashby")
