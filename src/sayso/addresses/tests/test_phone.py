import random
import re
import unicodedata

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.addresses import PhoneReading, PhoneState, national_number, read_phone
from sayso.addresses.characters import plain

LONDON, MOBILE, NOWHERE = "+442079460123", "+447700900123", "+441632960123"
SHORT = "+44120400112"  # a mixed area, where nine digits are a whole number

CLEAN, REPAIRED = PhoneState.CLEAN, PhoneState.REPAIRED
ABROAD, UNSCREENABLE = PhoneState.OUT_OF_SCOPE, PhoneState.UNSCREENABLE

PLAIN = {
    "02079460123": LONDON,
    "020 7946 0123": LONDON,
    "(020) 7946 0123": LONDON,
    "020.7946.0123": LONDON,
    "020\N{EN DASH}7946\N{EN DASH}0123": LONDON,
    "020\N{NO-BREAK SPACE}7946\N{THIN SPACE}0123": LONDON,
    "\N{LEFT-TO-RIGHT EMBEDDING}+44 20 7946 0123\N{POP DIRECTIONAL FORMATTING}": LONDON,
    "\t020 7946 0123\r\n": LONDON,
    "+44 (0)20 7946 0123": LONDON,
    "+44(0)2079460123": LONDON,
    "(+44) 20 7946 0123": LONDON,
    "00 44 20 7946 0123": LONDON,
    "442079460123": LONDON,
    "2079460123": LONDON,
    "7700900123": MOBILE,
    "'02079460123": LONDON,
    '="02079460123"': LONDON,
    "01204 00112": SHORT,
    "0800 000123": "+44800000123",
    "01534 000123": "+441534000123",  # Jersey
    "01481 000123": "+441481000123",  # Guernsey
    "01624 000123": "+441624000123",  # Isle of Man
    "07624 000123": "+447624000123",
    "03069 990123": "+443069990123",
    "0909 8790123": "+449098790123",
}

