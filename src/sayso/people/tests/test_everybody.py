"""Everybody at once is answered as one by one, and what holds is what the events say."""

import os
from collections import Counter

import pytest

from sayso.law.codes import Channel
from sayso.people.bulk import permissions
from sayso.people.models import Facts, Person, Standing
from sayso.people.projection import differences, rebuild
from sayso.people.tests.cast import TODAY, may, version
from sayso.people.tests.crowd import crowd

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

PEOPLE, OF_EACH = (20_000, 1) if os.environ.get("SAYSO_SOAK") else (300, 4)
"""How many are asked about, and for how many of the purposes each."""

PURPOSES = ("news", "events", "research", "membership-service")


def test_everybody_at_once_is_answered_as_one_by_one() -> None:
    crowd(PEOPLE, seed=1)
    seen: Counter[str] = Counter()
    for turn, purpose in enumerate(PURPOSES):
        told = permissions(purpose=purpose, channels=list(Channel), version=version(), on=TODAY)
        answers = {(one.sid, one.channel): (one.allowed, one.reason, one.use) for one in told}
        roots = Person.objects.filter(merged_into="")
        assert {sid for sid, _ in answers} == set(roots.values_list("sid", flat=True))
        for (sid, channel), bulk in answers.items():
            if (int(sid, 16) + turn) % len(PURPOSES) >= OF_EACH:
                continue
            single = may(Person.objects.get(sid=sid), purpose, channel)
            assert bulk == (single.allowed, single.reason, tuple(single.use)), (purpose, channel)
            seen["allow" if single.allowed else single.reason] += 1
    expected = {
        "allow",
        "no_contact_point",
        "bounced",
        "objection-to-marketing",
        "live-call-register",
    }
    assert not expected - seen.keys(), seen


def test_a_rebuild_of_everybody_reproduces_what_holds() -> None:
    crowd(PEOPLE, seed=2)
    assert not list(differences())
    held = dict(Standing.objects.values_list("person_id", "facts__facts"))
    assert len(set(held.values())) > PEOPLE / 4, "too alike to prove anything"
    Standing.objects.all().delete()
    Facts.objects.all().delete()
    assert rebuild() == PEOPLE
    assert dict(Standing.objects.values_list("person_id", "facts__facts")) == held


def test_a_projection_that_was_tampered_with_is_found() -> None:
    crowd(20, seed=3)
    one, other = Standing.objects.exclude(facts=Standing.objects.first().facts)[:2]  # type: ignore[union-attr]
    one.facts = other.facts if other.facts != one.facts else Standing.objects.first().facts  # type: ignore[union-attr]
    one.save()
    assert list(differences()) == [one.person_id]
