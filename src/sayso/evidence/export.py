"""The log written to a folder that can leave the building: `offline` says what is in it."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from sayso.evidence.errors import EvidenceError
from sayso.evidence.models import Checkpoint, Epoch
from sayso.evidence.offline import segment
from sayso.evidence.queries import chunks, dropped_size, rows

SEGMENT = 200_000
"""Rows in one file at most, where the checkpoints allow it: so that nobody needs much memory."""


def export(folder: Path) -> int:
    """Add what is not yet in the folder; the answer is how many rows were written.

    A checkpoint is written last and never again: whatever a killed export left behind is no part of
    the log, and is removed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    start, dropped = _exported_size(folder), dropped_size()
    _remove_unfinished(folder, start)
    written = 0
    while checkpoint := _next(start, dropped):
        _write_segment(folder, start, checkpoint, dropped)
        written += checkpoint.size - start
        start = checkpoint.size
    _drop(folder, dropped)
    return written


def _exported_size(folder: Path) -> int:
    """Up to where the folder goes, if what it holds was signed by this very log."""
    _, newest = max(_files(folder, "checkpoint"), default=(0, None))
    if newest is None:
        return 0
    known = Checkpoint.objects.filter(note=newest.read_text("utf-8")).first()
    if known is None:
        raise EvidenceError(
            f"Nothing was exported: this log never signed {newest.name}, so it is not the log in "
            "that folder, or it has lost rows; verify both, or export to an empty folder."
        )
    return known.size


def _next(start: int, dropped: int) -> Checkpoint | None:
    """The checkpoint to which the next files go: not across the end of what was dropped."""
    later = Checkpoint.objects.filter(size__gt=start)
    if start < dropped:
        later = later.filter(size__lte=dropped)
    return later.filter(size__lte=start + SEGMENT).last() or later.first()


def _write_segment(folder: Path, start: int, checkpoint: Checkpoint, dropped: int) -> None:
    end = checkpoint.size
    _write(segment(folder, end, "leaves"), _leaf_lines(start, end))
    if end > dropped:
        _write(segment(folder, end, "rows"), _row_lines(start, end))
    _write(segment(folder, end, "checkpoint"), [checkpoint.note.encode()])


def _leaf_lines(start: int, end: int) -> Iterator[bytes]:
    for begin, stop in chunks(start, end):
        pairs = zip(*rows(begin, stop)[0], strict=True)
        yield "".join(f"{row} {hashed.hex()}\n" for row, hashed in pairs).encode()


def _row_lines(start: int, end: int) -> Iterator[bytes]:
    for begin, stop in chunks(start, end):
        yield b"".join(row + b"\n" for row in rows(begin, stop)[1])


def _drop(folder: Path, dropped: int) -> None:
    """Say what was dropped, and then drop the files that hold nothing else."""
    for epoch in Epoch.objects.all():
        path = segment(folder, epoch.size, "epoch")
        if not path.exists():
            _write(path, [epoch.note.encode()])
    for size, path in _files(folder, "rows"):
        if size <= dropped:
            path.unlink()


def _remove_unfinished(folder: Path, start: int) -> None:
    for size, path in _files(folder, "rows", "leaves", "unfinished"):
        if size > start:
            path.unlink()


def _files(folder: Path, *kinds: str) -> Iterator[tuple[int, Path]]:
    """Our own files of some kinds, with the size in their names."""
    for kind in kinds:
        for path in folder.glob(f"*.{kind}"):
            size = path.name.partition(".")[0]
            if size.isdecimal():
                yield int(size), path


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """A file that is there whole, or not at all."""
    unfinished = path.with_suffix(path.suffix + ".unfinished")
    with unfinished.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """On POSIX a new name lasts only once its folder is on the disk."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
