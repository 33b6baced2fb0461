import json
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from sayso.cli.tests.terminal import run
from sayso.cli.tests.whole_list import (
    FACTS,
    HEADINGS,
    REGISTERS,
    WHOLE,
    check,
    csv_text,
    read_csv,
    refuse,
    verdicts,
)

pytestmark = pytest.mark.usefixtures("folder")

# --- the main job ----------------------------------------------------------------------------


def test_the_cast_is_checked(folder: Path) -> None:
    told = check(*WHOLE, "-o", "out.csv")
    assert (told.code, told.err) == (0, "")
    assert verdicts(folder / "out.csv") == [
        ("allow", "live-call-register", "+442079460001"),
        ("deny", "objection-to-marketing", ""),
        ("allow", "live-call-register", "+441614960003"),
        ("deny", "live-call-register", ""),
        ("deny", "suppressed", ""),
    ]


def test_the_waterfall_goes_from_all_rows_to_those_that_may_be_contacted() -> None:
    lines = check(*WHOLE, "-o", "out.csv").out.splitlines()
    numbers = [line.split()[0] for line in lines if re.match(r"^ *-?\d", line)]
    assert numbers == ["5", "-1", "-1", "-1", "2"]
    told = "\n".join(lines)
    for part in (
        "list.csv: CSV, UTF-8, comma\n  Tel: phone (by its name)\n  Email: email (by its name)",
        "May we contact them: live call, for marketing, on 22 November 2026?",
        "rows in the list",
        "suppressed  The contact point stands on the suppression list.",
        "→ Only a newer yes",
        "This holds until 17 December 2026.",
        "TPS edition of 2026-11-20: 2 numbers.",
        "CTPS edition of 2026-11-20: 1 number.",
        "Every row, with its answers, is in out.csv.",
    ):
        assert part in told


def test_the_summary_is_given_as_data() -> None:
    told = check(*WHOLE, "-o", "out.csv", "--json")
    assert (told.code, told.err) == (0, "")
    summary = json.loads(told.out)
    call = summary["channels"]["live_call"]
    assert (call["rows"], call["allowed"], call["holds_until"]) == (5, 2, "2026-12-17")
    assert sum(drop["rows"] for drop in call["dropped"]) == 3
    assert all(drop["because"] and drop["remedy"] for drop in call["dropped"])
    assert summary["registers"]["tps"]["edition"] == "2026-11-20"
    assert summary["columns"]["Tel"] == {"is": "phone", "found": "by its name"}
    assert not re.search("larkspur|underhill|ada@|bert@|7946", told.out)


def test_several_channels_are_asked_at_once(folder: Path) -> None:
    options = ("--channel", "email", "--channel", "live_call", *WHOLE, "-o", "out.csv")
    assert check(*options).code == 0
    headings = read_csv(folder / "out.csv")[0]
    parts = ("verdict", "reason", "remedy", "use")
    new = [f"{channel}_{part}" for channel in ("live_call", "email") for part in parts]
    assert headings == [*HEADINGS, *new]
    assert verdicts(folder / "out.csv", "email")[2] == (
        "allow",
        "electronic-mail-corporate",
        "cleo@glass.example",
    )


