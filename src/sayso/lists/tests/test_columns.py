from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.law.codes import Channel
from sayso.lists.columns import KINDS, Columns, find_columns, must_have_columns
from sayso.lists.errors import ListError
from sayso.lists.facts import KEYS
from sayso.lists.table import open_table

PHONES = ["020 7946 0123", "07700 900123"]
EMAILS = ["ada@example.org", "bert@example.com"]

NAMES = {
    "phone": "Tel;Telephone;Phone;Mobile;Mob;Cell;Contact number;Contact No.;Landline;Work phone;"
    "Daytime tel;TEL_2;WorkPhone;mobile1;Telephone (home);Tel/Fax;Phones;"
    "MOBILE PHONE;phonenumber;telno",
    "email": "E-mail;Email;Email address;Mail;EmailAddress2;Home e-mail;emails;emailaddress",
    "fax": "Fax;Fax number;Office fax no;Facsimile",
    "post": "Address;Address line 1;address_line_2;AddressLine3;Addr1;Home address;Town;City;"
    "County;Postcode;Post code;Postal Code;ZIP;Postal town;Street;House number;Town/City;"
    "Billing address line 4",
}
CONTENT = {"phone": PHONES, "email": EMAILS, "fax": PHONES, "post": ["1 High Street", "EX1 1EX"]}
NAMED = [(kind, name) for kind, names in NAMES.items() for name in names.split(";")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns") / "people.csv"


def columns_of(
    path: Path,
    columns: Mapping[str, Sequence[str]],
    given: Mapping[str, Sequence[str]] | None = None,
) -> Columns:
    """The columns found in a list with these cells under each heading."""
    height = max(map(len, columns.values()))
    lines = ['"No","' + '","'.join(columns) + '"']
    for row in range(height):
        cells = [cells[row] if row < len(cells) else "" for cells in columns.values()]
        lines.append(f'"{row}","' + '","'.join(cells) + '"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return find_columns(open_table(path), given or {})


def kind_of(path: Path, name: str, cells: Sequence[str]) -> tuple[str, str]:
    """What a single column is taken for, and why."""
    columns = columns_of(path, {name: cells})
    kinds = [kind for kind in KINDS if getattr(columns, kind) == (1,)]
    return (kinds[0], columns.how[1]) if kinds else ("", "")


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_a_column_is_known_by_its_name(file: Path, kind: str, name: str) -> None:
    assert kind_of(file, name, CONTENT[kind]) == (kind, "by its name")


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_a_column_with_nothing_in_it_is_known_by_its_name(file: Path, kind: str, name: str) -> None:
    assert kind_of(file, name, ["", "n/a", "-", "None"]) == (kind, "by its name")


@pytest.mark.parametrize(
    "name",
    [
        "Email opt-in",
        "Email opt in",
        "Phone consent",
        "Preferred contact",
        "Email sent?",
        "Mobile OK",
        "Fax permission",
        "Postal opt-in",
        "Telephone preference",
        "Mail consent",
        "Address verified",
        "Phone type",
    ],
)
@pytest.mark.parametrize(
    "cells",
    [["Yes", "No"], ["Y", ""], ["2024-03-01", "01/03/2024"], ["TRUE"], ["1", "0"], ["Email"]],
)
def test_a_note_about_a_contact_point_is_none(file: Path, name: str, cells: list[str]) -> None:
    assert kind_of(file, name, cells) == ("", "")


def test_a_number_about_a_phone_is_no_phone(file: Path) -> None:
    assert kind_of(file, "Phone ID", ["100234", "100235"]) == ("", "")
    assert kind_of(file, "Mobile opt in date", ["20240301", "20240302"]) == ("", "")


def test_a_third_of_the_cells_must_bear_out_the_name(file: Path) -> None:
    assert kind_of(file, "Email", ["yes", "no", EMAILS[0]]) == ("email", "by its name")
    assert kind_of(file, "Email", ["yes", "no", "yes", EMAILS[0]]) == ("", "")


@pytest.mark.parametrize(
    "cell", ["1632960123.0", "1632960123", "4.41632960123E+11", "0OO 79460123", "496 0123"]
)
def test_spoilt_and_local_numbers_bear_out_a_name_but_are_not_enough_alone(
    file: Path, cell: str
) -> None:
    assert kind_of(file, "Tel", [cell]) == ("phone", "by its name")
    assert kind_of(file, "Reach", [cell]) == ("", "")


@pytest.mark.parametrize(
    "cell",
    [
        "020 7946 0123",
        "02079460123",
        "(020) 7946 0123",
        "+44 (0)20 7946 0123",
        "(+44) 20 7946 0123",
        "0044 20 7946 0123",
        "07700.900.123",
        "020-7946-0123",
        "07700 900123 / 020 7946 0123",
        "07700 900123 020 7946 0123",
        "tel: 020 7946 0123 (home)",
        "+1 212 555 0123",
        "001 212 555 0123",
        "'02079460123",
        "01632 96012",
    ],
)
def test_a_column_is_known_by_the_numbers_in_it(file: Path, cell: str) -> None:
    assert kind_of(file, "Reach", [cell]) == ("phone", "by its content")


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-01",
        "2024-03-01T10:30:00",
        "01/02/2024",
        "01.02.2024 10:30",
        "20240301",
        "12.99",
        "0.1234567890",
        "+51.5074123",
        "51.5,-0.127758312",
        "EX1 1EX",
        "1234567890",
        "0001234567",
        "0012345678",
        "ORD-0123456789",
        "GB123456789",
        "02079460123@example.org",
        "Call Ada about the long invoice on 020 7946 0123",
        "Yes",
    ],
)
def test_dates_prices_and_marks_are_no_telephone_numbers(file: Path, cell: str) -> None:
    assert kind_of(file, "Reach", [cell])[0] != "phone"


