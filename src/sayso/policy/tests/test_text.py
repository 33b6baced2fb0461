import sys
import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from sayso.policy.text import Prose, Text, unwritten

LINE, LINES = TypeAdapter(Text), TypeAdapter(Prose)
DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def refused(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        return adapter.validate_python(text) != text
    except ValidationError:
        return True


def test_every_control_character_and_no_other_is_refused() -> None:
    for number in range(sys.maxunicode + 1):
        sign = chr(number)
        control = unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or number in DIRECTIONS
        assert (unwritten(f"a{sign}b") is not None) == control
        assert (unwritten(f"a{sign}b", lines=True) is not None) == (control and sign != "\n")


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x9f", "\ud800", "\u2028"])
def test_what_nobody_writes_is_refused_by_name(sign: str) -> None:
    for adapter in (LINE, LINES):
        with pytest.raises(ValidationError) as error:
            adapter.validate_python(f"Ada{sign}")
        assert error.value.errors()[0]["msg"] == (
            f"leave out the control character U+{ord(sign):04X}"
        )


def test_only_prose_has_lines() -> None:
    assert refused(LINE, "one\ntwo")
    assert not refused(LINES, "one\ntwo")
    assert refused(LINES, "one\r\ntwo")
    assert refused(LINES, "one\ttwo")


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\n\n"])
def test_blank_is_not_text(blank: str) -> None:
    assert refused(LINE, blank)
    assert refused(LINES, blank)


def test_text_has_an_end() -> None:
    assert not refused(LINE, "x" * 1_000)
    assert refused(LINE, "x" * 1_001)
    assert not refused(LINES, "x" * 20_000)
    assert refused(LINES, "x" * 20_001)


@pytest.mark.parametrize("text", ["Zoë", "李", "O’Brien", "\U0001f642", "Ame\u0301lie", "شكرا"])
def test_names_of_every_script_are_text(text: str) -> None:
    assert not refused(LINE, text)
