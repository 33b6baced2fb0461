import subprocess
import sys

import pytest

from sayso.addresses import ContactKey, contact_key, postal_key

LONDON, MOBILE = "+442079460123", "+447700900123"


@pytest.mark.parametrize(
    ("contact", "key"),
    [
        ("Ada@Example.org", ContactKey("email", ("ada@example.org",))),
        ("Ada <ada@x.test>", ContactKey("email", ("ada@x.test",))),
        ("020 7946 0123", ContactKey("phone", (LONDON,))),
        ("020 7946 0123 or 07700 900123 (work)", ContactKey("phone", (LONDON, MOBILE))),
        ("Home: 020 7946 0123, Work: 07700 900123", ContactKey("phone", (LONDON, MOBILE))),
        ("+1 212 555 0123", ContactKey("phone", ("+12125550123",))),
        ("1 High Street, York, YO1 7AA", ContactKey("post", ("1highstreetyorkyo17aa",))),
        ("1 High Street\nYork", ContactKey("post", ("1highstreetyork",))),
        ("yo17aa", ContactKey("post", ("yo17aa",))),
    ],
)
def test_a_contact_point_is_filed_under_its_own_kind(contact: str, key: ContactKey) -> None:
    assert contact_key(contact) == key


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "ada@example.org, bert@example.org",
        "@",
        "946 0123",
        "4.41633E+11",
        "01234 567890",
        "0800 FLOWERS",
        "Home: 946 0123, Work: 946 0124",
        "ask for Bob",
        "12 High Street",
        "020 7946 0123, YO1 7AA",
    ],
)
def test_a_contact_point_that_could_be_misfiled_is_unreadable(contact: str) -> None:
    assert contact_key(contact) is None


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (["1 High Street", "", "York", "YO1 7AA"], "1highstreetyorkyo17aa"),
        (["1, HIGH STREET.", " York", "yo17aa"], "1highstreetyorkyo17aa"),
        (["York", "1 High Street"], "york1highstreet"),
        (["Straße"], "strasse"),
        (["\N{FULLWIDTH DIGIT ONE} Île"], "1île"),
        (["", " - "], ""),
        ([], ""),
    ],
)
def test_a_postal_key_keeps_letters_digits_and_their_order(lines: list[str], key: str) -> None:
    assert postal_key(lines) == key


def test_plain_cells_are_read_without_the_slow_libraries() -> None:
    question = (
        "import sys; from sayso.addresses import contact_key;"
        "assert contact_key('020 7946 0123') and contact_key('ada@example.org');"
        "sys.exit(bool({'phonenumbers', 'email_validator'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0