MESSY = {
    # words are never dialled
    "020 7946 0123 (home)": {LONDON},
    "020 7946 0123 mobile": {LONDON},
    "020 7946 0123home": {LONDON},
    "07700 900123 - ask for Bob": {MOBILE},
    "Tel. 020 7946 0123": {LONDON},
    "tel:+44-20-7946-0123;ext=5": {LONDON},
    "020 (London) 7946 0123": {LONDON},
    # two numbers
    "020 7946 0123/07700 900123": {LONDON, MOBILE},
    "020 7946 0123, 07700 900123": {LONDON, MOBILE},
    "020 7946 0123; 07700 900123": {LONDON, MOBILE},
    "020 7946 0123 or 07700 900123": {LONDON, MOBILE},
    "020 7946 0123or07700 900123": {LONDON, MOBILE},
    "020 7946 0123 & 07700 900123": {LONDON, MOBILE},
    "020 7946 0123\n07700 900123": {LONDON, MOBILE},
    "020 7946 0123 | 07700 900123": {LONDON, MOBILE},
    "02079460123|07700900123": {LONDON, MOBILE},
    "020 7946 0123 (07700 900123)": {LONDON, MOBILE},
    "020 7946 0123 07700 900123": {LONDON, MOBILE},
    "020 7946 0123 x 07700 900123": {LONDON, MOBILE},
    "0207946012307700900123": {LONDON, MOBILE},
    "+4420794601230044 7700900123": {LONDON, MOBILE},
    "020 7946 0123 07700 900123 01632 960123": {LONDON, MOBILE, NOWHERE},
    "020 7946 0123 7946 0456": {LONDON, "+442079460456"},
    "020 7946 0123~07700 900123": {LONDON, MOBILE},
    "+442079460123+447700900123": {LONDON, MOBILE},
    "+44 20 7946 0123 0044 7700 900123": {LONDON, MOBILE},
    "Home: 020 7946 0123, Work: 07700 900123": {LONDON, MOBILE},
    "020 7946 0123 / 01234 567890": {LONDON},  # beside a placeholder
    "4.41633E+11 / 020 7946 0123": {LONDON},  # beside a lost one
    "+1 212 555 0123 020 7946 0123": {LONDON, "+12125550123"},
    "+1 212 555 0123 / 020 7946 0123": {LONDON, "+12125550123"},
    "+1 212 555 0123/4": {"+12125550123", "+12125550124"},
    # alternates
    "020/7946/0123": {LONDON},
    "01632 960123/4": {NOWHERE, "+441632960124"},
    "01632 960123/4/65": {NOWHERE, "+441632960124", "+441632960165"},
    "01632 960123 / 960456": {NOWHERE, "+441632960456"},
    "01632 960123-4": {NOWHERE, "+441632960124"},
    "01204 00112/3": {SHORT, "+44120400113"},
    "01204 00112-3": {SHORT, "+44120400113", "+441204001123"},
    "01632 960123 / ": {NOWHERE},
    "01632 960123 / 123456789012": {NOWHERE},
    # extensions
    "020 7946 0123 x12": {LONDON},
    "020 7946 0123 ext 5": {LONDON},
    "020 7946 0123 ext. 5": {LONDON},
    "020 7946 0123, extension 512": {LONDON},
    "020 7946 0123 (ext 5)": {LONDON},
    "020-7946-0123~5": {LONDON},
    "020-7946-0123\N{TILDE OPERATOR}5": {LONDON},
    "020 7946 0123 #5": {LONDON},
    "020 7946 0123,,5": {LONDON},
    # spreadsheets
    "1632960123.0": {NOWHERE},
    "441632960123.00": {NOWHERE},
    "1632960123,0": {NOWHERE},
    "120400112.0": {SHORT},
    "44120400112.0": {SHORT},
    "0120400112.0": {SHORT, "+44120400110", "+441204001120"},  # with its zero it is text
    "4.41632960123E+11": {NOWHERE},
    "4,41632960123e11": {NOWHERE},
    "1.632960123E+09": {NOWHERE},
    "1,632,960,123": {NOWHERE},
    "120400112": {SHORT},
    # letters for digits
    "01632 96O123": {NOWHERE},
    "O1632 960123": {NOWHERE},
    "0l632 960I23": {NOWHERE},
    "0|632 960123": {NOWHERE},
    "+44 (O)1632 960123": {NOWHERE},
    # other characters
    "\N{ARABIC-INDIC DIGIT ZERO}2079460123": {LONDON},
    "\N{FULLWIDTH PLUS SIGN}44 20 7946 0123": {LONDON},
    "\N{FULLWIDTH DIGIT ZERO}20 7946 0123": {LONDON},
    # before the number
    "141 01632 960123": {NOWHERE},
    "14101632960123": {NOWHERE},
    "1470 01632 960123": {NOWHERE},
    "18001 01632 960123": {NOWHERE},
    "18002 +44 1632 960123": {NOWHERE},
    "141 01632 960123 / 141 07700 900123": {NOWHERE, MOBILE},
    "+44 44 1632 960123": {NOWHERE},
    "+01632 960123": {NOWHERE},
    "+7700900123": {MOBILE},
    # bare digits that a spreadsheet cannot have made
    "141 496 0123": {"+441414960123"},
    "(212) 555-0123": {"+442125550123"},
    "2125550123": {"+442125550123"},
    # a London number with a zero too many, or an Egyptian one
    "0020 7946 0123": {LONDON, "+2079460123"},
    # a number cut short, or from a country that also writes a leading zero
    "01632 96012": {"+44163296012"},
    "07700 90012": {"+44770090012"},
    "06 39 98 01 23": {"+44639980123"},
}

FOREIGN = {
    "+1 212 555 0123": "+12125550123",
    "001 212 555 0123": "+12125550123",
    "+353 (0)20 910 1234": "+353209101234",
    "+33 1 99 00 12 34 (home)": "+33199001234",
    "00354 000 0000": "+3540000000",
}

LOST = {
    "4.41633E+11": "rounded",
    "1.632960E+09": "rounded",
    "4E+11": "rounded",
    "946 0123": "area code",
    "7946 0123": "area code",
    "960123": "area code",
    "01234567890": "placeholder",
    "+44 1234 567890": "placeholder",
    "07777777777": "placeholder",
    "07000000000": "placeholder",
    "00000000000": "placeholder",
    "9876543210": "placeholder",
    "n/a": "no digits",
    "-": "no digits",
    "########": "no digits",
    "0800 FLOWERS": "complete number",
    "020 7946 0xxx": "complete number",
    "020 7946 0123\N{SUPERSCRIPT TWO}" * 20: "too long",
    "0491 570 156": "complete number",
    "+999 123": "area code",
    "0 20794601230770090012345": "complete number",
    "+1": "complete number",
    "Flat 12, 3407 High Street, Unit 589": "complete number",
}


