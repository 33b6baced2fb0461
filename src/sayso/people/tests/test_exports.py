"""Details are taken out once, with a reason, and above a bound by two."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sayso.evidence.models import Entry
from sayso.people import exports
from sayso.people.actions import NewPoint
from sayso.people.errors import RecordError
from sayso.people.export_models import Export
from sayso.people.holdings import erase
from sayso.people.models import Access, Person
from sayso.people.points import read_point
from sayso.people.tests.cast import CLERK, no, person, says, version, yes
from sayso.policy.actions import apply_policy
from sayso.policy.bound import Staff
from sayso.policy.tests.policies import changed
from sayso.staff import work
from sayso.staff.models import Member, now
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

WANTED = {"purpose": "news", "channel": "email", "reason": "The letter of December"}


@pytest.fixture
def ada(policy: None) -> Person:
    found = person("ada")
    says(yes(found))
    return found


@pytest.fixture
def bert(policy: None) -> Person:
    found = person("bert")
    says(yes(found))
    return found


@pytest.fixture
def daniel(policy: None) -> Member:
    return officer("Daniel")


def officer(name: str) -> Member:
    found = member("privacy-officer", name=name)
    passes(found)
    return found


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy by which nobody takes out more than one alone."""
    real = Staff.__getattribute__

    def told(staff: Staff, name: str) -> object:
        return 1 if name == "export_alone" else real(staff, name)

    monkeypatch.setattr(Staff, "__getattribute__", told)


def asked(desk: Client, **more: str) -> Export:
    answer = desk.post(reverse("exports"), WANTED | more)
    assert answer.status_code == 302, answer.content.decode()
    assert exports.count_off() == 1
    return Export.objects.latest("asked_at")


def seen(desk: Client, export: Export) -> str:
    return desk.get(reverse("export", args=[export.name])).content.decode()


def does(desk: Client, export: Export, what: str) -> str:
    answer = desk.post(reverse(f"export-{what}", args=[export.name]), follow=True)
    return answer.content.decode()


def taken(desk: Client, export: Export) -> list[dict[str, str]]:
    answer = desk.post(reverse("export-take", args=[export.name]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    lines: Iterable[bytes] = answer.streaming_content  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(b"".join(lines).decode())))


def test_who_may_be_contacted_is_taken_out_and_nobody_else(
    daniel: Member, ada: Person, bert: Person
) -> None:
    says(no(bert))
    person("cleo")
    desk = signed_in(daniel)
    export = asked(desk)
    assert "1 person may be contacted so." in seen(desk, export)
    (row,) = taken(desk, export)
    assert (row["ref"], row["name"], row["contact"]) == (ada.ref, "Ada", "ada@example.org")
    assert (row["purpose"], row["channel"], row["export"]) == ("news", "email", export.name)
    assert Access.objects.get().what == "taken out"
    assert Access.objects.get().sid == ada.sid
    kinds = list(Entry.objects.filter(actor=daniel.actor).order_by("id").values_list("kind"))
    assert [kind for (kind,) in kinds] == [
        "people.export-asked",
        "people.export-taken",
        "person.taken-out",
        "people.export-whole",
    ]
    assert "taken out" in desk.get(reverse("person", args=[ada.ref])).content.decode()


def test_a_stop_after_the_count_still_counts(daniel: Member, ada: Person, bert: Person) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    assert "2 people" in seen(desk, export)
    says(no(ada))
    assert [row["name"] for row in taken(desk, export)] == ["Bert"]


@pytest.mark.usefixtures("ada")
def test_it_is_taken_once(daniel: Member) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    assert len(taken(desk, export)) == 1
    assert "cannot be taken out any more" in does(desk, export, "take")
    assert "A list is taken once" in seen(desk, export)


@pytest.mark.usefixtures("ada")
def test_two_who_take_it_at_once_get_one_list(daniel: Member) -> None:
    export = asked(signed_in(daniel))
    other = Export.objects.get(name=export.name)
    exports.take(export=export, member=daniel)
    with pytest.raises(RecordError, match="taken out already"):
        exports.take(export=other, member=daniel)


@pytest.mark.usefixtures("ada")
def test_it_is_open_for_a_day(daniel: Member) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    Export.objects.update(ended_at=now() - timedelta(days=1, seconds=1))
    assert "is over" in seen(desk, export)
    assert "cannot be taken out" in does(desk, export, "take")


