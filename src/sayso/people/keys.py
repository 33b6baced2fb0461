"""The keys of this installation, which lie beside what they open and never inside it."""

import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

KEY_BYTES = 32
MASTER, LOOKUP, SUPPRESSION = "master.key", "lookup.key", "suppression-{}.key"


class KeyringError(Exception):
    """One sentence: why the keys cannot be used, and what to do next."""


@dataclass(frozen=True)
class Keyring:
    """What opens people's details, finds them, and recognises whom to leave alone.

    Suppression keys are rotated by wrapping, new(old(x)): hashes already stored are hashed once
    more, for what they stand for is long gone.
    """

    master: bytes
    lookup: bytes
    suppression: tuple[bytes, ...]

    def lookup_of(self, key: str) -> str:
        """Under what a contact point is found again, 32 hex digits."""
        return _keyed(self.lookup, key.encode())[:32]

    def suppression_of(self, kin: str) -> str:
        """Under what a suppression is found again, 64 hex digits."""
        found = kin.encode()
        for key in self.suppression:
            found = _keyed(key, found).encode()
        return found.decode()

    def rewrapped(self, stored: str, number: int) -> str:
        """What a hash stored when there were so many suppression keys is found under now."""
        found = stored.encode()
        for key in self.suppression[number:]:
            found = _keyed(key, found).encode()
        return found.decode()


def _keyed(key: bytes, message: bytes) -> str:
    return hmac.digest(key, message, "sha256").hex()


def make_keys(folder: Path) -> None:
    """Make the folder and every key that it lacks; a key that is there is never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _must_be_private(folder, 0o077)
    for name in (MASTER, LOOKUP, SUPPRESSION.format(1)):
        if not (folder / name).exists():
            write_key(folder / name)


def new_suppression_key(folder: Path) -> int:
    """Add a suppression key and give its number; what is stored must be wrapped with it next."""
    number = len(_suppression_keys(folder)) + 1
    write_key(folder / SUPPRESSION.format(number))
    return number


def write_key(path: Path) -> None:
    """A new random key, for its owner alone to read, whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.link(part, path)  # unlike a rename, it fails if somebody else was quicker
    part.unlink()


def keyring(folder: Path) -> Keyring:
    """The keys of a folder; raises KeyringError if one is missing or others may read it."""
    if not folder.is_dir():
        raise KeyringError(f"There are no keys in {folder}; name the right folder in SAYSO_KEYS.")
    _must_be_private(folder, 0o077)
    names = [MASTER, LOOKUP, *_suppression_keys(folder)]
    stamps = tuple((folder / name).stat().st_mtime_ns for name in names if (folder / name).exists())
    return _read(folder, tuple(names), stamps)


def _suppression_keys(folder: Path) -> list[str]:
    names: list[str] = []
    while (folder / (name := SUPPRESSION.format(len(names) + 1))).exists():
        names.append(name)
    return names


@lru_cache(maxsize=4)
def _read(folder: Path, names: tuple[str, ...], stamps: tuple[int, ...]) -> Keyring:  # noqa: ARG001
    master, lookup, *suppression = (_read_key(folder / name) for name in names)
    if not suppression:
        raise KeyringError(f"{folder} lacks its suppression key; restore it from its escrow.")
    return Keyring(master, lookup, tuple(suppression))


def _read_key(path: Path) -> bytes:
    try:
        _must_be_private(path, 0o077)
        key = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError) as error:
        raise KeyringError(f"{path} cannot be read; restore it from its backup.") from error
    if len(key) != KEY_BYTES:
        raise KeyringError(f"{path} is no whole key; restore it from its backup.")
    return key


def _must_be_private(path: Path, others: int) -> None:
    if path.stat().st_mode & others:
        mode = "700" if path.is_dir() else "600"
        raise KeyringError(
            f"Others may read {path}; run chmod {mode} on it, and make new keys if they did."
        )


def fingerprint(key: bytes) -> str:
    """What tells one key from another without giving it away."""
    return sha256(b"sayso key " + key).hexdigest()[:16]