@pytest.mark.parametrize(("cell", "number"), PLAIN.items())
def test_a_plain_spelling_is_clean(cell: str, number: str) -> None:
    assert read_phone(cell) == PhoneReading(CLEAN, (number,), "")


@pytest.mark.parametrize(("cell", "numbers"), MESSY.items())
def test_a_messy_cell_gives_all_it_may_mean_and_is_never_clean(
    cell: str, numbers: set[str]
) -> None:
    reading = read_phone(cell)
    assert (reading.state, set(reading.numbers)) == (REPAIRED, numbers)


@pytest.mark.parametrize(("cell", "number"), FOREIGN.items())
def test_a_number_written_as_foreign_is_out_of_scope(cell: str, number: str) -> None:
    reading = read_phone(cell)
    assert (reading.state, reading.numbers) == (ABROAD, (number,))


@pytest.mark.parametrize(("cell", "why"), LOST.items())
def test_a_cell_without_a_whole_number_is_unscreenable(cell: str, why: str) -> None:
    reading = read_phone(cell)
    assert (reading.state, reading.numbers) == (UNSCREENABLE, ())
    assert why in reading.note


@pytest.mark.parametrize("cell", ["", "  ", "\t\n", "'", "\N{ZERO WIDTH SPACE}"])
def test_a_blank_cell_is_empty(cell: str) -> None:
    assert read_phone(cell) == PhoneReading(PhoneState.EMPTY, (), "")


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("1632960123.0", "a spreadsheet's decimals were undone"),
        ("020 7946 0123 ext 5 (home)", "an extension was left out; words were left out"),
        ("141 01632 960123", "a dialling prefix was left out"),
        ("141 496 0123", "an unusual spelling was read as one number"),
        ("020 7946 0123, 07700 900123", "the cell may mean more than one number"),
        ("+1 212 555 0123", "the number is outside +44"),
        ("1E5, 020 7946 0123", "a number that a spreadsheet had rounded was left out"),
        (
            "\N{FULLWIDTH DIGIT ZERO}l632 960123",
            (
                "unusual characters were read as plain ones; "
                "letters in place of digits were read as digits"
            ),
        ),
    ],
)
def test_the_note_says_in_plain_words_what_was_done(cell: str, note: str) -> None:
    assert read_phone(cell).note == note


def test_two_zeros_abroad_do_not_hide_a_british_number_beside_them() -> None:
    assert LONDON in read_phone("001 212 555 0123 / 020 7946 0123").numbers


@settings(deadline=None)  # the first cell may have to load a library
@given(st.text(st.sampled_from("0123456789 +-/,;.()xXeEoOlI|~#\n\t'=abr٣０–"), max_size=40))
def test_any_cell_keeps_the_promise_of_its_state(cell: str) -> None:
    state, numbers, note = read_phone(cell)
    british = [number for number in numbers if number.startswith("+44")]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\+[1-9]\d{6,14}", number, re.ASCII) for number in numbers)
    assert {
        PhoneState.EMPTY: not numbers and not note,
        CLEAN: len(british) == len(numbers) == 1 and not note,
        REPAIRED: bool(numbers and note),
        UNSCREENABLE: not numbers and bool(note),
        ABROAD: bool(numbers and note) and not british,
    }[state]


@settings(deadline=None)  # the first cell may have to load a library
@given(st.text(max_size=300))
def test_no_note_repeats_the_cell(cell: str) -> None:
    assert not re.search(r"\d", read_phone(cell).note.replace("+44", ""))


SPELLINGS = [
    "0{}",
    "+44{}",
    "+44 (0){}",
    "0044{}",
    "44{}",
    "(+44){}",
    "00 44 (0) {}",
    "{}",
    "+440{}",
]
BEGINNINGS = ["1632", "1204", "20", "7700", "800", "30", "56", "9", "212", "5", "4", "6", "0"]
ORDINARY = [*" -.()", "\N{NO-BREAK SPACE}", "\N{EN DASH}", "\N{SOFT HYPHEN}"]
ADVERSE = [
    *ORDINARY,
    *"~x/,;#+[]*='",
    "\N{TILDE OPERATOR}",
    "\N{SWUNG DASH}",
    "\N{FULLWIDTH TILDE}",
]


