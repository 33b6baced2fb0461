from datetime import timedelta

import pytest
from django.db import transaction

from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.people import codes
from sayso.people.actions import NewPoint
from sayso.people.codes import MOST_AN_HOUR, MOST_ATTEMPTS, TooManyCodesError, is_proved, prove
from sayso.people.models import Code, Person
from sayso.people.points import read_point
from sayso.people.tests.cast import PHONES, person

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def ada(policy: None) -> Person:
    return person("ada")


def sent(who: Person) -> str:
    """The digits of the code that somebody was just sent."""
    assert codes.send_code(sid=who.sid)
    intent = Intent.objects.filter(sid=who.sid, key__startswith="code/").latest("id")
    digits = unseal(intent).words.split()[1]
    assert len(digits) == 6
    return digits


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06}"


def test_the_code_that_was_sent_shows_who_somebody_is_for_a_while(ada: Person) -> None:
    digits = sent(ada)
    name = prove(sid=ada.sid, digits=f" {digits[:3]} {digits[3:]} ")
    assert is_proved(sid=ada.sid, name=name)
    assert not is_proved(sid=person("bert").sid, name=name)
    assert prove(sid=ada.sid, digits=digits) == "", "it is used up"
    Code.objects.update(proved_at=Code.objects.get().made_at - codes.PROVED_FOR)
    assert not is_proved(sid=ada.sid, name=name)


def test_only_a_hash_of_it_is_kept_and_not_in_the_name_of_the_message(ada: Person) -> None:
    digits = sent(ada)
    row = Code.objects.get()
    assert digits not in f"{row.sha256} {Intent.objects.get().key} {row.name}".split()
    assert Intent.objects.get().until


def test_five_wrong_ones_and_the_right_one_opens_nothing(ada: Person) -> None:
    digits = sent(ada)
    assert {prove(sid=ada.sid, digits=wrong(digits)) for _ in range(MOST_ATTEMPTS)} == {""}
    assert prove(sid=ada.sid, digits=digits) == ""


def test_it_opens_nothing_after_a_quarter_of_an_hour(ada: Person) -> None:
    digits = sent(ada)
    Code.objects.update(made_at=Code.objects.get().made_at - codes.LIFE - timedelta(seconds=1))
    assert prove(sid=ada.sid, digits=digits) == ""


def test_a_code_of_somebody_else_opens_nothing(ada: Person) -> None:
    digits = sent(person("bert"))
    sent(ada)
    assert prove(sid=ada.sid, digits=digits) == "" or digits == sent(ada)


def test_only_the_newest_code_counts(ada: Person) -> None:
    old, new = sent(ada), sent(ada)
    assert old == new or prove(sid=ada.sid, digits=old) == ""
    assert prove(sid=ada.sid, digits=new)


def test_after_three_within_an_hour_the_next_one_waits(ada: Person) -> None:
    for _ in range(MOST_AN_HOUR):
        sent(ada)
    with pytest.raises(TooManyCodesError), transaction.atomic():
        codes.send_code(sid=ada.sid)
    Code.objects.update(made_at=Code.objects.all()[0].made_at - timedelta(hours=1))
    assert sent(ada)


def test_where_there_is_no_email_address_no_code_is_made(policy: None) -> None:
    eve = person("eve", points=[NewPoint(read_point("phone", PHONES["eve"]))])
    assert not codes.send_code(sid=eve.sid)
    assert not Code.objects.exists()


@pytest.mark.parametrize("name", ["", "x", "0" * 32, "ada@example.org", "٣" * 32])
def test_nothing_else_shows_who_somebody_is(ada: Person, name: str) -> None:
    sent(ada)
    assert not is_proved(sid=ada.sid, name=name)


def test_a_code_that_was_not_entered_shows_nothing(ada: Person) -> None:
    sent(ada)
    assert not is_proved(sid=ada.sid, name=Code.objects.get().name)


def test_codes_are_forgotten_after_a_day(ada: Person) -> None:
    sent(ada)
    assert codes.forget_codes() == 0
    Code.objects.update(made_at=Code.objects.get().made_at - codes.KEPT)
    assert codes.forget_codes() == 1
