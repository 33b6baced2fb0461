import json
from collections import Counter
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import AppConfig, apps
from django.db.models import Model

from sayso.evidence.models import Entry
from sayso.people import holdings, jobs, said
from sayso.people.actions import NewEvent, NewPerson, NewPoint, add_people, merge
from sayso.people.declared import origin
from sayso.people.details import details_of
from sayso.people.errors import RecordError
from sayso.people.holdings import HOLDS, collect, correct, erase, expire
from sayso.people.models import ContactPoint, Event, Person, SubjectKey, Suppression
from sayso.people.plain import columns
from sayso.people.points import read_point
from sayso.people.sealing import SealedError
from sayso.people.tests.cast import (
    CLERK,
    EMAILS,
    LAST_YEAR,
    TODAY,
    may,
    no,
    person,
    says,
    version,
    yes,
)
from sayso.policy.details import SourceKind
from sayso.policy.retention import RecordClass

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

NAMES = {"sid", "person", "person_id", "kin", "other_kin", "lookup", "subject", "ref"}
"""What a column is called that leads to somebody."""


def leads_to_somebody(model: type[Model]) -> bool:
    return bool(NAMES & {column.attname for column in columns(model)})


def test_every_table_that_can_name_a_person_is_in_a_holding() -> None:
    models = apps.get_models()
    assert {Person, Event, Entry} < {model for model in models if leads_to_somebody(model)}
    held = set(HOLDS).union(*(holdings_of(room) for room in apps.get_app_configs()))
    assert not [model for model in models if leads_to_somebody(model) and model not in held]


def holdings_of(room: AppConfig) -> set[type[Model]]:
    """What a room that stands above this one holds."""
    name = f"{room.name}.holdings"
    return set(getattr(import_module(name), "HOLDS", ())) if find_spec(name) else set()


def test_all_that_is_held_is_shown() -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), no(bert))
    held = collect(ada.sid)
    told = json.dumps(held)
    assert held["records"][0]["fields"]["name"]["value"] == "Ada"
    assert held["records"][0]["fields"]["name"]["source"] == "website-enquiry"
    assert [point["value"] for point in held["contact_points"]] == [EMAILS["ada"], "+442079460001"]
    assert [event["kind"] for event in held["said"]] == ["added", "notice", "consent"]
    assert held["holds_now"][0]["consents"][0]["topics"] == ["news"]
    assert {entry["kind"] for entry in held["logged"]} == {
        *("people.added", "people.notice", "people.consent")
    }
    assert len(held["keys"]) == 1
    assert "wrapped" not in told
    assert EMAILS["bert"] not in told


def test_merged_records_are_shown_together_and_erased_together() -> None:
    ada, twin = person("ada"), person("ada")
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    assert collect(twin.sid).keys() == collect(ada.sid).keys()
    assert [record["ref"] for record in collect(twin.sid)["records"]] == [ada.ref, twin.ref]

    assert erase(twin.sid, actor=CLERK, policy=version().sha256) == 2
    assert not SubjectKey.objects.exists()
    assert erase(ada.sid, actor=CLERK, policy=version().sha256) == 0
    held = collect(ada.sid)
    assert held["contact_points"] == []
    assert all(record["fields"] == {} for record in held["records"])
    assert held["said"], "what was said stays, under a name that leads nowhere"


def test_what_is_put_right_is_written_where_it_is_read() -> None:
    ada, twin = person("ada"), person("ada")
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    told = origin(version().policy, source="rights-letter", given_on=TODAY, actor=CLERK)
    correct(twin.sid, fields={"name": "Ada Ashby"}, origin=told, policy=version().sha256)
    ada.refresh_from_db()
    assert details_of(ada)["fields"]["name"]["value"] == "Ada Ashby"


# --- the fourth acceptance test ----------------------------------------------------------


