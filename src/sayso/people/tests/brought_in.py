"""A file of people brought in by a test, as `sayso import` does it."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

from sayso.people.imports.claims import Settings
from sayso.people.imports.planning import Result
from sayso.people.imports.running import CHUNK, Plan, Source, begun, bring_in, dry_run, plan
from sayso.people.models import ContactPoint, Person
from sayso.people.tests.cast import CLERK

SOURCE = "telephone-enquiry"


def written(folder: Path, rows: Sequence[Mapping[str, str]], name: str = "people.csv") -> Path:
    """A CSV with a column for each key, in the order in which they come."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    text = StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    (folder / name).write_text(text.getvalue(), "utf-8", newline="")
    return folder / name


def planned(file: Path, columns: Mapping[str, Sequence[str]] | None = None, **said: Any) -> Plan:
    settings = Settings(**{"source": SOURCE, **said})
    return plan(Source.opened(file), given=columns or {}, settings=settings, actor=CLERK)


def brought_in(file: Path, *, chunk: int = CHUNK, **said: Any) -> list[Result]:
    """What became of each row, for good; the dry run before it said the same."""
    plan = planned(file, **said)
    expected = [told[:3] for results in dry_run(plan, chunk=chunk) for told in results]
    results = [one for some in bring_in(begun(plan), plan, chunk=chunk) for one in some]
    assert [one[:3] for one in results] == expected
    return results


def all_sorts(dice: Random, count: int) -> list[dict[str, str]]:
    """Rows of all sorts: the same person twice, a line shared, a no, a yes taken back, a slip."""
    return [_row(dice, number) for number in range(count)]


def _row(dice: Random, number: int) -> dict[str, str]:
    who = dice.randrange(number + 1) if dice.random() < 0.2 else number
    day = date(2026, 10, 1) + timedelta(days=dice.randrange(40))
    row = {"name": f"Person {who}", "email": f"person{who}@example.org"}
    row["phone"] = f"020 7946 {dice.randrange(500):04}" if dice.random() < 0.6 else ""
    row["mobile"] = f"07700 900{who % 1000:03}" if dice.random() < 0.3 else ""
    row["organisation-name"] = f"Company {dice.randrange(20)}" if dice.random() < 0.3 else ""
    row["legal-form"] = dice.choice(("", "Sole trader", "Limited company"))
    if dice.random() < 0.6:
        row |= {"given_on": str(day), "wording": "events-email", "method": "web-form"}
    if dice.random() < 0.1:
        row["withdrawn_on"] = str(day + timedelta(days=2))
    for word in ("objected_on", "bounced_on", "complained_on"):
        if dice.random() < 0.05:
            row[word] = str(day)
    if dice.random() < 0.03:
        row["email"] = "not an address"
    return row


def outcomes(results: Sequence[Result]) -> list[str]:
    return [str(one.outcome) for one in results]


def holder(email: str) -> Person:
    """Whoever has this email address; there must be one, and only one."""
    from sayso.people.details import keys
    from sayso.people.points import hashed, read_point

    lookup = hashed(keys(), read_point("email", email)).lookup
    (found,) = {point.person for point in ContactPoint.objects.filter(lookup=lookup)}
    return found
