import subprocess
import sys

import pytest

from sayso.addresses import contact_key, exact_postal_key, mentions, postal_kin

LONDON, MOBILE = "+442079460123", "+447700900123"


@pytest.mark.parametrize(
    ("contact", "kind", "keys"),
    [
        ("Ada@Example.org", "email", ("ada@example.org",)),
        ("Ada <ada@example.org>", "email", ("ada@example.org",)),
        ("ad\ufe0fa@example.org", "email", ("ada@example.org",)),
        ("020 7946 0123", "phone", (LONDON,)),
        ("01204 62112", "phone", ("+44120462112",)),
        ("020 7946 0123 or 07700 900123 (work)", "phone", (LONDON, MOBILE)),
        ("Home: 020 7946 0123, Work: 07700 900123", "phone", (LONDON, MOBILE)),
        ("+1 212 555 0123", "phone", ("+12125550123",)),
        ("1 High Street, York, YO1 7AA", "post", ("1highstreetyorkyo17aa",)),
        ("1 High Street\nYork", "post", ("1highstreetyork",)),
        ("Rose Cottage, YO1 7AA", "post", ("rosecottageyo17aa",)),
    ],
)
def test_a_contact_point_is_filed_under_its_own_kind(
    contact: str, kind: str, keys: tuple[str, ...]
) -> None:
    found = contact_key(contact)
    assert found is not None
    assert (found.kind, found.keys) == (kind, keys)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "ada@example.org, bert@example.org",
        "ada@example.org+bert@example.org",
        "@",
        "x@y",
        "bert@example",
        "bert@example,org",
        "bert@examp1e..org",
        "*@example.org",
        "ada(at)example.org, home",
        "ada at example.org; ask for Ada",
        "946 0123",
        "4.41633E+11",
        "01234 567890",
        "07700 90001",
        "07700 900 12, Leeds",
        "020 7946 0123 / 07700 90001",
        "0800 FLOWERS",
        "Home: 946 0123, Work: 946 0124",
        "ask for Bob",
        "Underhill, Ada",
        "not known, see notes",
        "Unsubscribed; by phone",
        "12 High Street",
        "YO1 7AA",
        "020 7946 0123, YO1 7AA",
    ],
)
def test_a_contact_point_that_is_incomplete_or_could_be_misfiled_is_unreadable(
    contact: str,
) -> None:
    assert contact_key(contact) is None


def test_a_no_for_a_mailbox_is_found_by_every_tag_of_it_and_the_other_way_round() -> None:
    plain, tagged = contact_key("ada@example.org"), contact_key("Ada+News@example.org")
    assert plain is not None
    assert tagged is not None
    assert plain.keys != tagged.keys
    assert plain.kin == tagged.kin == ("ada@example.org",)


HOME = ["12 High Street", "Leeds", "LS1 4DY"]


@pytest.mark.parametrize(
    "spelling",
    [
        ["LS1 4DY", "12 High Street", "Leeds"],
        ["12 High St., Leeds, ls14dy, UK"],
        ["12 high street", "LS1  4DY", "United Kingdom"],
        ["12", "High Street", "Headingley", "Leeds LS1 4DY"],
        ["Leeds", "12 High Street"],
        ["12 High Street, Leeds, England"],
    ],
)
def test_a_no_is_found_under_every_spelling_of_a_postal_address(spelling: list[str]) -> None:
    assert set(postal_kin(spelling)) & set(postal_kin(HOME))


@pytest.mark.parametrize(
    "other",
    [
        ["21 High Street", "Leeds", "LS1 4DY"],
        ["12 High Street", "Headingley", "LS6 4DZ"],
        ["12 High Street", "York"],
        ["12 Low Street", "Leeds"],
        ["", " - "],
        [],
    ],
)
def test_a_no_does_not_reach_another_address(other: list[str]) -> None:
    assert not set(postal_kin(other)) & set(postal_kin(HOME))


def test_two_flats_that_a_missing_comma_makes_one_share_their_noes_and_not_their_yeses() -> None:
    one, other = ["Flat 1, 2 Low Road", "EX1 2EX"], ["Flat 12, Low Road", "EX1 2EX"]
    assert set(postal_kin(one)) & set(postal_kin(other))
    assert exact_postal_key(one) != exact_postal_key(other)


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (["1 High Street", "", "York", "YO1 7AA"], "1highstreetyorkyo17aa"),
        (["1, HIGH STREET.", " York", "yo17aa"], "1highstreetyorkyo17aa"),
        (["York", "1 High Street"], "york1highstreet"),
        (["Flat 1", "2 Low Road"], "flat1|2lowroad"),
        (["Straße"], "strasse"),
        (["\N{FULLWIDTH DIGIT ONE} Île"], "1île"),
        (["", " - "], ""),
        ([], ""),
    ],
)
def test_a_yes_is_found_under_letters_digits_and_their_order(lines: list[str], key: str) -> None:
    assert exact_postal_key(lines) == key


@pytest.mark.parametrize(
    ("text", "kin"),
    [
        ("", ()),
        ("Ada Underhill", ()),
        ("10012345", ()),
        ("member since 2017-09-01, no. 10023", ()),
        ("ask Bert+work@Example.org first", ("email:bert@example.org",)),
        ("a@example.org; b@example.org", ("email:a@example.org", "email:b@example.org")),
        ("Mobile 07700 900123 (eve), else 020 7946 0123", (f"phone:{MOBILE}", f"phone:{LONDON}")),
        ("12 High Street, Leeds, LS1 4DY", ("post:ls14dy 12", "post:12highleedsstreet")),
    ],
)
def test_what_a_text_mentions_is_found(text: str, kin: tuple[str, ...]) -> None:
    assert mentions(text) == kin


def test_plain_cells_are_read_without_the_slow_libraries() -> None:
    question = (
        "import sys; from sayso.addresses import contact_key;"
        "assert contact_key('020 7946 0123') and contact_key('ada@example.org');"
        "sys.exit(bool({'phonenumbers', 'email_validator'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0
