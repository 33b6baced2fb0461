"""What `benchmarks.importing` measures, once Django is set up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.timing import tell
from django.db import connection

from sayso.people.imports.claims import Settings
from sayso.people.imports.planning import Result
from sayso.people.imports.running import Plan, Source, begun, bring_in, dry_run, plan


def measured(folder: Path, count: int) -> Iterator[tuple[str, ...]]:
    """A file tried, brought in, and brought in once more."""
    planned = of_file(folder / "people.csv", count)
    runs: dict[str, Callable[[], Iterator[list[Result]]]] = {
        "dry run": lambda: dry_run(planned),
        f"people brought in, {connection.vendor}": lambda: bring_in(begun(planned), planned),
        "the same file once more": lambda: bring_in(begun(planned), planned),
    }
    for what, run in runs.items():
        tell(what)
        began = perf_counter()
        assert sum(len(results) for results in run()) == count
        took = perf_counter() - began
        goal = "5,000" if what.startswith("people") else ""
        yield what, f"{count:,}", f"{took:.1f}", f"{count / took:,.0f}", goal


def of_file(path: Path, count: int) -> Plan:
    """People with an email address, a postal one and a yes; one in ten with a telephone number."""
    with path.open("w") as file:
        file.write("name,email,postal-address,phone,given_on,wording,method\n")
        for number in range(count):
            day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
            phone = "" if number % 10 else f"01632 960{number // 10 % 1_000:03}"
            post = f'"{number} High Street, Anytown, ZZ1 1ZZ"'
            file.write(f"Person {number},person{number}@example.org,{post},{phone},{day},")
            file.write("events-email,paper-form\n")
    said = Settings(source="telephone-enquiry")
    return plan(Source.opened(path), given={}, settings=said, actor="Ada Ashby")
