import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lists import register_file
from sayso.lists.errors import ListError
from sayso.lists.register_file import read_register

DRAMA = (
    (2079460000, 2079460999),
    (1614960000, 1614960999),
    (1134960000, 1134960999),
    (1632960000, 1632960999),
    (7700900000, 7700900999),
    (8081570000, 8081570999),
    (3069990000, 3069990999),
    (163296000, 163296099),  # of nine digits, as some numbers still are
)
NUMBERS = st.one_of([st.integers(low, high) for low, high in DRAMA])
REGISTERS = st.lists(NUMBERS, min_size=1, max_size=40)


def spaced(number: int) -> bytes:
    text = f"0{number}"
    return f"{text[:5]}{text[5:]:>7}\r\n".encode()


def unspaced(number: int) -> bytes:
    return f"{f'0{number}':<12}\r\n".encode()


LAYOUTS = {
    "padded, with spaces": spaced,
    "padded, without spaces": unspaced,
    "a line each": lambda n: f"0{n}\n".encode(),
    "a line each, CRLF": lambda n: f"0{n}\r\n".encode(),
    "without the nought": lambda n: f"{n}\n".encode(),
    "international": lambda n: f"+44{n}\n".encode(),
    "international, spaced": lambda n: f"+44 {n // 10**6} {n % 10**6:06}\r\n".encode(),
    "international, with the nought": lambda n: f"+44 0{n}\n".encode(),
}


def read(path: Path, content: bytes) -> list[int]:
    path.write_bytes(content)
    return [int(number) for number in read_register(path)]


def read_or_refuse(path: Path, content: bytes) -> list[int] | str:
    try:
        return read(path, content)
    except ListError as refused:
        return "cut short" if "middle of a record" in str(refused) else "refused"


def plainly(content: bytes) -> list[int] | None:
    """The same reader without any hurry, one line at a time; None where a line is refused."""
    found = set()
    for line in content.rstrip(b" \r\n").replace(b"\r\n", b"\n").split(b"\n"):
        number = re.fullmatch(rb"(?:\+44)?0?([1-9]\d{8,9})", line.replace(b" ", b""))
        if number is None:
            return None
        found.add(int(number[1]))
    return sorted(found)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("register") / "tps.txt"


@pytest.mark.parametrize(
    ("record", "number"),
    [
        (b"01632 960160\r\n", 1632960160),
        (b"0161 4960153\r\n", 1614960153),
        (b"0207 9460244\r\n", 2079460244),
        (b"01632960160 \r\n", 1632960160),
        (b"01632  96016\r\n", 163296016),
    ],
)
def test_records_are_read_as_they_are_licensed(file: Path, record: bytes, number: int) -> None:
    assert len(record) == 14
    assert read(file, record) == [number]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    numbers=REGISTERS, blank_lines=st.sampled_from([b"", b"\n", b"\r\n", b"\r\n\r\n", b"  \r\n"])
)
def test_every_number_written_in_a_layout_is_found_again_without_its_padding(
    file: Path, layout: str, numbers: list[int], blank_lines: bytes
) -> None:
    content = b"".join(map(LAYOUTS[layout], numbers)) + blank_lines
    assert read(file, content) == sorted(set(numbers))


LINES = st.one_of(
    st.builds(
        lambda layout, number: layout(number), st.sampled_from(list(LAYOUTS.values())), NUMBERS
    ),
    st.from_regex(rb"[ 0-9+x\r]{0,13}\r?\n", fullmatch=True),
)


@given(st.lists(LINES, min_size=1, max_size=8).map(b"".join), st.integers(1, 40))
def test_looking_at_all_lines_at_once_agrees_with_looking_at_one_after_another(
    file: Path, content: bytes, block: int
) -> None:
    plain = plainly(content) if content.strip(b" \r\n") else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register_file, "BLOCK", block)
        found = read_or_refuse(file, content)
    assert found in (plain, "cut short") or (found == "refused" and plain is None)


@given(numbers=st.lists(NUMBERS, min_size=2, max_size=30, unique=True), cut=st.integers(1, 13))
@pytest.mark.parametrize("layout", [spaced, unspaced])
def test_a_licensed_file_cut_short_within_its_last_record_is_refused(
    file: Path, layout: object, numbers: list[int], cut: int
) -> None:
    write = spaced if layout is spaced else unspaced
    content = b"".join(map(write, numbers))[:-cut]
    with pytest.raises(ListError, match="middle of a record"):
        read(file, content)


def test_a_last_record_without_its_padding_is_refused(file: Path) -> None:
    with pytest.raises(ListError, match="middle of a record"):
        read(file, unspaced(1632960160) + b"01632960161\r\n")


def test_a_longer_last_line_is_not_cut_short(file: Path) -> None:
    assert read(file, b"01632 960160\r\n020 7946 0123\r\n") == [1632960160, 2079460123]


def test_a_last_line_without_an_end_is_read_only_if_it_may_be_whole(file: Path) -> None:
    assert read(file, b"02079460123\n01632960160") == [1632960160, 2079460123]
    with pytest.raises(ListError, match="middle of a record"):
        read(file, b"02079460123\n0163296016")


def test_a_single_line_without_an_end_is_read(file: Path) -> None:
    assert read(file, b"02079460123") == [2079460123]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"0",
        b"00",
        b"0207946012x",
        b"020794601234",
        b"02079460",
        b"002079460123",
        b"+4420794601234",
        b"+33123456789",
        b"++442079460123",
        b"+44+442079460123",
        b"442079460123",
        b"020-7946-0123",
        b"020\t79460123",
        b"020794\r60123",
        b"A02079460123",
        b"\xef\xbb\xbf02079460123",
        "٠٢٠٧٩٤٦٠١٢٣".encode(),
    ],
)
@pytest.mark.parametrize("block", [1, 1 << 24])
def test_a_line_which_is_no_number_refuses_the_file_by_its_place_only(
    file: Path, line: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_file, "BLOCK", block)
    good = unspaced(2079460123)
    with pytest.raises(ListError) as refused:
        read(file, good * 3 + line + b"\n" + good)
    assert f"{file.name} line 4 is not" in str(refused.value)
    assert "2079460" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\r\n", b"   \r\n\n"])
def test_a_file_without_numbers_is_refused(file: Path, content: bytes) -> None:
    with pytest.raises(ListError, match="holds no numbers"):
        read(file, content)


@pytest.mark.parametrize(
    "content", ["02079460123\r\n".encode("utf-16"), b"PK\x03\x04\0\0", b"02079460123\r\n\0"]
)
def test_a_file_which_is_no_text_is_refused(file: Path, content: bytes) -> None:
    with pytest.raises(ListError, match="not plain text"):
        read(file, content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"none\.txt cannot be read"):
        read_register(tmp_path / "none.txt")


def test_the_numbers_are_of_the_type_which_is_stored(file: Path) -> None:
    file.write_bytes(spaced(2079460123))
    assert read_register(file).dtype == np.int64