def test_4_whoever_was_erased_is_left_alone_a_month_later_when_brought_back() -> None:
    bert = person("bert")
    says(yes(bert))
    assert may(bert).allowed
    erase(bert.sid, actor=CLERK, policy=version().sha256)
    erased_on = Suppression.objects.latest("id").on
    later = erased_on + timedelta(days=31)

    again = person("bert")
    says(yes(again))
    assert may(again, on=later).reason == "objection-to-marketing"
    says(yes(again, on=later))
    assert may(again, on=later).allowed, "only a newer yes of their own ends it"


# --- let go in time ----------------------------------------------------------------------


def expired(today: date) -> dict[str, int]:
    return expire(version=version(), today=today, dry_run=True)


def from_source(source: str, on: date = LAST_YEAR, name: str = "ada") -> Person:
    policy = version()
    given = origin(policy.policy, source=source, given_on=on, actor=CLERK)
    email = NewPoint(read_point("email", EMAILS[name]))
    (found,) = add_people(new=[NewPerson(given, points=[email])], actor=CLERK, policy=policy.sha256)
    return found


def recorded(who: Person) -> date:
    return max(event.recorded_at for event in Event.objects.filter(sid=who.sid)).date()


TWO_YEARS_ON = date(2027, 11, 3)


def test_an_enquiry_goes_two_years_after_the_last_word() -> None:
    ada = person("ada")
    assert expired(TWO_YEARS_ON - timedelta(days=1)) == {}
    assert expired(TWO_YEARS_ON) == {"enquiry": 1}
    says(NewEvent(ada.sid, said.SOLICITED, date(2026, 1, 5), details={"channels": ["email"]}))
    assert expired(TWO_YEARS_ON) == {}
    assert expired(date(2028, 1, 5)) == {"enquiry": 1}


def test_every_source_has_its_class() -> None:
    kinds = {name: source.kind for name, source in version().policy.sources.items()}
    found = {}
    for name, kind in kinds.items():
        from_source(name)
        found[kind] = expired(date(2100, 1, 1))
        (person_of,) = Person.objects.all()
        Person.objects.all().delete()
        assert not expired(date(2100, 1, 1)), person_of
    assert found == {
        SourceKind.WEB_FORM: {"enquiry": 1},
        SourceKind.PAPER_FORM: {"enquiry": 1},
        SourceKind.TELEPHONE: {"enquiry": 1},
        SourceKind.PURCHASE: {"purchase": 1},
        SourceKind.RIGHTS_LETTER: {"rights_request": 1},
        SourceKind.BOUGHT_IN_LIST: {"bought_in_list": 1},
    }


def test_a_bought_in_list_goes_six_months_after_it_was_recorded_whatever_its_age() -> None:
    recorded_on = recorded(from_source("bought-in-list", date(2020, 1, 1)))
    assert expired(recorded_on + timedelta(days=180)) == {}
    assert expired(recorded_on + timedelta(days=185)) == {"bought_in_list": 1}


def test_a_yes_keeps_a_record_until_two_years_after_its_end() -> None:
    ada = person("ada")
    (given,) = says(yes(ada, on=date(2026, 1, 5)))
    ran_out = date(2029, 1, 5)
    assert expired(date(2031, 1, 4)) == {}
    assert expired(date(2031, 1, 5)) == {"consent": 1}
    assert ran_out.replace(year=2031) == date(2031, 1, 5)
    says(NewEvent(ada.sid, said.WITHDRAWAL, date(2026, 6, 5), of=given.id))
    assert expired(date(2028, 6, 4)) == {}
    assert sum(expired(date(2028, 6, 5)).values()) == 1


def test_a_membership_lasts_until_we_hear_of_its_end() -> None:
    ada = person("ada")
    joined, left = date(2026, 1, 5), date(2026, 6, 5)
    says(NewEvent(ada.sid, said.RELATIONSHIP, joined, details={"kind": "membership"}))
    assert expired(date(2100, 1, 1)) == {}
    says(NewEvent(ada.sid, said.RELATIONSHIP, left, details={"kind": "none"}))
    assert expired(date(2028, 6, 4)) == {}
    assert sum(expired(date(2028, 6, 5)).values()) == 1


