import json
import subprocess
import sys
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evidence.errors import EvidenceError
from sayso.evidence.note import Checkpoint, SigningKey, encoded, new_key, sign, sign_checkpoint
from sayso.evidence.offline import (
    PROOF,
    Report,
    epoch_text,
    main,
    segment,
    verify_folder,
    verify_receipt,
)
from sayso.evidence.tests import rfc
from sayso.evidence.tree import leaf_hash

KEY = new_key()
ROWS = [json.dumps({"id": number}).encode() for number in range(101, 111)]
SIZES = (4, 7, 10)


def write(folder: Path, rows: list[bytes], sizes: tuple[int, ...], key: SigningKey = KEY) -> Path:
    """An exported log of these rows, written down without any of the code that is tried."""
    folder.mkdir()
    start = 0
    for end in sizes:
        part = rows[start:end]
        segment(folder, end, "rows").write_bytes(b"".join(row + b"\n" for row in part))
        lines = [f"{json.loads(row)['id']} {leaf_hash(row).hex()}\n" for row in part]
        segment(folder, end, "leaves").write_text("".join(lines))
        segment(folder, end, "checkpoint").write_text(checkpoint(rows[:end], key))
        start = end
    return folder


def checkpoint(rows: list[bytes], key: SigningKey = KEY) -> str:
    return sign_checkpoint(Checkpoint(len(rows), rfc.mth(rows)), key)


def receipt(leaf: int, rows: list[bytes] = ROWS) -> str:
    hashes = "".join(f"{encoded(each)}\n" for each in rfc.path(leaf, rows))
    extra = b64encode(rows[leaf]).decode()
    return f"{PROOF}\nextra {extra}\nindex {leaf}\n{hashes}\n{checkpoint(rows)}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "log", ROWS, SIZES)


def problems(folder: Path, *retained: str) -> list[str]:
    return verify_folder(folder, KEY.verifier, retained).problems


def change(folder: Path, size: int, kind: str, before: bytes, after: bytes) -> None:
    path = segment(folder, size, kind)
    data = path.read_bytes()
    assert before in data
    path.write_bytes(data.replace(before, after))


def test_a_whole_log_has_no_problems(folder: Path) -> None:
    assert verify_folder(folder, KEY.verifier) == Report(10, 0, [])


@pytest.mark.parametrize("size", range(11))
def test_a_whole_log_extends_whatever_was_kept_of_it(folder: Path, size: int) -> None:
    assert problems(folder, checkpoint(ROWS[:size])) == []


def test_an_edited_row_is_named(folder: Path) -> None:
    change(folder, 7, "rows", b'{"id": 106}', b'{"id": 106, "kind": "consent.given"}')
    assert problems(folder) == ["Row 106 was edited (leaf 5)."]


def test_a_removed_row_is_named(folder: Path) -> None:
    change(folder, 7, "rows", ROWS[5] + b"\n", b"")
    assert problems(folder) == ["Row 106 was removed (leaf 5)."]


def test_a_row_put_in_is_named(folder: Path) -> None:
    change(folder, 7, "rows", ROWS[5], ROWS[5] + b'\n{"id": 999}')
    assert problems(folder) == ["Row 999 was put in; it was never sealed."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ROWS[4] + b"\n" + ROWS[5], ROWS[5] + b"\n" + ROWS[4]),
        (ROWS[4], ROWS[4] + b"\n" + ROWS[4]),
    ],
)
def test_rows_in_another_order_or_twice_are_found(
    folder: Path, before: bytes, after: bytes
) -> None:
    change(folder, 7, "rows", before, after)
    (problem,) = problems(folder)
    assert "another order, or repeated" in problem


@pytest.mark.parametrize("line", [b"", b"[]", b"null", b"{", b"\xff", b"\x00"])
def test_a_line_that_is_no_row_is_found(folder: Path, line: bytes) -> None:
    change(folder, 7, "rows", ROWS[5], line)
    assert "Row 106 was removed (leaf 5)." in problems(folder)


