import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from sayso.lists import output
from sayso.lists.errors import ListError
from sayso.lists.output import defuse, open_output, replacing, runs_in_a_spreadsheet
from sayso.lists.table import Table, open_table

CELL = st.text(st.sampled_from("Ada,;\t|\"'\r\n0=+-@é_xXD5F"), max_size=14)
PEOPLE = [("Name", "Notes"), ("Ada", "=1+1"), ("Bert", 'a "b", c'), ("Cleo", ""), ("", "007")]
ENDINGS = [".csv", ".xlsx", ".parquet"]


def listed(folder: Path, content: bytes = b"Name,Notes\nAda,1\n") -> Table:
    path = folder / "people.csv"
    path.write_bytes(content)
    return open_table(path)


def write(path: Path, like: Table, people: Iterable[tuple[str, ...]]) -> None:
    records = iter(people)
    with open_output(path, next(records), like) as writer:
        for cells in records:
            writer.write(cells)


def read(path: Path) -> list[tuple[str, ...]]:
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
        return [tuple(table.column_names), *zip(*table.to_pydict().values(), strict=True)]
    table = open_table(path)
    return [table.headers, *(row.cells for row in table.rows())]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("output")


@pytest.mark.parametrize("ending", [*ENDINGS, ".CSV"])
def test_what_is_written_is_read_again(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"checked{ending}"
    write(path, listed(tmp_path), PEOPLE)
    assert read(path) == PEOPLE


@pytest.mark.parametrize("ending", ENDINGS)
@given(cells=st.lists(st.tuples(CELL, st.just("end")), max_size=6))
def test_no_cell_is_changed(folder: Path, ending: str, cells: list[tuple[str, ...]]) -> None:
    people = [("Name", "Notes"), *cells]
    write(folder / f"checked{ending}", listed(folder), people)
    assert read(folder / f"checked{ending}") == people


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_list_of_nobody_has_its_headings(tmp_path: Path, ending: str) -> None:
    write(tmp_path / f"checked{ending}", listed(tmp_path), PEOPLE[:1])
    assert read(tmp_path / f"checked{ending}") == PEOPLE[:1]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_list_of_many_batches_is_whole_and_in_order(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "BATCH", 10)
    people = [PEOPLE[0], *((str(number), "1") for number in range(95))]
    write(tmp_path / f"checked{ending}", listed(tmp_path), people)
    assert read(tmp_path / f"checked{ending}") == people


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "\ufeff"),
        ("cp1252", "\ufeff"),
        ("utf-16", "\ufeff"),
        ("utf-16-le", "\ufeff"),
    ],
)
def test_a_csv_keeps_its_delimiter_and_has_a_mark_unless_it_was_utf_8_without(
    tmp_path: Path, delimiter: str, encoding: str, mark: str
) -> None:
    """Without it, a spreadsheet program would take UTF-8 for Windows-1252, and spoil the names."""
    like = listed(tmp_path, f"Näme{delimiter}Notes\nAda{delimiter}1\n".encode(encoding))
    write(tmp_path / "checked.csv", like, PEOPLE[:2])
    assert (tmp_path / "checked.csv").read_bytes() == (
        f"{mark}Name{delimiter}Notes\r\nAda{delimiter}=1+1\r\n".encode()
    )


def test_a_csv_of_what_was_no_csv_has_commas_and_a_mark(tmp_path: Path) -> None:
    write(tmp_path / "people.xlsx", listed(tmp_path), PEOPLE)
    write(tmp_path / "checked.csv", open_table(tmp_path / "people.xlsx"), PEOPLE)
    text = (tmp_path / "checked.csv").read_bytes().decode()
    assert text[0] == "\ufeff"
    assert [tuple(cells) for cells in csv.reader(io.StringIO(text[1:], newline=""))] == PEOPLE


def test_no_cell_of_a_workbook_is_a_formula_or_a_number(tmp_path: Path) -> None:
    people = [("A", "B", "C", "D"), ("=1+1", "#N/A", "1632960123", "2026-11-22")]
    write(tmp_path / "checked.xlsx", listed(tmp_path), people)
    page = load_workbook(tmp_path / "checked.xlsx").worksheets[0]
    assert [[(cell.value, cell.data_type) for cell in row] for row in page.iter_rows()] == [
        [(value, "s") for value in record] for record in people
    ]


def test_numbers_and_days_of_a_workbook_come_back_as_they_were(tmp_path: Path) -> None:
    day = datetime(2026, 11, 22)  # noqa: DTZ001 - cells have no zone
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", 2026, "Day", "Tel", "Tel 2", "Blank"])
    sheet.append(["Ada", 12.5, day, "07700900123", 7700900123, None])
    sheet["C2"].number_format = "DD/MM/YYYY"
    sheet["E2"].number_format = "0##########"
    book.save(tmp_path / "people.xlsx")
    like = open_table(tmp_path / "people.xlsx")
    write(tmp_path / "checked.xlsx", like, [like.headers, *(row.cells for row in like.rows())])
    before, after = (
        [
            [(cell.value, cell.data_type, cell.number_format) for cell in row]
            for row in load_workbook(tmp_path / name).worksheets[0].iter_rows()
        ]
        for name in ("people.xlsx", "checked.xlsx")
    )
    assert after == before
    for name in ("checked.csv", "checked.parquet"):
        write(tmp_path / name, like, [like.headers, *(row.cells for row in like.rows())])
        assert read(tmp_path / name)[1] == (
            ("Ada", "12.5", "2026-11-22", "07700900123", "7700900123", "")
        )