def scattered(asked: random.Random, marks: list[str]) -> str:
    """Some digits as somebody might spell a number, with a few marks anywhere among them."""
    digits = asked.choice(BEGINNINGS)
    wanted = asked.choice([8, 9, 9, 10, 10, 10, 11])
    number = digits + "".join(asked.choices("0123456789", k=wanted - len(digits)))
    cell = asked.choice(SPELLINGS).format(number)
    for _ in range(asked.randrange(5)):
        place = asked.randrange(len(cell) + 1)
        cell = cell[:place] + asked.choice(marks) + cell[place:]
    return cell


def by_phonenumbers(cell: str) -> str | None:
    try:
        number = phonenumbers.parse(cell, "GB")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("marks", [ORDINARY, ADVERSE], ids=["ordinary", "adverse"])
def test_what_is_clean_is_what_phonenumbers_reads(marks: list[str]) -> None:
    asked = random.Random(20250701)
    claimed = 0
    for _ in range(20_000):
        cell = scattered(asked, marks)
        reading = read_phone(cell)
        if reading.state is CLEAN and (theirs := by_phonenumbers(cell)):
            assert reading.numbers == (theirs,), cell
            claimed += 1
    assert claimed > 1_000


def test_what_phonenumbers_reads_is_among_the_numbers() -> None:
    asked = random.Random(20250702)
    compared = 0
    for _ in range(20_000):
        cell = scattered(asked, ORDINARY)
        reading, theirs = read_phone(cell), by_phonenumbers(cell)
        if (
            theirs
            and re.fullmatch(r"\+44[1-35-9]\d{8,9}", theirs)
            and not re.search("placeholder|decimals", reading.note)
        ):
            assert theirs in reading.numbers, cell
            compared += 1
    assert compared > 10_000


def test_a_number_that_lost_a_digit_is_not_clean() -> None:
    for number in (LONDON, MOBILE, "+441614960123", "+443069990123", "+448081570123"):
        for spelled in (number, "0" + number[3:], "0044" + number[3:]):
            for place in range(len(spelled)):
                reading = read_phone(spelled[:place] + spelled[place + 1 :])
                assert reading.state is not CLEAN or reading.numbers == (number,)


def test_every_number_the_plan_allows_can_be_clean() -> None:
    asked = random.Random(20250703)
    allowed = 0
    for _ in range(30_000):
        national = asked.randrange(100_000_000, 10_000_000_000)
        if asked.random() < 0.5:
            national = asked.randrange(120_000_000, 200_000_000)
        number = phonenumbers.PhoneNumber(44, national)
        withdrawn = str(national).startswith("500")
        if phonenumbers.is_valid_number(number) and not withdrawn:
            assert read_phone(f"0{national}").state is CLEAN, national
            allowed += 1
    assert allowed > 3_000


def test_every_decimal_digit_of_every_script_is_read() -> None:
    for code in range(0x110000):
        value = unicodedata.decimal(chr(code), None)
        if value is not None:
            assert plain(chr(code)) == str(value)


@pytest.mark.parametrize(
    ("characters", "ascii_form"),
    [
        ("\N{EM DASH}\N{MINUS SIGN}", "--"),
        ("\N{EM SPACE}\t", "  "),
        ("\u2028\r\v", "\n\n\n"),
        ("\N{RIGHT-TO-LEFT MARK}\N{SOFT HYPHEN}", ""),
        ("\N{SWUNG DASH}", "~"),
        ("\N{FULLWIDTH SOLIDUS}", "/"),
        ("\N{SUPERSCRIPT TWO}é", "\N{SUPERSCRIPT TWO}é"),
    ],
)
def test_other_characters_take_their_ascii_form(characters: str, ascii_form: str) -> None:
    assert plain(characters) == ascii_form


@pytest.mark.parametrize(
    ("e164", "national"),
    [
        (LONDON, 2079460123),
        (SHORT, 120400112),
        ("+12125550123", None),
        ("+44", None),
        ("02079460123", None),
        ("", None),
    ],
)
def test_a_register_key_is_the_national_number(e164: str, national: int | None) -> None:
    assert national_number(e164) == national
