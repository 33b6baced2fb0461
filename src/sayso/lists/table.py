"""A list of people as it comes: any CSV, or one sheet of a workbook, read row by row.

What a file *is* is told by its content, never by the ending of its name.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from sayso.law.words import listed
from sayso.lists.errors import ListError
from sayso.lists.workbook import sheet_rows, sheet_to_read

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
STATED_DELIMITER = re.compile(r'"?sep=([^"\r\n])\1*"?[\r\n]*', re.IGNORECASE)
A_PERSON = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]|^\W*+(?:\d\W*+){9,15}$")


class Row(NamedTuple):
    """One row of the list; with a `problem` it cannot be relied on, and says why.

    Its `number` is that of the line of the file where it begins, or of the row of the sheet.
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""


class Record(NamedTuple):
    """A row as it was found, before it is held against the headings."""

    number: int
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
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def unit(self) -> str:
        """What the numbers of its rows count."""
        return "line" if self.sheet is None else "row"

    def rows(self) -> Iterator[Row]:
        """Every row below the headings; blank ones are passed over."""
        width = len(self.headers)
        for record in islice(self.records(), 1, None):
            cells = record.cells
            if self.sheet is not None:
                cells += [""] * (width - len(cells))  # a workbook does not store empty cells
            problem = record.problem or _miscount(len(cells), width)
            yield Row(record.number, tuple(cells), problem)

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
        raise ListError(
            f"{path.name} cannot be read: {error.strerror}; name a file that is there, and that "
            "you may read."
        ) from error


def _miscount(found: int, expected: int) -> str:
    if found == expected:
        return ""
    cells = "1 cell" if found == 1 else f"{found} cells"
    headings = "there is 1 heading" if expected == 1 else f"there are {expected} headings"
    return f"the line has {cells} where {headings}"


def _headings(path: Path, records: Iterator[Record], unit: str) -> tuple[str, ...]:
    """The one row of headings, refused where rows below it could be lost or mistaken."""
    first = next(records, None)
    if first is None or not _filled(first):
        raise ListError(f"{path.name} has no headings; its first line must name the columns.")
    if any(A_PERSON.search(cell) for cell in first.cells):
        raise ListError(
            f"{path.name} seems to have no headings, for its first line holds a number or an "
            "e-mail address; add a line which names the columns."
        )
    _must_differ(path, first.cells)
    if _filled(first) == 1:
        _must_be_no_title(path, records, unit)
    return tuple(first.cells)


def _filled(record: Record) -> int:
    return sum(1 for cell in record.cells if cell.strip())


def _must_differ(path: Path, headings: Sequence[str]) -> None:
    """Columns are told apart by their headings; these are not repeated, lest they be a person's."""
    names = [heading.strip().casefold() for heading in headings]
    for name in filter(None, names):
        alike = [str(place) for place, other in enumerate(names, 1) if other == name]
        if len(alike) > 1:
            raise ListError(
                f"{path.name} has the same heading in columns {listed(alike, 'and')}; rename all "
                "but one."
            )


def _must_be_no_title(path: Path, below: Iterator[Record], unit: str) -> None:
    """Taken for headings, a title would hide them, and with them a column that says stop."""
    sample = _sample(below)
    several = [record for record in sample if _filled(record) > 1]
    if 2 * len(several) > len(sample):
        raise ListError(
            f"{path.name} seems to have a title above its headings, for its first line has one "
            f"cell and most have more; take out what stands above {unit} {several[0].number}, if "
            "that holds the headings, or name every column."
        )


def _open_csv(path: Path, start: bytes) -> Table:
    for mark, kind in FOREIGN.items():
        if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(mark):
            raise ListError(f"{path.name} is {kind}; save the list as CSV or XLSX.")
    encoding = _encoding(path, start)
    stated = _stated_delimiter(path, encoding)
    delimiter = stated or _delimiter(path, encoding)

    def records() -> Iterator[Record]:
        return _csv_records(path, encoding, delimiter, above=1 if stated else 0)

    return Table(
        path=path,
        headers=_headings(path, records(), "line"),
        how=f"CSV, {ENCODING_NAMES[encoding]}, {DELIMITERS[delimiter]}",
        size=path.stat().st_size,
        records=records,
        encoding=encoding,
        delimiter=delimiter,
    )


def _open_workbook(path: Path, wanted: str | None) -> Table:
    sheet = sheet_to_read(path, wanted)

    def records() -> Iterator[Record]:
        return (Record(number, cells) for number, cells in sheet_rows(path, sheet))

    return Table(
        path=path,
        headers=_headings(path, records(), "row"),
        how=f'XLSX, sheet "{sheet}"',
        size=path.stat().st_size,
        records=records,
        sheet=sheet,
    )


# --- CSV ---------------------------------------------------------------------------------


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


def _csv_records(path: Path, encoding: str, delimiter: str, above: int = 0) -> Iterator[Record]:
    """Every line that is not blank, below those which are no part of the list."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(above):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            first = above + reader.line_num + 1
            try:
                record = Record(first, next(reader))
            except StopIteration:
                return
            except csv.Error:
                record = Record(first, [], _indivisible(first, above + reader.line_num))
            if above + reader.line_num - first >= MOST_LINES:
                raise ListError(
                    f"{path.name} has a quote mark on line {first} which is not closed within "
                    f"{MOST_LINES:,} lines; close it or take it out."
                )
            _, cells, problem = record
            if problem or len(cells) > 1 or (cells and cells[0].strip()):
                yield record


def _indivisible(first: int, last: int) -> str:
    """Strict reading: a stray quote mark must not quietly swallow the lines which follow it."""
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{lines} of the file cannot be divided into cells (a stray quote mark or a vast cell)"


def _stated_delimiter(path: Path, encoding: str) -> str | None:
    """The delimiter which a first line states for Excel, as `sep=;` does."""
    with path.open(encoding=encoding, newline="") as file:
        stated = STATED_DELIMITER.fullmatch(file.readline(256))
    if stated is None:
        return None
    if stated[1] not in DELIMITERS:
        raise ListError(
            f"{path.name} states a delimiter that is not known; save it with commas, semicolons, "
            "tabs or bars."
        )
    return stated[1]


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter which divides most of the first lines into the same number of cells."""

    def score(delimiter: str) -> tuple[bool, bool, float, int]:
        widths = [len(record.cells) for record in _sample(_csv_records(path, encoding, delimiter))]
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        share = times / max(len(widths), 1)
        return width > 1 and share >= 0.5, widths[:1] == [width], share, width

    return max(DELIMITERS, key=score)


def _sample(records: Iterator[Record]) -> list[Record]:
    sample: list[Record] = []
    with suppress(ListError):  # what comes before a stray quote mark tells enough
        sample.extend(islice(records, SAMPLE))
    return sample
