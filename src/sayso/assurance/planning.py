"""A plan as long work: asked for in the browser, reckoned by the worker."""

from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.db import transaction

from sayso.assurance.models import Plan
from sayso.assurance.plan import Effect, effects, proposed, purposes_of
from sayso.days import today_in_london
from sayso.law.codes import Channel
from sayso.people.errors import RecordError
from sayso.people.models import Person
from sayso.policy.models import Draft, PolicyVersion
from sayso.policy.problems import PolicyError
from sayso.policy.queries import versions
from sayso.policy.reading import read_policy
from sayso.staff import work
from sayso.staff.models import Member
from sayso.staff.work_models import ENDS, State

EACH = 20_000
"""Answers between two signs of life."""


def digest(draft: Draft) -> str:
    """Which text a plan was reckoned of."""
    return sha256(draft.text.encode()).hexdigest()


@transaction.atomic
def ask(draft: Draft, member: Member) -> Plan:
    """Ask whom a draft would affect; one that is under way for this text is enough."""
    same = Plan.objects.filter(draft=draft, sha256=digest(draft))
    if found := same.exclude(state__in=ENDS).first():
        return found
    return Plan.objects.create(draft=draft, sha256=digest(draft), member=member.pk)


def newest(draft: Draft) -> Plan | None:
    """The plan of the text as it is, if one was asked for."""
    return Plan.objects.filter(draft=draft, sha256=digest(draft)).first()


def reckon() -> int:
    """Every plan that waits; how many were worked on."""
    return work.work_off(Plan, _reckoned, refused=(RecordError, PolicyError))


def _reckoned(plan: Plan) -> dict[str, Any]:
    day, text = today_in_london(), plan.draft.text.encode()
    if digest(plan.draft) != plan.sha256:
        raise RecordError("The draft was changed meanwhile; ask for its plan again.")
    before = versions().filter(effective_on__lte=day).last()  # none before the first
    after = proposed(text, read_policy(text))
    progress = _Progress(plan, before, after)
    found = [_plain(one) for one in effects(before, after, day, progress.heard)]
    return {"effects": found, "before": before.slug if before else "", "on": day.isoformat()}


class _Progress:
    """Counts the answers, and says now and then that we still live."""

    def __init__(self, plan: Plan, before: PolicyVersion | None, after: PolicyVersion) -> None:
        self.plan, self.done = plan, 0
        both = sum(
            slug in one.policy.purposes
            for one in (before, after)
            if one
            for slug in purposes_of(before, after)
        )
        self.all = Person.objects.filter(shredded_at=None).count() * both * len(Channel)
        work.go_on(plan, done=0, rows=self.all)

    def heard(self) -> None:
        self.done += 1
        if self.done % EACH == 0:
            work.go_on(self.plan, done=min(self.done, self.all), rows=self.all)


def _plain(effect: Effect) -> dict[str, Any]:
    way = str(effect.channel).replace("_", " ")
    told = {"channel": str(effect.channel), "way": way, "sentence": effect.sentence}
    return {**asdict(effect), **told}


def shown(plan: Plan) -> Iterator[dict[str, Any]]:
    """The effects for a page, those on most people first."""
    rows = plan.summary.get("effects", []) if plan.state == State.DONE else []
    yield from sorted(rows, key=lambda one: -(one["lost"] + one["gained"]))
