import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.said import COLUMNS, Record, Said, Stop, read_said, read_suppressed

TODAY = date(2026, 11, 22)
ADA = {
    "contact": "ada@example.org",
    "kind": "consent",
    "on": "2026-02-11",
    "ends_on": "2027-02-11",
    "channels": "email; post",
    "covers": "own_similar",
    "topics": "all",
    "address": "this",
    "sender_named": "named",
    "affirmative": "true",
    "unbundled": "Yes",
    "informed": "1",
    "evidenced": "Y",
    "obtained": "direct",
    "seq": "2",
}
BERT = {
    "contact": "020 7946 0002",
    "kind": "objection",
    "on": "2026-01-05",
    "withdrawn_on": "",
    "channels": "all",
    "to": "Marketing",
}
EVE = {"contact": "eve@example.net", "kind": "solicited", "on": "2026-11-01", "channels": "email"}


def text_of(*lines: Mapping[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "said.csv"


def read(path: Path, *lines: Mapping[str, str]) -> dict[str, list[Record]]:
    """The yeses by their keys and the noes by their kin, which in these lines are the same."""
    path.write_text(text_of(*lines), encoding="utf-8", newline="")
    return read_file(path)


def read_file(path: Path) -> dict[str, list[Record]]:
    said = read_all(path)
    both: dict[str, list[Record]] = {}
    for key, places in (*said.yeses.items(), *said.noes.items()):
        both.setdefault(key, []).extend(said.records[place] for place in places)
    return both


def read_all(path: Path) -> Said:
    said = Said()
    read_said(path, TODAY, said)
    return said


def refuse(path: Path, *lines: Mapping[str, str]) -> str:
    """The sentence with which these lines are refused."""
    with pytest.raises(ListError) as refused:
        read(path, *lines)
    return str(refused.value)


# --- what is read ----------------------------------------------------------------------------


def test_a_consent_is_read_as_a_question_takes_it(path: Path) -> None:
    assert read(path, ADA)["email:ada@example.org"] == [
        Record(
            "consent",
            {
                "given_on": "2026-02-11",
                "ends_on": "2027-02-11",
                "channels": ["email", "post"],
                "covers": ["own_similar"],
                "topics": ["all"],
                "address": "this",
                "sender_named": "named",
                "affirmative": True,
                "unbundled": True,
                "informed": True,
                "evidenced": True,
                "obtained": "direct",
                "seq": 2,
            },
        )
    ]


def test_what_is_blank_is_unknown(path: Path) -> None:
    bare = {key: ADA[key] for key in ("contact", "kind", "on")}
    assert read(path, bare)["email:ada@example.org"] == [
        Record("consent", {"given_on": "2026-02-11"})
    ]


def test_columns_may_be_left_out_and_come_in_any_order(path: Path) -> None:
    path.write_text("On,KIND, Contact \n2026-01-05,Objection,bert@example.org\n")
    assert read_file(path)["email:bert@example.org"] == [Record("objection", {"on": "2026-01-05"})]


@pytest.mark.parametrize(
    "spelling",
    ["020 7946 0002", "+442079460002", "0044 (0)20 7946-0002", "2079460002", " (020)79460002 "],
)
@pytest.mark.parametrize("line", [BERT, ADA | {"topics": ""}])
def test_a_number_is_known_by_any_plain_spelling(
    path: Path, spelling: str, line: dict[str, str]
) -> None:
    assert read(path, line | {"contact": spelling}).keys() == {"phone:+442079460002"}


@pytest.mark.parametrize(
    ("spelling", "keys"),
    [
        ("020 7946 0002 / 3", {"phone:+442079460002", "phone:+442079460003"}),
        ("020 7946 0002 ext 7", {"phone:+442079460002"}),
        ("Bert <BERT@Example.org>", {"email:bert@example.org"}),
        ("BERT@EXAMPLE.ORG", {"email:bert@example.org"}),
        ("+353 20 910 9005", {"phone:+353209109005"}),
    ],
)
def test_a_no_counts_for_all_that_its_contact_point_may_mean(
    path: Path, spelling: str, keys: set[str]
) -> None:
    assert read(path, BERT | {"contact": spelling}).keys() >= keys


@pytest.mark.parametrize(
    "spelling",
    [
        "020 7946 0002 / 3",
        "020 7946 0002 ext 7",
        "O20 7946 0002",
        "+353 20 910 9005 / +353 20 910 9006",
        "Ada <ada@example.org>",
        "ada@example.org (home)",
    ],
)
@pytest.mark.parametrize("line", [ADA, EVE])
def test_a_yes_counts_only_for_a_contact_point_written_plainly(
    path: Path, spelling: str, line: dict[str, str]
) -> None:
    assert "which no yes can rest on" in refuse(path, line | {"contact": spelling})


@pytest.mark.parametrize("spelling", ["020 7946 0002 / 3", "Ada <ada@example.org>"])
def test_a_withdrawn_yes_is_a_no_and_counts_like_one(path: Path, spelling: str) -> None:
    withdrawn = ADA | {"contact": spelling, "withdrawn_on": "2026-03-01"}
    assert read(path, withdrawn).keys() == read(path, BERT | {"contact": spelling}).keys()


def test_a_withdrawn_yes_reaches_every_spelling_of_an_address(path: Path) -> None:
    withdrawn = ADA | {"contact": "Flat 1, 2 Low Rd, EX1 2EX", "withdrawn_on": "2026-03-01"}
    assert read(path, withdrawn).keys() == {"post:ex12ex 12", "post:12flatlowrd"}


def test_every_no_is_kept_with_its_place_so_that_one_which_meets_nobody_can_be_told(
    path: Path,
) -> None:
    path.write_text(text_of(ADA, BERT, ADA | {"withdrawn_on": "2026-03-01"}), newline="")
    assert read_all(path).stops == [
        Stop("said.csv, line 3", ("phone:+442079460002",)),
        Stop("said.csv, line 4", ("email:ada@example.org",)),
    ]


def test_several_things_said_of_one_contact_point_are_all_kept(path: Path) -> None:
    found = read(path, ADA, BERT | {"contact": "ADA@example.org"}, ADA)
    assert [kind for kind, _ in found["email:ada@example.org"]] == [
        "consent",
        "consent",
        "objection",
    ]


def test_it_is_known_whether_anybody_said_a_thing_of_a_kind(path: Path) -> None:
    path.write_text(text_of(ADA), newline="")
    said = read_all(path)
    assert (said.has("consent"), said.has("solicited")) == (True, False)


# --- what is not -----------------------------------------------------------------------------


WRONG = {
    "contact": ["", "nobody", "7946 0002", "bert@", "a@example.org b@example.org",
                "bert@example.org / 020 7946 0002", "07777 777777", "Bert", "bert@example,org",
                "*@example.org", "07700 90001", "Underhill, Bert", "bert at example.org; home",
                "EX1 2EX"],
    "kind": ["", "consents", "yes", "objektion", "suppression"],
    "on": ["", "2026-02-30", "05/01/2026", "2026-1-5", "today", "20260105", "2026-11-23",
           "2026-01-05T00:00", "1999-13-01", "2026-W47-5"],
    "withdrawn_on": ["2026-02-30", "2025-12-31", "2026-11-23", "no", "1"],
    "ends_on": ["2026-02-30", "2026-02-10", "never"],
    "channels": ["E-mail", "email,post", "calls", "email;;phone", ";", " ; ; ", "live call"],
    "covers": ["everything", "own_similar,charity", ";", "all"],
    "topics": [";", ";;"],
    "to": ["marketting", "all", "none", "calls"],
    "address": ["yes", "1 High Street"],
    "sender_named": ["yes", "true"],
    "affirmative": ["perhaps", "ja", "2", "-", "?"],
    "unbundled": ["unknown"],
    "informed": ["n/a"],
    "evidenced": ["ye s"],
    "obtained": ["yes"],
    "seq": ["first", "1.0", "1e3", "9" * 5000],
}  # fmt: skip
"""For every column, cells that cannot be read."""


def test_there_are_wrong_cells_for_every_column() -> None:
    assert WRONG.keys() == set(COLUMNS)


@pytest.mark.parametrize(("column", "cell"), [(c, cell) for c in WRONG for cell in WRONG[c]])
def test_a_cell_that_cannot_be_read_stops_the_run(path: Path, column: str, cell: str) -> None:
    base = BERT if column in ("to", "withdrawn_on") else ADA
    sentence = refuse(path, base, base | {column: cell})
    assert sentence.startswith("said.csv, line 3")
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")
    for personal in ("ada@", "bert", "7946", "High Street"):
        assert personal not in sentence


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [
        (BERT, "ends_on", "2026-12-01"),
        (BERT, "covers", "charity"),
        (BERT, "affirmative", "true"),
        (ADA, "to", "marketing"),
        (EVE, "withdrawn_on", "2026-11-02"),
        (EVE, "to", "marketing"),
        (EVE, "evidenced", "true"),
    ],
)
def test_what_says_nothing_about_a_kind_is_refused(
    path: Path, line: dict[str, str], column: str, cell: str
) -> None:
    assert "says nothing about" in refuse(path, line | {column: cell})


@pytest.mark.parametrize("column", ["contact", "kind", "on"])
def test_a_column_that_is_needed_and_missing_is_named(path: Path, column: str) -> None:
    left = tuple(name for name in COLUMNS if name != column)
    path.write_text(text_of(*({k: v for k, v in ADA.items() if k in left},), columns=left))
    with pytest.raises(ListError, match=f'^said.csv has no column "{column}"; add it.$'):
        read_all(path)


@pytest.mark.parametrize("column", ["note", "channel", "withdrawn", "Kind ", ""])
def test_a_column_that_is_not_known_or_stands_twice_is_refused(path: Path, column: str) -> None:
    path.write_text(f"contact,kind,on,{column}\nbert@example.org,objection,2026-01-05,x\n")
    with pytest.raises(ListError, match=r"^said.csv.*(not known|the same heading)"):
        read_all(path)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n",
        b"bert@example.org,objection,2026-01-05\n",
        b"contact,kind,on\nbert@example.org,objection\n",
        b"contact,kind,on\nbert@example.org,objection,2026-01-05,all\n",
        b'contact,kind,on\n"bert@example.org,objection,2026-01-05\n',
        b'contact,kind,on\nbert@example.org,"objection"x,2026-01-05\n',
        b"contact;kind,on\nbert@example.org,objection,2026-01-05\n",
        b"contact,kind,on\nbert@example.org\0,objection,2026-01-05\n",
        b"\xff\xfec\0o\0n\0t\0a\0c\0t\0,\0k",
        b"PK\x03\x04nonsense",
        b"%PDF-1.7",
        b'{"contact": "bert@example.org"}',
        b"<html><body>Sign in</body></html>",
    ],
    ids=range(14),
)
def test_a_damaged_file_stops_the_run(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    with pytest.raises(ListError, match=r"^said.csv[^\n]*\.$") as refused:
        read_all(path)
    assert "bert" not in str(refused.value)
    with pytest.raises(ListError, match=r"^said.csv[^\n]*\.$"):
        read_suppressed(path, Said())


def test_a_file_cut_short_in_a_line_stops_the_run(path: Path) -> None:
    """Save where what is left still says the same, for the last cells may all be blank."""
    text = text_of(ADA, BERT, columns=COLUMNS).encode()
    whole = read_cut(path, text)
    start = text.index(b"020 7946")
    last = max(place for place, byte in enumerate(text) if byte not in b",\r\n")
    for end in range(start + 1, last + 1):
        with pytest.raises(ListError):
            read_cut(path, text[:end])
    assert read_cut(path, text.rstrip()) == whole


def read_cut(path: Path, text: bytes) -> object:
    path.write_bytes(text)
    return read_all(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_stop_is_read_in_any_dialect(path: Path, encoding: str, delimiter: str) -> None:
    line = (
        ["contact", "kind", "on", "topics"],
        ["bert@example.org", "objection", "2026-01-05", "café"],
    )
    path.write_bytes("\r\n".join(map(delimiter.join, line)).encode(encoding))
    (record,) = read_file(path)["email:bert@example.org"]
    assert record.facts == {"on": "2026-01-05", "topics": ["café"]}


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    for reading in (read_all, lambda path: read_suppressed(path, Said())):
        with pytest.raises(ListError, match=r"^none.csv cannot be read: No such file.*\.$"):
            reading(tmp_path / "none.csv")


# --- the suppression list --------------------------------------------------------------------


def suppressed(path: Path, text: str) -> dict[str, set[str]]:
    path.write_text(text, encoding="utf-8")
    said = Said()
    read_suppressed(path, said)
    return said.suppressed


def test_a_suppression_without_a_channel_is_for_every_channel(path: Path) -> None:
    every = {str(channel) for channel in Channel}
    assert suppressed(path, "contact\nBERT@example.org\n") == {"email:bert@example.org": every}
    assert suppressed(path, "contact,channel\nbert@example.org,\n") == {
        "email:bert@example.org": every
    }


def test_suppressions_of_one_contact_point_add_up(path: Path) -> None:
    text = "channel,contact\nsms,020 7946 0002\nlive_call;fax,+44 20 7946 0002 / 3\n"
    assert suppressed(path, text) == {
        "phone:+442079460002": {"sms", "live_call", "fax"},
        "phone:+442079460003": {"live_call", "fax"},
    }


@pytest.mark.parametrize(
    "line",
    ["bert@example.org,calls", "bert@example,email", "nobody,email", ",email", "7946 0002,",
     "bert@example.org / 020 7946 0002,", "bert@example.org", "bert@example.org,email,sms"],
)  # fmt: skip
def test_a_suppression_that_cannot_be_read_stops_the_run(path: Path, line: str) -> None:
    with pytest.raises(ListError, match=r"^said.csv, line 3[^\n]*\.$") as refused:
        suppressed(path, f"contact,channel\ndev@example.org,email\n{line}\n")
    assert not re.search(r"bert|nobody|7946", str(refused.value))


@pytest.mark.parametrize("heading", ["channel", "contact,why", "email,channel", "contact,channels"])
def test_a_suppression_list_with_other_columns_is_refused(path: Path, heading: str) -> None:
    cells = ",".join("x" for _ in heading.split(","))
    with pytest.raises(ListError, match=r"^said.csv.*column"):
        suppressed(path, f"{heading}\n{cells}\n")


def test_an_empty_suppression_list_stops_nobody(path: Path) -> None:
    assert suppressed(path, "contact,channel\n") == {}
