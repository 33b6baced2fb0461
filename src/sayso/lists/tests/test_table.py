import csv
import gc
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lists.table import DELIMITERS, Row, open_table
from sayso.lists.tests.people import PEOPLE, refusal, write
from sayso.lists.tests.reading import rows

CELLS = st.text(st.sampled_from("Ada £,;\t|\"'\r\n0=@é"), max_size=12)
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}


def as_csv(records: list[tuple[str, ...]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows(records)
    return text.getvalue()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("table") / "people.csv"


@given(
    cells=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12),
    delimiter=st.sampled_from(list(DELIMITERS)),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    encoding=st.sampled_from(list(ENCODINGS)),
)
def test_every_cell_of_every_dialect_is_read_as_it_was_written(
    file: Path,
    cells: list[tuple[str, ...]],
    delimiter: str,
    line_end: str,
    encoding: str,
) -> None:
    records = [("Name", "Prénom", "Notes"), *cells]
    write(file, as_csv(records, delimiter, line_end).encode(encoding))
    table = open_table(file)
    assert table.how == f"CSV, {ENCODINGS[encoding]}, {DELIMITERS[delimiter]}"
    assert table.headers == records[0]
    assert rows(table) == records[1:]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_nuls(file: Path, encoding: str) -> None:
    table = open_table(write(file, as_csv(PEOPLE).encode(encoding)))
    assert table.how == "CSV, UTF-16, comma"
    assert rows(table) == PEOPLE[1:]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encoding_is_remembered_and_a_mark_is_no_part_of_the_first_heading(
    file: Path, encoding: str
) -> None:
    table = open_table(write(file, as_csv(PEOPLE).encode(encoding)))
    assert table.encoding == encoding
    assert table.headers == PEOPLE[0]


@pytest.mark.parametrize(
    "content",
    [
        b"Name,Tel\nAda,\x81\n",  # not in CP1252
        b"Name,Tel\nAda,\x00\n",
        b"Name,Tel\n" + b"Ada,1\n" * 4096 + b"Bert,\x00\n",
        b"\xef\xbb\xbfName,Tel\nAd\xe9,1\n",
        b"\xff\xfeN\x00a",
        b"\xff\xfe\x00\x00N\x00\x00\x00",  # UTF-32
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_what_cannot_be_decoded_is_refused(file: Path, content: bytes) -> None:
    assert "is not text in a known encoding" in refusal(write(file, content))


@pytest.mark.parametrize(
    "start",
    [b"\xd0\xcf\x11\xe0\xa1\xb1", b"%PDF-1.7", b"\x1f\x8b\x08", b"PAR1", b"{\\rtf1", b"\n<html>"],
)
def test_another_kind_of_file_is_named_with_what_to_do(file: Path, start: bytes) -> None:
    assert refusal(write(file, start)).endswith("; save the list as CSV or XLSX.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "people.csv is empty; give a list with a row of headings."),
        ("\n\n", "people.csv has no headings; its first line must name the columns."),
        (",,\nAda,1,2\n", "people.csv has no headings; its first line must name the columns."),
        ('"Name,Tel\n', "people.csv has no headings; its first line must name the columns."),
        (
            "Tel,Name, tel \n1,2,3\n",
            "people.csv has the same heading in columns 1 and 3; rename all but one.",
        ),
        (
            "Ada Larkspur,x,Ada larkspur , ada larkspur\n1,2,3,4\n",
            "people.csv has the same heading in columns 1, 3 and 4; rename all but one.",
        ),
    ],
)
def test_a_list_without_one_row_of_headings_is_refused(
    file: Path, content: str, sentence: str
) -> None:
    assert refusal(write(file, content)) == sentence


@pytest.mark.parametrize(
    "cell",
    [
        "ada@example.org",
        "Ada Larkspur <ada@example.org>",
        "020 7946 0123",
        "+44 (0)20 7946 0123",
        "020.7946.0123",
        "(01632) 960123",
        "1632960123",
    ],
)
def test_a_first_line_about_a_person_is_no_row_of_headings(file: Path, cell: str) -> None:
    sentence = refusal(write(file, f"Ada,{cell}\nBert,{cell}\n"))
    assert "seems to have no headings" in sentence
    assert cell not in sentence


@pytest.mark.parametrize(
    "heading",
    ["@", "E-mail @ work", "field_123456789012", "No 020 7946 0123", "2026-01-05", "Tel 2"],
)
def test_a_heading_with_a_number_or_a_sign_in_it_is_a_heading(file: Path, heading: str) -> None:
    table = open_table(write(file, f"Name,{heading}\nAda,1\n"))
    assert table.headers == ("Name", heading)


@pytest.mark.parametrize("long", ["@" * 90_000, "a@" * 90_000, "1 " * 8 + " " * 90_000 + "a"])
def test_a_long_heading_is_read_in_one_go(file: Path, long: str) -> None:
    """It would take hours, had every way to divide it to be tried."""
    assert open_table(write(file, f"Name,{long}\nAda,1\n")).headers == ("Name", long)


@pytest.mark.parametrize("above", ["Members 2026\n", "Members 2026,,\n", "\nMembers\n\nof us,,\n"])
@pytest.mark.parametrize("heading", ["Name,Tel,Do not call", "Name;Tel;Do not call"])
def test_a_title_is_not_taken_for_the_headings(file: Path, above: str, heading: str) -> None:
    """The column that says stop would have been overlooked."""
    delimiter = heading[4]
    text = f"{above}{heading}\nAda,1,\nBert,2,yes\n".replace(",", delimiter)
    line = above.count("\n") + 1
    assert refusal(write(file, text)) == (
        "people.csv seems to have a title above its headings, for its first line has one cell and "
        f"most have more; take out what stands above line {line}, if that holds the headings, or "
        "name every column."
    )


@pytest.mark.parametrize("delimiter", list(DELIMITERS))
@pytest.mark.parametrize("form", ["sep={}", "SEP={}", '"sep={}"', "sep={}{}"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_that_states_the_delimiter_for_excel_is_heeded(
    file: Path, delimiter: str, form: str, line_end: str, encoding: str
) -> None:
    stated = form.format(delimiter, delimiter) + line_end
    table = open_table(write(file, (stated + as_csv(PEOPLE, delimiter, line_end)).encode(encoding)))
    assert (table.delimiter, table.headers) == (delimiter, PEOPLE[0])
    assert [(row.number, row.cells) for row in table.rows()] == [(3, PEOPLE[1]), (4, PEOPLE[2])]


def test_a_stated_delimiter_wins_over_what_the_lines_look_like(file: Path) -> None:
    text = "sep=;\nName, given;Tel, work\nAda, A;1, 2\n"
    assert open_table(write(file, text)).headers == ("Name, given", "Tel, work")


def test_a_stated_delimiter_that_is_not_known_is_refused(file: Path) -> None:
    assert "states a delimiter that is not known" in refusal(write(file, "sep=:\nName:Tel\n"))


def test_headings_alone_are_a_list_of_nobody(file: Path) -> None:
    table = open_table(write(file, "Name,Tel\n"))
    assert table.headers == ("Name", "Tel")
    assert rows(table) == []
    assert table.count_rows() == 0


def test_columns_without_a_name_may_be_many(file: Path) -> None:
    table = open_table(write(file, "Name,Tel,,\nAda,1,2,3\n"))
    assert table.headers == ("Name", "Tel", "", "")
    assert rows(table) == [("Ada", "1", "2", "3")]


def test_a_line_of_another_length_is_not_padded_but_reported(file: Path) -> None:
    table = open_table(write(file, "Name,Tel\nAda\nBert,1,2\nCleo,3\n"))
    assert list(table.rows()) == [
        Row(2, ("Ada",), "the line has 1 cell where there are 2 headings"),
        Row(3, ("Bert", "1", "2"), "the line has 3 cells where there are 2 headings"),
        Row(4, ("Cleo", "3"), ""),
    ]


def test_a_line_too_long_for_one_heading_is_reported(file: Path) -> None:
    table = open_table(write(file, "Name\nAda\nBert\nCleo\nDev;1,2|3\t4\n"))
    assert [row.problem for row in table.rows()] == [
        "",
        "",
        "",
        "the line has 2 cells where there is 1 heading",
    ]


def test_blank_lines_are_passed_over(file: Path) -> None:
    table = open_table(write(file, "\n\nName,Tel\n\nAda,1\n   \nBert,2\n,\n\n"))
    assert rows(table) == [("Ada", "1"), ("Bert", "2"), ("", "")]
    assert table.count_rows() == 3


@given(
    cells=st.lists(st.tuples(st.just("Ada"), CELLS), max_size=8),
    blanks=st.lists(st.sampled_from(["", "\r\n", "\n\n"]), min_size=9, max_size=9),
)
def test_a_row_is_numbered_as_the_line_where_it_begins(
    file: Path, cells: list[tuple[str, ...]], blanks: list[str]
) -> None:
    text = as_csv([("Name", "Notes")])
    places = []
    for record, blank in zip(cells, blanks, strict=False):
        text += blank
        places.append(len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        text += as_csv([record])
    table = open_table(write(file, text))
    assert table.unit == "line"
    assert [row.number for row in table.rows()] == places


def test_a_list_can_be_read_again_and_left_in_the_middle(file: Path) -> None:
    table = open_table(write(file, as_csv(PEOPLE)))
    reading = table.rows()
    next(reading)
    del reading
    gc.collect()
    assert rows(table) == rows(table) == PEOPLE[1:]
    assert table.size == file.stat().st_size


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("Name;Address\nAda;1, High Street\nBert;2, High Street\n", ";"),
        ("Name,Address\nAda,1; High Street\nBert,2; High Street\n", ","),
        ("Name\tTel\nAda\t1\n", "\t"),
        ("Name|Tel\nAda|1\n", "|"),
        ("Name,Tel\nAda,1,\nBert,2,\n", ","),
        ("Name\nAda\n", ","),
        ("Name;Tel\n", ";"),
        ('Name;Tel\nAda;1\n"Bert;' + "2\n" * 2000, ";"),
    ],
)
def test_the_delimiter_divides_the_lines_alike(file: Path, content: str, delimiter: str) -> None:
    assert open_table(write(file, content)).delimiter == delimiter


def test_a_comma_in_the_only_heading_divides_nothing(file: Path) -> None:
    table = open_table(write(file, "Number, if known\n1\n2\n"))
    assert table.headers == ("Number, if known",)
    assert rows(table) == [("1",), ("2",)]


def test_a_list_which_is_always_too_wide_is_reported_throughout(file: Path) -> None:
    table = open_table(write(file, "Name,Tel\nAda,1,\nBert,2,\n"))
    assert all(row.problem for row in table.rows())


def test_a_stray_quote_mark_hides_no_line(file: Path) -> None:
    table = open_table(write(file, 'Name,Tel\nAda,1\n"Bert,2\nCleo,3\n"Dev",4\nEve,5\n'))
    found = list(table.rows())
    assert [row.cells for row in found] == [("Ada", "1"), (), ("Eve", "5")]
    assert found[1].problem == (
        "lines 3 to 5 of the file cannot be divided into cells (a stray quote mark or a vast cell)"
    )


def test_a_last_line_which_ends_inside_quotes_is_reported(file: Path) -> None:
    table = open_table(write(file, 'Name,Tel\nAda,1\nBert,"2'))
    assert [bool(row.problem) for row in table.rows()] == [False, True]


@pytest.mark.parametrize("end", ["", '"\n'])
def test_a_quote_mark_open_for_too_many_lines_is_refused(file: Path, end: str) -> None:
    lines = "Name,Tel\nAda,1\n" + '"Bert,2\n' + "Cleo,3\n" * 1000 + end
    assert "has a quote mark on line 3 which is not closed" in refusal(write(file, lines))


def test_a_cell_of_many_lines_is_read_up_to_a_thousand(file: Path) -> None:
    cell = "\n" * 999
    assert rows(open_table(write(file, f'Name,Notes\nAda,"{cell}"\n'))) == [("Ada", cell)]


def test_a_vast_cell_is_reported_and_the_next_line_read(file: Path) -> None:
    table = open_table(write(file, f"Name,Tel\nAda,{'1' * ((1 << 20) + 1)}\nBert,2\n"))
    found = list(table.rows())
    assert "line 2 of the file cannot be divided" in found[0].problem
    assert found[1] == Row(3, ("Bert", "2"), "")


def test_a_file_which_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == (
        "none.csv cannot be read: No such file or directory; name a file that is there, and that "
        "you may read."
    )
    assert "cannot be read" in refusal(tmp_path)


def test_a_csv_has_no_sheet(file: Path) -> None:
    assert "has no sheet" in refusal(write(file, as_csv(PEOPLE)), sheet="People")
