"""The signing key in its file, beside the other keys and never inside the data."""

import os
from pathlib import Path

from sayso.evidence.errors import EvidenceError
from sayso.evidence.note import SigningKey, new_key, read_signing_key

SIGNING_KEY = "signing.key"


def new_signing_key(folder: Path) -> str:
    """Make the key of a new log; the answer is the verifier key, for everybody to have."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_if_others_can_read(folder)
    key = new_key()
    try:
        descriptor = os.open(folder / SIGNING_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise EvidenceError(
            "A signing key is there already, and a second would sign another log; keep it."
        ) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.text() + "\n")
        file.flush()
        os.fsync(descriptor)
    return str(key.verifier)


def signing_key(folder: Path) -> SigningKey:
    """The key, if nobody else on this computer can read it."""
    path = folder / SIGNING_KEY
    try:
        for private in (folder, path):
            _refuse_if_others_can_read(private)
        return read_signing_key(path.read_text("ascii"))
    except FileNotFoundError:
        raise EvidenceError("There is no signing key; make one: sayso key new signing.") from None


def _refuse_if_others_can_read(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise EvidenceError(
            f"Others on this computer can read {path}; make it yours alone: chmod go= {path}."
        )
