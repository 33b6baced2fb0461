from datetime import date

import pytest

from sayso.law.codes import Channel
from sayso.people import said
from sayso.people.actions import NewEvent, merge, shred, unmerge
from sayso.people.bulk import permissions
from sayso.people.details import details_of
from sayso.people.models import Person, Standing, SubjectKey
from sayso.people.projection import differences, rebuild
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

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def test_nobody_who_said_nothing_may_be_marketed_to() -> None:
    eve = person("eve")
    for channel in Channel:
        assert not may(eve, channel=channel).allowed


def test_ada_who_consented_may_be_emailed_and_not_otherwise() -> None:
    ada = person("ada")
    says(yes(ada))
    assert may(ada).allowed
    assert not may(ada, "events").allowed
    assert not may(ada, "news", Channel.POST).allowed


def test_a_no_outranks_a_yes_until_a_later_yes() -> None:
    ada = person("ada")
    says(yes(ada, on=date(2026, 1, 5)), no(ada, on=date(2026, 2, 5)))
    assert may(ada).reason == "objection-to-marketing"
    says(yes(ada, on=date(2026, 3, 5)))
    assert may(ada).allowed


def test_what_is_recorded_late_counts_from_the_day_it_happened() -> None:
    ada = person("ada")
    says(no(ada, on=date(2026, 3, 5)))
    says(yes(ada, on=date(2026, 2, 5)))
    assert not may(ada).allowed
    assert not may(ada, on=date(2026, 2, 20), known_on=date(2026, 2, 20)).allowed  # not known yet
    assert may(ada, on=date(2026, 2, 20)).allowed


def test_a_no_to_calls_belongs_to_the_line() -> None:
    ada, bert = person("ada"), person("bert")
    (shared,) = ada.points.filter(kind="phone")
    bert.points.filter(kind="phone").update(lookup=shared.lookup)
    says(yes(ada, "events-call"))
    assert may(ada, "events", Channel.LIVE_CALL).allowed
    says(no(bert, on=date(2026, 1, 5)))
    assert may(ada, "events", Channel.LIVE_CALL).reason == "objection-to-marketing"
    says(yes(ada, "events-call", on=date(2026, 6, 5)))
    assert not may(ada, "events", Channel.LIVE_CALL).allowed  # a yes of hers is none of his
    says(yes(bert, "events-call", on=date(2026, 6, 5)))
    assert may(ada, "events", Channel.LIVE_CALL).allowed


def test_merging_takes_every_no_and_only_the_yeses_of_both_and_can_be_undone() -> None:
    ada, twin = person("ada"), person("ada")
    says(yes(ada), yes(ada, "news-post"), yes(twin, on=date(2026, 1, 5)))
    assert may(ada, channel=Channel.EMAIL).allowed
    before = {one: Standing.objects.get(person=one).facts.facts for one in (ada, twin)}
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    assert may(ada).allowed
    says(no(twin, on=date(2026, 2, 5)))
    assert not may(ada).allowed
    assert not list(differences())
    unmerge(sid=twin.sid, actor=CLERK, policy=version().sha256)
    assert may(ada).allowed
    assert not may(twin).allowed
    assert Standing.objects.get(person=ada).facts.facts == before[ada]


def test_a_yes_of_one_record_alone_is_no_yes_of_both() -> None:
    ada, twin = person("ada"), person("ada")
    says(yes(ada))
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    assert not may(ada).allowed
    says(yes(ada, on=date(2026, 5, 1)))
    assert may(ada).allowed


def test_a_rebuild_makes_the_same_again() -> None:
    for name in ("ada", "bert", "cleo"):
        who = person(name)
        says(yes(who), no(who, on=date(2026, 2, 5)))
    before = list(Standing.objects.order_by("person").values_list("person", "facts__facts"))
    Standing.objects.all().delete()
    assert rebuild() == 3
    assert list(Standing.objects.order_by("person").values_list("person", "facts__facts")) == before


def test_a_shredded_person_cannot_be_read_and_is_left_alone_for_good() -> None:
    bert = person("bert")
    assert details_of(bert)["fields"]["name"]["value"] == "Bert"
    says(no(bert))
    shred(sid=bert.sid, actor=CLERK, policy=version().sha256, on=TODAY)
    bert.refresh_from_db()
    assert not SubjectKey.objects.filter(sid=bert.sid).exists()
    assert not bert.points.exists()
    with pytest.raises(SealedError):
        details_of(bert)
    again = person("bert")
    says(yes(again, on=LAST_YEAR))
    assert may(again).reason == "objection-to-marketing"


def test_a_restricted_record_is_left_alone() -> None:
    ada = person("ada")
    says(yes(ada))
    says(NewEvent(ada.sid, said.RESTRICTED, TODAY))
    assert not may(ada).allowed
    says(NewEvent(ada.sid, said.UNRESTRICTED, TODAY))
    assert may(ada).allowed


def test_bulk_says_the_same_as_one_by_one() -> None:
    people = [person(name) for name in EMAILS]
    ada, bert, cleo, dev, _ = people
    says(yes(ada), yes(ada, "events-call"), yes(dev, "events-call"), no(bert), yes(cleo))
    merge(sid=cleo.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    for purpose in version().policy.purposes:
        told = permissions(purpose=purpose, channels=list(Channel), version=version(), on=TODAY)
        seen = {(one.sid, one.channel): (one.allowed, one.reason, one.use) for one in told}
        assert len(seen) == (len(people) - 1) * len(Channel)
        for (sid, channel), bulk in seen.items():
            single = may(Person.objects.get(sid=sid), purpose, channel)
            assert bulk == (single.allowed, single.reason, tuple(single.use)), (purpose, channel)
