"""The key with which the service signs what it hands out and takes back."""

import secrets
from contextlib import suppress
from pathlib import Path

from sayso.people.keys import write_key

NAME = "secret.key"


def secret_key(folder: Path) -> str:
    """The key in its file; before there is one, nothing is signed, and any will do."""
    try:
        return (folder / NAME).read_text("ascii").strip() or secrets.token_hex()
    except OSError:
        return secrets.token_hex()


def make_secret_key(folder: Path) -> None:
    """Make the key, once."""
    if not (folder / NAME).exists():
        with suppress(FileExistsError):
            write_key(folder / NAME)
