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
    """A register as it stood on one day. `sha256` is that of the keeper's file; in the moment it is
    added an edition is `new`, and `alone` if no other was held to compare its count with.
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
    alone: bool = False

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
        without it; "unknown" if no edition goes back so far, and None if it is not listed. An
        edition oddly smaller than this one may have lost the number, so it dates nothing.
        """
        if not _holds(self.numbers, number):
            return None
        for edition in self.earlier:
            lost = edition.count < self.count and _is_odd(edition.count, self.count)
            if not lost and not _holds(edition.numbers, number):
                return edition.on + timedelta(days=1)
        return "unknown"

    def holds_the_same_as(self, other: "Matcher") -> bool:
        """Whether both have the very same numbers, as two registers never have."""
        return np.array_equal(self.numbers, other.numbers)


class RegisterStore:
    """The folder with every edition held: its numbers, and beside them where they came from. The
    second file is written last, so that an edition without it was never added.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(
        self, register: str, path: Path, edition: date, *, today: date, force: bool = False
    ) -> Edition:
        """Holds the keeper's file as the edition of a day, whole or not at all; `force` accepts an
        odd one. What is already held is given back, and is not `new`.
        """
        _must_be_known(register)
        if edition > today:
            raise ListError(f"An edition of {edition} is in the future; give the day of the file.")
        numbers = read_register(path)
        if held := self.held(register, edition, numbers):
            return held
        if not force and (odd := self.why_odd(register, edition, numbers)):
            raise ListError(f"{odd}; get it again, or force it if it is right.")
        try:
            added = self._write(register, edition, path, numbers)
        except OSError as error:
            raise ListError(
                f"The register cannot be stored: {error.strerror}; see to its folder, and add it "
                "again."
            ) from error
        return replace(added, new=True, alone=not self._beside(register, edition))

    def held(self, register: str, day: date, numbers: Numbers) -> Edition | None:
        """The edition of a day if it is held undamaged, and then with these very numbers."""
        found = self._intact(register, day)
        if found and not np.array_equal(found.numbers, numbers):
            raise ListError(
                f"The {register} edition of {day} is already held with other numbers; give the day "
                "of this file."
            )
        return found

    def why_odd(self, register: str, day: date, numbers: Numbers) -> str:
        """What speaks against these numbers as the edition of a day, by all that is held. A
        download which broke off looks like a register which shrank: it would clear people, and
        those it lost would seem newly listed later.
        """
        for held in self._beside(register, day):
            earlier = held.on < day
            step = (held.count, len(numbers)) if earlier else (len(numbers), held.count)
            if _is_odd(*step):
                return (
                    f"This {register} file has {counted(len(numbers))} where the "
                    f"{'earlier' if earlier else 'later'} edition of {held.on} has {held.count:,}"
                )
        for held in self._of_others(register):
            if _are(held, numbers):
                return (
                    f"This {register} file has the very numbers of the {held.register} edition of "
                    f"{held.on}"
                )
        return ""

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

    def _beside(self, register: str, day: date) -> list[Edition]:
        """The nearest earlier edition and the nearest later one, as far as there are any."""
        known = self._known(register)
        earlier = [edition for edition in known if edition.on < day]
        later = [edition for edition in known if edition.on > day]
        return [*earlier[-1:], *later[:1]]

    def _of_others(self, register: str) -> list[Edition]:
        return [held for other in REGISTERS if other != register for held in self._known(other)]

    def _known(self, register: str) -> list[Edition]:
        """The editions from the oldest, but for damaged ones: of two, each can be added again."""
        found = []
        for day in self._days(register):
            with suppress(ListError):
                found.append(self._read(register, day))
        return found

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
        return self._read(register, day)


def matcher_for_file(register: str, path: Path, edition: date | None = None) -> Matcher:
    """A keeper's file searched directly; since when its numbers have been listed is not known."""
    _must_be_known(register)
    numbers = read_register(path)
    return Matcher(register, edition, _sha256(path), numbers)


def counted(numbers: int) -> str:
    """How many numbers, as it is said."""
    return f"{numbers:,} number{'' if numbers == 1 else 's'}"


def _must_be_known(register: str) -> None:
    if register == "mps":
        raise ListError("The mps register is of postal addresses, which cannot be searched yet.")
    if register not in REGISTERS:
        raise ListError(f'There is no register "{register}"; name one of {", ".join(REGISTERS)}.')


def _damaged(register: str, day: date) -> ListError:
    return ListError(
        f"The {register} edition of {day} in the store is damaged; add it again from its file."
    )


def _is_odd(before: int, after: int) -> bool:
    """Whether a register hardly went from one count to the next by itself."""
    return max(before, after) >= FEW and abs(after - before) > MOST_CHANGE * before


def _are(held: Edition, numbers: Numbers) -> bool:
    """Whether an edition is of these numbers; a damaged one is of none."""
    with suppress(ListError):
        return held.count == len(numbers) and np.array_equal(held.numbers, numbers)
    return False


def _holds(numbers: Numbers, number: int) -> bool:
    place = int(numbers.searchsorted(number))
    return place < len(numbers) and int(numbers[place]) == number


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
