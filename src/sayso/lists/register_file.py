"""The strict reader of a register's file of telephone numbers, as its keeper hands it out.

The licensed files have records of 12 characters, padded with blanks, and a CRLF. A blank kept in a
number makes it one which no look-up ever finds; so numbers are held as numbers, never as text.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.lists.errors import ListError

Numbers = NDArray[np.int64]

RECORD = 14  # 12 characters, CR and LF
BLOCK = 1 << 24
LF, NOUGHT, NINE = b"\n09"


def read_register(path: Path) -> Numbers:
    """Every number in the file once, in order, as national significant numbers (020 7946 0123 is
    2079460123). A single line which is no UK telephone number refuses the whole file.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ListError(
            f"{path.name} cannot be read: {error.strerror}; name a file that is there, and that "
            "you may read."
        ) from error
    end = len(text.rstrip(b" \r\n"))
    if not end:
        raise ListError(f"{path.name} holds no numbers; get the file again from its keeper.")
    if b"\0" in text:
        raise ListError(f"{path.name} is not plain text; get the file again from its keeper.")
    if _is_truncated(text, end):
        raise ListError(
            f"{path.name} ends in the middle of a record; get the file again from its keeper."
        )
    found = np.concatenate([_numbers(path, *block) for block in _blocks(text, end)])
    found.sort()
    return found[np.diff(found, prepend=0) > 0]  # np.unique is a hundred times slower


def _is_truncated(text: bytes, end: int) -> bool:
    """Whether the last line is a record cut short, judged by all those before it."""
    start = text.rfind(b"\n", 0, end) + 1
    stop = text.find(b"\n", end) + 1
    if not start:
        return False
    if _is_padded(text[:start]):
        return stop - start < RECORD or text[stop - 2 : stop] != b"\r\n"
    return not stop and end - start < min(map(len, text[:start].splitlines()))


def _is_padded(text: bytes) -> bool:
    """Whether every line is a record of the licensed layouts."""
    count, rest = divmod(len(text), RECORD)
    if not count or rest or text.count(b"\n") != count:
        return False
    records = np.frombuffer(text, np.uint8).reshape(count, RECORD)
    return bool((records[:, -2:] == (13, 10)).all())


def _blocks(text: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    """The file by handy numbers of whole lines, each with how many lines come before it."""
    start = before = 0
    while start < end:
        stop = text.find(b"\n", min(start + BLOCK, end), end) + 1 or end
        yield text[start:stop], before
        before += text.count(b"\n", start, stop)
        start = stop


def _numbers(path: Path, block: bytes, before: int) -> Numbers:
    """The numbers of these lines, every line looked at at once, for a register has millions."""
    lines = block.replace(b"\r\n", b"\n").translate(None, b" ").removesuffix(b"\n")
    lines = b"\n%b\n" % lines
    lines = lines.replace(b"\n+44", b"\n")
    characters = np.frombuffer(lines, np.uint8)
    breaks = np.flatnonzero(characters == LF)
    first, last = breaks[:-1] + 1, breaks[1:]
    first = first + (characters[first] == NOUGHT)
    length = last - first
    wrong = (length < 9) | (length > 10) | (characters[first] == NOUGHT)
    strange = (characters != LF) & ((characters < NOUGHT) | (characters > NINE))
    wrong[np.searchsorted(last, np.flatnonzero(strange))] = True
    if wrong.any():
        raise ListError(
            f"{path.name} line {before + int(wrong.argmax()) + 1} is not a UK telephone number, so "
            "nothing was read; get the file again from its keeper."
        )
    return np.fromstring(lines, np.int64, sep="\n")
