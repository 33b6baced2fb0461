import codecs
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from sayso.cli.tests.terminal import assert_one_sentence, run, start
from sayso.cli.tests.whole_list import (
    ADA,
    BERT,
    CAST,
    HEADINGS,
    SAID,
    WHOLE,
    ask,
    check,
    csv_text,
    read_csv,
    refuse,
    verdicts,
)

pytestmark = pytest.mark.usefixtures("folder")

# --- what people said, damaged ---------------------------------------------------------------


DAMAGE: dict[str, Callable[[str], bytes]] = {
    "empty": lambda text: b"",
    "blank": lambda text: b"\n\n",
    "no headings": lambda text: text.partition("\n")[2].encode(),
    "a column missing": lambda text: text.replace("contact,", "", 1).encode(),
    "a column renamed": lambda text: text.replace("contact", "kontakt", 1).encode(),
    "a column too many": lambda text: text.replace("\n", ",x\n").encode(),
    "a cell too many": lambda text: text.encode() + b"a@example.org,b,c,d,e\n",
    "a cell too few": lambda text: text.encode() + b"a@example.org\n",
    "cut short": lambda text: text.encode()[:-6],
    "an unknown code": lambda text: text.encode() + b"bert@example.org,nothing,of,this\n",
    "no contact": lambda text: text.encode() + b",objection,2026-01-05,all\n",
    "a stray quote": lambda text: text.encode() + b'"bert@example.org,objection\n',
    "a NUL": lambda text: text.encode() + b"\0\n",
    "half UTF-16": lambda text: codecs.BOM_UTF16_LE + text.encode(),
    "a workbook cut short": lambda text: b"PK\x03\x04" + text.encode(),
    "a web page": lambda text: b"<!doctype html>" + text.encode(),
    "JSON": lambda text: json.dumps({"text": text}).encode(),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", ["said.csv", "suppress.csv"])
def test_a_stop_that_cannot_be_read_stops_the_run(folder: Path, name: str, how: str) -> None:
    text = SAID if name == "said.csv" else "contact,channel\nbert@example.org,live_call\n"
    (folder / name).write_bytes(DAMAGE[how](text))
    assert refuse(*WHOLE).startswith(f"sayso: {name}")


@pytest.mark.parametrize(
    "line",
    [
        "bert@example.org,objection,2026-02-30,all",
        "bert@example.org,objection,05/01/2026,all",
        "bert@example.org,objection,2026-11-23,all",
        "bert@example.org,objection,,all",
        "bert@example.org,objections,2026-01-05,all",
        "bert@example.org,objection,2026-01-05,phone",
        "bert@example.org,objection,2026-01-05,;",
        "bert@example.org / 020 7946 0002,objection,2026-01-05,all",
        "Bert Underhill,objection,2026-01-05,all",
        "7946 0002,objection,2026-01-05,all",
        "020 7946 0002 / 3,consent,2026-01-05,live_call",
    ],
)
def test_one_line_that_cannot_be_read_stops_the_run(folder: Path, line: str) -> None:
    (folder / "said.csv").write_text(f"{SAID}{line}\n")
    assert re.match(r"sayso: said\.csv, (row|line) 3\b", refuse(*WHOLE))


@pytest.mark.parametrize("name", ["list.csv", "facts.json", "said.csv", "suppress.csv", "tps.txt"])
def test_a_file_that_is_not_there_stops_the_run(folder: Path, name: str) -> None:
    (folder / name).unlink()
    told = refuse(*WHOLE)
    assert told.startswith(f"sayso: {name} cannot be read: No such file or directory")
    if name != "facts.json":
        assert told.endswith("; name a file that is there, and that you may read.\n")


@pytest.mark.parametrize("option", ["--facts", "--said", "--suppress"])
def test_a_file_given_twice_stops_the_run_for_one_would_be_lost(option: str) -> None:
    given = WHOLE[WHOLE.index(option) + 1]
    assert f"{option} is given twice" in refuse(*WHOLE, option, given)


@pytest.mark.parametrize("saved", [[BERT, ADA], [ADA], CAST])
def test_a_list_that_is_saved_while_it_is_checked_stops_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, saved: list[list[str]]
) -> None:
    """Two rows that change places meanwhile would each get the other's answer."""

    def save_again(cell: str) -> bool:
        (folder / "list.csv").write_text(csv_text([HEADINGS, *saved]))
        return cell.startswith("=")

    monkeypatch.setattr("sayso.cli.report.runs_in_a_spreadsheet", save_again)
    bert = (folder / "list.csv").read_text().replace("Bert", "-Bert")
    (folder / "list.csv").write_text(bert)
    told = check(*WHOLE, "-o", "out.csv")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert not (folder / "out.csv").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
