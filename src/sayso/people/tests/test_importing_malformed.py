"""Whatever a file holds, it is brought in, refused in a sentence, or refused row by row."""

import csv
import random
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from sayso.lists.errors import ListError
from sayso.people.errors import RecordError
from sayso.people.imports.columns import ORIGIN, SAID
from sayso.people.imports.running import dry_run
from sayso.people.models import Event, ImportRow, Person
from sayso.people.tests.brought_in import brought_in, planned
from sayso.people.tests.cast import EMAILS, PHONES
from sayso.policy.reading import read_policy, shipped

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

FILES = 1_200
"""How many malformed files are tried; the soak tries 10,000."""

POLICY = read_policy(shipped())
WORDS = [*POLICY.fields, *SAID, *ORIGIN, "unused", "affirmative", "", "Shoe size", "=1+1"]
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
        "\0",
        "\ufeff",
        "\ud800",
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


def table(dice: random.Random) -> str:
    """A CSV that may be right in parts."""
    width = dice.randrange(1, 9)
    text = StringIO()
    writer = csv.writer(text, delimiter=dice.choice(",;\t|"))
    headings = dice.sample(WORDS, width)
    if dice.random() < 0.8:
        headings[0] = dice.choice(["email", "phone", "postal-address"])
    writer.writerow(headings)
    for _ in range(dice.randrange(6)):
        some = dice.choices(CELLS, k=max(0, width + dice.choice((0, 0, 0, 0, -1, 1))))
        writer.writerow(some)
    return text.getvalue()


def malformed(dice: random.Random) -> bytes:
    """Random bytes, or a table of which some bytes are not what they were."""
    if dice.random() < 0.1:
        return dice.randbytes(dice.randrange(400))
    encoding = dice.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    data = bytearray(table(dice).encode(encoding, errors))
    for _ in range(dice.choice((0, 0, 1, 3, 20))):
        if data:
            place = dice.randrange(len(data))
            data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    return bytes(data)


def told_of(file: Path, dice: random.Random) -> list[str]:
    """What is said of a file, row by row or once for all of it."""
    source, overwrite = dice.choice(["", *POLICY.sources]), dice.random() < 0.5
    try:
        plan = planned(file, source=source, overwrite=overwrite)
        results = [one for some in dry_run(plan, chunk=3) for one in some]
    except (ListError, RecordError) as error:
        return [str(error)]
    return [one.reason for one in results if one.reason] or ["fine"]


def test_a_malformed_file_is_told_in_sentences(tmp_path: Path) -> None:
    dice, file = random.Random(20261122), tmp_path / "people.csv"
    seen = set()
    for _ in range(FILES):
        file.write_bytes(malformed(dice))
        for sentence in told_of(file, dice):
            seen.add(sentence)
            assert sentence == "fine" or sentence.endswith("."), sentence
            assert sentence.isprintable(), ascii(sentence)
            assert "example.org" not in sentence
            assert "7946" not in sentence
    assert len(seen) > 60, "too few kinds of failure to prove anything"
    assert "fine" in seen
    assert not Person.objects.exists()


def test_a_malformed_file_that_is_meant_is_brought_in_as_the_dry_run_said(tmp_path: Path) -> None:
    dice, file = random.Random(3), tmp_path / "people.csv"
    came = 0
    for _ in range(FILES // 12):
        file.write_bytes(malformed(dice))
        try:
            came += len(brought_in(file, chunk=2, source=dice.choice(list(POLICY.sources))))
        except (ListError, RecordError) as error:
            assert str(error).endswith(".")  # noqa: PT017 - most files are refused as a whole
    assert came
    assert ImportRow.objects.count() == came
    assert Event.objects.exists()


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
