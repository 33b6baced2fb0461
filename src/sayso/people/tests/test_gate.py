from datetime import timedelta

import pytest
from django.db import transaction

from sayso.days import today_in_london
from sayso.delivery.models import Intent, State
from sayso.law.codes import Channel
from sayso.people import choices, typed
from sayso.people.actions import merge, shred
from sayso.people.choices import Often, Wanted, save, stop_everything
from sayso.people.gate import may_leave
from sayso.people.models import Person
from sayso.people.points import read_point
from sayso.people.tests.cast import CLERK, no, person, says, version, yes
from sayso.people.tests.letters import claimed, letter, sent

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def ada(policy: None) -> Person:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-email"))
    return ada


def asked(intent: Intent) -> tuple[bool, str]:
    with transaction.atomic():
        decision = may_leave(intent)
    return decision.may, decision.reason


def test_what_ada_consented_to_may_leave(ada: Person) -> None:
    assert asked(letter(ada)) == (True, "electronic-mail-consent")


def test_bert_who_objected_gets_nothing(policy: None) -> None:
    bert = person("bert")
    says(yes(bert), no(bert))
    assert asked(letter(bert)) == (False, "objection-to-marketing")


def test_nobody_gets_what_they_never_agreed_to(ada: Person) -> None:
    """Acceptance test 8: nobody unknown, and nothing unsaid, is ever a yes."""
    assert asked(letter(ada, topic="training"))[0] is False
    assert asked(letter(ada, topic="no-such-purpose")) == (False, "no such purpose")
    stranger = letter(ada)
    stranger.sid = "5eed" * 8
    assert asked(stranger) == (False, "nobody on record")


def test_a_message_goes_to_no_address_but_theirs(ada: Person) -> None:
    assert asked(letter(ada, to="eve@example.org")) == (False, "not to this address")


def test_a_no_of_a_merged_record_holds_for_both(ada: Person) -> None:
    other = person("ada")
    merge(sid=other.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    says(no(other))
    assert asked(letter(ada)) == (False, "objection-to-marketing")


def test_whoever_was_erased_gets_nothing(ada: Person) -> None:
    intent = letter(ada)
    shred(sid=ada.sid, actor=CLERK, policy=version().sha256)
    assert asked(intent) == (False, "nobody on record")


@pytest.mark.parametrize("how", ["everything", "typed", "one click"])
def test_whatever_waits_is_not_sent_after_a_stop(ada: Person, how: str) -> None:
    intent = letter(ada)
    if how == "everything":
        stop_everything(sid=ada.sid)
    elif how == "typed":
        typed.stop(read_point("email", "Ada@example.org"))
    else:
        choices.stop_one(sid=ada.sid, pid="", purpose="news", channel="email")
    while True:  # receipts go before it
        found = claimed()
        if found.id == intent.id:
            break
    assert found.state == State.BLOCKED


def test_nothing_is_sent_while_somebody_has_a_pause_and_then_again(ada: Person) -> None:
    until = today_in_london() + timedelta(days=40)
    both = frozenset(choices.choices(ada, version()))
    save(sid=ada.sid, wanted=Wanted(ticked=both, often=Often(until)), proved=True)
    assert asked(letter(ada)) == (False, "objection-to-marketing")
    held = choices.choices(ada, version())
    assert held["news", Channel.EMAIL].may, "what holds when the pause is over"


def test_nobody_gets_more_than_they_wish_for(ada: Person) -> None:
    held = frozenset(cell for cell, one in choices.choices(ada, version()).items() if one.may)
    save(sid=ada.sid, wanted=Wanted(ticked=held, often=Often(None, 1)), proved=False)
    Intent.objects.all().delete()
    assert sent(ada).state == State.SENT
    assert asked(letter(ada, topic="events")) == (False, "often enough")


def test_nobody_gets_more_than_the_policy_promises(ada: Person) -> None:
    for number in range(version().policy.purposes["news"].at_most_a_month or 0):
        assert sent(ada, number).state == State.SENT
    assert asked(letter(ada, 99)) == (False, "often enough")
    assert asked(letter(ada, topic="events"))[0] is True
    Intent.objects.update(queued_at=Intent.objects.all()[0].queued_at - timedelta(days=32))
    assert asked(letter(ada, 100))[0] is True
