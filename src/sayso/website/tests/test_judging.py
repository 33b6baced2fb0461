"""What was seen, compared with what was declared, without a browser."""

import json
from dataclasses import replace

import pytest

from sayso.policy.details import Cookie, CookieBasis
from sayso.website.audit.declared import ALL, NEEDED, UNASKED, Declared, longest, suggestion
from sayso.website.audit.finding import EXIT, Finding, Kind, exit_code
from sayso.website.audit.judge import judged
from sayso.website.audit.seen import (
    Asked,
    Link,
    Place,
    State,
    Stored,
    Visit,
    bits,
    first_party,
    read_cookie,
)

DAY = 86_400.0


def cookie(basis: str, lasts: str = "1 day") -> Cookie:
    words = dict.fromkeys(("provider", "explanation", "data", "without_it"), "Little.")
    shape = {"category": "statistics", "purpose": "statistics", "basis": basis, "lasts": lasts}
    return Cookie.model_validate_json(json.dumps(words | shape))


TABLE = Declared({basis.value: cookie(basis.value) for basis in CookieBasis})


def seen(*stored: Stored, asked: tuple[Asked, ...] = ()) -> Visit:
    return Visit(State.UNTOUCHED, stored=list(stored), asked=list(asked))


def one(name: str, allowed: frozenset[CookieBasis], **more: object) -> Stored:
    given = {"place": Place.COOKIE, "host": "example.org", "page": "/", "state": State.UNTOUCHED}
    return Stored(name=name, allowed=allowed, **(given | more))  # type: ignore[arg-type]


def kinds(visit: Visit, table: Declared = TABLE) -> set[Kind]:
    return {found.kind for found in judged([visit], table)} - {Kind.NEVER_SEEN}


@pytest.mark.parametrize("allowed", [NEEDED, UNASKED, ALL])
@pytest.mark.parametrize("basis", CookieBasis)
def test_each_basis_is_held_against_each_moment(
    basis: CookieBasis, allowed: frozenset[CookieBasis]
) -> None:
    found = kinds(seen(one(basis.value, allowed, life=DAY)))

    assert found == (set() if basis in allowed else {Kind.UNASKED})


@pytest.mark.parametrize("place", Place)
def test_whatever_is_stored_anywhere_has_to_be_declared(place: Place) -> None:
    assert kinds(seen(one("_ga", ALL, place=place))) == {Kind.UNDECLARED}


@pytest.mark.parametrize(("life", "is_fine"), [(0.0, True), (DAY, True), (DAY + 61, False)])
def test_nothing_lasts_longer_than_declared(life: float, is_fine: bool) -> None:
    assert kinds(seen(one("necessary", NEEDED, life=life))) == (
        set() if is_fine else {Kind.TOO_LONG}
    )


def test_what_goes_with_the_browser_may_not_stay() -> None:
    table = Declared({"necessary": cookie("necessary", "session")})

    assert kinds(seen(one("necessary", NEEDED, life=0.0)), table) == set()
    assert kinds(seen(one("necessary", NEEDED, life=3_600.0)), table) == {Kind.TOO_LONG}


def test_a_number_for_each_visitor_needs_their_yes_check_4() -> None:
    assert kinds(seen(one("objection", UNASKED, bits=33))) == set()
    assert kinds(seen(one("objection", UNASKED, bits=65))) == {Kind.UNASKED}
    assert bits("20261122.4") < 64 < bits("1c9f2b7e-0d4a-4b7e-9a51-3f6f2f4b8c11")


def test_somebody_else_may_be_asked_only_after_a_yes() -> None:
    for allowed, expected in ((NEEDED, {Kind.UNASKED}), (UNASKED, {Kind.UNASKED}), (ALL, set())):
        asked = Asked("ads.example", "/", State.UNTOUCHED, allowed, is_ping=False)
        assert kinds(seen(asked=(asked,))) == expected


def test_a_pattern_declares_what_fits_it() -> None:
    table = Declared({"_pk_*": cookie("necessary")})

    assert kinds(seen(one("_pk_id.1", NEEDED)), table) == set()
    assert kinds(seen(one("_p", NEEDED)), table) == {Kind.UNDECLARED}


def test_a_hint_allows_nothing() -> None:
    (found,) = judged([seen(one("_gid", ALL))], Declared({}))

    assert str(suggestion("_gid")) in found.sentence
    assert found.kind == Kind.UNDECLARED


def test_one_thing_met_in_many_ways_is_told_once() -> None:
    visits = [Visit(state, stored=[one("x", NEEDED, state=state)]) for state in State]
    (found,) = judged(visits, Declared({}))

    assert found.states == tuple(State)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_finding_has_its_exit_code(kind: Kind) -> None:
    assert exit_code([Finding(kind, "x", "It is wrong", "/", ())]) == EXIT[kind] > 0
    assert exit_code([]) == 0


def test_a_warning_never_hides_what_is_wrong() -> None:
    every = [Finding(kind, "x", "It is wrong", "/", ()) for kind in Kind]

    assert exit_code(every) == 2
    assert exit_code(every[-1:]) == 3


FINE = Link("https://other.example/", "Them", "noopener", has_cue=True, has_caution=True, page="/")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rel": ""}, "noopener"),
        ({"has_cue": False}, "does not say"),
        ({"has_caution": False}, "caution"),
        ({"url": "https://other.example/?who=ada@example.org"}, "may name"),
        ({"url": "https://other.example/?id=1c9f2b7e0d4a4b7e9a513f6f2f4b8c11"}, "may name"),
    ],
)
def test_a_link_that_leads_away_is_looked_at_check_37(wrong: dict[str, object], words: str) -> None:
    assert judged([Visit(State.UNTOUCHED, links=[FINE])], Declared({})) == []

    bad = Visit(State.UNTOUCHED, links=[replace(FINE, **wrong)])  # type: ignore[arg-type]
    (found,) = judged([bad], Declared({}))
    assert found.kind == Kind.LINK
    assert words in found.sentence
    assert "ada@" not in str(found)


@pytest.mark.parametrize(
    ("line", "life"),
    [
        ("a=1", 0.0),
        ("a=1; Max-Age=60", 60.0),
        ("a=1; max-age=63072000; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 63_072_000.0),
        ("a=1; Expires=Thu, 01 Jan 1970 00:01:00 GMT", 60.0),
        ("a=1; Expires=Thu, 01-Jan-1970 00:01:00 GMT", 60.0),
        ("a=; Max-Age=0", -1.0),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", -1.0),
        ("a=1; Expires=whenever; Max-Age=", 0.0),
    ],
)
def test_a_life_is_read_as_browsers_read_it(line: str, life: float) -> None:
    assert read_cookie(line, now=0.0).life == life


def test_a_site_is_its_name_and_what_is_below_it() -> None:
    ours = ["example.org", "www.example.org", "shop.example.org"]
    others = ["example.com", "notexample.org", "example.org.example.com", ""]

    assert all(first_party(host, "www.example.org") for host in ours)
    assert not any(first_party(host, "www.example.org") for host in others)


def test_a_span_is_as_long_as_it_can_be() -> None:
    assert longest(cookie("consent", "24 hours").lasts) == DAY
    assert longest(cookie("consent", "182 days").lasts) == 182 * DAY
    assert longest(cookie("consent", "12 months").lasts) == 366 * DAY