def test_a_purchase_is_kept_for_the_accounts() -> None:
    ada = person("ada")
    bought = NewEvent(ada.sid, said.RELATIONSHIP, date(2026, 1, 5), details={"kind": "sale"})
    says(bought)
    assert expired(date(2032, 1, 4)) == {}
    assert expired(date(2032, 1, 5)) == {"purchase": 1}


def test_a_restricted_record_is_kept() -> None:
    ada = person("ada")
    says(NewEvent(ada.sid, said.RESTRICTED, TODAY))
    assert expired(date(2100, 1, 1)) == {}
    says(NewEvent(ada.sid, said.UNRESTRICTED, TODAY))
    assert expired(date(2100, 1, 1)) == {"enquiry": 1}


def test_merged_records_are_kept_as_long_as_either_must_be() -> None:
    ada, twin = person("ada"), from_source("shop")
    merge(sid=ada.sid, into=twin.sid, actor=CLERK, policy=version().sha256)
    assert expired(TWO_YEARS_ON) == {}
    assert expired(date(2031, 11, 3)) == {"purchase": 1}


def test_a_class_that_is_kept_for_ever_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    person("ada")
    schedule = version().policy.retention
    for_ever = schedule[RecordClass.SUPPRESSION]
    policy = version().policy.model_copy(
        update={"retention": {**schedule, RecordClass.ENQUIRY: for_ever}}
    )
    monkeypatch.setattr(type(version()), "policy", policy)
    assert expired(date(2100, 1, 1)) == {}


def test_a_dry_run_erases_nobody_and_is_logged_with_its_counts() -> None:
    person("ada")
    assert jobs.expire(version=version(), dry_run=True, today=TWO_YEARS_ON) == {"enquiry": 1}
    assert Person.objects.get().shredded_at is None
    planned = Event.objects.get(kind="expiry_planned")
    assert (planned.sid, planned.details) == ("", {"enquiry": 1})
    assert Entry.objects.get(kind="people.expiry-planned").commitment
    assert not Event.objects.filter(kind="expired").exists()


def test_whoever_is_due_is_erased_and_whoever_said_no_is_left_alone() -> None:
    ada, bert = person("ada"), person("bert")
    says(no(bert))
    assert jobs.expire(version=version(), dry_run=False, today=TWO_YEARS_ON) == {"enquiry": 2}
    for one in (ada, bert):
        one.refresh_from_db()
        assert one.shredded_at
        with pytest.raises(SealedError):
            details_of(one)
    assert not ContactPoint.objects.exists()
    again, bert_again = person("ada"), person("bert")
    says(yes(again), yes(bert_again))
    assert may(again).allowed, "she never said no, and may come back"
    assert may(bert_again, on=TWO_YEARS_ON).reason == "objection-to-marketing"
    kinds = Counter(Event.objects.filter(sid="").values_list("kind", flat=True))
    assert kinds == {"expiry_planned": 1, "expired": 1}


def test_the_job_does_not_erase_many_at_once_unless_somebody_looked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "FEW", 2)
    for name in ("ada", "bert", "cleo"):
        person(name)
    with pytest.raises(RecordError, match="odd"):
        jobs.expire(version=version(), dry_run=False, today=TWO_YEARS_ON)
    assert not Person.objects.exclude(shredded_at=None).exists()
    jobs.expire(version=version(), dry_run=False, today=TWO_YEARS_ON, force=True)
    assert not Person.objects.filter(shredded_at=None).exists()


def test_expiring_again_finds_nobody() -> None:
    person("ada")
    assert holdings.expire(version=version(), today=TWO_YEARS_ON, dry_run=False)
    assert expired(TWO_YEARS_ON) == {}
