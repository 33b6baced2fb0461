from datetime import UTC, date, datetime, timedelta

import pytest

from sayso.delivery.models import Intent, State
from sayso.people.actions import merge
from sayso.people.holdings import erase as erase_person
from sayso.people.tests.cast import CLERK, EMAILS, person, version
from sayso.rights import jobs
from sayso.rights.actions import close
from sayso.rights.holdings import collect, erase, expire
from sayso.rights.models import Kind, Outcome, Request, RequestEvent, RequestKey
from sayso.rights.tests.asked import asks, on

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]


def closed(kind: Kind = Kind.ACCESS, name: str = "ada") -> Request:
    asked = asks(kind, name, about="everything")
    close(ref=asked.ref, outcome=Outcome.DONE, actor=CLERK)
    return asked


def test_every_request_of_a_person_is_shown_with_its_words() -> None:
    ada, twin = person("ada"), person("bert")
    asks(about="the call on 3 March")
    asks(name="bert")
    asks(name="eve")
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    held = collect(ada.sid)
    assert [one["words"]["who"] for one in held] in (["Ada", "Bert"], ["Bert", "Ada"])
    told = str(held)
    assert "the call on 3 March" in told
    assert EMAILS["eve"] not in told


def test_an_erasure_destroys_the_words_of_what_has_ended_and_keeps_what_is_open() -> None:
    ada = person("ada")
    done, asked = closed(), asks(Kind.ERASURE)
    assert erase(ada.sid) == 1
    erase_person(ada.sid, actor=CLERK, policy=version().sha256)
    assert set(RequestKey.objects.values_list("rid", flat=True)) == {asked.rid}
    done.refresh_from_db()
    assert (bytes(done.sealed), done.lookup, done.sid) == (b"", "", "")
    states = set(Intent.objects.filter(sid=done.rid).values_list("state", flat=True))
    assert states == {State.BLOCKED}
    assert [one["words"] is None for one in collect(ada.sid)] == [False]


def test_what_has_ended_goes_when_the_schedule_says_and_what_is_open_never() -> None:
    with on(date(2020, 1, 6)):
        closed(), closed(Kind.COMPLAINT), asks(name="bert")
    policy = version()
    due = {
        date(2023, 1, 5): {},
        date(2023, 1, 6): {"rights_request": 1},
        date(2026, 1, 6): {"complaint": 1, "rights_request": 1},
        date(2126, 1, 6): {"complaint": 1, "rights_request": 1},
    }
    for day, counts in due.items():
        assert expire(version=policy, today=day, dry_run=True) == counts
    assert Request.objects.count() == 3
    expire(version=policy, today=date(2126, 1, 6), dry_run=False)
    (left,) = Request.objects.all()
    assert not left.has_ended
    assert RequestKey.objects.get().rid == left.rid
    assert set(RequestEvent.objects.values_list("request", flat=True)) == {left.rid}


def test_keys_of_nothing_are_swept_unless_they_are_many() -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for number in range(10):
        asks(name="ada" if number else "bert")
    RequestKey.objects.create(rid="f" * 32, wrapped=b"")
    assert jobs.sweep() == 0  # it may be about to be used
    assert jobs.sweep(now=tomorrow) == 1
    Request.objects.all()[0:1].get().delete()
    Request.objects.all()[0:1].get().delete()
    assert jobs.sweep(now=tomorrow) == 0