@pytest.mark.parametrize("name", ["list.csv", "facts.json", "said.csv", "suppress.csv", "tps.txt"])
def test_a_pipe_which_could_be_read_once_only_stops_the_run(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with start(*ask(*WHOLE)) as process:
        try:
            told = process.communicate(timeout=30)
        finally:
            process.kill()
    sentence = f"sayso: {name} is not a file; save what it holds as one.\n"
    assert (process.returncode, *told) == (2, b"", sentence.encode())


# --- what is written -------------------------------------------------------------------------

NASTY = [
    ["Name", "Tel", "Email", "Näme; \"quoted\"", "Notes\nand more"],
    ["Ada; \"A\", the first", "020 7946 0001", " ada@example.org ", "line\none\r\ntwo", "\ttab"],
    ["'Bert'", "'020 7946 0002", "", "café – “x”", "  blanks  "],
    ["00123", "0161 496 0003", "", "1,5;2|3", "trailing "],
    ["=1+1", "020 7946 0004", "", "@SUM(A1)", "-2+3"],
    ["", "", "", "", "only this"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_and_cells_are_written_as_they_came(
    folder: Path, encoding: str, mark: bytes, delimiter: str
) -> None:
    text = csv_text(NASTY, delimiter)
    (folder / "list.csv").write_bytes(mark + text.encode(encoding))
    assert check(*WHOLE, "-o", "out.csv").code == 0
    wanted = "utf-8" if (encoding, mark) == ("utf-8", b"") else "utf-8-sig"
    written = read_csv(folder / "out.csv", wanted, delimiter)
    assert [row[: len(NASTY[0])] for row in written] == NASTY
    assert [row[len(NASTY[0])] for row in written[1:]] == [
        "allow",
        "allow",
        "allow",
        "deny",
        "deny",
    ]


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        return read_csv(path)
    if path.suffix == ".xlsx":
        sheet = load_workbook(path).active
        assert sheet is not None
        rows = sheet.iter_rows(values_only=True)
        return [[str(cell or "").replace("_x000D_", "\r") for cell in row] for row in rows]
    table = parquet.read_table(path)
    columns = [column.to_pylist() for column in table.columns]
    return [table.column_names, *map(list, zip(*columns, strict=True))]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".XLSX"])
def test_every_form_of_output_holds_the_same(folder: Path, ending: str) -> None:
    (folder / "list.csv").write_text(csv_text(NASTY), newline="")
    assert check(*WHOLE, "-o", "plain.csv").code == 0
    assert check(*WHOLE, "-o", f"out{ending}").code == 0
    assert rows_of((folder / f"out{ending}").rename(folder / f"x{ending.lower()}")) == rows_of(
        folder / "plain.csv"
    )


def test_a_workbook_is_answered_like_the_same_list_in_csv(folder: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in CAST:
        sheet.append(row)
    sheet.append(["Fay", 2079460006, "fay@example.org", None])
    book.save(folder / "list.xlsx")
    (folder / "list.csv").write_text(
        csv_text([*CAST, ["Fay", "2079460006", "fay@example.org", ""]]), newline=""
    )
    assert check(*WHOLE, "-o", "from-csv.csv").code == 0
    told = run("check", "list.xlsx", *ask(*WHOLE, "-o", "from-xlsx.csv")[2:])
    assert told.code == 0
    assert read_csv(folder / "from-xlsx.csv", "utf-8-sig") == read_csv(folder / "from-csv.csv")


def test_cells_that_a_spreadsheet_would_run_are_counted_and_named(folder: Path) -> None:
    (folder / "list.csv").write_text(csv_text(NASTY), newline="")
    told = check(*WHOLE, "-o", "out.csv")
    for cells, name, where in (
        ("1 cell", "Name", "line 8"),
        ("1 cell", 'Näme; "quoted"', "line 8"),
        ("2 cells", "Notes\nand more", "lines 3, 8"),
    ):
        assert (
            f'{cells} of "{name}" would run in a spreadsheet; --defuse prevents it: {where}\n'
            in told.err
        )
    told = check(*WHOLE, "--defuse")
    assert '1 cell of "Name" was defused: line 8\n' in told.err
    assert '2 cells of "Notes\nand more" were defused: lines 3, 8\n' in told.err
    summary = json.loads(check(*WHOLE, "--json").out)
    assert summary["would_run"] == {
        "Name": [8],
        'Näme; "quoted"': [8],
        "Notes\nand more": [3, 8],
    }
    assert not summary["defused"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_defused_no_cell_of_the_output_can_be_run(folder: Path, ending: str) -> None:
    rows = [["=Head", "Tel", "Address"], ["=1+1", "+44 20 7946 0001", "@A1, High Street"]]
    (folder / "list.csv").write_text(csv_text(rows))
    options = (*WHOLE, "--channel", "post", "--defuse", "-o", f"out{ending}")
    assert check(*options).code == 0
    headings, row = rows_of(folder / f"out{ending}")
    assert headings[:3] == ["'=Head", "Tel", "Address"]
    assert row[:3] == ["'=1+1", "+44 20 7946 0001", "'@A1, High Street"]
    assert dict(zip(headings, row, strict=True))["post_use"] == "'@A1, High Street"
    assert not [cell for cell in (*headings, *row) if cell[:1] in ("=", "@", "-")]


def test_numbers_that_may_be_used_are_never_altered(folder: Path) -> None:
    rows = [
        [*HEADINGS, "Tel 2"],
        [*ADA, "020 7946 0006"],
        ["Fay", "+44 20 7946 0007", "+fay@example.org", "individual", ""],
    ]
    (folder / "list.csv").write_text(csv_text(rows))
    assert check(*WHOLE, "--defuse", "-o", "out.csv").code == 0
    assert verdicts(folder / "out.csv") == [
        ("allow", "live-call-register", "+442079460001; +442079460006"),
        ("allow", "live-call-register", "+442079460007"),
    ]
    assert read_csv(folder / "out.csv")[2][:5] == [
        "Fay", "+44 20 7946 0007", "'+fay@example.org", "individual", ""
    ]  # fmt: skip


def test_numbers_and_days_of_a_workbook_come_back_as_they_were(folder: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEADINGS, "Joined", "Paid"])
    sheet.append(["Fay", 2079460006, "fay@example.org", "individual", date(2026, 1, 5), 12.5])
    sheet.append(["Gil", "020 7946 0007", "gil@example.org", "individual", "", "12.5"])
    book.save(folder / "list.xlsx")
    assert run("check", "list.xlsx", *ask(*WHOLE, "-o", "out.xlsx")[2:]).code == 0
    written = load_workbook(folder / "out.xlsx").active
    assert written is not None
    rows = [row[: sheet.max_column] for row in written.iter_rows(values_only=True)]
    assert rows == list(
        load_workbook(folder / "list.xlsx").worksheets[0].iter_rows(values_only=True)
    )
    assert written["G2"].value == "allow"


def test_an_output_without_a_name_is_refused_in_a_sentence(folder: Path) -> None:
    told = check(*WHOLE, "-o", "")
    assert told.code == 2
    assert_one_sentence(told)
    assert "it names no file" in told.err


def test_a_list_is_not_checked_twice(folder: Path) -> None:
    assert check(*WHOLE, "-o", "once.csv").code == 0
    (folder / "once.csv").rename(folder / "list.csv")
    assert 'has a column "live_call_verdict" already' in check(*WHOLE, "-o", "out.csv").err
    assert check(*WHOLE, "-o", "out.csv").code == 2
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("name", ["list.csv", "said.csv", "suppress.csv"])
def test_nothing_that_was_read_is_written_over(folder: Path, name: str) -> None:
    before = (folder / name).read_bytes()
    (folder / "link.csv").hardlink_to(folder / name)
    for out in (name, f"../{folder.name}/{name}", "link.csv"):
        told = check(*WHOLE, "-o", out)
        assert told.code == 2
        assert_one_sentence(told)
    assert (folder / name).read_bytes() == before


@pytest.mark.parametrize("out", ["out.txt", "out", "none/out.csv", "out.csv.gz"])
def test_an_output_that_cannot_be_written_is_refused_before_anything_is_read(out: str) -> None:
    Path("said.csv").unlink()
    told = check(*WHOLE, "-o", out)
    assert told.code == 2
    assert_one_sentence(told)
    assert "said.csv" not in told.err


def test_an_earlier_output_stays_when_a_run_fails(folder: Path) -> None:
    (folder / "out.csv").write_text("from before")
    (folder / "said.csv").write_text("nonsense")
    assert check(*WHOLE, "-o", "out.csv").code == 2
    assert (folder / "out.csv").read_text() == "from before"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_run_that_fails_while_it_writes_leaves_nothing_behind(
    folder: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("sayso.cli.report.runs_in_a_spreadsheet", fail)
    before = sorted(folder.iterdir())
    assert check(*WHOLE, "-o", f"out{ending}").code == 130
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_run_leaves_nothing_behind(folder: Path, ending: str) -> None:
    many = [
        [f"Person {n}", f"01632 96{n % 1000:04}", f"p{n}@example.org", ""] for n in range(60_000)
    ]
    (folder / "list.csv").write_text(csv_text([HEADINGS, *many]), newline="")
    before = sorted(folder.iterdir())
    process = start(*ask(*WHOLE, "-o", "out.xlsx"))
    patience = time.monotonic() + 60
    while not list(folder.glob(".out.xlsx.*")):
        assert process.poll() is None
        assert time.monotonic() < patience
        time.sleep(0.01)
    process.send_signal(signal.Signals[ending])
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.strip() == b"sayso: Interrupted; nothing more was written."
    assert sorted(folder.iterdir()) == before