@pytest.mark.parametrize(("kind", "cells"), [("phone", PHONES), ("email", EMAILS)])
def test_three_in_five_cells_tell_the_kind(file: Path, kind: str, cells: list[str]) -> None:
    assert kind_of(file, "Reach", [cells[0]] * 3 + ["other"] * 2) == (kind, "by its content")
    assert kind_of(file, "Reach", [cells[0]] * 4 + ["other"] * 3) == ("", "")


def test_cells_outweigh_a_name_which_they_do_not_bear_out(file: Path) -> None:
    assert kind_of(file, "Mobile", EMAILS) == ("email", "by its content")
    assert kind_of(file, "Email", PHONES) == ("phone", "by its content")
    assert kind_of(file, "Address", EMAILS) == ("email", "by its content")


def test_a_column_filled_only_far_down_the_list_is_known(file: Path) -> None:
    columns = columns_of(file, {"Reach": [""] * 3000 + PHONES, "Name": ["Ada"] * 3002})
    assert columns.phone == (1,)


def test_only_the_first_cells_are_looked_at(file: Path) -> None:
    assert kind_of(file, "Reach", PHONES * 100 + ["other"] * 1000) == ("phone", "by its content")


def test_a_line_which_cannot_be_read_tells_nothing(file: Path) -> None:
    file.write_text("Reach,Name\n" + "020 7946 0123,Ada\n" * 3 + "Bert\n" * 3, encoding="utf-8")
    assert find_columns(open_table(file), {}).phone == (0,)


def test_all_columns_of_a_kind_are_used(file: Path) -> None:
    columns = columns_of(
        file,
        {
            "Tel": PHONES,
            "Reach": PHONES,
            "Email": EMAILS,
            "Other": EMAILS,
            "Address": ["1 High Street"],
            "Town": ["Exampleton"],
            "Fax": PHONES,
            "Notes": ["Ada"],
        },
    )
    assert columns == Columns(
        phone=(1, 2),
        email=(3, 4),
        fax=(7,),
        post=(5, 6),
        facts={},
        how={
            1: "by its name",
            2: "by its content",
            3: "by its name",
            4: "by its content",
            5: "by its name",
            6: "by its name",
            7: "by its name",
        },
        others=(0, 8),
    )


# --- facts -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_heading_which_is_the_name_of_a_fact_gives_the_fact(file: Path, key: str) -> None:
    columns = columns_of(file, {f" {key.upper()} ": PHONES})
    assert columns.facts == {1: key}
    assert columns.how == {1: "by its name"}
    assert columns.phone == ()
    assert columns.others == (0,)


@pytest.mark.parametrize("key", sorted(KEYS - {"message.opt_out"}))
@pytest.mark.parametrize("mark", ["_", "-", " ", " - "])
def test_a_fact_may_be_named_without_its_full_stop(file: Path, key: str, mark: str) -> None:
    for name in (key.replace(".", mark), key.replace(".", mark).replace("_", mark)):
        columns = columns_of(file, {name.title(): PHONES})
        assert columns.facts == {1: key}
        assert columns.how == {1: "by its name"}


@pytest.mark.parametrize("name", ["relationship_refused", "Relationship Refused"])
def test_one_fact_in_two_columns_is_refused_until_one_is_given(file: Path, name: str) -> None:
    columns = {"relationship.refused": ["no"], name: ["yes"]}
    with pytest.raises(ListError) as refused:
        columns_of(file, columns)
    assert str(refused.value) == (
        'people.csv has two columns for "relationship.refused"; say which to read, as in '
        "--column relationship.refused=HEADING."
    )
    given = {"relationship.refused": ["relationship.refused"], "unused": [name]}
    assert columns_of(file, columns, given).facts == {1: "relationship.refused"}


@pytest.mark.parametrize(
    "name", ["message", "message.", "messages.purpose", "registers.tps", "message purpose"]
)
def test_another_heading_gives_no_fact(file: Path, name: str) -> None:
    assert columns_of(file, {name: ["Ada"]}).facts == {}


# --- given -------------------------------------------------------------------------------