def test_a_row_and_its_hash_altered_together_are_found(folder: Path) -> None:
    forged = b'{"id": 106, "kind": "consent.given"}'
    change(folder, 7, "rows", ROWS[5], forged)
    change(folder, 7, "leaves", leaf_hash(ROWS[5]).hex().encode(), leaf_hash(forged).hex().encode())
    assert [problem[:11] for problem in problems(folder)] == ["The first 7", "The first 1"]


@pytest.mark.parametrize("kept", SIZES)
def test_a_log_cut_short_is_found_by_whoever_kept_a_checkpoint(folder: Path, kept: int) -> None:
    for kind in ("rows", "leaves", "checkpoint"):
        segment(folder, 10, kind).unlink()

    found = problems(folder, checkpoint(ROWS[:kept]))

    assert bool(found) == (kept == 10)
    assert all("cut short" in problem for problem in found)


@pytest.mark.parametrize("kept", range(1, 11))
@pytest.mark.parametrize("altered", range(10))
def test_a_fork_signed_anew_is_found_by_whoever_kept_a_checkpoint(
    tmp_path: Path, kept: int, altered: int
) -> None:
    forged = [*ROWS[:altered], b'{"id": 1}', *ROWS[altered + 1 :]]
    fork = write(tmp_path / "log", forged, SIZES)

    assert problems(fork) == []  # it is signed, and whole: nobody could tell
    assert any("forked" in each for each in problems(fork, checkpoint(ROWS[:kept]))) == (
        altered < kept
    )


def test_a_missing_file_of_rows_is_found_unless_an_epoch_was_dropped(folder: Path) -> None:
    segment(folder, 4, "rows").unlink()
    segment(folder, 7, "rows").unlink()
    note = sign(epoch_text(4, "2026-11-22"), KEY)
    segment(folder, 4, "epoch").write_text(note)

    (problem,) = problems(folder)
    assert problem.startswith("The rows from leaf 4 to 6 are missing")

    segment(folder, 7, "epoch").write_text(sign(epoch_text(7, "2026-11-22"), KEY))
    assert verify_folder(folder, KEY.verifier) == Report(10, 7, [])


def test_rows_left_behind_by_an_epoch_are_still_compared(folder: Path) -> None:
    segment(folder, 4, "epoch").write_text(sign(epoch_text(4, "2026-11-22"), KEY))
    change(folder, 4, "rows", ROWS[1], b'{"id": 102, "kind": "x"}')
    assert problems(folder) == ["Row 102 was edited (leaf 1)."]


def test_a_checkpoint_does_not_pass_for_an_epoch_nor_an_epoch_for_a_checkpoint(
    folder: Path,
) -> None:
    epoch, signed = sign(epoch_text(7, "2026-11-22"), KEY), checkpoint(ROWS[:7])
    for kind, note in (("epoch", signed), ("checkpoint", epoch)):
        path = segment(folder, 7, kind)
        before = path.read_bytes() if path.exists() else None
        path.write_text(note)
        with pytest.raises(EvidenceError, match=f"{path.name} proves nothing"):
            verify_folder(folder, KEY.verifier)
        path.unlink() if before is None else path.write_bytes(before)


def test_leaves_beyond_the_last_checkpoint_are_found(folder: Path) -> None:
    more = b'{"id": 111}'
    change(folder, 10, "rows", ROWS[9], ROWS[9] + b"\n" + more)
    with segment(folder, 10, "leaves").open("a") as file:
        file.write(f"111 {leaf_hash(more).hex()}\n")
    assert problems(folder) == ["000000000010.leaves has 4 lines, not 3."]


@pytest.mark.parametrize("kind", ["checkpoint", "epoch"])
@pytest.mark.parametrize("text", ["", "7\n", checkpoint(ROWS[:7], new_key())])
def test_what_the_key_did_not_sign_proves_nothing(folder: Path, kind: str, text: str) -> None:
    segment(folder, 7, kind).write_text(text)
    with pytest.raises(EvidenceError, match=f"000000000007.{kind} proves nothing"):
        verify_folder(folder, KEY.verifier)


