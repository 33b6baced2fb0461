import pytest
from django.conf import settings

from sayso.people.actions import Stop, shred, suppress
from sayso.people.details import keys
from sayso.people.keys import SUPPRESSION, KeyringError, new_suppression_key
from sayso.people.models import ContactPoint, Suppression
from sayso.people.points import hashed, read_point
from sayso.people.rotation import rewrap, rotate
from sayso.people.tests.cast import CLERK, EMAILS, TODAY, may, no, person, says, yes

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def suppress_address(address: str) -> None:
    found = hashed(keys(), read_point("email", address))
    suppress(new=[Stop(found.kin, "all", TODAY)], actor=CLERK)


@pytest.mark.parametrize("rotations", [1, 2, 3])
def test_a_stop_is_found_after_every_rotation(rotations: int) -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), yes(bert))
    suppress_address(EMAILS["bert"])
    for number in range(rotations):
        assert rotate(actor=CLERK) == number + 2
        assert may(ada).allowed
        assert may(bert).reason == "objection-to-marketing"
        again = person("bert")
        says(yes(again))
        assert may(again).reason == "objection-to-marketing"
    suppress_address(EMAILS["ada"])
    assert not may(ada).allowed


def test_what_was_cut_short_is_ended_later() -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), yes(bert))
    suppress_address(EMAILS["bert"])
    new_suppression_key(settings.ENVIRONMENT.keys)
    suppress_address(EMAILS["ada"])
    assert may(ada).allowed, "else this proves nothing"

    assert rewrap() == 4 + 1
    assert not may(ada).allowed
    assert not may(bert).allowed
    assert rewrap() == 0
    rotate(actor=CLERK)
    assert not may(ada).allowed


def test_a_postal_address_is_found_by_both_of_its_hashes() -> None:
    words = "1 Sample Street, Exampleton, ZZ1 1AA"
    post = read_point("post", words)
    before = [keys().suppression_of(kin) for kin in post.kin]
    ContactPoint.objects.all().delete()
    suppress(new=[Stop(kin, "post", TODAY) for kin in before], actor=CLERK)
    rotate(actor=CLERK)
    held = set(Suppression.objects.values_list("kin", flat=True))
    assert held == {keys().suppression_of(kin) for kin in post.kin}
    assert not held & set(before)


def test_without_a_newer_key_nothing_is_answered() -> None:
    says(no(person("bert")))
    rotate(actor=CLERK)
    (settings.ENVIRONMENT.keys / SUPPRESSION.format(2)).unlink()
    with pytest.raises(KeyringError, match="escrow"):
        rewrap()


def test_a_shredded_person_stays_left_alone_through_a_rotation() -> None:
    bert = person("bert")
    shred(sid=bert.sid, actor=CLERK, policy="", on=TODAY)
    rotate(actor=CLERK)
    again = person("bert")
    says(yes(again))
    assert may(again).reason == "objection-to-marketing"
