import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from sayso.lists.errors import ListError
from sayso.people.errors import RecordError
from sayso.people.imports.running import begun, bring_in, dry_run
from sayso.people.models import Import, ImportRow, Person
from sayso.people.projection import differences
from sayso.people.tests.brought_in import brought_in, holder, planned, written
from sayso.people.tests.cast import EMAILS, may

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

MANY = 2_000
"""More rows than are read ahead."""

CHUNK = 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [{"name": f"Person {n}", "email": f"person{n}@example.org"} for n in range(MANY)]
    return written(tmp_path, rows)


# --- a file that is not left alone -------------------------------------------------------


def cut_short(file: Path) -> None:
    """In its place, to where a line ends."""
    lines = file.read_bytes().splitlines(keepends=True)
    os.truncate(file, len(b"".join(lines[: MANY // 2])))


def written_over(file: Path) -> None:
    with file.open("r+b") as open_file:
        open_file.seek(file.stat().st_size // 2)
        open_file.write(b"\xff\xfe\0" * 5_000)


def replaced_with_its_date_kept(file: Path) -> None:
    before, other = file.stat(), file.with_suffix(".new")
    other.write_bytes(file.read_bytes().replace(b"Person", b"Nobody"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


def written_anew_with_its_date_kept(file: Path) -> None:
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"Person", b"Nobody"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def removed(file: Path) -> None:
    file.unlink()


DISTURBED = [
    cut_short,
    written_over,
    replaced_with_its_date_kept,
    written_anew_with_its_date_kept,
    removed,
]


@pytest.mark.parametrize("disturb", DISTURBED)
def test_a_file_that_is_changed_while_it_comes_in_is_never_called_done(
    file: Path, disturb: Callable[[Path], None]
) -> None:
    plan = planned(file)
    coming = bring_in(begun(plan), plan, chunk=CHUNK)
    came = [len(next(coming)) for _ in range(3)]
    disturb(file)
    with pytest.raises(RecordError, match="changed while it was read"):
        came += [len(some) for some in coming]
    run = Import.objects.get()
    assert run.state == "begun"
    assert ImportRow.objects.count() == Person.objects.count() == sum(came) == run.cursor - 1
    assert sum(came) % CHUNK == 0


@pytest.mark.parametrize("disturb", DISTURBED)
def test_a_file_that_is_changed_before_it_comes_in_is_refused_whole(
    file: Path, disturb: Callable[[Path], None]
) -> None:
    plan = planned(file)
    disturb(file)
    for trial in (lambda: list(dry_run(plan)), lambda: begun(plan)):
        with pytest.raises((RecordError, ListError), match=r"^[A-Z].*\.$"):
            trial()
    assert not Import.objects.exists()


def test_of_two_who_bring_in_the_same_file_at_once_one_goes_on(file: Path) -> None:
    plan = planned(file)
    one, other = (bring_in(begun(plan), plan, chunk=CHUNK) for _ in range(2))
    next(one)
    with pytest.raises(RecordError, match="Somebody else is bringing this file in"):
        next(other)
    assert sum(map(len, one)) == MANY - CHUNK
    assert Person.objects.count() == ImportRow.objects.count() == MANY


# --- one person, said of twice -----------------------------------------------------------

FIRST = date(2026, 11, 2)


def said_of_ada(dice: Random) -> list[dict[str, str]]:
    """Her yeses and noes in any order, on few enough days that some are on one."""
    rows = []
    for _ in range(dice.randrange(2, 6)):
        day = (FIRST + timedelta(days=dice.randrange(4))).isoformat()
        said = (
            {"given_on": day, "wording": "events-email", "method": "web-form"}
            if dice.random() < 0.6
            else {"objected_on": day}
        )
        rows.append({"name": "Ada", "email": EMAILS["ada"], "given_on": "", **said})
    return rows


def last(rows: list[dict[str, str]], word: str) -> str:
    return max((row.get(word, "") for row in rows), default="")


def test_of_a_yes_and_a_no_in_one_file_the_later_day_counts_and_on_one_day_the_no(
    tmp_path: Path,
) -> None:
    dice, seen = Random(20261122), set()
    for trial in range(60):
        rows = said_of_ada(dice)
        email = f"ada{trial}@example.org"
        file = written(tmp_path, [row | {"email": email} for row in rows])
        brought_in(file, chunk=dice.choice((1, 2, 9)), on=FIRST)
        yes, no = last(rows, "given_on"), last(rows, "objected_on")
        allowed = may(holder(email), "events").allowed
        assert allowed == (yes > no), rows
        brought_in(file, chunk=dice.choice((1, 2, 9)), on=FIRST)
        assert may(holder(email), "events").allowed == allowed
        seen.add((allowed, yes == no))
    assert seen == {(True, False), (False, False), (False, True)}
    assert not list(differences())


def test_of_a_no_in_one_file_and_a_yes_in_the_next_the_no_counts(tmp_path: Path) -> None:
    dice, seen = Random(7), set()
    for trial in range(60):
        rows = [row | {"email": f"ada{trial}@example.org"} for row in said_of_ada(dice)]
        first, second = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        brought_in(written(tmp_path, first), overwrite=True, on=FIRST)
        before = may(holder(rows[0]["email"]), "events").allowed
        brought_in(written(tmp_path, second), overwrite=True, on=FIRST)
        after = may(holder(rows[0]["email"]), "events").allowed
        if last(first, "objected_on") and not before:
            assert not after, rows
        seen.add((before, after))
    assert seen >= {(True, True), (True, False), (False, False)}