@pytest.mark.usefixtures("ada", "bert", "tight")
def test_above_the_bound_a_second_person_approves(daniel: Member) -> None:
    grace = officer("Grace")
    his, hers = signed_in(daniel), signed_in(grace)
    export = asked(his)
    assert "Grace has to approve it" in seen(his, export)
    assert "cannot be taken out" in does(his, export, "take")
    assert "Grace has to approve it" in does(his, export, "approve")
    assert export.name in hers.get(reverse("exports")).content.decode()
    assert "Take them out" not in seen(hers, export)
    does(hers, export, "approve")
    export.refresh_from_db()
    assert (export.approved_by, export.waited_days) == (grace.pk, None)
    assert hers.post(reverse("export-take", args=[export.name])).status_code == 404
    assert len(taken(his, export)) == 2


@pytest.mark.usefixtures("ada", "bert", "tight")
def test_a_lone_officer_approves_after_the_wait(daniel: Member) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    assert "you may do so alone once it lay for 7 days" in does(desk, export, "approve")
    Export.objects.update(ended_at=now() - timedelta(days=8))
    does(desk, export, "approve")
    export.refresh_from_db()
    assert (export.approved_by, export.waited_days) == (daniel.pk, 7)
    assert len(taken(desk, export)) == 2


@pytest.mark.usefixtures("ada")
def test_the_database_refuses_one_who_seconds_themselves(daniel: Member) -> None:
    export = asked(signed_in(daniel))
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(name=export.name).update(approved_by=daniel.pk)


@pytest.mark.usefixtures("ada", "tight")
def test_without_a_second_person_nobody_beyond_the_bound_is_taken_out(
    daniel: Member, bert: Person
) -> None:
    says(no(bert))
    desk = signed_in(daniel)
    export = asked(desk)
    says(yes(bert))
    cleo = person("cleo")
    says(yes(cleo))
    assert len(taken(desk, export)) == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"purpose": "world-peace"}, "what the details are for"),
        ({"channel": "sms"}, "by which our policy lets"),
        ({"reason": "because"}, "Say in a line why"),
        ({"reason": "a\x00bcdefghijklm"}, "Say in a line why"),
    ],
)
def test_what_is_asked_wrongly_is_told(daniel: Member, more: dict[str, str], sentence: str) -> None:
    answer = signed_in(daniel).post(reverse("exports"), WANTED | more)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.usefixtures("ada")
def test_another_policy_ends_what_was_asked_under_the_one_before(daniel: Member) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    text = changed(("id: 2026-11\n", "id: 2026-11b\n"))
    apply_policy(text=text.encode(), by="Daniel", approved_by="Grace")
    assert "Another policy holds since you asked" in does(desk, export, "take")
    assert not Access.objects.exists()


def test_nobody_to_take_out_is_said(daniel: Member) -> None:
    desk = signed_in(daniel)
    export = asked(desk)
    assert "Nobody may be contacted so." in seen(desk, export)
    assert "cannot be taken out" in does(desk, export, "take")


def test_whoever_was_erased_a_moment_ago_is_left_out(
    daniel: Member, ada: Person, bert: Person
) -> None:
    export = asked(signed_in(daniel))
    lines = exports.take(export=export, member=daniel)
    assert erase(ada.sid, actor=CLERK, policy=version().sha256) == 1
    text = "".join(lines)
    assert bert.ref in text
    assert ada.ref not in text


@pytest.mark.usefixtures("ada")
def test_a_count_is_cancelled_and_a_killed_one_is_taken_over(daniel: Member) -> None:
    desk = signed_in(daniel)
    desk.post(reverse("exports"), WANTED)
    export = Export.objects.get()
    assert work.claim(Export) is not None
    assert exports.count_off() == 0
    Export.objects.update(lease_until=now() - timedelta(seconds=1))
    assert exports.count_off() == 1
    desk.post(reverse("exports"), WANTED)
    other = Export.objects.exclude(name=export.name).get()
    assert "cancelled" in does(desk, other, "cancel")
    assert exports.count_off() == 0


def test_a_cell_that_a_spreadsheet_would_run_is_defused(daniel: Member) -> None:
    point = NewPoint(read_point("email", "eve@example.org"), "individual", "asked")
    says(yes(person("=1+1", points=[point])))
    desk = signed_in(daniel)
    (row,) = taken(desk, asked(desk))
    assert row["name"] == "'=1+1"


@pytest.mark.usefixtures("ada")
def test_a_clerk_takes_nothing_out(daniel: Member) -> None:
    export = asked(signed_in(daniel))
    clerk = member("clerk", name="Aisha")
    passes(clerk)
    desk = signed_in(clerk)
    assert desk.post(reverse("export-take", args=[export.name])).status_code == 403
    assert desk.post(reverse("exports"), WANTED).status_code == 403
