import pytest

from sayso.law.codes import Channel
from sayso.lists.columns import KIND_OF, Columns
from sayso.lists.points import Point, mentioned, points_of

COLUMNS = Columns(phone=(0, 1), email=(2, 3), fax=(4,), post=(5, 6), facts={}, how={})


def points(**cells: str) -> dict[str, tuple[Point, ...]]:
    names = ("tel", "mobile", "email", "other", "fax", "street", "code")
    return points_of([cells.get(name, "") for name in names], COLUMNS)


def test_every_channel_but_one_has_its_kind_of_contact_point() -> None:
    assert set(Channel) - KIND_OF.keys() == {Channel.SOCIAL_MESSAGE}
    assert set(KIND_OF.values()) == points().keys()


def test_an_empty_row_has_no_contact_points() -> None:
    assert set(points().values()) == {()}
    assert set(points(tel=" ", email="\t", fax="\u00a0", street=" ", code="-").values()) == {()}


def test_one_number_spelled_twice_is_one_contact_point() -> None:
    (point,) = points(tel="020 7946 0001", mobile="+44 (0)20 7946 0001")["phone"]
    key = ("phone:+442079460001",)
    assert point == Point(key, key, "+442079460001", (2079460001,))
    assert points(fax="0044 20 7946 0001")["fax"] == (point,)


def test_a_repaired_cell_has_every_number_that_it_may_mean_and_is_not_certain() -> None:
    (point,) = points(tel="020 7946 0001 / 2")["phone"]
    assert point.keys == ("phone:+442079460001", "phone:+442079460002")
    assert point.numbers == (2079460001, 2079460002)
    assert not point.certain
    assert list(point.meanings()) == [
        Point(("phone:+442079460001",), point.keys, "", (2079460001,)),
        Point(("phone:+442079460002",), point.keys, "", (2079460002,)),
    ]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("7946 0008", "unscreenable"),
        ("ask", "unscreenable"),
        ("+353 20 910 9005", "out_of_scope"),
    ],
)
def test_a_number_that_cannot_be_checked_says_why(cell: str, problem: str) -> None:
    (point,) = points(tel=cell)["phone"]
    assert point.problem == problem
    assert point.note
    assert not point.certain


def test_an_email_is_looked_up_without_regard_to_case() -> None:
    plain, shouted = points(email="ada@example.org", other="ADA@Example.ORG")["email"]
    assert plain.keys == shouted.keys == ("email:ada@example.org",)
    assert shouted.shown == "ADA@example.org"


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("Bert <Bert@Example.org>", ("email:bert@example.org",)),
        ("ada@example.org; Bert@example.org", ("email:ada@example.org", "email:bert@example.org")),
        ("ada@example.org/bert@example.org", ("email:ada@example.org", "email:bert@example.org")),
        ("ada@example.org, bert@", ("email:ada@example.org",)),
        ("nobody", ()),
    ],
)
def test_an_email_cell_that_is_not_one_address_may_be_stopped_but_not_used(
    cell: str, keys: tuple[str, ...]
) -> None:
    (point,) = points(email=cell)["email"]
    assert point.problem == "unscreenable"
    assert set(keys) <= set(point.keys)
    assert bool(point.keys) == bool(keys)
    assert point.shown == ""


def test_the_lines_of_an_address_are_one_contact_point() -> None:
    (point,) = points(street=" Flat 1, 2 Low Road ", code="EX1 2EX")["post"]
    assert point.shown == "Flat 1, 2 Low Road, EX1 2EX"
    assert point.keys == ("post:flat1|2lowroadex12ex",)
    assert point.kin == ("post:ex12ex 12", "post:12flatlowroad")


def test_a_no_for_the_mailbox_is_kin_to_every_tag() -> None:
    (point,) = points(email="Ada+News@example.org")["email"]
    assert point.keys == ("email:ada+news@example.org",)
    assert point.kin == ("email:ada@example.org",)


def test_columns_that_are_not_used_are_searched_for_what_they_mention() -> None:
    columns = Columns((), (), (), (), facts={}, how={}, others=(0, 2))
    cells = ["bert@example.org", "ada@example.org", "or 07700 900123"]
    assert mentioned(cells, columns) == ("email:bert@example.org", "phone:+447700900123")