@pytest.mark.parametrize("cell", ["a\x07b", "\x00", "\x1f", "\uffff", "x" * 32_768])
def test_what_a_workbook_cannot_hold_is_refused_not_altered(tmp_path: Path, cell: str) -> None:
    like = listed(tmp_path)
    with pytest.raises(ListError, match="write the list as CSV"):
        write(tmp_path / "checked.xlsx", like, [*PEOPLE, ("Dev", cell)])
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_a_workbook_holds_no_more_rows_than_a_sheet_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "MOST_XLSX_ROWS", len(PEOPLE))
    write(tmp_path / "checked.xlsx", listed(tmp_path), PEOPLE)
    monkeypatch.setattr(output, "MOST_XLSX_ROWS", len(PEOPLE) - 1)
    with pytest.raises(ListError, match="cannot hold so many rows"):
        write(tmp_path / "again.xlsx", listed(tmp_path), PEOPLE)
    assert not (tmp_path / "again.xlsx").exists()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, ListError])
def test_a_list_given_up_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, failure: type[BaseException]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    path = tmp_path / f"checked{ending}"
    path.write_bytes(b"before")
    like = listed(tmp_path)

    def people() -> Iterator[tuple[str, ...]]:
        yield from PEOPLE
        raise failure

    with pytest.raises(failure):
        write(path, like, people())

    assert path.read_bytes() == b"before"
    assert {p.name for p in tmp_path.iterdir()} == {"elsewhere", path.name, "people.csv"}
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_stands_in_its_place_before_it_is_whole(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"checked{ending}"
    with open_output(path, PEOPLE[0], listed(tmp_path)) as writer:
        writer.write(PEOPLE[1])
        assert not path.exists()
    assert path.exists()


def test_a_new_file_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append((tmp_path / "new").exists()))
    with replacing(tmp_path / "new") as part:
        part.write_text("whole")
    assert seen == [False]
    assert (tmp_path / "new").read_text() == "whole"


@pytest.mark.parametrize("name", ["checked", "checked.txt", "checked.xls", ".csv"])
def test_an_ending_which_names_no_form_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ListError, match=r"must end in \.csv, \.xlsx or \.parquet"):
        write(tmp_path / name, listed(tmp_path), PEOPLE)


def test_the_list_itself_is_never_written_over(tmp_path: Path) -> None:
    like = listed(tmp_path)
    (tmp_path / "link.csv").symlink_to(like.path)
    for path in (like.path, tmp_path / "." / "people.csv", tmp_path / "link.csv"):
        with pytest.raises(ListError, match="is the list itself"):
            write(path, like, PEOPLE)
    assert like.path.read_bytes() == b"Name,Notes\nAda,1\n"


def test_a_folder_which_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"checked\.csv cannot be written: No such file"):
        write(tmp_path / "none" / "checked.csv", listed(tmp_path), PEOPLE)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_which_does_not_fit_the_headings_is_a_mistake(tmp_path: Path, ending: str) -> None:
    with pytest.raises(ValueError, match="3 cells for 2 headings"):
        write(tmp_path / f"checked{ending}", listed(tmp_path), [PEOPLE[0], ("Ada", "1", "2")])


DANGEROUS = [
    "=1+1",
    "  =1+1",
    "\n=1+1",
    "+1+cmd",
    "-A1",
    "@SUM(A1)",
    "\tAda",
    "\rAda",
    "\t=1",
    "\uff1d1+1",
    "=",
    "+44 20 7946 0123 or A1",
    "=020 7946 0123",
    "-1,5,A1",
    "+44 20 7946 0123; A1",
    "+44 20 7946 0123;=A1",
    "-1e5A",
]
HARMLESS = [
    "",
    "Ada",
    "020 7946 0123",
    "+44 (0)20 7946-0123",
    " +44 20 7946 0123",
    "+442079460123; +442079460124",
    "+44 20 7946 0123;+44 20 7946 0124 ;  020 7946 0125",
    "-1e-05",
    "-12.50",
    "-1,234.50",
    "-1",
    "-",
    "ada@example.org",
    "a=b",
    "'=1+1",
]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_cell_which_may_run_is_defused(cell: str) -> None:
    assert runs_in_a_spreadsheet(cell)
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert not runs_in_a_spreadsheet(cell)
    assert defuse(cell) == cell


LONG = 90_000


@pytest.mark.parametrize(
    "cell",
    [
        "=" + " " * LONG,
        "\t" + " " * LONG + "a",
        "+" + " " * LONG + "a",
        "+" + "1;" * LONG + "a",
        "+" + "1; " * LONG + "a",
        "-" + "1," * LONG + "a",
        "\t" * LONG + "a",
    ],
    ids=range(7),
)
def test_a_long_cell_is_judged_in_one_go(cell: str) -> None:
    """It would take hours, had every way to divide it to be tried."""
    assert runs_in_a_spreadsheet(cell)
    assert defuse(cell) == f"'{cell}"


@given(st.text())
def test_nothing_defused_runs(cell: str) -> None:
    assert not runs_in_a_spreadsheet(defuse(cell))
