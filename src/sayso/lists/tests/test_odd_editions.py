"""A file that seems odd beside the editions held, and what an odd one cannot spoil."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sayso.lists.errors import ListError
from sayso.lists.registers import Edition, RegisterStore, counted, matcher_for_file

TODAY = date(2026, 11, 22)
DAYS = [date(2026, 10, 1), date(2026, 10, 29), date(2026, 11, 20)]
FIRST = 1632960000
DEV = 2079460123


@pytest.fixture
def store(tmp_path: Path) -> RegisterStore:
    return RegisterStore(tmp_path / "store")


def numbers_file(folder: Path, numbers: Iterable[int]) -> Path:
    path = folder / "register.txt"
    path.write_text("".join(f"0{number}\n" for number in numbers), newline="")
    return path


def many(count: int, first: int = FIRST) -> range:
    return range(first, first + count)


def add(
    store: RegisterStore,
    day: date,
    numbers: Iterable[int],
    register: str = "tps",
    *,
    force: bool = False,
) -> Edition:
    path = numbers_file(store.folder.parent, numbers)
    return store.add(register, path, day, today=TODAY, force=force)


# --- counts --------------------------------------------------------------------------------

COUNTS = [
    (1000, 800, False),
    (1000, 799, True),
    (1000, 1200, False),
    (1000, 1201, True),
    (999, 1, False),
    (1, 999, False),
    (1, 1000, True),
    (1000, 1, True),
]


@pytest.mark.parametrize(("before", "after", "odd"), COUNTS)
def test_an_odd_step_is_refused_unless_forced_whichever_edition_came_first(
    tmp_path: Path, before: int, after: int, odd: bool
) -> None:
    step = [(DAYS[0], before, "earlier"), (DAYS[1], after, "later")]
    for (day, count, which), (new_day, new_count, _) in (step, step[::-1]):
        store = RegisterStore(tmp_path / which)
        add(store, day, many(count))
        if odd:
            words = f"has {counted(new_count)} where the {which} edition of {day} has {count:,}; "
            with pytest.raises(ListError, match=f"{words}get it again, or force"):
                add(store, new_day, many(new_count))
            assert [edition.on for edition in store.editions()] == [day]
        assert add(store, new_day, many(new_count), force=odd).count == new_count


def test_a_count_is_compared_with_the_nearest_editions_alone(store: RegisterStore) -> None:
    days = [date(2026, month, 1) for month in (1, 2, 3, 5, 6)]
    for day, count in zip(days, (10, 1000, 1100, 1200, 3000), strict=True):
        add(store, day, many(count), force=True)
    between = date(2026, 4, 1)
    for count, odd in ((1000, False), (1320, False), (879, True), (1321, True)):
        numbers = np.arange(FIRST, FIRST + count)
        assert bool(store.why_odd("tps", between, numbers)) == odd


def test_an_edition_says_whether_any_other_was_held_to_compare_it_with(
    store: RegisterStore,
) -> None:
    assert add(store, DAYS[1], [DEV]).alone
    assert not add(store, DAYS[1], [DEV]).alone  # it was there
    assert not add(store, DAYS[0], [DEV]).alone
    assert not add(store, DAYS[2], [DEV]).alone
    assert add(store, DAYS[1], [DEV, FIRST], "ctps").alone
    assert not any(edition.alone for edition in store.editions())


def test_of_two_damaged_editions_each_can_be_added_again(store: RegisterStore) -> None:
    for day in DAYS:
        add(store, day, many(1000))
    for day in DAYS[:2]:
        (store.folder / "registers" / "tps" / f"{day}.json").write_text("{}")
    with pytest.raises(ListError, match=f"the later edition of {DAYS[2]} has 1,000"):
        add(store, DAYS[0], many(500))
    for day in DAYS[:2]:
        assert add(store, day, many(1000)).new
    assert [edition.on for edition in store.show("tps")] == DAYS


# --- one file for two registers --------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("other", ["ctps", "fps"])
@pytest.mark.parametrize("count", [1, 1000])
def test_the_numbers_of_one_register_are_refused_as_another_unless_forced(
    store: RegisterStore, day: date, other: str, count: int
) -> None:
    add(store, DAYS[1], many(count))
    with pytest.raises(ListError, match=f"very numbers of the tps edition of {DAYS[1]}; .*force"):
        add(store, day, many(count), other)
    assert store.editions(other) == []
    assert add(store, day, many(count, FIRST + 1), other).new
    spare = date(2026, 11, 21)
    assert add(store, spare, many(count), other, force=True).new


def test_a_damaged_edition_is_of_no_numbers(store: RegisterStore) -> None:
    (add(store, DAYS[0], [DEV])).path.write_bytes(b"")
    assert add(store, DAYS[0], [DEV], "ctps").new


def test_two_searches_know_whether_they_are_of_the_same_numbers(tmp_path: Path) -> None:
    tps = matcher_for_file("tps", numbers_file(tmp_path, [DEV, FIRST]))
    assert tps.holds_the_same_as(matcher_for_file("ctps", numbers_file(tmp_path, [FIRST, DEV])))
    for others in ([DEV], [DEV, FIRST + 1], [DEV, FIRST, FIRST + 1]):
        other = matcher_for_file("ctps", numbers_file(tmp_path, others))
        assert not tps.holds_the_same_as(other)


# --- since when ------------------------------------------------------------------------------


def test_an_oddly_small_edition_does_not_date_what_it_lost(store: RegisterStore) -> None:
    add(store, DAYS[0], many(1000))
    add(store, DAYS[1], many(500), force=True)
    add(store, DAYS[2], many(1010), force=True)
    matcher = store.matcher("tps")
    for number in many(1000):
        assert matcher.listed_on(number) == "unknown"
    for number in range(FIRST + 1000, FIRST + 1010):
        assert matcher.listed_on(number) == date(2026, 10, 2)
    assert matcher.listed_on(FIRST + 1010) is None


def test_a_truncated_first_edition_lets_nobody_seem_newly_listed(store: RegisterStore) -> None:
    add(store, DAYS[0], many(500))
    add(store, DAYS[1], many(1000), force=True)
    assert {store.matcher("tps").listed_on(number) for number in many(1000)} == {"unknown"}


@pytest.mark.parametrize("count", [800, 1000, 3000])
def test_any_other_edition_dates_what_it_is_without(store: RegisterStore, count: int) -> None:
    """An edition that is larger lost nothing, and one a little smaller is like any before it."""
    add(store, DAYS[0], many(count, FIRST + 1))
    add(store, DAYS[1], many(960), force=True)
    assert store.matcher("tps").listed_on(FIRST) == date(2026, 10, 2)


@pytest.mark.parametrize(("count", "said"), [(1, "1 number"), (2, "2 numbers"), (0, "0 numbers")])
def test_numbers_are_counted_as_it_is_said(count: int, said: str) -> None:
    assert counted(count) == said
    assert counted(1_000_000) == "1,000,000 numbers"
