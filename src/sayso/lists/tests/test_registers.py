import json
import os
import stat
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lists.errors import ListError
from sayso.lists.registers import REGISTERS, RegisterStore, matcher_for_file

TODAY = date(2026, 11, 22)
DEV = 2079460123
DAYS = [date(2026, 10, 1), date(2026, 10, 29), date(2026, 11, 20)]


def keepers_file(folder: Path, numbers: Iterable[int], name: str = "tps_ns.txt") -> Path:
    path = folder / name
    path.write_bytes(b"".join(f"{f'0{number}':<12}\r\n".encode() for number in numbers))
    return path


@pytest.fixture
def store(tmp_path: Path) -> RegisterStore:
    return RegisterStore(tmp_path / "store")


def add(store: RegisterStore, day: date, numbers: Iterable[int], register: str = "tps") -> None:
    path = keepers_file(store.folder.parent, numbers)
    store.add(register, path, day, today=TODAY)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- adding ------------------------------------------------------------------------------


def test_an_edition_says_where_it_came_from(store: RegisterStore, tmp_path: Path) -> None:
    path = keepers_file(tmp_path, [DEV, DEV, 1614960456])
    edition = store.add("tps", path, DAYS[0], today=TODAY)
    assert edition.new
    assert (edition.register, edition.on, edition.count) == ("tps", DAYS[0], 2)
    assert edition.source == "tps_ns.txt"
    assert edition.sha256 == sha256(path.read_bytes()).hexdigest()
    assert datetime.now(UTC) - edition.added_at < timedelta(minutes=1)
    assert list(edition.numbers) == [1614960456, DEV]
    assert str(tmp_path) not in (edition.path.with_suffix(".json")).read_text("utf-8")


def test_the_store_is_private(store: RegisterStore) -> None:
    add(store, DAYS[0], [DEV])
    for path in (store.folder, *store.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_store_may_lie_in_folders_which_are_not_there_yet(tmp_path: Path) -> None:
    store = RegisterStore(tmp_path / "deep" / "store")
    store.add("tps", keepers_file(tmp_path, [DEV]), DAYS[0], today=TODAY)
    assert store.matcher("tps").count == 1


def test_an_edition_of_today_is_accepted_and_one_of_tomorrow_refused(
    store: RegisterStore, tmp_path: Path
) -> None:
    path = keepers_file(tmp_path, [DEV])
    with pytest.raises(ListError, match="in the future"):
        store.add("tps", path, TODAY + timedelta(days=1), today=TODAY)
    assert not store.folder.exists()
    assert store.add("tps", path, TODAY, today=TODAY).new


def test_the_same_numbers_again_change_nothing(store: RegisterStore, tmp_path: Path) -> None:
    add(store, DAYS[0], [DEV, 1614960456])
    before = contents(store.folder)
    path = tmp_path / "again.txt"
    path.write_text(f"+44{DEV}\n01614960456\n", "utf-8")
    assert not store.add("tps", path, DAYS[0], today=TODAY).new
    assert contents(store.folder) == before


@pytest.mark.parametrize("force", [False, True])
def test_other_numbers_for_a_day_already_held_are_refused(
    store: RegisterStore, tmp_path: Path, force: bool
) -> None:
    add(store, DAYS[0], [DEV])
    before = contents(store.folder)
    with pytest.raises(ListError, match="already held with other numbers"):
        store.add("tps", keepers_file(tmp_path, [1614960456]), DAYS[0], today=TODAY, force=force)
    assert contents(store.folder) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no numbers"),
        (b"02079460123 \r\n0207946", "middle of a record"),
        (b"Dev\r\n", "line 1"),
        (None, "cannot be read"),
    ],
)
def test_a_file_which_cannot_be_relied_on_changes_nothing(
    store: RegisterStore, tmp_path: Path, content: bytes | None, words: str
) -> None:
    add(store, DAYS[0], [DEV])
    before = contents(store.folder)
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ListError, match=words):
        store.add("tps", path, DAYS[1], today=TODAY)
    assert contents(store.folder) == before


def test_registers_are_kept_apart(store: RegisterStore) -> None:
    add(store, DAYS[0], [DEV], "tps")
    add(store, DAYS[1], [1614960456], "ctps")
    assert [(e.register, e.on) for e in store.editions()] == [("tps", DAYS[0]), ("ctps", DAYS[1])]
    assert [e.on for e in store.editions("ctps")] == [DAYS[1]]
    assert store.matcher("ctps").listed_on(DEV) is None


