from datetime import date
from pathlib import Path

import pytest

from sayso.cli import register
from sayso.cli.tests.terminal import Told, assert_one_sentence, run

TODAY = date(2026, 11, 22)
ADA, DEV, GIL = "02079460001", "02079460004", "02079460008"


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
    assert add(tmp_path, "2026-11-20", ADA, DEV).out == "Added tps of 2026-11-20: 2 numbers.\n"
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
    assert told.out == "Already held: tps of 2026-11-20: 1 numbers.\n"


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


def test_a_register_that_shrank_oddly_is_refused_unless_forced(tmp_path: Path) -> None:
    many = [f"0207946{n:04}" for n in range(1000)]
    assert add(tmp_path, "2026-10-20", *many).code == 0
    assert add(tmp_path, "2026-11-20", *many[:700]).code == 2
    path = tmp_path / "tps.txt"
    assert run("register", "add", "tps", path, "--edition", "2026-11-20", "--force").code == 0


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
