import shutil
from datetime import date
from pathlib import Path

import pytest

from sayso.cli import register
from sayso.cli.tests.terminal import Told, assert_one_sentence, run
from sayso.cli.tests.whole_list import check, refuse

TODAY = date(2026, 11, 22)
ADA, DEV, GIL = "02079460001", "02079460004", "02079460008"
MANY = [f"0207946{n:04}" for n in range(1000)]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(register, "today_in_london", lambda: TODAY)
    return tmp_path / "home"


def add(folder: Path, edition: str, *numbers: str, name: str = "tps") -> Told:
    path = folder / f"{name}.txt"
    path.write_text("".join(f"{number:<12}\r\n" for number in numbers), newline="")
    return run("register", "add", name, path, "--edition", edition)


def lookup(number: str, *options: str) -> str:
    told = run("register", "lookup", number, *options)
    assert (told.code, told.err) == (0, "")
    return told.out


def test_an_edition_is_added_listed_and_shown(tmp_path: Path) -> None:
    assert add(tmp_path, "2026-11-20", ADA, DEV).out.startswith("Added tps of 2026-11-20: 2 numb")
    assert add(tmp_path, "2026-11-19", DEV, name="ctps").code == 0
    assert run("register", "list").out.splitlines() == [
        "tps   2026-11-20             2  good until 2026-12-17",
        "ctps  2026-11-19             1  good until 2026-12-16",
    ]
    shown = run("register", "show", "tps").out
    assert shown.startswith("Telephone Preference Service (tps)\n  2026-11-20  2 numbers from tps.")
    assert "sha256 " in shown


def test_the_same_edition_may_be_added_again(tmp_path: Path) -> None:
    add(tmp_path, "2026-11-20", ADA)
    told = add(tmp_path, "2026-11-20", ADA)
    assert told.out == "Already held: tps of 2026-11-20: 1 number.\n"


def test_nothing_held_says_how_to_add_an_edition(store: Path) -> None:
    told = run("register", "list")
    assert told.code == 0
    assert "sayso register add" in told.out
    for arguments in (("show", "tps"), ("lookup", ADA)):
        told = run("register", *arguments)
        assert told.code == 2
        assert "sayso register add tps" in told.err
    assert not store.exists()


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("", "2026-11-20"),
        ("\r\n", "2026-11-20"),
        ("02079460001\nnobody\n", "2026-11-20"),
        ("02079460001 \r\n0207946", "2026-11-20"),
        ("02079460001\n", "2026-11-23"),
        ("02079460001\n", "2026-11-20 "),
    ],
)
def test_a_file_with_anything_wrong_changes_nothing(
    tmp_path: Path, store: Path, text: str, edition: str
) -> None:
    add(tmp_path, "2026-10-20", ADA)
    before = sorted((path, path.read_bytes()) for path in store.rglob("*") if path.is_file())
    path = tmp_path / "tps.txt"
    path.write_text(text, newline="")
    told = run("register", "add", "tps", path, "--edition", edition)
    assert told.code == 2
    assert_one_sentence(told, "7946", "nobody")
    after = sorted((path, path.read_bytes()) for path in store.rglob("*") if path.is_file())
    assert after == before


def test_an_edition_that_nothing_was_held_to_compare_with_says_so(tmp_path: Path) -> None:
    added, alone = add(tmp_path, "2026-10-20", ADA).out.splitlines()
    assert added == "Added tps of 2026-10-20: 1 number."
    assert alone.startswith("No other tps edition is held to compare it with; see ")
    assert len(add(tmp_path, "2026-10-20", ADA).out.splitlines()) == 1
    for edition in ("2026-10-01", "2026-11-20"):
        assert add(tmp_path, edition, ADA).out == f"Added tps of {edition}: 1 number.\n"
    assert len(add(tmp_path, "2026-11-20", DEV, name="ctps").out.splitlines()) == 2


