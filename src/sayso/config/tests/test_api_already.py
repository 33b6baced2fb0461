from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from sayso.config.tests.asking import Api, api, installation, policy
from sayso.people.models import Person

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])

EMAIL = {"kind": "email", "value": "ada@example.org"}
MOBILE = {"kind": "phone", "value": "07700 900001"}
LINE = {"kind": "phone", "value": "020 7946 0001"}
POST = {"kind": "post", "value": "1 High Street, Exampleton, ZZ1 1AA"}


def new(name: str, *points: dict[str, str], **more: object) -> dict[str, Any]:
    return {"source": "website-membership", "fields": {"name": name}, "points": points, **more}


def test_a_second_record_never_forgets_the_no_on_the_first(api: Api) -> None:
    ada = api.made("/people", new("Ada", EMAIL))["ref"]
    api.yes(ada, given_on="2026-11-01")
    api.made("/objections", {"ref": ada, "on": "2026-11-02"})

    again = new("Ada", EMAIL | {"value": "ADA@example.org"}, given_on="2026-10-01")
    assert api.post("/people", again).problem == (409, "on_record", "points.0.value")
    assert Person.objects.count() == 1
    assert api.may(ada)["verdict"] == "deny"


@pytest.mark.parametrize(
    ("name", "point", "is_refused"),
    [
        ("Bert", EMAIL, True),
        ("Bert", MOBILE, True),
        ("Bert", LINE, False),
        ("Bert", POST, False),
        ("ADA", LINE, True),
        ("ada", POST, True),
    ],
)
def test_what_is_one_persons_alone_tells_who_it_is_and_what_is_shared_tells_it_with_a_name(
    api: Api, name: str, point: dict[str, str], is_refused: bool
) -> None:
    api.made("/people", new("Ada", EMAIL, MOBILE, LINE, POST))
    told = api.post("/people", new(name, {"kind": "email", "value": "new@example.org"}, point))
    if is_refused:
        assert told.problem == (409, "on_record", "points.1.value")
    else:
        assert told.status == 201


def test_two_who_share_an_address_are_two_if_somebody_says_so(api: Api) -> None:
    ada = api.made("/people", new("Ada", EMAIL))["ref"]
    bert = api.made("/people", new("Bert", EMAIL, another=True))["ref"]
    found = api.post("/people/find", {"email": "ada@example.org"}).body["refs"]
    assert sorted(found) == sorted([ada, bert])


def test_whoever_was_erased_may_come_again(api: Api) -> None:
    ada = api.made("/people", new("Ada", EMAIL))["ref"]
    Person.objects.filter(ref=ada).update(shredded_at="2026-11-02T12:00:00Z")
    assert api.post("/people", new("Ada", EMAIL)).status == 201


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, where nobody waits")
def test_of_many_who_add_the_same_person_at_once_one_does(api: Api) -> None:
    def add(_: int) -> int:
        try:
            return Api().post("/people", new("Ada", EMAIL, LINE)).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        told = sorted(threads.map(add, range(8)))
    assert told == [201, *[409] * 7]
