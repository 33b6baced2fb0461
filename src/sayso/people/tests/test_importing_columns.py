from pathlib import Path

import pytest

from sayso.people.errors import RecordError
from sayso.people.imports.columns import ALSO, ASSESSED, ORIGIN, SAID, UNUSED, find_columns
from sayso.people.imports.noes import Standing, word
from sayso.people.tests.brought_in import planned, written
from sayso.people.tests.cast import EMAILS
from sayso.policy.reading import read_policy, shipped

POLICY = read_policy(shipped())


def words(*headings: str, **given: list[str]) -> list[str]:
    return list(find_columns(POLICY, headings, given).words)


def test_every_field_of_the_policy_is_found_by_its_name_and_by_its_label() -> None:
    for slug, field in POLICY.fields.items():
        for heading in (slug, slug.replace("-", " ").upper(), field.label):
            assert words("Email", heading)[1] == slug or slug == "email", heading


@pytest.mark.parametrize("meant", [*SAID, *ORIGIN])
def test_whatever_may_be_said_is_found_by_its_name(meant: str) -> None:
    for heading in (meant, meant.replace("_", " ").title(), f" {meant.replace('_', '-')} "):
        assert words("email", heading) == ["email", meant]


def test_other_headings_mean_only_what_the_policy_has() -> None:
    for heading, meant in ALSO.items():
        assert words("fax", heading.replace("_", " ").capitalize()) == ["fax", meant]
    bare = POLICY.model_copy(update={"fields": {"email": POLICY.fields["email"]}})
    with pytest.raises(RecordError, match="collects nothing beyond"):
        find_columns(bare, ["E-mail", "Company"], {})


@pytest.mark.parametrize("flag", ASSESSED)
@pytest.mark.parametrize("heading", ["{}", "Consent {}", "{} ", "is_{}"])
def test_a_file_cannot_say_what_an_answer_is_worth(flag: str, heading: str) -> None:
    heading = heading.format(flag.title())
    with pytest.raises(RecordError, match="name the wording and the method"):
        words("email", heading)
    with pytest.raises(RecordError, match="name the wording and the method"):
        words("email", "x", **{flag: ["x"]})
    assert words("email", heading, unused=[heading]) == ["email", UNUSED]


@pytest.mark.parametrize(
    ("headings", "given", "why"),
    [
        (["email", "Shoe size"], {}, 'no field for "Shoe size"'),
        (["email", "ada@example.org"], {}, "no field for column 2"),
        (["email", "020 7946 0001"], {}, "no field for column 2"),
        (["email"], {"shoe-size": ["email"]}, "cannot be given"),
        (["email"], {"phone": ["Tel"]}, "has no column"),
        (["email", "x"], {"phone": ["x"], "fax": ["x"]}, "give it as one"),
        (["email", "name", "Full name"], {}, '2 columns are for "name"'),
        (["name"], {}, "No column holds a contact point"),
    ],
    ids=str,
)
def test_columns_that_cannot_be_told_are_refused(
    headings: list[str], given: dict[str, list[str]], why: str
) -> None:
    with pytest.raises(RecordError, match=why) as refused:
        words(*headings, **given)
    assert "ada@" not in str(refused.value)
    assert "7946" not in str(refused.value)


def test_there_may_be_several_columns_of_contact_points() -> None:
    found = find_columns(POLICY, ["Work", "Home", "email"], {"phone": ["Work", "home"]})
    assert found.points == {0: ("phone", "phone"), 1: ("phone", "phone"), 2: ("email", "email")}


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.usefixtures("policy")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"source": ""}, "where these details came from"),
        ({"source": "nope"}, "no such source"),
        ({"source": "bought-in-list"}, 'does not let "bought-in-list" collect "email"'),
        ({"wording": "nope"}, "on which day"),
        ({"method": "nope"}, "on which day"),
    ],
    ids=str,
)
def test_what_is_wrong_for_every_row_is_refused_before_the_first(
    tmp_path: Path, said: dict[str, str], why: str
) -> None:
    with pytest.raises(RecordError, match=why):
        planned(written(tmp_path, [{"email": EMAILS["ada"]}]), {}, **said)


def test_no_yes_of_a_file_ends_a_no_and_a_stop_is_held_only_if_nothing_came_since() -> None:
    all_marketing = word("2026-01-05", {"channels": ["all"]})
    news = {"channels": ["email"], "topics": ["news"]}
    for later in ("2026-01-05", "2026-01-06"):
        assert Standing((all_marketing,)).refuses(word(later, news))
    assert not Standing((all_marketing,)).refuses(word("2026-01-04", news))
    back = Standing((all_marketing,), (word("2026-02-01", news),))
    assert not back.refuses(word("2026-03-01", news))
    assert back.refuses(word("2026-03-01", news | {"topics": ["events"]}))
    assert back.stops
    assert not Standing((word("2026-01-05", news),), (word("2026-02-01", news),)).stops
    stop = word("2026-04-01", {"channels": ["all"]})
    assert Standing((all_marketing,)).holds(stop)
    assert not back.holds(stop)
    assert not Standing((word("2026-01-05", news),)).holds(stop)
    research = word("2026-01-05", {"channels": ["all"], "to": "research"})
    assert not Standing((research,)).holds(stop)
