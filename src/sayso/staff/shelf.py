"""Where a list lies that a member sent: a folder of its own, for the service alone."""

import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SENT = {".csv": "list.csv", ".txt": "list.csv", ".tsv": "list.csv", ".xlsx": "list.xlsx"}
MOST = 50_000_000
"""Bytes of a list."""


class NotTakenError(Exception):
    """What is wrong with a list that was sent, and what to send instead."""


class Taken(NamedTuple):
    """A list that lies on the shelf: what it was called, and its hash."""

    file_name: str
    sha256: str


class Shelf(NamedTuple):
    """The folders of one kind of work, each under the name of the work."""

    kind: str

    @property
    def _home(self) -> Path:
        home: Path = settings.ENVIRONMENT.home
        return home / self.kind

    def folder(self, name: str) -> Path:
        return self._home / name

    def put(self, name: str, sent: "UploadedFile[Any] | None") -> Taken:
        """Keep a list that was sent in a new folder, which nobody else may read."""
        if sent is None or not sent.name:
            raise NotTakenError("Choose the list: a file whose name ends in .csv or .xlsx.")
        kept_as = SENT.get(Path(sent.name).suffix.lower())
        if kept_as is None:
            raise NotTakenError(
                "A list is a file whose name ends in .csv or .xlsx; save it as one."
            )
        if (sent.size or 0) > MOST:
            raise NotTakenError(
                f"A list has at most {MOST // 1_000_000} million bytes here; divide it."
            )
        self.folder(name).mkdir(mode=0o700, parents=True)
        digest = keep(sent, self.folder(name) / kept_as)
        called = "".join(sign for sign in Path(sent.name).name if sign.isprintable())[:200]
        return Taken(called, digest)

    def list_of(self, name: str) -> Path | None:
        """The list that was sent, while it is there."""
        return next(self.folder(name).glob("list.*"), None)

    def destroy(self, name: str) -> None:
        """Take away all that lies in a folder."""
        shutil.rmtree(self.folder(name), ignore_errors=True)

    def names(self) -> list[str]:
        """The names of all folders that are there."""
        return [path.name for path in self._home.glob("*") if path.is_dir()]


def keep(sent: "UploadedFile[Any]", path: Path) -> str:
    """Write what was sent for the service alone to read; the answer is its SHA-256."""
    digest = sha256()
    with path.open("wb") as file:
        for chunk in sent.chunks():
            digest.update(chunk)
            file.write(chunk)
    path.chmod(0o600)
    return digest.hexdigest()