@pytest.mark.parametrize("edition", ["2026-10-01", "2026-11-20"])
def test_a_register_that_shrank_or_grew_oddly_is_refused_unless_forced(
    tmp_path: Path, edition: str
) -> None:
    assert add(tmp_path, "2026-10-20", *MANY).code == 0
    told = add(tmp_path, edition, ADA)
    assert told.code == 2
    assert_one_sentence(told, "7946")
    assert "has 1 number where" in told.err
    assert "edition of 2026-10-20 has 1,000; get it again, or force it" in told.err
    path = tmp_path / "tps.txt"
    assert run("register", "add", "tps", path, "--edition", edition, "--force").code == 0


def test_one_file_is_not_added_as_two_registers_unless_forced(tmp_path: Path) -> None:
    add(tmp_path, "2026-10-20", ADA)
    told = add(tmp_path, "2026-11-20", ADA, name="ctps")
    assert told.code == 2
    assert_one_sentence(told, "7946")
    assert "has the very numbers of the tps edition of 2026-10-20" in told.err
    path = tmp_path / "ctps.txt"
    assert run("register", "add", "ctps", path, "--edition", "2026-11-20", "--force").code == 0


def test_a_truncated_edition_of_an_earlier_day_does_not_make_listings_new(tmp_path: Path) -> None:
    add(tmp_path, "2026-11-20", *MANY)
    assert add(tmp_path, "2026-11-01", *MANY[:500]).code == 2
    told = "listed, since when is not known, so it binds at once"
    assert told in lookup(MANY[-1])
    path = tmp_path / "tps.txt"
    assert run("register", "add", "tps", path, "--edition", "2026-11-01", "--force").code == 0
    assert told in lookup(MANY[-1])


def test_a_listing_is_of_the_day_after_the_last_edition_without_the_number(tmp_path: Path) -> None:
    add(tmp_path, "2026-08-01", ADA, DEV)
    add(tmp_path, "2026-10-01", ADA)
    add(tmp_path, "2026-10-10", ADA)
    add(tmp_path, "2026-10-20", ADA, DEV, GIL)
    add(tmp_path, "2026-11-20", ADA, DEV, GIL)
    assert lookup("020 7946 0004").startswith("tps: listed on 2026-10-11; that binds today")
    assert lookup("020 7946 0004", "--on", "2026-11-08").startswith("tps: listed on 2026-10-11")
    assert "binds today" in lookup("020 7946 0004", "--on", "2026-11-08")
    assert "does not bind before 8 Nov" in lookup("020 7946 0004", "--on", "2026-11-07")


def test_a_number_in_every_edition_held_is_listed_since_nobody_knows_when(tmp_path: Path) -> None:
    add(tmp_path, "2026-10-01", ADA)
    add(tmp_path, "2026-11-20", ADA)
    for spelling in ("020 7946 0001", "+442079460001", "0044 20 7946 0001", "020 7946 0001 ext 2"):
        assert lookup(spelling) == (
            "tps: listed, since when is not known, so it binds at once "
            "(by the edition of 2026-11-20)\n"
        )


def test_the_edition_of_the_day_is_the_one_asked(tmp_path: Path) -> None:
    add(tmp_path, "2026-10-01", ADA)
    add(tmp_path, "2026-11-20", DEV)
    assert lookup(ADA) == "tps: not listed in the edition of 2026-11-20\n"
    assert "by the edition of 2026-10-01" in lookup(ADA, "--on", "2026-11-19")
    assert "No tps edition of 2026-09-30 or earlier" in lookup(ADA, "--on", "2026-09-30")


def test_an_edition_too_old_to_rely_on_says_so(tmp_path: Path) -> None:
    add(tmp_path, "2026-10-26", ADA)
    assert "too old" not in lookup(DEV)
    assert "too old" in lookup(DEV, "--on", "2026-11-23")


def test_of_several_numbers_in_a_cell_the_worst_is_told(tmp_path: Path) -> None:
    add(tmp_path, "2026-11-01", DEV)
    add(tmp_path, "2026-11-20", DEV, GIL)
    assert "listed, since when is not known" in lookup("020 7946 0008 / 0004")
    assert "listed on 2026-11-02" in lookup("020 7946 0008 / 0009")