@pytest.mark.parametrize("moment", range(1, 5))
def test_an_addition_which_fails_midway_leaves_the_store_as_it_was(
    store: RegisterStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    add(store, DAYS[0], [DEV])
    path = keepers_file(tmp_path, [DEV, 1614960456])
    calls = 0

    def full(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == moment:
            raise OSError(28, "No space left on device")

    replace = Path.replace

    def rename(self: Path, target: Path) -> Path:
        full()
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(Path, "replace", rename)
    with pytest.raises(ListError, match=r"cannot be stored: No space left.*; see to its"):
        store.add("tps", path, DAYS[1], today=TODAY)
    monkeypatch.undo()
    assert [edition.on for edition in store.show("tps")] == DAYS[:1]
    assert not list(store.folder.rglob("*.part"))
    assert store.add("tps", path, DAYS[1], today=TODAY).new


# --- searching ---------------------------------------------------------------------------


def test_without_an_edition_nothing_can_be_searched(store: RegisterStore) -> None:
    with pytest.raises(ListError, match="No tps edition is held; add one"):
        store.matcher("tps")
    assert store.editions() == []


def test_the_newest_edition_not_after_the_day_is_searched(store: RegisterStore) -> None:
    for day in DAYS:
        add(store, day, [DEV])
    assert store.matcher("tps").edition == DAYS[2]
    for earlier, later in pairwise(DAYS):
        assert store.matcher("tps", earlier).edition == earlier
        assert store.matcher("tps", later - timedelta(days=1)).edition == earlier
    before = DAYS[0] - timedelta(days=1)
    with pytest.raises(ListError, match=f"No tps edition of {before} or earlier is held; add one"):
        store.matcher("tps", before)


ADA, BERT, CLEO = 1614960001, 1614960002, 1614960003


def test_a_listing_dates_from_the_day_after_the_last_edition_without_it(
    store: RegisterStore,
) -> None:
    add(store, DAYS[0], [ADA, CLEO])
    add(store, DAYS[1], [ADA, DEV])
    add(store, DAYS[2], [ADA, BERT, CLEO, DEV])
    matcher = store.matcher("tps")
    assert matcher.listed_on(ADA) == "unknown"
    assert matcher.listed_on(BERT) == DAYS[1] + timedelta(days=1)
    assert matcher.listed_on(CLEO) == DAYS[1] + timedelta(days=1)  # it had come off in between
    assert matcher.listed_on(DEV) == DAYS[0] + timedelta(days=1)
    assert matcher.listed_on(1614960009) is None
    assert store.matcher("tps", DAYS[0]).listed_on(CLEO) == "unknown"
    assert store.matcher("tps", DAYS[1]).listed_on(CLEO) is None


SUBSETS = st.lists(st.sets(st.integers(1632960000, 1632960005), min_size=1), min_size=1, max_size=4)


@given(SUBSETS)
def test_the_day_of_a_listing_agrees_with_walking_back_by_hand(
    tmp_path_factory: pytest.TempPathFactory, editions: list[set[int]]
) -> None:
    store = RegisterStore(tmp_path_factory.mktemp("walk") / "store")
    days = [DAYS[0] + timedelta(days=7 * week) for week in range(len(editions))]
    for day, numbers in zip(days, editions, strict=True):
        add(store, day, numbers)
    matcher = store.matcher("tps")
    for number in range(1632959999, 1632960007):
        without = [
            day for day, numbers in zip(days, editions, strict=True) if number not in numbers
        ]
        expected: object = without[-1] + timedelta(days=1) if without else "unknown"
        if without and without[-1] == days[-1]:
            expected = None
        assert matcher.listed_on(number) == expected


@given(
    numbers=st.sets(st.integers(1632960000, 1632960050), min_size=1),
    wanted=st.lists(st.integers(1632959990, 1632960060)),
)
def test_many_numbers_are_searched_like_one(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int], wanted: list[int]
) -> None:
    path = keepers_file(tmp_path_factory.mktemp("many"), numbers)
    matcher = matcher_for_file("tps", path)
    found = matcher.listed(np.array(wanted, np.uint64))
    assert [bool(hit) for hit in found] == [number in numbers for number in wanted]
    assert [matcher.listed_on(number) is not None for number in wanted] == list(found)


def test_numbers_stay_on_the_disk_until_they_are_looked_at(store: RegisterStore) -> None:
    add(store, DAYS[0], [DEV])
    numbers = store.matcher("tps").numbers
    assert type(numbers) is np.ndarray
    assert isinstance(numbers.base, np.memmap)


def test_a_keepers_file_can_be_searched_directly(tmp_path: Path) -> None:
    path = keepers_file(tmp_path, [DEV])
    matcher = matcher_for_file("ctps", path, DAYS[0])
    assert (matcher.register, matcher.edition, matcher.count) == ("ctps", DAYS[0], 1)
    assert matcher.sha256 == sha256(path.read_bytes()).hexdigest()
    assert matcher.listed_on(DEV) == "unknown"
    assert matcher.listed_on(ADA) is None
    assert matcher_for_file("ctps", path).edition is None
    with pytest.raises(ListError, match=r"none.txt cannot be read: .*; name a file that is there"):
        matcher_for_file("ctps", tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("register", "words"),
    [("mps", "postal addresses, which cannot be searched yet"), ("tpx", "name one of tps, ctps")],
)
def test_a_register_which_is_not_known_is_refused_everywhere(
    store: RegisterStore, tmp_path: Path, register: str, words: str
) -> None:
    path = keepers_file(tmp_path, [DEV])
    for attempt in (
        lambda: store.add(register, path, DAYS[0], today=TODAY),
        lambda: store.editions(register),
        lambda: store.matcher(register),
        lambda: store.show(register),
        lambda: matcher_for_file(register, path),
    ):
        with pytest.raises(ListError, match=words):
            attempt()


def test_every_register_has_its_full_name() -> None:
    assert list(REGISTERS) == ["tps", "ctps", "fps"]


# --- damage ------------------------------------------------------------------------------


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def miscount(path: Path) -> None:
    manifest = path.with_suffix(".json")
    held = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(held | {"count": held["count"] + 1}), "utf-8")


