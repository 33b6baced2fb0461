from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.evidence.models import Entry
from sayso.law.codes import Channel
from sayso.people.desk import search as searching
from sayso.people.desk.search import search
from sayso.people.grid import grid
from sayso.people.models import Access, Event, Person
from sayso.people.queries import permission
from sayso.people.tests.cast import EMAILS, no, person, says, yes
from sayso.policy.queries import current
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

ALL = ("ada", "bert", "cleo", "dev", "eve")


@pytest.fixture
def desk() -> Client:
    """The browser of a privacy officer who passed everything."""
    daniel = member("privacy-officer", name="Daniel")
    passes(daniel)
    return signed_in(daniel)


# --- every answer at once ----------------------------------------------------------------


def test_all_answers_at_once_are_those_that_are_given_one_by_one() -> None:
    people = {name: person(name) for name in ALL}
    says(yes(people["ada"]), no(people["bert"]), yes(people["dev"]), no(people["dev"]))
    version, asked = current(), 0
    for somebody in people.values():
        for (purpose, channel), told in grid(somebody, version).items():
            alone = permission(person=somebody, purpose=purpose, channel=channel, version=version)
            assert told.as_dict() == alone.as_dict(), (somebody.ref, purpose, channel)
            asked += 1
    assert asked > 100
    assert {told.allowed for told in grid(people["ada"], version).values()} == {True, False}


def test_the_answers_of_a_past_day_are_those_of_that_day() -> None:
    ada = person("ada")
    says(yes(ada))
    before = today_in_london() - timedelta(days=5_000)
    version = current()
    told = grid(ada, version, before)
    alone = permission(
        person=ada, purpose="news", channel=Channel.EMAIL, version=version, on=before
    )
    assert told["news", Channel.EMAIL].as_dict() == alone.as_dict()


# --- looked for --------------------------------------------------------------------------


def test_one_box_finds_by_reference_address_number_and_name() -> None:
    ada, bert = person("ada"), person("bert")
    assert [hit.ref for hit in search(ada.ref).hits] == [ada.ref]
    assert [hit.ref for hit in search(EMAILS["ada"].upper()).hits] == [ada.ref]
    assert ada.ref in [hit.ref for hit in search("020 7946 0001").hits]
    assert [hit.ref for hit in search("bErT").hits] == [bert.ref]
    assert search("nobody@example.org").hits == []
    assert search("07700 900999").hits == []
    assert search("zebedee").hits == []
    assert search("   ").hits == []


def test_what_is_found_shows_contact_points_only_in_part() -> None:
    person("ada")
    (hit,) = search("ada").hits
    assert EMAILS["ada"] not in " ".join(hit.reached)
    assert hit.name == "Ada"


def test_names_are_looked_through_a_stretch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "STRETCH", 2)
    monkeypatch.setattr(searching, "BATCH", 1)
    refs = {person(name).ref for name in ALL}
    found, after, stretches = set(), "", 0
    while True:
        result = search("e", after)
        found |= {hit.ref for hit in result.hits}
        stretches += 1
        if not result.after:
            break
        after = result.after
    assert stretches >= 3
    assert found < refs
    assert found == {hit.ref for name in ("bert", "cleo", "dev", "eve") for hit in _all(name)}


def _all(name: str) -> list[searching.Hit]:
    hits, after = [], ""
    while True:
        result = search(name, after)
        hits += result.hits
        if not result.after:
            return hits
        after = result.after


def test_what_is_looked_for_stands_in_no_address(desk: Client) -> None:
    ada = person("ada")
    answer = desk.post(reverse("people"), {"words": EMAILS["ada"]})
    assert answer.headers["Location"] == reverse("person", args=[ada.ref])
    told = desk.get(reverse("people"), {"words": EMAILS["ada"]}).content.decode()
    assert "person fits" not in told


# --- the page ----------------------------------------------------------------------------