@pytest.mark.parametrize("number", ["", "7946 0001", "ada", "+353 20 910 9005", "07777 777777"])
def test_a_number_that_cannot_be_looked_up_is_no_answer(tmp_path: Path, number: str) -> None:
    add(tmp_path, "2026-11-20", ADA)
    told = run("register", "lookup", number)
    assert told.code == 2
    assert_one_sentence(told, "7946", "353")


def test_a_damaged_store_clears_nobody(tmp_path: Path, store: Path) -> None:
    add(tmp_path, "2026-11-20", ADA)
    (held,) = store.rglob("*.npy")
    held.write_bytes(held.read_bytes()[:-8])
    assert lookup(DEV).endswith("is damaged; add it again from its file.\n")
    assert run("register", "show", "tps").code == 2
    held.with_suffix(".json").write_text("{}")
    for arguments in (("list",), ("show", "tps"), ("lookup", DEV)):
        told = run("register", *arguments)
        assert told.code == 2
        assert_one_sentence(told, "7946")
        assert "is damaged; add it again from its file." in told.err


@pytest.mark.parametrize("command", [(), ("add",), ("list",), ("show",), ("lookup",)])
def test_the_help_states_the_exit_codes(command: tuple[str, ...]) -> None:
    told = run("register", *command, "--help").out
    assert "  Exit codes: 0 done · 2 nothing done · 130 interrupted\n" in told


# --- a file given to a check, beside what the store holds ---------------------------------


def numbers_file(path: Path, *numbers: str) -> None:
    path.write_text("".join(f"{number}\n" for number in numbers))


def register_option(edition: str = "2026-11-20", name: str = "tps") -> tuple[str, str]:
    return "--register", f"{name}={name}.txt@{edition}"


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-21"])
def test_a_given_file_oddly_unlike_an_edition_held_stops_the_check(folder: Path, day: str) -> None:
    add(folder, day, *MANY)
    numbers_file(folder / "tps.txt", DEV, GIL)
    said = refuse("--facts", "facts.json", *register_option(), *register_option(name="ctps"))
    assert f"has 2 numbers where the {'later' if day > '2026-11-20' else 'earlier'} edition" in said
    assert f"of {day} has 1,000" in said
    assert "add it with sayso register add tps … --force and leave --register out." in said


def test_a_given_file_is_not_compared_with_an_empty_store_or_a_like_edition(folder: Path) -> None:
    given = ("--facts", "facts.json", *register_option(), *register_option(name="ctps"))
    assert check(*given).code == 0
    add(folder, "2026-11-01", *MANY)
    numbers_file(folder / "tps.txt", *MANY[:800])
    assert check(*given).code == 0
    numbers_file(folder / "tps.txt", *MANY[:799])
    refuse(*given)


def test_a_forced_edition_may_also_be_given_as_its_file(folder: Path) -> None:
    given = ("--facts", "facts.json", *register_option(), *register_option(name="ctps"))
    add(folder, "2026-11-01", *MANY)
    add(folder, "2026-11-20", ADA, DEV)
    refuse(*given)
    force = ("register", "add", "tps", "tps.txt", "--edition", "2026-11-20", "--force")
    assert run(*force).code == 0
    assert check(*given).code == 0
    numbers_file(folder / "tps.txt", ADA)
    assert "tps edition of 2026-11-20 is already held with other numbers" in refuse(*given)


def test_one_file_given_for_two_registers_stops_the_check(folder: Path) -> None:
    shutil.copy("tps.txt", "ctps.txt")
    said = refuse("--facts", "facts.json", *register_option(), *register_option(name="ctps"))
    assert "The ctps file has the very numbers of the tps file; give each register its own" in said


def test_a_given_file_that_is_held_as_another_register_stops_the_check(folder: Path) -> None:
    add(folder, "2026-11-01", DEV, GIL)
    shutil.copy("tps.txt", "ctps.txt")
    said = refuse("--facts", "facts.json", *register_option(name="ctps"))
    assert "This ctps file has the very numbers of the tps edition of 2026-11-01" in said
