"""Whether a page helped: an answer is a number, and needs neither cookie nor script."""

from collections.abc import Iterator

import pytest
from django.test import Client

from sayso.people.limits import Bucket
from sayso.website.statistics import views
from sayso.website.statistics.counting import COUNTS, keep_counts
from sayso.website.tally_models import Of, Tally

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(views, "VOTES", Bucket(10, 30.0))
    COUNTS.take()
    yield
    COUNTS.take()


def vote(client: Client, answer: str = "yes", page: str = "/policy", **headers: str) -> int:
    sent = {"answer": answer, "page": page}
    return client.post("/useful", sent, headers=OURS | headers).status_code


def votes() -> dict[tuple[str, str], int]:
    keep_counts()
    rows = Tally.objects.filter(of__in=[Of.USEFUL, Of.NOT_USEFUL])
    return {(row.of, row.value): row.count for row in rows}


def test_an_answer_is_counted_for_its_page_and_thanked_for() -> None:
    client = Client(enforce_csrf_checks=True)
    assert [vote(client, answer) for answer in ("yes", "yes", "no")] == [303] * 3
    assert votes() == {("useful", "/policy"): 2, ("not-useful", "/policy"): 1}
    thanked = client.get("/useful?page=/policy")
    assert 'href="/policy"' in thanked.content.decode()
    assert not client.cookies


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"answer": "maybe"}, 400),
        ({"page": "/nowhere"}, 400),
        ({"page": "https://elsewhere.example/policy?x"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "http://testserver"}, 303),
    ],
)
def test_what_is_no_answer_to_a_page_of_ours_counts_for_nothing(
    client: Client, sent: dict[str, str], status: int
) -> None:
    assert vote(client, **sent) == status
    assert bool(votes()) is (status == 303)


def test_so_many_answers_from_one_place_and_no_more(client: Client) -> None:
    assert [vote(client) for _ in range(12)] == [303] * 10 + [429] * 2
    assert votes() == {("useful", "/policy"): 10}


def test_nobody_is_sent_anywhere_by_the_thanks(client: Client) -> None:
    for page in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert "elsewhere" not in client.get("/useful", {"page": page}).content.decode()
