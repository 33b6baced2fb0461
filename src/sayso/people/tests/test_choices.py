from datetime import timedelta

import pytest

from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.law.codes import Channel
from sayso.people import choices, said
from sayso.people.choices import Cell, NotProvedError, Often, Wanted, save, stop_one
from sayso.people.errors import RecordError
from sayso.people.holdings import collect
from sayso.people.models import Event, Person
from sayso.people.projection import differences
from sayso.people.tests.cast import may, person, says, version, yes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

EMAIL, POST, CALL = Channel.EMAIL, Channel.POST, Channel.LIVE_CALL


@pytest.fixture
def ada(policy: None) -> Person:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-email"))
    return ada


def held(who: Person) -> frozenset[Cell]:
    who.refresh_from_db()
    return frozenset(cell for cell, one in choices.choices(who, version()).items() if one.may)


def chosen(who: Person, *, proved: bool = False, **more: object) -> list[Event]:
    wanted = {"ticked": held(who), "often": choices.often(who), **more}
    return save(sid=who.sid, wanted=Wanted(**wanted), proved=proved)  # type: ignore[arg-type]


def test_the_boxes_show_what_the_law_answers(ada: Person) -> None:
    shown = choices.choices(ada, version())
    assert {purpose for purpose, _ in shown} == {
        *("news", "events", "training", "member-offers", "partner-offers"),
        *("new-members", "research"),
    }
    today = today_in_london()
    for (purpose, channel), choice in shown.items():
        assert choice.may == may(ada, purpose, channel, on=today).allowed
    assert ("news", EMAIL) in held(ada)
    assert ("news", POST) not in held(ada)
    assert ("news", CALL) not in shown, "the policy has no such channel for it"


def test_nothing_is_recorded_if_nothing_is_changed(ada: Person) -> None:
    before = Event.objects.count()
    assert chosen(ada) == []
    assert (Event.objects.count(), Intent.objects.count()) == (before, 0)


def test_an_empty_box_is_a_no_at_once_and_to_that_alone(ada: Person) -> None:
    (no,) = chosen(ada, ticked=held(ada) - {("news", EMAIL)})
    assert (no.kind, no.method, no.actor) == (said.OBJECTION, "my-choices", "page:choices")
    assert no.details == {"channels": ["email"], "topics": ["news"], "to": "marketing"}
    assert ("news", EMAIL) not in held(ada)
    assert ("events", EMAIL) in held(ada)
    (receipt,) = Intent.objects.all()
    assert "**No** to “News”, by email." in unseal(receipt).words


def test_a_yes_needs_the_code_and_a_no_with_it_does_not_slip_through(ada: Person) -> None:
    wanted = held(ada) - {("events", EMAIL)} | {("training", EMAIL)}
    before = held(ada)
    with pytest.raises(NotProvedError):
        chosen(ada, ticked=wanted)
    assert held(ada) == before
    rows = chosen(ada, ticked=wanted, proved=True)
    assert [row.kind for row in rows] == [said.OBJECTION, said.CONSENT]
    assert rows[1].wording == "training-email"
    assert held(ada) == wanted


def test_the_latest_word_is_what_counts(ada: Person) -> None:
    """Acceptance test 6: no, yes, no and yes again within a day."""
    both = held(ada)
    for wanted in (both - {("news", EMAIL)}, both, both - {("news", EMAIL)}, both):
        chosen(ada, ticked=wanted, proved=True)
        assert held(ada) == wanted
    assert not list(differences())


def test_stop_everything_leaves_what_is_necessary(ada: Person) -> None:
    """Acceptance test 5."""
    necessary = ("membership-service", "event-service", "purchases", "rights", "enquiries")
    today = today_in_london()
    before = {purpose: may(ada, purpose, EMAIL, on=today).allowed for purpose in necessary}
    choices.stop_everything(sid=ada.sid)
    assert held(ada) == frozenset()
    assert before == {purpose: may(ada, purpose, EMAIL, on=today).allowed for purpose in necessary}
    words = unseal(Intent.objects.get()).words
    assert "I want no direct marketing, from you or from anybody else." in words


