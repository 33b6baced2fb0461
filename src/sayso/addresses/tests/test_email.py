import random

import email_validator
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.addresses import EmailReading, read_email


@pytest.mark.parametrize(
    ("cell", "address", "key"),
    [
        ("ada@example.org", "ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG\n", "Ada@example.org", "ada@example.org"),
        ("INFO@example.org", "INFO@example.org", "info@example.org"),
        ("ada+news@b.example", "ada+news@b.example", "ada+news@b.example"),
        ("ada@MÜNCHEN.example", "ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"),
        ("ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"),
        ("Ädá@example.org", "Ädá@example.org", "ädá@example.org"),
        ("A\u0308da@example.org", "Äda@example.org", "äda@example.org"),
        ("\N{FULLWIDTH LATIN SMALL LETTER A}da@example.org", "ａda@example.org", "ada@example.org"),
    ],
)
def test_an_address_is_kept_as_typed_and_looked_up_without_case(
    cell: str, address: str, key: str
) -> None:
    assert read_email(cell) == EmailReading(address, key, "")


@pytest.mark.parametrize(
    "cell",
    [
        "Ada <ada@example.org>",
        "<Ada@Example.org>",
        "mailto:ada@example.org",
        "mailto:ada@example.org?subject=hello",
        "ada@example.org.",
        "ada@example.org, ",
        "'ada@example.org",
        "\N{LEFT SINGLE QUOTATION MARK}ada@example.org\N{RIGHT SINGLE QUOTATION MARK}",
        "=ada@example.org",
        "ada @example.org",
        "ada@ example.org",
        "ada@example.org (home)",
        "ada@example.org <ADA@example.org>",
        "ada\N{ZERO WIDTH SPACE}@example.org\N{ZERO WIDTH NO-BREAK SPACE}",
        "Ada: ada@example.org; ",
    ],
)
def test_an_address_that_had_to_be_dug_out_is_only_for_stopping(cell: str) -> None:
    address, key, note = read_email(cell)
    assert (address, key) == ("", "ada@example.org")
    assert note


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("Ada@x.test", "ada@x.test"),
        ("ada@x.invalid", "ada@x.invalid"),
        ("Ada@ex_ample.org", "ada@ex_ample.org"),
        ("ada..b@example.org", "ada..b@example.org"),
        ("ada@localhost", "ada@localhost"),
        ("ada..b@münchen.example", "ada..b@xn--mnchen-3ya.example"),
        ("😀@example.org", "😀@example.org"),
        ("a" * 250 + "@example.org", "a" * 250 + "@example.org"),
    ],
)
def test_an_address_that_is_refused_can_still_be_stopped(cell: str, key: str) -> None:
    address, found, note = read_email(cell)
    assert (address, found) == ("", key)
    assert note


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("ada@example.org, bert@example.org", "more than one"),
        ("ada@example.org/bert@example.org", "more than one"),
        ("ada@example.org bert@example.org", "more than one"),
        ("none", "not an email address"),
        ("@example.org", "not a complete"),
        ("ada@", "not a complete"),
        ("@", "not a complete"),
        ("ada@example.org " * 100, "too long"),
    ],
)
def test_a_cell_without_exactly_one_address_gives_nothing(cell: str, why: str) -> None:
    address, key, note = read_email(cell)
    assert (address, key) == ("", "")
    assert why in note


@pytest.mark.parametrize("cell", ["", "  ", "\t\n"])
def test_a_blank_cell_needs_no_note(cell: str) -> None:
    assert read_email(cell) == EmailReading("", "", "")


def by_email_validator(address: str) -> str:
    """The address email-validator accepts, with its local part as typed, or nothing."""
    try:
        accepted = email_validator.validate_email(address, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return ""
    return f"{accepted.original.rpartition('@')[0]}@{accepted.ascii_domain}"


PIECES = [
    *"aAzZ09._-+'!#$%&*/=?^`{|}~\\\"(),:; <>@KſıÉ",
    *["ada", "Bert", "..", "--", "xn--", "ab--", "xn--mnchen-3ya", "x" * 63, "y" * 64, "z" * 120],
]
ENDINGS = [
    "example.org",
    "Example.ORG",
    "b.example",
    "x.test",
    "localhost",
    "a.local",
    "in.arpa",
    "tests",
    "x.tests",
    "e.c",
    "e.ab--cd",
    "1.2",
    "example.c0m",
    "a.1b",
    "test",
    "INVALID",
    "x.OnIoN",
    "a.b-",
]


def test_what_is_sent_to_is_what_email_validator_accepts() -> None:
    asked = random.Random(20250704)
    accepted = 0
    for _ in range(20_000):
        local = asked.choice("aZ9_") + "".join(asked.choices(PIECES[:-1], k=asked.randrange(3)))
        domain = "".join(asked.choices(PIECES, k=asked.randrange(3))) + asked.choice(ENDINGS)
        theirs = by_email_validator(f"{local}@{domain}")
        assert read_email(f"{local}@{domain}").address == theirs, (local, domain)
        accepted += bool(theirs)
    assert accepted > 2_000


@settings(deadline=None)  # the first cell may have to load a library
@given(st.emails())
def test_the_case_of_an_address_never_hides_a_stop(address: str) -> None:
    assert read_email(address.upper()).key == read_email(address.lower()).key != ""


@settings(deadline=None)  # the first cell may have to load a library
@given(st.text(st.sampled_from("ab@.<>, :;'\"\n[]()é\u200b"), max_size=30))
def test_any_cell_with_an_address_has_a_key_and_any_other_a_note(cell: str) -> None:
    address, key, note = read_email(cell)
    assert bool(address) <= bool(key)
    assert bool(note) == (not address and bool(cell.strip()))