def no_numbers(path: Path) -> None:
    path.write_bytes(b"not numbers")
    manifest = path.with_suffix(".json")
    held = json.loads(manifest.read_text("utf-8"))
    digest = sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(held | {"numbers_sha256": digest}), "utf-8")


def forget(path: Path) -> None:
    path.with_suffix(".json").write_text("{}", "utf-8")


def garble(path: Path) -> None:
    path.with_suffix(".json").write_text("[", "utf-8")


def misname(path: Path) -> None:
    manifest = path.with_suffix(".json")
    manifest.write_text(manifest.read_text("utf-8").replace('"tps"', '"ctps"'), "utf-8")


@pytest.mark.parametrize(
    "damage", [cut, flip, Path.unlink, miscount, no_numbers, forget, garble, misname]
)
def test_a_damaged_edition_is_not_searched_and_can_be_added_again(
    store: RegisterStore, tmp_path: Path, damage: object
) -> None:
    add(store, DAYS[0], [DEV])
    assert callable(damage)
    damage(store.folder / "registers" / "tps" / f"{DAYS[0]}.npy")
    for attempt in (lambda: store.matcher("tps"), lambda: store.show("tps")):
        with pytest.raises(
            ListError, match=f"The tps edition of {DAYS[0]} .* damaged; add it again"
        ):
            attempt()
    assert store.add("tps", keepers_file(tmp_path, [DEV]), DAYS[0], today=TODAY).new
    assert store.matcher("tps").listed_on(DEV) == "unknown"


def test_an_edition_cannot_be_renamed_to_seem_fresher(store: RegisterStore) -> None:
    add(store, DAYS[0], [DEV])
    for path in (store.folder / "registers" / "tps").iterdir():
        path.rename(path.with_stem(f"{DAYS[2]}"))
    with pytest.raises(ListError, match="damaged"):
        store.matcher("tps")


def test_damage_to_an_earlier_edition_is_found_when_it_is_needed(store: RegisterStore) -> None:
    add(store, DAYS[0], [ADA])
    add(store, DAYS[1], [DEV])
    flip(store.folder / "registers" / "tps" / f"{DAYS[0]}.npy")
    matcher = store.matcher("tps")
    assert matcher.listed_on(ADA) is None
    with pytest.raises(ListError, match=f"edition of {DAYS[0]} .* damaged"):
        matcher.listed_on(DEV)


def test_other_files_in_the_store_are_no_editions(store: RegisterStore) -> None:
    add(store, DAYS[0], [DEV])
    place = store.folder / "registers" / "tps"
    for name in ("2026-02-30.json", "notes.json", "2026-11-20.npy", "20261121.json"):
        (place / name).write_bytes(b"{}")
    assert [edition.on for edition in store.editions("tps")] == DAYS[:1]
