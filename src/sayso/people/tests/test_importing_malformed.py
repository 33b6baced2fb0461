"""Whatever a file holds, it is brought in, refused in a sentence, or refused row by row."""

import csv
import os
import random
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from sayso.lists.errors import ListError
from sayso.people.errors import RecordError
from sayso.people.import_models import Import
from sayso.people.imports.columns import ORIGIN, SAID
from sayso.people.imports.planning import Result
from sayso.people.imports.running import begun, dry_run
from sayso.people.models import ImportRow, Person
from sayso.people.tests.brought_in import brought_in, planned
from sayso.people.tests.cast import EMAILS, PHONES
from sayso.policy.reading import read_policy, shipped

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

FILES = 10_000 if os.environ.get("SAYSO_SOAK") else 2_000
"""How many malformed files are tried."""

POLICY = read_policy(shipped())
WORDS = [*POLICY.fields, *SAID, *ORIGIN, "unused", "affirmative", "", "Shoe size", "=1+1"]
KNOWN = [*POLICY.fields, *SAID, *ORIGIN]
CELLS = [
    *EMAILS.values(),
    *PHONES.values(),
    *POLICY.wordings,
    *POLICY.methods,
    *POLICY.sources,
    *("2026-11-02", "2026-02-30", "9999-12-31", "0000-00-00", "02/11/2026", "２０２６-１１-０２"),
    *(
        "",
        " ",
        "\ufeff",
        "\u202e",
        "\r\n",
        '"',
        '""',
        "'",
        ",",
        ";",
        "\t",
        "=cmd()",
    ),
    *(
        "all",
        "email; post",
        "email,,",
        "1",
        "-1",
        "9" * 40,
        "NaN",
        "yes",
        "no",
        "x" * 3_000,
        "é" * 9,
    ),
    *(
        "Limited company",
        "ltd",
        "@",
        "a@b",
        "a@b.c" * 60,
        "+",
        "+44",
        "00442079460001",
        "07700900001",
    ),
]
PLAIN = {
    "email": list(EMAILS.values()),
    "phone": list(PHONES.values()),
    "postal-address": ["1 High Street, Anytown, ZZ1 1ZZ"],
}
UNDECODABLE = ["\0", "\ud800"]
"""Of these one is enough, and no row of the file is looked at."""


def table(dice: random.Random) -> str:
    """A CSV that may be right in parts."""
    width = dice.randrange(1, 9)
    text = StringIO()
    writer = csv.writer(text, delimiter=dice.choice(",;\t|"))
    headings = dice.sample(KNOWN if dice.random() < 0.7 else WORDS, width)
    plain: Sequence[str] = CELLS
    if dice.random() < 0.8:
        headings[0], plain = dice.choice(list(PLAIN.items()))
    writer.writerow(headings)
    cells = CELLS if dice.random() < 0.9 else CELLS + UNDECODABLE
    for _ in range(dice.randrange(6)):
        some = dice.choices(cells, k=max(0, width + dice.choice((0, 0, 0, 0, -1, 1))))
        if some and dice.random() < 0.7:
            some[0] = dice.choice(plain)
        writer.writerow(some)
    return text.getvalue()


def malformed(dice: random.Random) -> bytes:
    """Random bytes, or a table of which some bytes are not what they were."""
    if dice.random() < 0.1:
        return dice.randbytes(dice.randrange(400))
    encoding = dice.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    data = bytearray(table(dice).encode(encoding, errors))
    for _ in range(dice.choice((0, 0, 0, 1, 3, 20))):
        if data:
            place = dice.randrange(len(data))
            data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    return bytes(data)


def told_of(file: Path, dice: random.Random) -> str | Sequence[Result]:
    """What is said of a file, once for all of it or row by row."""
    source, overwrite = dice.choice(["", *POLICY.sources]), dice.random() < 0.5
    try:
        plan = planned(file, source=source, overwrite=overwrite)
        return [one for some in dry_run(plan, chunk=3) for one in some]
    except (ListError, RecordError) as error:
        return str(error)


WHOLE_ROW = ("The row ", "Column ")


def assert_told(sentence: str) -> None:
    """One sentence, of what can be shown, with nothing of anybody in it."""
    assert sentence.endswith("."), sentence
    assert sentence.isprintable(), ascii(sentence)
    assert "example.org" not in sentence
    assert "7946" not in sentence


def test_a_malformed_file_is_told_in_sentences_each_row_with_its_column(tmp_path: Path) -> None:
    dice, file = random.Random(20261122), tmp_path / "people.csv"
    whole, by_row, came = set(), set(), 0
    for _ in range(FILES):
        file.write_bytes(malformed(dice))
        told = told_of(file, dice)
        if isinstance(told, str):
            whole.add(told)
            assert_told(told)
            continue
        came += sum(1 for result in told if not result.reason)
        for result in told:
            if result.outcome == "refused":
                by_row.add(result.reason)
                assert_told(result.reason)
                column = result.reason.partition(":")[0]
                assert result.row > 1
                assert column in KNOWN or result.reason.startswith(WHOLE_ROW), result.reason
    assert len(whole) > 200, "too few kinds of failure to prove anything"
    assert len(by_row) > 40, "too few kinds of failure to prove anything"
    assert came > FILES / 20
    assert not Person.objects.exists()


def test_a_malformed_file_that_is_meant_is_brought_in_whole_or_not_at_all(tmp_path: Path) -> None:
    dice, file = random.Random(3), tmp_path / "people.csv"
    came = 0
    for _ in range(FILES // 12):
        file.write_bytes(malformed(dice))
        try:
            came += len(brought_in(file, chunk=2, source=dice.choice(list(POLICY.sources))))
        except (ListError, RecordError) as error:
            assert_told(str(error))
    assert set(Import.objects.values_list("state", flat=True)) == {"done"}
    assert ImportRow.objects.count() == came
    assert ImportRow.objects.exclude(outcome="refused").exists()


def test_a_file_that_cannot_be_read_to_its_end_is_refused_before_its_first_row(
    tmp_path: Path,
) -> None:
    rows = [f"person{number}@example.org\n" for number in range(400)]
    file = tmp_path / "people.csv"
    file.write_text("email\n" + "".join(rows) + '"never closed\n' + "x\n" * 1_100)
    with pytest.raises(ListError, match="not closed"):
        begun(planned(file))
    assert not Import.objects.exists()


def test_a_workbook_may_hold_what_no_text_file_can(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "email", "given_on", "wording", "method"])
    sheet.append(["Ada _xD800_", EMAILS["ada"], "2026-11-02", "", ""])
    sheet.append(["Bert", f"{EMAILS['bert']}_x0000_", "", "", ""])
    sheet.append(["Dev", EMAILS["dev"], "2026-11-02", "_xD800_", "_x0000_"])
    sheet.append([3.5, EMAILS["eve"], True, None, None])
    book.save(tmp_path / "people.xlsx")
    told = brought_in(tmp_path / "people.xlsx")
    assert [str(one.outcome) for one in told] == ["added", "refused", "refused", "refused"]
    assert all(one.reason.isprintable() for one in told)
