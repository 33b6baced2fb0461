"""Columns that say whom to leave alone: none is passed over in silence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sayso.lists.columns import Columns, find_columns
from sayso.lists.errors import ListError
from sayso.lists.tests.campaign import write_list

STOPS = [
    "Do not call",
    "DNC",
    "Opted out",
    "Opt-out",
    "Unsubscribed",
    "Suppressed",
    "No marketing",
    "No calls",
    "No email",
    "Refused",
    "Objected",
    "GDPR restricted",
    "Do not contact",
    "Deceased",
    "DoNotCall",
    "do_not_mail",
    "Don't text",
    "HasOptedOutOfEmail",
    "email_optout",
    "Opt in/out",
    "UNSUB_TIME",
    "Never phone",
    "No further contact",
    "Stop",
    "SMS stop",
    "Consent withdrawn",
    "No consent",
    "Blacklisted",
    "Cannot contact",
    "Date of death",
    "Objections",
    "Not to be emailed",
    "Phone opt-out",
    "Message opt-out",
    "message_opt_out",
    "Right to erasure",
    "dnd",
]
NO_STOPS = [
    "Email opt-in",
    "Phone consent",
    "Preferences",
    "Permission",
    "Subscribed",
    "Notes",
    "No",
    "No. of emails",
    "Contact no",
    "Tel No/Email",
    "Option",
    "Output",
    "Donor",
    "Nottingham",
    "Object ID",
    "Reference",
    "Exclusive offers",
    "Node",
    "Town",
]
CELLS = ["Yes", "", "2026-01-09", "020 7946 0001", "bert@example.org"]


def find(path: Path, names: Sequence[str], cell: str, **given: Sequence[str]) -> Columns:
    row: Mapping[str, str] = {"Tel": "020 7946 0002", **dict.fromkeys(names, cell)}
    return find_columns(write_list(path / "list.csv", [row]), given)


@pytest.mark.parametrize("name", STOPS)
@pytest.mark.parametrize("cell", CELLS)
def test_a_stop_is_refused_until_it_is_said_what_to_do(
    tmp_path: Path, name: str, cell: str
) -> None:
    with pytest.raises(ListError, match=r"leave alone \(.*--column stop=.*--column unused=.*\.$"):
        find(tmp_path, [name], cell)
    heeded = find(tmp_path, [name], cell, stop=[name.upper()])
    assert (heeded.stop, heeded.unused, heeded.others) == ((1,), (), ())
    assert heeded.how == {0: "by its name", 1: "given"}
    passed = find(tmp_path, [name], cell, unused=[name])
    assert (passed.stop, passed.unused, passed.others) == ((), (1,), (1,))
    assert passed.how == {0: "by its name"}
    for found in (heeded, passed):
        assert (found.phone, found.email, found.facts) == ((0,), (), {})


@pytest.mark.parametrize("name", NO_STOPS)
@pytest.mark.parametrize("cell", ["Yes", ""])
def test_another_column_is_no_stop(tmp_path: Path, name: str, cell: str) -> None:
    assert find(tmp_path, [name], cell).stop == ()


@pytest.mark.parametrize("name", ["relationship.refused", "Data protection restricted"])
def test_a_fact_is_no_stop(tmp_path: Path, name: str) -> None:
    columns = find(tmp_path, [name], "yes")
    assert (len(columns.facts), columns.stop) == (1, ())
    assert find(tmp_path, ["Refused"], "yes", **{"relationship.refused": ["Refused"]}).facts


def test_all_stops_are_named_at_once_and_no_number_in_them(tmp_path: Path) -> None:
    names = ["Do not call", "Deceased", "Notes", "Do not call 020 7946 0002"]
    with pytest.raises(ListError) as refused:
        find(tmp_path, names, "")
    assert str(refused.value) == (
        "list.csv seems to say whom to leave alone (Do not call, Deceased, column 5); give each "
        "such column as --column stop=HEADING to leave the rows alone where it says yes, or as "
        "--column unused=HEADING to pass it over."
    )
    with pytest.raises(ListError, match=r"leave alone \(Deceased, column 5\)"):
        find(tmp_path, names, "", stop=["Do not call"])
    assert find(tmp_path, names, "", stop=[names[0], names[3]], unused=["Deceased"]).stop == (1, 4)


def test_a_column_passed_over_is_used_for_nothing(tmp_path: Path) -> None:
    columns = find(tmp_path, ["Email", "subscriber"], "x", unused=["Tel", "Email", "Subscriber"])
    assert columns == Columns((), (), (), (), {}, {}, (), (0, 1, 2), (0, 1, 2))


def test_a_stop_may_be_a_number_to_leave_alone(tmp_path: Path) -> None:
    columns = find(tmp_path, ["DNC"], "020 7946 0001", stop=["DNC"], phone=["DNC", "Tel"])
    assert (columns.phone, columns.stop, columns.others) == ((0, 1), (1,), ())
