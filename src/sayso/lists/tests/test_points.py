import pytest

from sayso.law.codes import Channel
from sayso.lists.columns import Columns
from sayso.lists.points import KIND_OF, Point, exact_post_key, points_of

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
    assert point == Point(("phone:+442079460001",), "+442079460001", (2079460001,))
    assert points(fax="0044 20 7946 0001")["fax"] == (point,)


def test_a_repaired_cell_has_every_number_that_it_may_mean_and_is_not_certain() -> None:
    (point,) = points(tel="020 7946 0001 / 2")["phone"]
    assert point.keys == ("phone:+442079460001", "phone:+442079460002")
    assert point.numbers == (2079460001, 2079460002)
    assert not point.certain
    assert list(point.meanings()) == [
        Point(("phone:+442079460001",), "", (2079460001,)),
        Point(("phone:+442079460002",), "", (2079460002,)),
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
    assert point.keys == ("post:flat12lowroadex12ex", exact_post_key([point.shown]))


def test_two_flats_share_their_noes_and_not_their_yeses() -> None:
    one, other = (points(street=street)["post"][0] for street in ("Flat 1, 2 Low", "Flat 12, Low"))
    assert one.keys[0] == other.keys[0]
    assert one.keys[1] != other.keys[1]


@pytest.mark.parametrize(
    "spelling", ["FLAT 1 2 LOW ROAD", "Flat 1,\n2, Low Road", "flat 1/2 low-road"]
)
def test_a_yes_is_found_under_another_spelling_of_the_same_address(spelling: str) -> None:
    assert exact_post_key([spelling]) == exact_post_key(["Flat 1", "2 Low Road"])
