"""Is an exported log whole? Asked of its files and the public key alone.

    python -m sayso.evidence.offline FOLDER VERIFIER_KEY [RETAINED_CHECKPOINT...]

Needs no database and no Django: only this file, `tree`, `note`, `errors` and `cryptography`.

A folder holds, for each export, three files named after the number of rows in the log by then:
`SIZE.checkpoint`, a signed note; `SIZE.rows`, a JSON object a line, each exactly the bytes that
were hashed; and `SIZE.leaves`, a line for each row with its id and hash. When an epoch is dropped,
a signed `SIZE.epoch` says so; the rows before it go, and their hashes stay.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from json import loads
from pathlib import Path
from typing import NamedTuple, TypeVar

from sayso.evidence.errors import EvidenceError
from sayso.evidence.note import (
    Checkpoint,
    VerifierKey,
    decoded,
    open_note,
    read_checkpoint,
    read_verifier_key,
)
from sayso.evidence.tree import Peaks, includes, leaf_hash

PROOF = "c2sp.org/tlog-proof@v1"
RECEIPT = re.compile(
    rf"{re.escape(PROOF)}\nextra ([^\n]+)\nindex (0|[1-9][0-9]{{0,18}})\n((?:[^\n]+\n)*)\n(.+)",
    re.DOTALL,
)
EPOCH = "sayso epoch/v1"

T = TypeVar("T")


class Claim(NamedTuple):
    """A checkpoint, and whose it is: the log's own, or one that somebody kept."""

    size: int
    root: bytes
    retained: bool = False


class Leaves(NamedTuple):
    """A stretch of the tree: which rows stand there, and the hash of what each said."""

    rows: list[str]
    hashes: list[bytes]


class Report(NamedTuple):
    """How many rows the checkpoints speak of, how many were dropped, and whatever is wrong."""

    size: int
    dropped: int
    problems: list[str]


def verify_folder(folder: Path, key: VerifierKey, retained: Sequence[str] = ()) -> Report:
    """Compare every row with its hash, and the tree of the hashes with every checkpoint."""
    own = sorted(Claim(*found) for found in _signed(folder, "checkpoint", key, read_checkpoint))
    if not own:
        raise EvidenceError("No checkpoint is in this folder; export the log into it first.")
    epoch = max(_signed(folder, "epoch", key, epoch_size), default=0)
    kept = [Claim(*read_checkpoint(note, key), retained=True) for note in retained]
    problems: list[str] = []
    leaves = _leaves(folder, [0, *(claim.size for claim in own)], epoch, problems)
    problems += check_tree([*own, *kept], leaves)
    return Report(own[-1].size, epoch, problems)


def check_tree(claims: Iterable[Claim], chunks: Iterable[Sequence[bytes]]) -> Iterator[str]:
    """Grow one tree, and compare its root with each checkpoint's as it reaches that size."""
    waiting = sorted(claims, reverse=True)
    tree = Peaks()
    for chunk in chunks:
        rest = chunk
        while waiting and waiting[-1].size <= tree.size + len(rest):
            cut = waiting[-1].size - tree.size
            tree.grow(rest[:cut])
            rest = rest[cut:]
            claim = waiting.pop()
            if claim.root != tree.root():
                yield _does_not_match(claim)
        tree.grow(rest)
    for claim in reversed(waiting):
        yield (
            f"The log is cut short: a checkpoint of {claim.size:,} rows was signed, and "
            f"{tree.size:,} are here."
        )


def _does_not_match(claim: Claim) -> str:
    if claim.retained:
        return (
            f"The log was forked: the checkpoint of {claim.size:,} rows that was kept and this "
            "log are both signed, and neither extends the other."
        )
    return (
        f"The first {claim.size:,} rows are not those that were signed: "
        "a row and its hash were altered together, or put in another order."
    )


def compare(first: int, lines: Sequence[bytes], leaves: Leaves) -> Iterator[str]:
    """Name the rows that are not what their hashes say; `first` is the number of the first leaf."""
    hashes = [sha256(b"\x00" + line).digest() for line in lines]  # leaf_hash, without the call
    if hashes == leaves.hashes:
        return
    sealed = dict(zip(*leaves, strict=True))
    found = dict(zip(map(_row_id, lines), hashes, strict=True))
    for number, row in enumerate(leaves.rows, first):
        if row not in found:
            yield f"Row {row} was removed (leaf {number:,})."
        elif found[row] != sealed[row]:
            yield f"Row {row} was edited (leaf {number:,})."
    for row in found.keys() - sealed.keys():
        yield f"Row {row} was put in; it was never sealed."
    if found == sealed:
        yield f"The rows from leaf {first:,} on were put in another order, or repeated."