def test_columns_given_replace_the_search_for_their_kind_only(file: Path) -> None:
    columns = columns_of(
        file,
        {"Tel": PHONES, "Mobile": PHONES, "Reach": ["Ada"], "Email": EMAILS},
        {"phone": [" reach ", "MOBILE", "Mobile"]},
    )
    assert (columns.phone, columns.email) == ((2, 3), (4,))
    assert columns.how == {2: "given", 3: "given", 4: "by its name"}


def test_a_column_given_as_one_kind_is_not_taken_for_another(file: Path) -> None:
    columns = columns_of(file, {"Tel": PHONES}, {"fax": ["Tel"]})
    assert (columns.fax, columns.phone) == ((1,), ())


def test_a_column_may_be_given_as_two_kinds(file: Path) -> None:
    columns = columns_of(file, {"Tel": PHONES}, {"fax": ["Tel"], "phone": ["Tel"]})
    assert (columns.fax, columns.phone) == ((1,), (1,))


def test_a_fact_given_replaces_the_heading_of_its_name(file: Path) -> None:
    columns = columns_of(
        file,
        {"subscriber": ["Ada"], "Kind": ["individual"]},
        {"subscriber": ["Kind"]},
    )
    assert columns.facts == {2: "subscriber"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"phone": ["Gone"]}, 'people.csv has no column "Gone"; its columns are No, Tel, Kind.'),
        ({"stop": ["Gone"]}, 'people.csv has no column "Gone"; its columns are No, Tel, Kind.'),
        (
            {"unused": ["Tel"], "phone": ["Tel"]},
            'A column is given as unused and as "phone"; give it as one.',
        ),
        (
            {"provenance": ["Kind"], "unused": ["Kind"]},
            'A column is given as unused and as "provenance"; give it as one.',
        ),
        (
            {"message.purpose": ["Kind"]},
            (
                'A column cannot be given as "message.purpose"; say phone, email, fax, post, stop, '
                "unused, or the name of a fact such as relationship.kind."
            ),
        ),
        ({"subscriber": ["Tel", "Kind"]}, '"subscriber" needs exactly one column; give one.'),
        ({"provenance": []}, '"provenance" needs exactly one column; give one.'),
        (
            {"subscriber": ["Kind"], "provenance": ["Kind"]},
            'A column is given as two facts, one of them "provenance"; give it as one.',
        ),
        (
            {"mobile": ["Tel"]},
            (
                'A column cannot be given as "mobile"; say phone, email, fax, post, stop, unused, '
                "or the name of a fact such as relationship.kind."
            ),
        ),
    ],
)
def test_what_cannot_be_given_is_refused(
    file: Path, given: Mapping[str, Sequence[str]], sentence: str
) -> None:
    with pytest.raises(ListError) as refused:
        columns_of(file, {"Tel": PHONES, "Kind": ["Ada"]}, given)
    assert str(refused.value) == sentence


@given(st.lists(st.text(st.sampled_from("0123 +-().eEa@"), max_size=60), min_size=1, max_size=5))
def test_no_cell_at_all_makes_the_search_fail(file: Path, cells: list[str]) -> None:
    for name in ("Tel", "Reach"):
        assert kind_of(file, name, cells)[0] in {*KINDS, ""}


# --- needed ------------------------------------------------------------------------------


def test_a_channel_without_its_column_is_refused_with_the_headings(file: Path) -> None:
    headings = ["No", "Tel", "ada@example.org", "ref 020 79", " ", "Year 2026"]
    columns = columns_of(file, {"Tel": PHONES})
    must_have_columns([Channel.LIVE_CALL], columns, headings)
    for channel, kind in ((Channel.EMAIL, "email"), (Channel.FAX, "fax"), (Channel.POST, "post")):
        with pytest.raises(ListError) as refused:
            must_have_columns([Channel.LIVE_CALL, channel], columns, headings)
        assert str(refused.value) == (
            f"No column for {channel} was found in the list; its columns are No, Tel, ref 020 79, "
            f"Year 2026: name one, as in --column {kind}=HEADING."
        )


@pytest.mark.parametrize(
    "heading", ["ada@example", "02079460001", "Ada 020 7946 0001", "SW1-123456", "at 2026-11-22"]
)
def test_a_heading_that_may_be_a_person_is_not_told(file: Path, heading: str) -> None:
    columns = columns_of(file, {"Name": ["Ada"]})
    with pytest.raises(ListError, match="; its columns have no plain headings: name one"):
        must_have_columns([Channel.EMAIL], columns, [heading])


def test_a_social_message_has_no_column(file: Path) -> None:
    with pytest.raises(ListError, match="`sayso decide` instead"):
        must_have_columns([Channel.SOCIAL_MESSAGE], columns_of(file, {"Tel": PHONES}), ["Tel"])


@pytest.mark.parametrize(
    "key", ["message.purpose", "message.text", "sender.name", "list_release.x"]
)
def test_a_column_that_states_no_fact_of_a_person_is_refused(file: Path, key: str) -> None:
    columns = columns_of(file, {"Tel": PHONES, key: ["service"]})
    with pytest.raises(ListError, match=f'^The list\'s columns: "{key}" is no fact'):
        must_have_columns([Channel.LIVE_CALL], columns, ["Tel", key])