def test_reading_a_page_is_on_record_before_it_is_shown(desk: Client) -> None:
    ada = person("ada")
    assert desk.get(reverse("person", args=[ada.ref])).status_code == 200
    assert Access.objects.filter(sid=ada.sid).count() == 1
    entry = Entry.objects.get(kind="person.read")
    assert entry.subject == ada.sid
    told = desk.get(reverse("person", args=[ada.ref])).content.decode()
    assert "Who read this page" in told
    assert "Daniel" in told


def test_the_answer_is_the_heading(desk: Client) -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), no(bert))
    of_ada = desk.get(reverse("person", args=[ada.ref])).content.decode()
    of_bert = desk.get(reverse("person", args=[bert.ref])).content.decode()
    assert "Yes, we may email Ada about news" in of_ada
    assert "No, we may not market to Bert in any way." in of_bert


def test_a_page_asks_the_record_no_more_for_somebody_with_much_history(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    ada = person("ada")
    for _ in range(12):
        says(yes(ada), no(ada))
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        desk.get(reverse("person", args=[ada.ref]))


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", "1066-10-14"])
def test_a_day_that_cannot_be_answered_for_is_told(desk: Client, day: str) -> None:
    ada = person("ada")
    told = desk.get(reverse("person", args=[ada.ref]), {"on": day}).content.decode()
    assert 'role="alert"' in told


# --- recorded ----------------------------------------------------------------------------


def may(somebody: Person, purpose: str = "news", channel: Channel = Channel.EMAIL) -> bool:
    asked = Person.objects.get(pk=somebody.pk)
    return permission(person=asked, purpose=purpose, channel=channel, version=current()).allowed


def test_a_stop_said_on_the_telephone_counts_at_once_and_everywhere(desk: Client) -> None:
    ada = person("ada")
    says(yes(ada))
    assert may(ada)
    desk.post(reverse("person-stop", args=[ada.ref]), {"method": "unrecorded-call"})
    assert not may(ada)
    last = Event.objects.filter(sid=ada.sid).last()
    assert last is not None
    assert last.actor.startswith("member:")
    assert last.method == "unrecorded-call"
    assert Intent.objects.filter(sid=ada.sid).exists(), "a receipt goes to them"


def test_a_yes_needs_the_words_that_were_read(desk: Client) -> None:
    ada = person("ada")
    url, policy = reverse("person-record", args=[ada.ref]), current().policy
    words = policy.purposes["news"].wordings[Channel.EMAIL]
    refused = desk.post(url, {"says": "yes", "method": "recorded-call"})
    assert refused.status_code == 422
    assert "A yes needs the words" in refused.content.decode()
    assert not may(ada)
    desk.post(url, {"says": "yes", "words": words, "method": "recorded-call"})
    assert may(ada)
    desk.post(url, {"says": "no", "words": words, "method": "recorded-call"})
    assert not may(ada)


def test_a_yes_by_a_call_that_was_not_recorded_proves_nothing(desk: Client) -> None:
    ada = person("ada")
    words = current().policy.purposes["news"].wordings[Channel.EMAIL]
    sent = {"says": "yes", "words": words, "method": "unrecorded-call"}
    desk.post(reverse("person-record", args=[ada.ref]), sent)
    assert not may(ada)


@pytest.mark.parametrize(
    "sent", [{}, {"says": "perhaps", "method": "letter"}, {"says": "no", "method": "telepathy"}]
)
def test_what_is_neither_is_not_recorded(desk: Client, sent: dict[str, str]) -> None:
    ada = person("ada")
    before = Event.objects.count()
    answer = desk.post(reverse("person-record", args=[ada.ref]), sent)
    assert answer.status_code == 422
    assert Event.objects.count() == before


def test_somebody_who_was_erased_is_shown_as_such(desk: Client) -> None:
    from sayso.people.holdings import erase

    ada = person("ada")
    erase(ada.sid, actor="job:test", policy=current().sha256)
    told = desk.get(reverse("person", args=[ada.ref])).content.decode()
    assert "was destroyed" in told
    assert EMAILS["ada"] not in told
