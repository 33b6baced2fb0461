import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.evidence.models import Entry
from sayso.law.codes import Channel
from sayso.people import choices, links, said, stops, typed
from sayso.people.actions import NewPoint
from sayso.people.bulk import permissions
from sayso.people.models import Event, Person, Suppression, TypedStop
from sayso.people.points import read_point
from sayso.people.projection import differences
from sayso.people.restore import reapply
from sayso.people.tests.cast import EMAILS, may, no, person, says, version, yes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ADA = read_point("email", "Ada@example.org")


@pytest.fixture
def ada(policy: None) -> Person:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-call"))
    return ada


def may_now(who: Person, purpose: str = "news", channel: Channel = Channel.EMAIL) -> bool:
    """Asked of one, and of everybody, which must agree."""
    today = today_in_london()
    told = may(who, purpose, channel, on=today)
    everybody = permissions(purpose=purpose, channels=[channel], version=version(), on=today)
    assert told.allowed in [one.allowed for one in everybody if one.sid == who.sid]
    return told.allowed


def undo_name(intent: Intent) -> str:
    found = re.search(r"/undo/(\S+?)\)", unseal(intent).words)
    assert found
    names = links.read(found[1], links.UNDO)
    assert names
    return names[0]


def notices() -> list[Intent]:
    return list(Intent.objects.filter(key__startswith="stopped/").order_by("id"))


def test_a_typed_stop_counts_at_once_and_then_for_all_that_we_have_of_them(ada: Person) -> None:
    assert may_now(ada)
    assert may_now(ada, "events", Channel.LIVE_CALL)

    typed.stop(ADA)
    assert not may_now(ada), "before anything else is done"

    assert typed.heed() == 1
    assert not may_now(ada, "events", Channel.LIVE_CALL)
    noes = Event.objects.filter(sid=ada.sid, kind=said.OBJECTION)
    assert {one.details["to"] for one in noes} == {"marketing", "research"}
    assert {one.reason for one in noes} == {typed.UNPROVED}
    assert typed.heed() == 0
    assert noes.count() == 2


def test_a_message_that_somebody_needs_still_comes(ada: Person) -> None:
    """Acceptance test 5."""
    typed.stop(ADA)
    typed.heed()
    assert may_now(ada, "membership-service") == may_now(person("bert"), "membership-service")


@pytest.mark.parametrize("kind", ["email", "phone", "post"])
def test_a_stop_is_the_same_work_whoever_is_on_record(policy: None, kind: str) -> None:
    values = {
        "email": ("ada@example.org", "eve@example.org"),
        "phone": ("020 7946 0001", "020 7946 0777"),
        "post": ("1 High Street, Anytown, ZZ1 1ZZ", "2 Low Road, Othertown, ZZ9 9ZZ"),
    }[kind]
    known, unknown = (read_point(kind, value) for value in values)
    person("ada", points=[NewPoint(known)])
    counts, queued = [], []
    for point in (known, unknown):
        before = Intent.objects.count()
        with CaptureQueriesContext(connection) as context:
            typed.stop(point)
        counts.append([query["sql"].split()[0] for query in context.captured_queries])
        queued.append(Intent.objects.count() - before)
    assert counts[0] == counts[1]
    assert queued[0] == queued[1] == (1 if kind == "email" else 0)
    assert set(Intent.objects.values_list("sid", "point")) <= {("", "")}


def test_whoever_comes_on_record_later_is_stopped_all_the_same(policy: None) -> None:
    typed.stop(ADA)
    typed.heed()
    ada = person("ada")
    says(yes(ada))
    assert not may_now(ada)


def test_one_notice_a_day_goes_to_what_was_typed(policy: None) -> None:
    for _ in range(3):
        typed.stop(ADA)
    (notice,) = notices()
    message = unseal(notice)
    assert (message.to, notice.sid) == ("Ada@example.org", "")
    assert links.address_url(lookup=TypedStop.objects.all()[0].lookup) in message.words


def test_what_was_typed_is_taken_back_by_whoever_gets_the_notice(ada: Person) -> None:
    typed.stop(ADA)
    typed.heed()
    typed.stop(ADA)  # not heeded yet
    name = undo_name(notices()[0])
    assert typed.is_standing(name)
    assert typed.undo(name)
    assert may_now(ada)
    assert may_now(ada, "events", Channel.LIVE_CALL)
    assert not typed.is_standing(name)
    assert not typed.undo(name)
    assert typed.heed() == 0
    assert may_now(ada)
    assert not list(differences())
    assert Intent.objects.filter(key__startswith="receipt/", sid=ada.sid).count() == 1


def test_a_no_that_was_proved_outlives_the_undoing(ada: Person) -> None:
    typed.stop(ADA)
    typed.heed()
    choices.stop_everything(sid=ada.sid)
    assert typed.undo(undo_name(notices()[0]))
    assert not may_now(ada)


def test_a_stop_of_another_day_is_not_undone_by_an_old_notice(ada: Person) -> None:
    typed.stop(ADA)
    name = undo_name(notices()[0])
    TypedStop.objects.update(typed_at=TypedStop.objects.get().typed_at - timedelta(days=2))
    typed.stop(ADA)
    assert typed.undo(name)
    assert not may_now(ada)


def test_what_was_undone_does_not_come_back_with_the_journal(ada: Person) -> None:
    """And what was not undone does."""
    typed.stop(ADA)
    typed.heed()
    typed.undo(undo_name(notices()[0]))
    assert reapply() == (0, 0, 0)
    assert may_now(ada)
    typed.stop(read_point("email", EMAILS["bert"]))
    Suppression.objects.filter(lifted_at=None).delete()
    assert reapply().left_alone == 1


def test_what_we_knew_on_a_day_is_not_changed_by_an_undoing(ada: Person) -> None:
    typed.stop(ADA)
    typed.heed()
    today = today_in_london()
    row = Suppression.objects.get()
    typed.undo(undo_name(notices()[0]))
    later = Suppression.objects.get()
    assert row.lifted_at is None
    assert later.lifted_at
    Suppression.objects.update(lifted_at=later.lifted_at + timedelta(days=1))
    assert not may(ada, on=today, known_on=today).allowed


def test_oddly_many_stops_raise_an_alert_once(
    policy: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(typed, "MANY", 3)
    caplog.set_level(logging.WARNING)
    for number in range(6):
        typed.stop(read_point("email", f"eve{number}@example.org"))
    assert Entry.objects.filter(kind=typed.ODD).count() == 1
    assert "within an hour" in caplog.text
    assert "eve" not in caplog.text
    assert Suppression.objects.count() == 6, "none was refused"


def test_a_link_goes_to_whatever_address_asks_once_a_day(ada: Person) -> None:
    for name in ("ada", "eve", "ada"):
        typed.send_link(read_point("email", EMAILS[name]))
    sent = [unseal(intent) for intent in Intent.objects.order_by("id")]
    assert [message.to for message in sent] == ["ada@example.org", "eve@example.org"]
    words = {re.sub(r"/choices/\S+?\)", "", message.words) for message in sent}
    assert len(words) == 1


def test_a_stop_is_in_the_journal_before_it_is_answered(policy: None) -> None:
    typed.stop(ADA)
    (line,) = stops.noted(settings.ENVIRONMENT.keys)
    assert (line["stop"], line["typed"]) == ("suppressed", TypedStop.objects.get().name)
    assert "example" not in str(line)


def test_a_no_on_record_before_is_nobodys_to_undo(ada: Person) -> None:
    says(no(ada))
    typed.stop(ADA)
    typed.heed()
    typed.undo(undo_name(notices()[0]))
    assert not may_now(ada)
