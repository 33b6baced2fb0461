"""The traffic cookie: the same for everybody, and only after a yes."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from sayso.people.limits import Bucket
from sayso.website.statistics import views, visits
from sayso.website.statistics.counting import COUNTS, keep_counts
from sayso.website.statistics.visits import after
from sayso.website.tally_models import Tally

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]

TODAY = date(2026, 11, 22)
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(views, "PAGES", Bucket(1_000, 1.0))
    COUNTS.take()
    yield
    COUNTS.take()


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "may_count", lambda _: True)


def counted() -> dict[tuple[str, str], int]:
    keep_counts()
    return {(row.of, row.value): row.count for row in Tally.objects.all()}


@pytest.mark.parametrize(
    ("value", "pages"),
    [
        (None, 1),
        ("20261122.1", 2),
        ("20261122.3", 4),
        ("20261122.4", 4),
        ("20261121.3", 1),
        ("20261122.5", 1),
        ("20261122.0", 1),
        ("20261122.1\n", 1),
        ("x" * 5_000, 1),
    ],
)
def test_it_says_the_day_and_one_to_four_and_no_more(value: str | None, pages: int) -> None:
    assert after(value, TODAY) == (f"20261122.{pages}", pages)


def test_32_without_a_yes_nothing_is_stored_or_counted_and_what_was_goes(client: Client) -> None:
    client.cookies[visits.COOKIE] = "20261122.2"
    answer = client.post("/s/", {"from": "news.example", "width": "wide"}, headers=OURS)
    assert answer.status_code == 204
    assert answer.cookies[visits.COOKIE].value == ""
    assert counted() == {}
    assert not Client().post("/s/", headers=OURS).cookies


@pytest.mark.usefixtures("allowed")
def test_a_visit_is_counted_once_and_each_thing_by_itself(client: Client) -> None:
    for _ in range(6):
        client.post("/s/", {"from": "www.news.example", "width": "wide"}, headers=OURS)
    assert counted() == {
        ("visitor", ""): 1,
        ("referrer", "news.example"): 1,
        ("width", "wide"): 1,
        ("depth", "2"): 1,
        ("depth", "3"): 1,
        ("depth", "4"): 1,
    }


@pytest.mark.usefixtures("allowed")
def test_31_all_who_read_as_many_pages_have_the_very_same_value() -> None:
    values = set()
    for number in range(50):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        for _ in range(3):
            client.post("/s/", headers=OURS)
        values.add(client.cookies[visits.COOKIE].value)
    assert len(values) == 1


@pytest.mark.usefixtures("allowed")
def test_the_cookie_lives_a_day_and_is_no_script_s() -> None:
    cookie = Client().post("/s/", headers=OURS).cookies[visits.COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (86_400, True, "Lax")


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    "host", ["192.0.2.7", "testserver", "a b.example", "x" * 200 + ".example", "<b>.example", ""]
)
def test_only_the_name_of_another_website_is_kept(client: Client, host: str) -> None:
    client.post("/s/", {"from": host, "width": "1024px"}, headers=OURS)
    assert counted() == {("visitor", ""): 1}


@pytest.mark.usefixtures("allowed")
def test_another_site_can_have_nothing_counted(client: Client) -> None:
    answer = client.post("/s/", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, bool(answer.cookies), counted()) == (204, False, {})