def _row_id(row: bytes) -> str:
    try:
        return str(loads(row)["id"])
    except (ValueError, KeyError, TypeError):
        return "of an unreadable line"


def _signed(
    folder: Path, kind: str, key: VerifierKey, read: Callable[[str, VerifierKey], T]
) -> Iterator[T]:
    """What every signed note of a kind says; the first that is not good is named."""
    for path in sorted(folder.glob(f"*.{kind}")):
        try:
            yield read(path.read_bytes().decode(errors="replace"), key)
        except EvidenceError as error:
            raise EvidenceError(f"{path.name} proves nothing. {error}") from None


def _leaves(
    folder: Path, sizes: Sequence[int], epoch: int, problems: list[str]
) -> Iterator[Sequence[bytes]]:
    """The hashes of each export, after its rows were compared with them."""
    for start, end in pairwise(sizes):
        leaves = _read_leaves(segment(folder, end, "leaves"))
        if len(leaves.rows) != end - start:
            problems.append(
                f"{end:012}.leaves has {len(leaves.rows):,} lines, not {end - start:,}."
            )
        lines = _read_lines(segment(folder, end, "rows"))
        if lines is not None:
            problems += compare(start, lines, leaves)
        elif end > epoch:
            problems.append(
                f"The rows from leaf {start:,} to {end - 1:,} are missing, and no epoch says that "
                "they were dropped."
            )
        yield leaves.hashes


def segment(folder: Path, size: int, kind: str) -> Path:
    return folder / f"{size:012}.{kind}"


def _read_leaves(path: Path) -> Leaves:
    try:
        words = path.read_text("ascii").split()
        blob = bytes.fromhex("".join(words[1::2]))
    except (OSError, ValueError):
        raise EvidenceError(
            f"{path.name} is missing or damaged; export the log into an empty folder."
        ) from None
    hashes = [blob[place : place + 32] for place in range(0, len(blob), 32)]
    if len(blob) != 16 * len(words):  # two words a line, one of them a hash of 32 bytes
        raise EvidenceError(f"{path.name} is damaged; export the log into an empty folder.")
    return Leaves(words[::2], hashes)


def _read_lines(path: Path) -> list[bytes] | None:
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError:
        return None


def epoch_text(size: int, day: str) -> str:
    """What is signed when the rows before `size` are dropped."""
    return f"{EPOCH}\n{size}\n{day}\n"


def epoch_size(note: str, key: VerifierKey) -> int:
    words = open_note(note, key).split("\n")
    if words[0] != EPOCH:
        raise EvidenceError("This note is signed, but it does not say that an epoch was dropped.")
    return int(words[1])


def verify_receipt(receipt: str, key: VerifierKey) -> tuple[bytes, Checkpoint]:
    """The row in a receipt (c2sp.org/tlog-proof), once it is proved to be in the signed log."""
    parts = RECEIPT.fullmatch(receipt)
    if not parts:
        raise EvidenceError("This is not a receipt, or a damaged one.")
    extra, index, hashes, note = parts.groups()
    checkpoint = read_checkpoint(note, key)
    try:
        row, proof = decoded(extra), [decoded(line) for line in hashes.split("\n")[:-1]]
    except ValueError:
        raise EvidenceError("This is not a receipt, or a damaged one.") from None
    if not includes(checkpoint.root, checkpoint.size, int(index), leaf_hash(row), proof):
        raise EvidenceError("This receipt proves nothing: its row is not in the signed log.")
    return row, checkpoint


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong, a line each; 0 only if nothing is."""
    try:
        folder, key, *retained = arguments
        kept = [Path(name).read_text("utf-8") for name in retained]
        report = verify_folder(Path(folder), read_verifier_key(key), kept)
    except (EvidenceError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for problem in report.problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{report.size} rows; problems: {len(report.problems)}.\n")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
