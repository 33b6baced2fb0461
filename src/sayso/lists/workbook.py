"""The rows of one sheet of a workbook, looked over first for what cannot be relied on."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.lists.errors import ListError

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST_WORKBOOK = 1 << 30
LARGE_WORKBOOK = 50 * 1000**2
TIGHTEST_PACKING = 200

UNCOMPUTED = re.compile(
    rb'<c\b(?![^<>]*\bt="str")[^<>]*>\s*'
    rb"<f(?:\s[^<>]*)?(?:/>|(?<!/)>[^<]*</f>)\s*"
    rb"(?:<v\s*/>|<v>\s*</v>|</c>)"
)
ESCAPED = re.compile(r"_x((?!0000|[Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # ECMA-376, ST_Xstring


class Typed(str):
    """The text of a number, day or time, which remembers what it was and how it was shown."""

    __slots__ = ("number_format", "value")

    value: Any
    number_format: str


def sheet_to_read(path: Path, wanted: str | None) -> str:
    """The sheet asked for, or the only one with anything on it."""
    with _readable(path), path.open("rb") as file:
        _look_over(path, file)
        names = [page.title for page in _load(file).worksheets]
    if wanted is None:
        names = [name for name in names if next(sheet_rows(path, name), None)] or names[:1]
    found = [name for name in names if wanted in (None, name)]
    if len(found) != 1:
        raise ListError(f"{path.name} needs one sheet to be named, out of: {', '.join(names)}.")
    return found[0]


def sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that has anything in it, with its number on the sheet."""
    with _readable(path), path.open("rb") as file:
        page = _load(file)[sheet]
        page.reset_dimensions()  # the stored size is often wrong, and would cut rows short
        for number, row in enumerate(page.iter_rows(), 1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A damaged workbook can fail in as many ways as there are parts of it: all read alike."""
    try:
        yield
    except (ListError, OSError):
        raise
    except Exception as error:
        raise ListError(
            f"{path.name} is a damaged workbook; open it in a spreadsheet program and save it "
            "again."
        ) from error


def _look_over(path: Path, file: BinaryIO) -> None:
    """Refuses what would unpack beyond reason, and results which were never worked out."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
        if "xl/workbook.xml" not in archive.namelist():
            raise ListError(f"{path.name} is a ZIP archive; save the list as CSV or XLSX.")
        if unpacked > LARGEST_WORKBOOK or (
            unpacked > LARGE_WORKBOOK and unpacked > TIGHTEST_PACKING * packed
        ):
            raise ListError(f"{path.name} unpacks to more than is safe; save the list as CSV.")
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and _uncomputed(archive, part):
                raise ListError(
                    f"{path.name} has formulas without their results; open it in a spreadsheet "
                    "program and save it again."
                )


def _uncomputed(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A formula nobody worked out would read as an empty cell, and its number go unsearched."""
    before = b""
    with archive.open(part) as file:
        while block := file.read(1 << 20):
            if UNCOMPUTED.search(before + block):
                return True
            before = block[-(1 << 14) :]
    return False


def _load(file: BinaryIO) -> "Workbook":
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and a CSV does without

    warnings.filterwarnings("ignore", module=r"openpyxl\.")  # they quote cells
    return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _text(cell: Any) -> str:
    """A cell as text, which keeps what it was if that was something else."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
    typed = Typed(_shown(value))
    typed.value, typed.number_format = value, cell.number_format
    return typed


def _shown(value: object) -> str:
    """Whole numbers without the `.0`, which is no digit of a telephone number."""
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
