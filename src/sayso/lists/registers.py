"""The editions of the registers which are held here, and what they say about a number."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sayso.lists.errors import ListError
from sayso.lists.output import replacing
from sayso.lists.register_file import Numbers, read_register

REGISTERS = {
    "tps": "Telephone Preference Service",
    "ctps": "Corporate Telephone Preference Service",
    "fps": "Fax Preference Service",
}
MOST_CHANGE = 0.20
FEW = 1000

ListedOn = date | Literal["unknown"] | None


@dataclass(frozen=True)
class Edition:
    """A register as it stood on one day. `sha256` is that of the keeper's file, `new` is true of
    an edition in the moment it is added.
    """

    register: str
    on: date
    count: int
    sha256: str
    source: str
    added_at: datetime
    path: Path
    numbers_sha256: str
    new: bool = False

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers in order, left on the disk until they are looked at; only if intact."""
        try:
            if _sha256(self.path) == self.numbers_sha256:
                numbers = np.load(self.path, mmap_mode="r")
                if numbers.shape == (self.count,):
                    return np.asarray(numbers)
        except (OSError, ValueError) as error:
            raise _damaged(self.register, self.on) from error
        raise _damaged(self.register, self.on)


@dataclass(frozen=True)
class Matcher:
    """One edition to search, with the earlier ones, newest first, which tell since when."""

    register: str
    edition: date | None
    sha256: str
    numbers: Numbers
    earlier: Sequence[Edition] = ()

    @property
    def count(self) -> int:
        return len(self.numbers)

    def listed(self, numbers: NDArray[np.integer]) -> NDArray[np.bool_]:
        """For each of many national significant numbers, whether it is listed."""
        wanted = np.asarray(numbers, np.int64)
        places = np.minimum(np.searchsorted(self.numbers, wanted), self.count - 1)
        return np.equal(self.numbers[places], wanted)

    def listed_on(self, number: int) -> ListedOn:
        """The first day on which the number may have been listed: the one after the last edition
        without it; "unknown" if no edition goes back so far, and None if it is not listed.
        """
        if not _holds(self.numbers, number):
            return None
        for edition in self.earlier:
            if not _holds(edition.numbers, number):
                return edition.on + timedelta(days=1)
        return "unknown"


class RegisterStore:
    """The folder with every edition held: its numbers, and beside them where they came from. The
    second file is written last, so that an edition without it was never added.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(
        self, register: str, path: Path, edition: date, *, today: date, force: bool = False
    ) -> Edition:
        """Holds the keeper's file as the edition of a day, whole or not at all; `force` accepts a
        count which has changed oddly. What is already held is given back, and is not `new`.
        """
        _must_be_known(register)
        if edition > today:
            raise ListError(f"An edition of {edition} is in the future; give the day of the file.")
        numbers = read_register(path)
        held = self._intact(register, edition)
        if held and np.array_equal(held.numbers, numbers):
            return held
        if held:
            raise ListError(
                f"The {register} edition of {edition} is already held with other numbers; give the "
                "day of this file."
            )
        if not force:
            self._refuse_an_odd_change(register, edition, len(numbers))
        try:
            return self._write(register, edition, path, numbers)
        except OSError as error:
            raise ListError(f"The register cannot be stored: {error.strerror}.") from error

    def editions(self, register: str | None = None) -> list[Edition]:
        """What is held of one register, or of all, each from the oldest."""
        if register is not None:
            _must_be_known(register)
        names = [register] if register else list(REGISTERS)
        return [self._read(name, day) for name in names for day in self._days(name)]

    def show(self, register: str) -> list[Edition]:
        """What is held of one register from the oldest, every number of it found to be intact."""
        found = self.editions(register)
        for edition in found:
            _ = edition.numbers
        return found

    def matcher(self, register: str, on: date | None = None) -> Matcher:
        """The newest edition, or the newest one on that day, ready to search."""
        *earlier, newest = self._until(register, on)
        return Matcher(
            register=register,
            edition=newest.on,
            sha256=newest.sha256,
            numbers=newest.numbers,
            earlier=earlier[::-1],
        )

    def _until(self, register: str, on: date | None) -> list[Edition]:
        found = [e for e in self.editions(register) if on is None or e.on <= on]
        if not found:
            until = f" of {on} or earlier" if on else ""
            raise ListError(f"No {register} edition{until} is held; add one to search it.")
        return found

    def _place(self, register: str) -> Path:
        return self.folder / "registers" / register

    def _days(self, register: str) -> list[date]:
        days = []
        for manifest in self._place(register).glob("????-??-??.json"):
            with suppress(ValueError):  # such as 2026-02-30
                days.append(date.fromisoformat(manifest.stem))
        return sorted(days)

    def _read(self, register: str, day: date) -> Edition:
        manifest = self._place(register) / f"{day}.json"
        try:
            held = json.loads(manifest.read_text("utf-8"))
            edition = Edition(
                register=held["register"],
                on=date.fromisoformat(held["edition"]),
                count=int(held["count"]),
                sha256=held["sha256"],
                source=held["source"],
                added_at=datetime.fromisoformat(held["added_at"]),
                path=manifest.with_suffix(".npy"),
                numbers_sha256=held["numbers_sha256"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(register, day) from error
        if (edition.register, edition.on) != (register, day):
            raise _damaged(register, day)  # renamed, to seem fresher than it is
        return edition

    def _intact(self, register: str, day: date) -> Edition | None:
        """The edition if it is held undamaged; a damaged one may be added again."""
        if day not in self._days(register):
            return None
        try:
            edition = self._read(register, day)
            _ = edition.numbers
        except ListError:
            return None
        return edition

    def _refuse_an_odd_change(self, register: str, day: date, count: int) -> None:
        """A download which broke off looks like a register which shrank, and would clear people."""
        earlier = [held for held in self._days(register) if held < day]
        before = self._read(register, earlier[-1]).count if earlier else 0
        if before >= FEW and abs(count - before) > MOST_CHANGE * before:
            raise ListError(
                f"This {register} file has {count:,} numbers where the edition of {earlier[-1]} "
                f"has {before:,}; get it again, or force it if the change is real."
            )

    def _write(self, register: str, day: date, source: Path, numbers: Numbers) -> Edition:
        place = self._place(register)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, place.parent, place):
            folder.mkdir(mode=0o700, exist_ok=True)
        path = place / f"{day}.npy"
        with replacing(path) as part, part.open("wb") as file:
            np.save(file, numbers)
        manifest = {
            "register": register,
            "edition": day.isoformat(),
            "count": len(numbers),
            "sha256": _sha256(source),
            "source": source.name,
            "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "numbers_sha256": _sha256(path),
        }
        with replacing(path.with_suffix(".json")) as part:
            part.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        return replace(self._read(register, day), new=True)


def matcher_for_file(register: str, path: Path, edition: date | None = None) -> Matcher:
    """A keeper's file searched directly; since when its numbers have been listed is not known."""
    _must_be_known(register)
    numbers = read_register(path)
    return Matcher(register, edition, _sha256(path), numbers)


def _must_be_known(register: str) -> None:
    if register == "mps":
        raise ListError("The mps register is of postal addresses, which cannot be searched yet.")
    if register not in REGISTERS:
        raise ListError(f'There is no register "{register}"; name one of {", ".join(REGISTERS)}.')


def _damaged(register: str, day: date) -> ListError:
    return ListError(
        f"The {register} edition of {day} in the store is damaged; add it again from its file."
    )


def _holds(numbers: Numbers, number: int) -> bool:
    place = int(numbers.searchsorted(number))
    return place < len(numbers) and int(numbers[place]) == number


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
