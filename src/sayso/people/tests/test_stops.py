from pathlib import Path

import pytest

from sayso.people.stops import NAME, note, noted

LINES = [{"stop": "shredded", "sid": f"{number}" * 32} for number in range(3)]


def test_what_was_noted_is_told_in_order(tmp_path: Path) -> None:
    note(tmp_path, LINES[:2])
    note(tmp_path, LINES[2:])
    note(tmp_path, [])
    assert list(noted(tmp_path)) == LINES
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_nothing_noted_is_no_journal(tmp_path: Path) -> None:
    assert list(noted(tmp_path)) == []
    note(tmp_path, [])
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("cut", range(1, len('{"sid": "' + "1" * 32 + '", "stop": "shredded"}')))
def test_a_line_cut_short_by_a_crash_is_none_and_takes_no_other_with_it(
    tmp_path: Path, cut: int
) -> None:
    note(tmp_path, LINES[:2])
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[:-cut])
    note(tmp_path, LINES[2:])
    assert list(noted(tmp_path)) == [LINES[0], LINES[2]]
