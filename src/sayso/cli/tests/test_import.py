import csv
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError
from openpyxl import Workbook

from sayso.cli.tests.terminal import Told, assert_one_sentence, run
from sayso.people.imports import running
from sayso.people.imports.planning import Planner
from sayso.people.models import Event, Import, ImportRow, Person
from sayso.people.tests.brought_in import written
from sayso.people.tests.cast import CLERK, EMAILS, PHONES, no, person, says
from sayso.people.tests.conftest import installation, policy

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

AGREED = {"given_on": "2026-11-02", "wording": "events-email", "method": "web-form"}
ROWS = [
    {"name": name.title(), "email": EMAILS[name], "phone": PHONES[name]} | AGREED
    for name in ("ada", "bert", "cleo", "dev")
]
SPOILT = {"name": "=cmd()", "email": "not an address"}
SOURCE = ("--source", "telephone-enquiry")
FOR_GOOD = (*SOURCE, "--by", CLERK, "--apply")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, ROWS)


def bring_in(*arguments: str | Path) -> Told:
    return run("import", *arguments)


def report(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_without_apply_it_is_said_what_would_be_and_nothing_is_written(file: Path) -> None:
    told = bring_in(file, *SOURCE, "--on", "2026-11-02")
    assert (told.code, told.err) == (0, "".join(f"row {n} added\n" for n in range(2, 6)))
    assert told.out == (
        "people.csv: CSV, UTF-8, comma\n"
        "  name: name\n  email: email\n  phone: phone\n"
        "  given_on: given_on\n  wording: wording\n  method: method\n"
        "  for every row: source telephone-enquiry\n  for every row: on 2026-11-02\n\n"
        "        4  rows read\n"
        "        4  would be brought in\n"
        "                4  added\n"
        "Nothing was written. To bring them in, add --by NAME --apply.\n"
    )
    assert not Person.objects.exists()
    assert not Import.objects.exists()


def test_with_apply_they_are_brought_in_and_every_row_is_accounted_for(
    file: Path, tmp_path: Path
) -> None:
    bert = person("bert")
    says(no(bert))
    written(tmp_path, [*ROWS, SPOILT])
    told = bring_in(file, *FOR_GOOD, "--overwrite", "--report", tmp_path / "rows.csv")
    assert told.code == 1
    assert "        5  rows read\n       -1  refused: email: this is not one plain" in told.out
    assert "        4  were brought in\n                3  added\n" in told.out
    assert "                1  kept opted out\n" in told.out
    assert "row 3 kept opted out: They said no, and that stands" in told.err
    assert Person.objects.count() == 4
    rows = report(tmp_path / "rows.csv")
    assert [row["outcome"] for row in rows] == [
        "added",
        "kept_opted_out",
        "added",
        "added",
        "refused",
    ]
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6"]
    assert rows[1]["ref"] == bert.ref
    assert {row["ref"] for row in rows} == {"", *Person.objects.values_list("ref", flat=True)}
    for text in (told.out, told.err, (tmp_path / "rows.csv").read_text("utf-8-sig")):
        assert "=cmd" not in text
        assert "7946" not in text
        assert "example.org" not in text


def test_the_report_of_a_dry_run_has_every_row_too(file: Path, tmp_path: Path) -> None:
    bring_in(file, *SOURCE, "--report", tmp_path / "rows.csv")
    assert [row["outcome"] for row in report(tmp_path / "rows.csv")] == ["added"] * 4


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "add --source"),
        (("--source", "nope"), "declares no such source"),
        ((*SOURCE, "--apply"), "add --by NAME"),
        ((*SOURCE, "--column", "shoe-size=name"), "cannot be given"),
        ((*SOURCE, "--column", "affirmative=name"), "affirmative"),
        ((*SOURCE, "--column", "name"), "KIND=HEADING"),
        ((*SOURCE, "--wording", "nope"), "no such wording"),
        ((*SOURCE, "--sheet", "People"), "not a workbook"),
        ((*SOURCE, "--report", "people.csv"), "one of the files to read"),
        ((*SOURCE, "--report", "rows.txt"), "must end in"),
        (("--resume", "7"), "There is no import 7"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(file.parent)
    told = bring_in("people.csv", *arguments)
    assert told.code == 2
    assert_one_sentence(told, *EMAILS.values())
    assert why in told.err
    assert not Import.objects.exists()


def test_a_file_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\0" * 80)
    for name in ("none.csv", "x.csv", "."):
        assert_one_sentence(bring_in(tmp_path / name, *SOURCE))


def workbook(path: Path, *rows: list[str]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)


def a_formula_without_its_result(path: Path) -> None:
    workbook(path, ["name", "email"], ["Ada", '=CONCAT("ada","@example.org")'])


def a_workbook_that_unpacks_to_too_much(path: Path) -> None:
    workbook(path, ["name", "email"], ["Ada", EMAILS["ada"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", b" " * 60_000_000)


def a_heading_twice(path: Path) -> None:
    path.write_text(f"email,email\n{EMAILS['ada']},{EMAILS['bert']}\n")


def half_a_character(path: Path) -> None:
    path.write_text(f"email\n{EMAILS['ada']}\ud800\n", "utf-16", "surrogatepass")


def nothing_between_the_signs(path: Path) -> None:
    path.write_bytes(f"email\n{EMAILS['ada']}\0\n".encode())


def a_quote_that_never_ends(path: Path) -> None:
    path.write_text(f'email\n{EMAILS["ada"]}\n"' + f"{EMAILS['bert']}\n" * 2_000)


@pytest.mark.filterwarnings("ignore:Duplicate name")  # the archive is meant to be odd
@pytest.mark.parametrize(
    "made",
    [
        a_formula_without_its_result,
        a_workbook_that_unpacks_to_too_much,
        a_heading_twice,
        half_a_character,
        nothing_between_the_signs,
        a_quote_that_never_ends,
    ],
)
def test_a_file_that_is_ill_made_is_refused_whole_in_one_sentence(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    made(tmp_path / "people")
    told = bring_in(tmp_path / "people", *FOR_GOOD)
    assert told.code == 2
    assert_one_sentence(told._replace(out=""), *EMAILS.values())
    assert not Person.objects.exists()
    assert not Import.objects.exists()


def test_a_vast_cell_and_what_looks_like_a_formula_are_but_text(tmp_path: Path) -> None:
    rows = [*ROWS[:2], {"name": "x" * 10_000_000, "email": EMAILS["cleo"]}, ROWS[3]]
    rows[1] = ROWS[1] | {"name": "=cmd()|'/C calc'!A0"}
    told = bring_in(written(tmp_path, rows), *FOR_GOOD, "--report", tmp_path / "rows.csv")
    assert told.code == 1
    outcomes = [row["outcome"] for row in report(tmp_path / "rows.csv")]
    assert outcomes == ["added", "added", "refused", "added"]
    assert "=cmd" not in (tmp_path / "rows.csv").read_text("utf-8-sig")
    assert "row 4 refused: The row cannot be divided into cells" in told.err


# --- cut short ---------------------------------------------------------------------------


@pytest.fixture
def row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "bring_in", partial(running.bring_in, chunk=1))


def failing_after(chunks: int, error: BaseException) -> Callable[..., object]:
    """Writes chunks as ever until it cannot."""
    written = running._write
    left: Iterator[int] = iter(range(chunks))

    def write(*arguments: object) -> object:
        if next(left, None) is None:
            raise error
        return written(*arguments)  # type: ignore[arg-type]

    return write


def test_an_interrupted_import_keeps_whole_chunks_and_says_how_to_go_on(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row_by_row: None
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(running, "_write", failing_after(2, KeyboardInterrupt()))
        told = bring_in(file, *FOR_GOOD)
    number = Import.objects.get().pk
    again = f"sayso import {file} --resume {number}"
    assert told.code == 130
    assert told.err == f"sayso: Interrupted; what was in stays in. To go on: {again}\n"
    assert Person.objects.count() == 2
    told = bring_in(file, "--resume", str(number), "--report", tmp_path / "rows.csv")
    assert told.code == 0
    assert told.out.endswith(f"                4  added\nImport {number} is done.\n")
    assert len(report(tmp_path / "rows.csv")) == Person.objects.count() == 4
    assert Event.objects.filter(kind="consent").count() == 4
    assert ImportRow.objects.count() == 4
    assert "is done" in bring_in(file, "--resume", str(number)).err


def test_the_same_command_goes_on_where_it_stopped_and_another_begins_anew(
    file: Path, monkeypatch: pytest.MonkeyPatch, row_by_row: None
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(running, "_write", failing_after(2, DatabaseError("disk full")))
        told = bring_in(file, *FOR_GOOD)
    assert told.code == 2
    assert "then go on: sayso import" in told.err
    assert bring_in(file, *FOR_GOOD, "--overwrite").out.count("2  unchanged") == 1
    assert Import.objects.count() == 2
    told = bring_in(file, *FOR_GOOD)
    assert "2  added\n                2  unchanged\n" in told.out
    assert set(Import.objects.values_list("state", flat=True)) == {"done"}
    assert Person.objects.count() == 4


def test_another_file_is_not_gone_on_with(
    file: Path, monkeypatch: pytest.MonkeyPatch, row_by_row: None
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(running, "_write", failing_after(1, KeyboardInterrupt()))
        bring_in(file, *FOR_GOOD)
    written(file.parent, ROWS[:3])
    told = bring_in(file, "--resume", str(Import.objects.get().pk))
    assert told.code == 2
    assert_one_sentence(told)
    assert "not the file" in told.err


def test_a_file_that_is_saved_meanwhile_is_not_read_on(
    file: Path, monkeypatch: pytest.MonkeyPatch, row_by_row: None
) -> None:
    planned = Planner.plan

    def saved(*arguments: object) -> object:
        if Person.objects.count() == 2:
            file.write_text(file.read_text().replace("Dev", "Eve"))
        return planned(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Planner, "plan", saved)
    told = bring_in(file, *FOR_GOOD)
    assert told.code == 2
    assert "changed while it was read" in told.err
    assert Person.objects.count() == Import.objects.get().cursor - 1 == 2
