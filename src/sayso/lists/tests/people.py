"""The people of the tables, written to files and read back, for the tests of reading."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from sayso.lists.errors import ListError
from sayso.lists.table import Table, open_table

PEOPLE: list[tuple[str, ...]] = [
    ("Name", "Tel"),
    ("Ada", "020 7946 0123"),
    ("Bert", "0161 496 0456"),
]


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(table: Table) -> list[tuple[str, ...]]:
    found = list(table.rows())
    assert [row.problem for row in found] == [""] * len(found)
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    return [row.cells for row in found]


def as_xlsx(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, content in sheets.items():
        page = book.create_sheet(name)
        for record in content:
            page.append(record)
    book.save(path)
    return path


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(ListError) as refused:
        for _ in open_table(path, **options).rows():
            pass
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence
