import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from sayso.lists import workbook
from sayso.lists.table import Row, open_table
from sayso.lists.tests.people import as_xlsx, refusal
from sayso.lists.tests.reading import rows
from sayso.lists.workbook import Typed


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1632960123.0, "1632960123"),
        (1632960123, "1632960123"),
        (4.41632960123e11, "441632960123"),
        (1e22, "10000000000000000000000"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22), "2026-11-22"),  # noqa: DTZ001 - cells have no zone
        (datetime(2026, 11, 22, 9, 30), "2026-11-22T09:30:00"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
        (None, ""),
        (" Ada ", " Ada "),
        ("a_x000D_\nb", "a\r\nb"),
        ("_x0000__xD83D_", "_x0000__xD83D_"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_of_a_workbook_is_shown_undamaged(tmp_path: Path, value: object, shown: str) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name", "Cell", "End"], ["Ada", value, "."]])
    table = open_table(path)
    assert table.how == 'XLSX, sheet "People"'
    assert table.delimiter is None
    assert rows(table) == [("Ada", shown, ".")]


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name"], ["Ada"]])
    assert rows(open_table(path.rename(tmp_path / "people.csv"))) == [("Ada",)]


def test_empty_cells_at_the_end_are_not_stored_and_so_are_filled_in(tmp_path: Path) -> None:
    content: list[list[object]] = [
        [],
        ["Name", "Tel", "Notes", None, ""],
        ["Ada"],
        ["Bert", "1", "", "", ""],
        [],
        ["Cleo", "2", "3", "", "4"],
        ["", None],
        [],
    ]
    table = open_table(as_xlsx(tmp_path / "people.xlsx", People=content))
    assert table.headers == ("Name", "Tel", "Notes")
    assert list(table.rows()) == [
        Row(3, ("Ada", "", ""), ""),
        Row(4, ("Bert", "1", ""), ""),
        Row(
            6,
            ("Cleo", "2", "3", "", "4"),
            "the line has 5 cells where there are 3 headings",
        ),
    ]
    assert table.count_rows() == 3


def test_a_row_is_numbered_as_on_the_sheet(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[[], ["Name"], ["Ada"], [], [""], ["Bert"]])
    table = open_table(path)
    assert table.unit == "row"
    assert [(row.number, row.cells) for row in table.rows()] == [(3, ("Ada",)), (6, ("Bert",))]


@pytest.mark.parametrize("rows_between", [1, 40])
def test_rows_that_are_not_stored_are_counted(tmp_path: Path, rows_between: int) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name"], ["Ada"]])
    number = 2 + rows_between
    altered(path, lambda xml: xml.replace('r="2"', f'r="{number}"').replace("A2", f"A{number}"))
    assert [row.number for row in open_table(path).rows()] == [number]


def test_a_title_above_the_headings_is_told_by_its_row(tmp_path: Path) -> None:
    content: list[list[object]] = [["Members 2026"], [], ["Name", "Do not call"], ["Ada", "yes"]]
    sentence = refusal(as_xlsx(tmp_path / "people.xlsx", People=content))
    assert "take out what stands above row 3" in sentence


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (1632960123, "0###########"),
        (-12.5, "0.00%"),
        (True, "General"),
        (datetime(2026, 11, 22), "DD/MM/YYYY"),  # noqa: DTZ001 - cells have no zone
        (datetime(2026, 11, 22, 9, 30), "yyyy-mm-dd h:mm:ss"),  # noqa: DTZ001
        (time(9, 30), "h:mm"),
        (timedelta(hours=30), "[h]:mm:ss"),
    ],
)
def test_a_number_or_a_day_remembers_what_it_was(
    tmp_path: Path, value: object, number_format: str
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", "Cell"])
    sheet.append(["Ada", value])
    sheet["B2"].number_format = number_format
    book.save(tmp_path / "people.xlsx")
    (row,) = open_table(tmp_path / "people.xlsx").rows()
    name, cell = row.cells
    assert not isinstance(name, Typed)
    assert isinstance(cell, Typed)
    assert (cell.value, cell.number_format) == (value, number_format)


def test_the_only_sheet_with_anything_on_it_is_taken(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", Empty=[], People=[["Name"], ["Ada"]], Blank=[[""]])
    assert open_table(path).sheet == "People"


def test_one_of_several_sheets_must_be_named(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", Old=[["Name"], ["Ada"]], New=[["Name"], ["Bert"]])
    assert refusal(path) == "people.xlsx needs one sheet to be named, out of: Old, New."
    assert refusal(path, sheet="Gone") == (
        "people.xlsx needs one sheet to be named, out of: Old, New."
    )
    assert rows(open_table(path, sheet="New")) == [("Bert",)]


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    assert "has no headings" in refusal(as_xlsx(tmp_path / "people.xlsx", A=[], B=[]))


def test_a_formula_shows_the_result_which_was_stored(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name", "Tel"], ["Ada", "=1+1"]])
    altered(path, lambda xml: xml.replace("<v />", "<v>2</v>").replace("<v></v>", "<v>2</v>"))
    assert rows(open_table(path)) == [("Ada", "2")]


@pytest.mark.parametrize("cell", ["<v />", "<v></v>", "<v/>", ""])
def test_a_formula_nobody_worked_out_is_no_empty_cell(tmp_path: Path, cell: str) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name", "Tel"], ["Ada", "=1+1"]])
    altered(path, lambda xml: xml.replace("<v />", cell).replace("<v></v>", cell))
    assert "formulas without their results" in refusal(path)


def test_a_formula_whose_result_is_empty_is_an_empty_cell(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name", "Tel"], ["Ada", "=1+1"]])
    altered(path, lambda xml: xml.replace('r="B2"', 'r="B2" t="str"'))
    assert rows(open_table(path)) == [("Ada", "")]


def test_a_formula_is_seen_across_the_blocks_in_which_a_sheet_is_looked_over(
    tmp_path: Path,
) -> None:
    content: list[list[object]] = [["Name", "Tel"]]
    content += [["Ada" * 9, "1"]] * 20_000
    content += [["Bert", "=1+1"]]
    path = as_xlsx(tmp_path / "people.xlsx", People=content)
    assert "formulas without their results" in refusal(path)


def altered(path: Path, change: Callable[[str], str]) -> None:
    """The workbook with the XML of its first sheet changed by hand."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, change(content.decode()) if sheet else content)


def test_a_size_which_is_stored_wrongly_cuts_nothing_off(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name", "Tel"], ["Ada", "1"]])
    altered(path, lambda xml: xml.replace('ref="A1:B2"', 'ref="A1"'))
    assert rows(open_table(path)) == [("Ada", "1")]


def test_a_zip_which_is_no_workbook_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "people.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", "Name\nAda\n")
    assert "is a ZIP archive" in refusal(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name"], ["Ada"]])
    altered(path, lambda xml: xml[:-40])
    assert "damaged workbook" in refusal(path, sheet="People")
    path.write_bytes(path.read_bytes()[:500])
    assert "damaged workbook" in refusal(path)


@pytest.mark.parametrize(("limit", "value"), [("LARGEST_WORKBOOK", 100), ("TIGHTEST_PACKING", 1)])
def test_what_unpacks_beyond_reason_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    path = as_xlsx(tmp_path / "people.xlsx", People=[["Name"], ["Ada"]])
    monkeypatch.setattr(workbook, "LARGE_WORKBOOK", 1000)
    assert rows(open_table(path)) == [("Ada",)]
    monkeypatch.setattr(workbook, limit, value)
    assert "unpacks to more than is safe" in refusal(path)
