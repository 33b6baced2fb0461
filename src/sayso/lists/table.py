"""A list of people as it comes: any CSV, or one sheet of a workbook, read row by row.

What a file *is* is told by its content, never by the ending of its name.
"""

import codecs
import csv
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sayso.lists.errors import ListError

if TYPE_CHECKING:
    from openpyxl import Workbook

FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, or one with a password",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "a word-processor document",
    b"<": "a web page or an XML document",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
SAMPLE = 200
LONGEST_CELL = 1 << 20
MOST_LINES = 1000
LARGEST_WORKBOOK = 1 << 30
LARGE_WORKBOOK = 50 * 1000**2
TIGHTEST_PACKING = 200

UNCOMPUTED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*'
    rb"<f(?:\s[^>]*)?(?:/>|(?<!/)>[^<]*</f>)\s*"
    rb"(?:<v\s*/>|<v>\s*</v>|</c>)"
)
ESCAPED = re.compile(r"_x((?!0000|[Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # ECMA-376, ST_Xstring
A_PERSON = re.compile(r"\S@\S+\.\S|^\W*(?:\d\W*){9,15}$")


class Row(NamedTuple):
    """One line of the list; with a `problem` it cannot be relied on, and says why."""

    number: int
    cells: tuple[str, ...]
    problem: str = ""


class Record(NamedTuple):
    """A line as it was found, before it is held against the headings."""

    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A list with one row of headings, which can be read again and again without being held."""

    path: Path
    headers: tuple[str, ...]
    how: str
    size: int
    records: Callable[[], Iterator[Record]]
    delimiter: str | None = None
    sheet: str | None = None
    byte_order_mark: bool = False

    def rows(self) -> Iterator[Row]:
        """Every row below the headings; blank lines are passed over and not counted."""
        width = len(self.headers)
        below = islice(self.records(), 1, None)
        for number, record in enumerate(below, 1):
            cells = record.cells
            if self.sheet is not None:
                cells += [""] * (width - len(cells))  # a workbook does not store empty cells
            problem = record.problem or _miscount(len(cells), width)
            yield Row(number, tuple(cells), problem)

    def count_rows(self) -> int:
        """How many rows `rows` gives, found by reading the whole list once."""
        return sum(1 for _ in islice(self.records(), 1, None))


def open_table(path: Path, *, sheet: str | None = None) -> Table:
    """The list in this file, whatever its dialect and encoding."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        if not start:
            raise ListError(f"{path.name} is empty; give a list with a row of headings.")
        if start.startswith(b"PK\x03\x04"):
            return _open_workbook(path, sheet)
        if sheet is not None:
            raise ListError(f"{path.name} is not a workbook, so it has no sheet; leave that out.")
        return _open_csv(path, start)
    except OSError as error:
        raise ListError(f"{path.name} cannot be read: {error.strerror}.") from error


def _miscount(found: int, expected: int) -> str:
    if found == expected:
        return ""
    cells = "1 cell" if found == 1 else f"{found} cells"
    headings = "there is 1 heading" if expected == 1 else f"there are {expected} headings"
    return f"the line has {cells} where {headings}"


def _headings(path: Path, records: Iterator[Record]) -> tuple[str, ...]:
    """The one row of headings, refused where rows below it could be lost or mistaken."""
    first = next(records, None)
    if first is None or not any(cell.strip() for cell in first.cells):
        raise ListError(f"{path.name} has no headings; its first line must name the columns.")
    if any(A_PERSON.search(cell) for cell in first.cells):
        raise ListError(
            f"{path.name} seems to have no headings, for its first line holds a number or an "
            "e-mail address; add a line which names the columns."
        )
    names = Counter(cell.strip().casefold() for cell in first.cells if cell.strip())
    for cell in first.cells:
        if names[cell.strip().casefold()] > 1:
            raise ListError(
                f'{path.name} has more than one column "{cell.strip()}"; rename all but one.'
            )
    return tuple(first.cells)


# --- CSV ---------------------------------------------------------------------------------


def _open_csv(path: Path, start: bytes) -> Table:
    for mark, kind in FOREIGN.items():
        if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(mark):
            raise ListError(f"{path.name} is {kind}; save the list as CSV or XLSX.")
    encoding = _encoding(path, start)
    delimiter = _delimiter(path, encoding)

    def records() -> Iterator[Record]:
        return _csv_records(path, encoding, delimiter)

    return Table(
        path=path,
        headers=_headings(path, records()),
        how=f"CSV, {ENCODING_NAMES[encoding]}, {DELIMITERS[delimiter]}",
        size=path.stat().st_size,
        records=records,
        delimiter=delimiter,
        byte_order_mark=start.startswith(tuple(MARKS)),
    )


def _encoding(path: Path, start: bytes) -> str:
    """The encoding in which the whole file can be read; there is no guessing beyond CP1252."""
    likely: tuple[str, ...] = ("utf-8", "cp1252")
    if b"\0" in start:
        likely = _unmarked_utf16(start)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            likely = (encoding,)
    for encoding in likely:
        if _decodes(path, encoding):
            return encoding
    raise ListError(f"{path.name} is not text in a known encoding; save it as CSV in UTF-8.")


def _unmarked_utf16(start: bytes) -> tuple[str, ...]:
    """Western text in UTF-16 has a NUL in nearly every second place, and on one side only."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    many, few = len(start) / 4, len(start) / 40
    if odd >= many and even <= few:
        return ("utf-16-le",)
    return ("utf-16-be",) if even >= many and odd <= few else ()


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            for block in chain(iter(lambda: file.read(1 << 20), b""), [b""]):
                if "\0" in decoder.decode(block, final=not block):
                    return False
        except UnicodeError:
            return False
    return True


def _csv_records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            first = reader.line_num + 1
            try:
                record = Record(next(reader))
            except StopIteration:
                return
            except csv.Error:
                record = Record([], _indivisible(first, reader.line_num))
            if reader.line_num - first >= MOST_LINES:
                raise ListError(
                    f"{path.name} has a quote mark on line {first} which is not closed within "
                    f"{MOST_LINES:,} lines; close it or take it out."
                )
            cells, problem = record
            if problem or len(cells) > 1 or (cells and cells[0].strip()):
                yield record


def _indivisible(first: int, last: int) -> str:
    """Strict reading: a stray quote mark must not quietly swallow the lines which follow it."""
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{lines} of the file cannot be divided into cells (a stray quote mark or a vast cell)"


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter which divides most of the first lines into the same number of cells."""

    def score(delimiter: str) -> tuple[bool, bool, float, int]:
        widths = [len(cells) for cells, _ in _sample(path, encoding, delimiter)]
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        share = times / max(len(widths), 1)
        return width > 1 and share >= 0.5, widths[:1] == [width], share, width

    return max(DELIMITERS, key=score)


def _sample(path: Path, encoding: str, delimiter: str) -> list[Record]:
    sample: list[Record] = []
    with suppress(ListError):  # what comes before a stray quote mark tells enough
        sample.extend(islice(_csv_records(path, encoding, delimiter), SAMPLE))
    return sample


# --- XLSX --------------------------------------------------------------------------------


def _open_workbook(path: Path, sheet: str | None) -> Table:
    with _readable(path), path.open("rb") as file:
        _look_over(path, file)
        name = _choose_sheet(path, file, sheet)

    def records() -> Iterator[Record]:
        return _sheet_records(path, name)

    return Table(
        path=path,
        headers=_headings(path, records()),
        how=f'XLSX, sheet "{name}"',
        size=path.stat().st_size,
        records=records,
        sheet=name,
    )


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


def _choose_sheet(path: Path, file: BinaryIO, wanted: str | None) -> str:
    """The sheet asked for, or the only one with anything on it."""
    book = _load(file)
    names = [page.title for page in book.worksheets]
    if wanted is None:
        names = [name for name in names if next(_sheet_records(path, name), None)] or names[:1]
    found = [name for name in names if wanted in (None, name)]
    if len(found) != 1:
        raise ListError(f"{path.name} needs one sheet to be named, out of: {', '.join(names)}.")
    return found[0]


def _sheet_records(path: Path, sheet: str) -> Iterator[Record]:
    with _readable(path), path.open("rb") as file:
        book = _load(file)
        page = book[sheet]
        page.reset_dimensions()  # the stored size is often wrong, and would cut rows short
        for values in page.iter_rows(values_only=True):
            cells = [_shown(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield Record(cells)


def _shown(value: object) -> str:
    """A cell as text: whole numbers without the `.0` which is no digit of a telephone number."""
    match value:
        case None:
            return ""
        case str():
            return ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
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
