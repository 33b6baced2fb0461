"""The journal of stops: every no and every erasure, kept apart from the database.

A database restored from a backup knows nothing of what was said since. The journal does, so that
it is said again before anybody is asked about: only names of records and keyed hashes stand in it.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

NAME = "stops.jsonl"


def note(folder: Path, stops: Sequence[Mapping[str, Any]]) -> None:
    """Add stops, on the disk when this returns; it is called before their transaction ends.

    So a stop is noted even if its transaction then fails. Said again later it stops somebody who
    may not have said no, and it erases somebody whose erasure was asked for: never the other way.
    """
    if not stops:
        return
    # Each line breaks before itself: it may follow one that a crash cut short.
    lines = "".join("\n" + json.dumps(stop, sort_keys=True) for stop in stops)
    path = folder / NAME
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(lines.encode())
        file.flush()
        os.fsync(descriptor)


def noted(folder: Path) -> Iterator[dict[str, Any]]:
    """Every stop in the order in which it was noted; a line cut short by a crash was none."""
    path = folder / NAME
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                stop = json.loads(line)
            except ValueError:
                continue
            yield stop
