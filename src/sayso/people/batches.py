"""Many rows: a batch at a time, one ahead of the other, or named in one question."""

import gc
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models.expressions import RawSQL

Row = TypeVar("Row")

BATCH = 5_000


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows in lists of this size; the last may be shorter."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def ahead(made: Iterator[Row]) -> Iterator[Row]:
    """The same, each made in a thread while the one before it is at work, as in the database."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = thread.submit(next, made, None)
            yield one


def among(values: Iterable[str] | Iterable[int]) -> RawSQL | list[Any]:
    """Many names, hashes or numbers as one parameter: a database takes only so many of them."""
    some = list(values)
    if not some:
        return some
    if connection.vendor == "postgresql":
        kind = "bigint[]" if isinstance(some[0], int) else "text[]"
        return RawSQL(f"SELECT unnest(%s::{kind})", [some])  # noqa: S611 - one of two words
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(some)])


@contextmanager
def no_cycles_sought() -> Iterator[None]:
    """Spare the search for reference cycles: rows hold none, and looking takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
