from hashlib import sha256

import pytest

from sayso.config.tests.asking import Api, api, installation, policy
from sayso.people.tests.cast import TODAY, exemplar
from sayso.policy.actions import apply_policy
from sayso.policy.diff import differences
from sayso.policy.queries import version

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def second(policy: None) -> bytes:
    """A second version, under another title."""
    text = exemplar().replace(b"id: 2026-11\n", b"id: 2026-12\n", 1)
    text = text.replace(b"your details\n", b"your details now\n", 1)
    apply_policy(text=text, by="Daniel Officer", approved_by="Grace Second", today=TODAY)
    return text


def test_every_version_is_at_its_own_address_for_ever_and_to_the_letter(
    api: Api, second: bytes
) -> None:
    told = api.get("/policies").body["versions"]
    assert [one["number"] for one in told] == [1, 2]
    assert {(one["by"], one["approved_by"]) for one in told} == {("Daniel Officer", "Grace Second")}
    for one, text in zip(told, (exemplar(), second), strict=True):
        found = api.get(f"/policies/{one['number']}")
        assert found.headers["Content-Type"] == "application/yaml; charset=utf-8"
        assert found.body.encode() == text
        assert sha256(text).hexdigest() == one["sha256"]


def test_what_a_version_changed_is_told_in_sentences(api: Api, second: bytes) -> None:
    assert api.get("/policies/1/changes").body == {"changes": []}
    told = api.get("/policies/2/changes").body["changes"]
    expected = differences(version(1).policy, version(2).policy)
    assert expected
    assert [one["sentence"] for one in told] == [one.sentence for one in expected]


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_version_that_never_was_is_not_found(api: Api, number: str) -> None:
    for path in (f"/policies/{number}", f"/policies/{number}/changes"):
        assert api.get(path).problem == (404, "not_found", None)


def test_before_any_policy_was_applied_there_is_none(installation: None) -> None:
    assert Api().get("/policies").body == {"versions": []}