def test_no_output_is_asked_for_and_none_is_made(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    assert check(*WHOLE).code == 0
    assert sorted(folder.rglob("*")) == before


def test_a_column_may_be_named(folder: Path) -> None:
    rows = [["Name", "A", "B"], ["Ada", "020 7946 0001", "020 7946 0004"]]
    (folder / "list.csv").write_text(csv_text(rows))
    for given, verdict in ((("phone=A",), "allow"), (("phone=A", "phone=B"), "deny")):
        options = [part for one in given for part in ("--column", one)]
        assert check(*WHOLE, *options, "-o", "out.csv").code == 0
        assert verdicts(folder / "out.csv")[0][0] == verdict


def test_a_line_that_cannot_be_read_is_named_and_never_allowed(folder: Path) -> None:
    with (folder / "list.csv").open("a") as file:
        file.write('Fay,020 7946 0006\nGil,020 7946 0007,g@example.org,person\nHal,"x"y,,\n')
    told = check(*WHOLE, "-o", "out.csv")
    assert told.code == 1
    named = re.findall(r"(?m)^Line (\d+) could not be read, and is not allowed: ", told.err)
    assert named == ["7", "8", "9"]
    assert [reason for _, reason, _ in verdicts(folder / "out.csv")][5:] == ["unreadable"] * 3
    summary = json.loads(check(*WHOLE, "--json").out)
    assert [one["row"] for one in summary["unreadable"]] == [7, 8, 9]
    assert not any(word in told.err.casefold() for word in ("fay", "7946", "g@"))


@pytest.mark.parametrize(("rows", "more"), [(13, "3 more rows"), (11, "1 more row")])
def test_ten_unreadable_rows_are_named_and_the_rest_counted(
    folder: Path, rows: int, more: str
) -> None:
    with (folder / "list.csv").open("a") as file:
        file.write("x,y\n" * rows)
    assert f"So it is with {more}; --json names them all." in check(*WHOLE).err


def test_a_line_that_cannot_be_read_is_counted_from_the_first_of_the_file(folder: Path) -> None:
    (folder / "list.csv").write_text('\nName,Tel\n\n"Ada\n","020 7946 0001"\n\nFay\n')
    told = check(*WHOLE)
    assert told.code == 1
    assert told.err.startswith("Line 7 could not be read, and is not allowed: ")


def test_a_row_of_a_sheet_that_cannot_be_read_is_counted_as_on_the_sheet(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADINGS, [], ["Ada", "020 7946 0001", "", "person"]):
        sheet.append(row)
    book.save(folder / "list.csv")
    told = check(*WHOLE)
    assert told.code == 1
    assert told.err.startswith("Row 3 could not be read, and is not allowed: ")


def test_no_line_that_is_shown_ends_in_blanks() -> None:
    lines = check(*WHOLE, "-o", "out.csv").out.splitlines()
    assert any("→" in line for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


# --- registers that were not searched --------------------------------------------------------

CONSENT = "contact,kind,on,channels,affirmative,unbundled,informed,evidenced,sender_named,covers\n"
CONSENTED = "020 7946 0001,consent,2026-01-05,live_call,true,true,true,true,named,own_similar\n"


@pytest.mark.parametrize(
    ("registers", "told"),
    [
        ((), "TPS and CTPS were not searched, so the registers clear nobody for live_call.\n"),
        (REGISTERS[:2], "CTPS was not searched, so the registers clear nobody for live_call.\n"),
        (REGISTERS, ""),
    ],
)
def test_registers_that_were_not_searched_are_named(
    folder: Path, registers: tuple[str, ...], told: str
) -> None:
    (folder / "said.csv").write_text(CONSENT + CONSENTED)
    shown = check("--facts", "facts.json", "--said", "said.csv", *registers)
    assert shown.code == 0, shown
    assert "".join(re.findall(r".*not searched.*\n", shown.out)) == told


def test_a_service_call_is_told_nothing_of_registers() -> None:
    facts = ("--set", "data_protection.basis=contract", "--set", "data_protection.notice_given=yes")
    shown = run("check", "list.csv", "--channel", "live_call", "--purpose", "service", *facts)
    assert shown.code == 0, shown
    assert "not searched" not in shown.out


# --- facts -----------------------------------------------------------------------------------


def test_without_facts_those_that_are_needed_are_named() -> None:
    told = refuse(*REGISTERS)
    for key in ("message.names_sender", "message.caller_id_shown", "data_protection.basis"):
        assert key in told
    assert "--set KEY=VALUE or --facts FILE" in told


def test_without_a_register_it_is_said_how_to_give_one() -> None:
    told = refuse("--facts", "facts.json", *REGISTERS[:2])
    assert told == (
        "sayso: No row could be allowed while these facts are not known: registers.ctps; "
        "search with --register ctps=FILE@DATE.\n"
    )


def test_a_setting_overrides_the_file(folder: Path) -> None:
    options = ("--set", "message.names_sender=no", "-o", "out.csv")
    assert check(*WHOLE, *options).code == 0
    assert {verdict for verdict, _, _ in verdicts(folder / "out.csv")} == {"deny"}


def test_a_list_is_set_with_commas(folder: Path) -> None:
    options = ("--set", "subscriber=llp", "--set", "message.promotes=own_similar,charity")
    assert check(*WHOLE, *options, "-o", "out.csv", channel="email").code == 0
    assert verdicts(folder / "out.csv", "email")[2][0] == "allow"


@pytest.mark.parametrize(
    "settings",
    [
        ("message.promotes",),
        ("message.promotes=",),
        ("message.promotes=everything",),
        ("message.opt_out=perhaps",),
        ("subscriber=ltd",),
        ("message.purpose=service",),
        ("registers.tps.edition=2026-11-20",),
        ("nonsense=1",),
    ],
)
def test_a_setting_that_cannot_be_read_stops_the_run(settings: tuple[str, ...]) -> None:
    refuse(*WHOLE, *(part for one in settings for part in ("--set", one)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"marketing"',
        '{"channel": "email"}',
        '{"message": {"opt_outs": true}}',
        '{"message": {"opt_out": "true"}}',
        '{"message": {"promotes": "own_similar"}}',
        '{"message": {"purpose": "service"}}',
        '{"message": []}',
        '{"provenance": "direct", "provenance": "bought_in"}',
        '{"provenance": null}',
        '{"provenance": "Anytown"}',
        '{"subscriber": {"of": "Ada"}}',
        '{"relationship": {"collected_on": "2026-11-23"}}',
        '{"data_protection": {"basis": "legitimate_interests"',
        "\xff\xfe",
    ],
    ids=range(17),
)
def test_facts_that_cannot_be_read_stop_the_run(folder: Path, text: str) -> None:
    (folder / "facts.json").write_text(text, encoding="latin-1")
    refuse(*WHOLE)


def test_the_purpose_may_stand_in_the_facts_if_it_is_the_same(folder: Path) -> None:
    message = FACTS["message"] | {"purpose": "marketing"}  # type: ignore[operator]
    (folder / "facts.json").write_text(json.dumps(FACTS | {"message": message}))
    assert check(*WHOLE).code == 0


# --- registers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("tps=tps.txt", "has no edition; write NAME=FILE@EDITION"),
        ("tps.txt@2026-11-20", "has no edition"),
        ("tps", "has no edition"),
        ("tps=tps.txt@", "is no day; write it as YYYY-MM-DD"),
        ("tps=tps.txt@20261120", "is no day"),
        ("tps=tps.txt@2026-W47-5", "is no day"),
        ("tps=tps.txt@2026-02-30", "is no day"),
        ("tps=tps.txt@2026-11-23", "is later than 2026-11-22"),
        ("tps=none.txt@2026-11-20", "none.txt cannot be read"),
        ("tps=.@2026-11-20", "is not a file"),
        ("mps=tps.txt@2026-11-20", "cannot be searched yet"),
        ("abc=tps.txt@2026-11-20", "There is no register"),
        ("ctps=ctps.txt@2026-11-20", "is given twice"),
    ],
)
def test_a_register_that_cannot_be_relied_on_stops_the_run(register: str, said: str) -> None:
    options = ("--facts", "facts.json", "--register", register, *REGISTERS[2:])
    assert said in refuse(*options)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\r\n\r\n",
        b"02079460004 \r\n0207946",
        b"02079460004 \r\n02079460999\r\n0207\r\n",
        b"02079460004\nada@example.org\n",
        b"number\n02079460004\n",
        b"02079460004\0\n",
        "02079460004\n".encode("utf-16"),
        b"Name,Tel\nAda,02079460004\n",
        b"PK\x03\x04",
        b"<html>Sign in</html>",
    ],
    ids=range(11),
)
def test_a_damaged_register_stops_the_run(folder: Path, text: bytes) -> None:
    (folder / "tps.txt").write_bytes(text)
    refuse(*WHOLE)


def test_an_edition_ages_into_one_that_clears_nobody(folder: Path) -> None:
    for on, verdict in (("2026-12-17", "allow"), ("2026-12-18", "deny")):
        assert check(*WHOLE, "-o", "out.csv", on=on).code == 0
        assert verdicts(folder / "out.csv")[0][0] == verdict


def test_what_the_store_holds_is_searched(folder: Path) -> None:
    for name in ("tps", "ctps"):
        added = run("register", "add", name, f"{name}.txt", "--edition", "2020-11-20")
        assert added.code == 0
    assert check("--facts", "facts.json", "-o", "out.csv", on="2020-11-22").code == 0
    assert [verdict for verdict, _, _ in verdicts(folder / "out.csv")] == [
        "allow", "allow", "allow", "deny", "deny",
    ]  # fmt: skip
    (folder / "out.csv").unlink()
    refuse("--facts", "facts.json", on="2020-11-19")
    (damaged,) = folder.rglob("ctps/*.npy")
    damaged.write_bytes(b"")
    assert "is damaged" in refuse("--facts", "facts.json", on="2020-11-22")