@pytest.mark.parametrize(
    "text", ["101\n", "101 zz\n", "101 00\n", "101 " + "00" * 32 + " 102\n", "é\n"]
)
def test_damaged_leaves_are_refused(folder: Path, text: str) -> None:
    segment(folder, 4, "leaves").write_text(text)
    with pytest.raises(EvidenceError, match=r"000000000004\.leaves"):
        problems(folder)


def test_missing_leaves_are_found(folder: Path) -> None:
    segment(folder, 4, "leaves").write_text("")
    assert "000000000004.leaves has 0 lines, not 4." in problems(folder)
    segment(folder, 4, "leaves").unlink()
    with pytest.raises(EvidenceError, match="is missing"):
        problems(folder)


def test_an_empty_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="No checkpoint"):
        verify_folder(tmp_path, KEY.verifier)


FILES = [
    segment(Path(), size, kind).name for size in SIZES for kind in ("rows", "leaves", "checkpoint")
]


@given(st.sampled_from(FILES), st.data())
def test_no_bit_of_any_file_can_be_turned(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    folder = write(tmp_path_factory.mktemp("turned") / "log", ROWS, SIZES)
    turned = bytearray((folder / name).read_bytes())
    bit = data.draw(st.integers(0, len(turned) * 8 - 1))
    turned[bit // 8] ^= 1 << bit % 8
    (folder / name).write_bytes(turned)

    with suppress(EvidenceError):
        assert problems(folder) or only_spelling(folder)


def only_spelling(folder: Path) -> bool:
    """A hash in capitals, or a line that ends otherwise, says what it said."""
    rows = b"".join(segment(folder, size, "rows").read_bytes() for size in SIZES).splitlines()
    leaves = "".join(segment(folder, size, "leaves").read_text() for size in SIZES).lower().split()
    return rows == ROWS and leaves[1::2] == [leaf_hash(row).hex() for row in ROWS]


@pytest.mark.parametrize("leaf", range(10))
def test_a_receipt_proves_its_row(leaf: int) -> None:
    row, signed = verify_receipt(receipt(leaf), KEY.verifier)
    assert (row, signed.size) == (ROWS[leaf], 10)


@pytest.mark.parametrize("leaf", [0, 3, 9])
def test_no_bit_of_a_receipt_can_be_turned(leaf: int) -> None:
    text = receipt(leaf).encode()
    for bit in range(len(text) * 8):
        turned = bytearray(text)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(EvidenceError):
            verify_receipt(turned.decode(errors="replace"), KEY.verifier)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("index 3", "index 2"),
        ("index 3", "index 03"),
        ("index 3", "index +3"),
        ("index 3", "index ٣"),
        ("index 3", "index -7"),
        ("index 3", "3"),
        ("index 3", "index 3\nAAAA"),
        ("=\n", "=\x0b"),
        ("=\n", "=\r\n"),
        ("extra ", ""),
        (PROOF, "c2sp.org/tlog-proof@v2"),
    ],
)
def test_no_other_form_of_a_receipt_is_accepted(before: str, after: str) -> None:
    with pytest.raises(EvidenceError):
        verify_receipt(receipt(3).replace(before, after, 1), KEY.verifier)


def test_the_module_says_by_its_exit_status_whether_the_log_is_whole(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, kept = str(KEY.verifier), tmp_path / "kept"
    kept.write_text(checkpoint(ROWS[:5]))

    assert main([str(folder), key, str(kept)]) == 0
    assert capsys.readouterr().out == "10 rows; problems: 0.\n"
    change(folder, 7, "rows", ROWS[5], b'{"id":106}')
    assert main([str(folder), key]) == 1
    assert capsys.readouterr().out == "Row 106 was edited (leaf 5).\n10 rows; problems: 1.\n"
    assert main([str(tmp_path / "nowhere"), key]) == 2
    assert main([str(folder)]) == 2


def test_it_needs_nothing_but_cryptography(folder: Path) -> None:
    program = (
        "import sys; from sayso.evidence.offline import main; code = main(sys.argv[1:]);"
        "print(sorted({'django', 'click', 'numpy', 'pydantic'} & set(sys.modules))); sys.exit(code)"
    )
    command = [sys.executable, "-c", program, str(folder), str(KEY.verifier)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr) == (0, "10 rows; problems: 0.\n[]\n", "")