def test_yes_can_be_said_again_after_stop_everything(ada: Person) -> None:
    choices.stop_everything(sid=ada.sid)
    chosen(ada, ticked=frozenset({("news", EMAIL)}), proved=True)
    assert held(ada) == {("news", EMAIL)}


def test_one_click_stops_one_purpose_once(ada: Person) -> None:
    """Acceptance test 2: said twice, it is one event; and on its own purpose only."""
    stopped = [stop_one(sid=ada.sid, pid="", purpose="news", channel="email") for _ in range(2)]
    assert [len(rows) for rows in stopped] == [1, 0]
    assert ("news", EMAIL) not in held(ada)
    assert ("events", EMAIL) in held(ada)
    chosen(ada, ticked=held(ada) | {("news", EMAIL)}, proved=True)
    assert stop_one(sid=ada.sid, pid="", purpose="news", channel="email")
    assert ("news", EMAIL) not in held(ada)


def test_one_click_stops_a_purpose_that_the_policy_no_longer_has(ada: Person) -> None:
    (row,) = stop_one(sid=ada.sid, pid="", purpose="gone", channel="email")
    assert row.details["topics"] == ["gone"]


def test_a_pause_holds_until_its_day_and_no_longer(ada: Person) -> None:
    today = today_in_london()
    until = today + timedelta(days=30)
    chosen(ada, often=Often(until))
    for day, allowed in ((today, False), (until - timedelta(days=1), False), (until, True)):
        assert may(ada, "news", EMAIL, on=day, known_on=today).allowed is allowed, day
    assert choices.often(ada) == Often(until)
    assert ("news", EMAIL) in held(ada), "what holds after it"
    assert f"until {until.day} " in unseal(Intent.objects.get()).words


def test_a_longer_pause_is_anybodys_and_a_shorter_one_needs_the_code(ada: Person) -> None:
    days = [today_in_london() + timedelta(days=number) for number in (30, 60, 10)]
    chosen(ada, often=Often(days[0]))
    chosen(ada, often=Often(days[1]))
    for often in (Often(days[2]), Often()):
        with pytest.raises(NotProvedError):
            chosen(ada, often=often)
        assert choices.often(ada) == Often(days[1])
    chosen(ada, often=Often(days[2]), proved=True)
    assert choices.often(ada) == Often(days[2])
    chosen(ada, often=Often(), proved=True)
    assert choices.often(ada) == Often()
    assert may(ada, "news", EMAIL, on=today_in_london()).allowed


@pytest.mark.parametrize("days", [0, -1, 367, 4_000])
def test_a_pause_has_an_end_within_a_year(ada: Person, days: int) -> None:
    with pytest.raises(RecordError, match="within a year"):
        chosen(ada, often=Often(today_in_london() + timedelta(days=days)))


def test_fewer_is_anybodys_and_more_needs_the_code(ada: Person) -> None:
    (row,) = chosen(ada, often=Often(None, 1))
    assert (row.kind, row.details) == (said.PREFERENCE, {"at_most_a_month": 1})
    with pytest.raises(NotProvedError):
        chosen(ada, often=Often())
    chosen(ada, often=Often(), proved=True)
    assert choices.often(ada) == Often()


def test_a_pause_stops_surveys_as_well_and_nothing_that_is_necessary(ada: Person) -> None:
    today = today_in_london()
    needed = may(ada, "membership-service", EMAIL, on=today).allowed
    chosen(ada, often=Often(today + timedelta(days=9)))
    assert not may(ada, "research", EMAIL, on=today).allowed
    assert may(ada, "membership-service", EMAIL, on=today).allowed == needed


def test_whatever_is_said_here_is_in_what_we_hold(ada: Person) -> None:
    """Acceptance test 12: by whom, in which way, in which words."""
    choices.stop_everything(sid=ada.sid)
    last = collect(ada.sid)["said"][-2:]
    assert [(one["actor"], one["method"], bool(one["wording"])) for one in last] == [
        ("page:choices", "my-choices", True)
    ] * 2
