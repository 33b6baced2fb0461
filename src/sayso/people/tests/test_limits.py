"""How often one network may hand in a form."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import RequestFactory

from sayso.people.limits import MOST_NETWORKS, Bucket, network_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_one_in_so_many_seconds() -> None:
    clock = Clock()
    bucket = Bucket(most=3, seconds=10, clock=clock)
    assert [bucket.take("ada") for _ in range(5)] == [True, True, True, False, False]
    assert bucket.take("bert"), "another network has its own"
    clock.now = 9.9
    assert not bucket.take("ada")
    clock.now = 10.0
    assert [bucket.take("ada") for _ in range(2)] == [True, False]
    clock.now = 1_000.0
    assert [bucket.take("ada") for _ in range(4)] == [True, True, True, False]


def test_nothing_that_is_remembered_names_a_network_and_it_is_never_much() -> None:
    bucket = Bucket(most=1, seconds=60, clock=Clock())
    for number in range(MOST_NETWORKS + 10):
        bucket.take(f"192.0.2.{number}")
    kept = vars(bucket)["_full_at"]
    assert len(kept) == MOST_NETWORKS
    assert not [name for name in kept if b"192.0.2" in name]
    other = Bucket(most=1, seconds=60, clock=Clock())
    other.take("192.0.2.1")
    assert not kept.keys() & vars(other)["_full_at"].keys(), "another process hashes otherwise"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "", "127.0.0.1"),
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.9, 192.0.2.7", "192.0.2.7"),
        (2, "198.51.100.9, 192.0.2.7", "198.51.100.9"),
        (2, "192.0.2.7", "127.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "nonsense", "nowhere"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, forwarded: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, proxies=proxies))
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert network_of(request) == found
