"""The checked list, written beside the one it came from: complete, or not there at all."""

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sayso.lists.errors import ListError
from sayso.lists.table import Table
from sayso.lists.workbook import Typed

Put = Callable[[Sequence[str]], object]
Form = Callable[[Path, Sequence[str], Table], AbstractContextManager[Put]]

BATCH = 10_000
LONGEST_XLSX_CELL = 32_767
MOST_XLSX_ROWS = 1_048_576
UNWRITABLE_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}[_\r])")
PLAIN_NUMBER = re.compile(  # `*+` gives nothing back, or a long cell would be tried for ever
    r"\s*+(?:\+?[0-9 ()\-.]+(?:; *+\+?[0-9 ()\-.]+)*+"
    r"|[-+]?[0-9][0-9,]*+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"
)
FORMULA = re.compile(r"[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def runs_in_a_spreadsheet(cell: str) -> bool:
    """Whether a spreadsheet program may take the cell for a formula and carry it out (OWASP,
    CSV injection). Telephone numbers or a plain negative number do no harm.
    """
    return FORMULA.match(cell) is not None and PLAIN_NUMBER.fullmatch(cell) is None


def defuse(cell: str) -> str:
    """The cell with the apostrophe which makes a spreadsheet program show it as it is."""
    return f"'{cell}" if runs_in_a_spreadsheet(cell) else cell


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV file that is sent as it is made, with every cell defused."""
    text = StringIO()
    csv.writer(text).writerow([defuse(cell) for cell in cells])
    return text.getvalue()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file to write, which becomes `path` only once it is whole and on the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True)
class Writer:
    """A list being written, row by row."""

    width: int
    put: Put

    def write(self, cells: Sequence[str]) -> None:
        """One row, with a cell for every heading; each cell is written as it is."""
        if len(cells) != self.width:
            raise ValueError(f"{len(cells)} cells for {self.width} headings")
        self.put(cells)


@contextmanager
def open_output(path: Path, headers: Sequence[str], like: Table) -> Iterator[Writer]:
    """A list to write in the form its ending names, never over the list it came from."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise ListError(f"{path.name} must end in .csv, .xlsx or .parquet to say what to write.")
    try:
        if path.exists() and path.samefile(like.path):
            raise ListError(f"{path.name} is the list itself; name another file to write.")
        with replacing(path) as part, form(part, headers, like) as put:
            yield Writer(len(headers), put)
    except OSError as error:
        raise ListError(
            f"{path.name} cannot be written: {error.strerror}; name a file where you "
            "may write, and there is room."
        ) from error


@contextmanager
def _csv(part: Path, headers: Sequence[str], like: Table) -> Iterator[Put]:
    """RFC 4180, whose line ends keep every kind of line break inside a cell between quotes.

    A mark at its beginning tells a spreadsheet program that it is UTF-8; a list that came in UTF-8
    and without one goes back without.
    """
    encoding = "utf-8" if like.encoding == "utf-8" else "utf-8-sig"
    with part.open("w", encoding=encoding, newline="") as file:
        put = csv.writer(file, delimiter=like.delimiter or ",").writerow
        put(headers)
        yield put


@contextmanager
def _xlsx(part: Path, headers: Sequence[str], like: Table) -> Iterator[Put]:  # noqa: ARG001
    """One sheet, with numbers and days as the list had them and all else as text, so that opening
    it works nothing out.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and the other forms do without
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    count = 0

    def stored(cell: str) -> object:
        if isinstance(cell, Typed):
            typed = WriteOnlyCell(sheet, cell.value)
            typed.number_format = cell.number_format
            return typed
        text = WriteOnlyCell(sheet, _storable(cell))
        text.data_type = "s"
        return text

    def put(cells: Sequence[str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_XLSX_ROWS:
            raise ListError("An XLSX sheet cannot hold so many rows; write the list as CSV.")
        sheet.append([stored(cell) if cell else None for cell in cells])

    try:
        put(headers)
        yield put
    finally:
        book.save(part)  # a list given up is saved too: only so openpyxl clears up after itself


def _storable(cell: str) -> str:
    """The cell as a workbook stores it (ECMA-376, ST_Xstring), for XML loses carriage returns."""
    if len(cell) > LONGEST_XLSX_CELL or UNWRITABLE_IN_XLSX.search(cell):
        raise ListError(
            "XLSX cannot hold a cell with control characters or over "
            f"{LONGEST_XLSX_CELL:,} characters; write the list as CSV."
        )
    return LIKE_AN_ESCAPE.sub("_x005F_", cell).replace("\r", "_x000D_")


@contextmanager
def _parquet(part: Path, headers: Sequence[str], like: Table) -> Iterator[Put]:  # noqa: ARG001
    """Every column as strings, in batches, so that a long list need not be held."""
    import pyarrow as pa  # noqa: PLC0415 - slow, and the other forms do without
    from pyarrow import parquet  # noqa: PLC0415

    schema = pa.schema([(header, pa.string()) for header in headers])
    batch: list[Sequence[str]] = []
    with parquet.ParquetWriter(part, schema) as file:

        def flush() -> None:
            columns = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
            file.write_batch(pa.record_batch(columns, schema=schema))
            batch.clear()

        def put(cells: Sequence[str]) -> None:
            batch.append(cells)
            if len(batch) == BATCH:
                flush()

        yield put
        if batch:
            flush()


FORMS: dict[str, Form] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
