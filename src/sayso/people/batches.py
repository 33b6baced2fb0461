"""Many rows, a batch at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")

BATCH = 5_000


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows in lists of this size; the last may be shorter."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
