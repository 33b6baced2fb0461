"""A million people in the tables, written straight into them, and asked about all at once."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from time import perf_counter
from typing import Any

from benchmarks.record import TODAY
from benchmarks.timing import tell
from django.db import connection, transaction

from sayso.evidence.inserting import insert_all
from sayso.law.codes import Channel
from sayso.people import declared
from sayso.people.alike import shape_of
from sayso.people.bulk import permissions
from sayso.people.models import ContactPoint, Facts, Person, Screening, Standing, Suppression
from sayso.people.names import new_pid, new_ref, new_sid
from sayso.people.said import (
    CONSENT,
    NOTICE,
    OBJECTION,
    WITHDRAWAL,
    Said,
    canonical,
    facts_of,
)
from sayso.policy.queries import policy_on

CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.LIVE_CALL, Channel.AUTOMATED_CALL, Channel.POST)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BATCH = 10_000


def measured(count: int) -> Iterator[tuple[str, ...]]:
    dice = random.Random(1)
    tell(f"writing {count:,} people")
    write(dice, count)
    version = policy_on(TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, sooner or later
    for purpose in ("events", "membership-service"):
        began = perf_counter()
        told: Counter[bool] = Counter()
        for one in permissions(purpose=purpose, channels=CHANNELS, version=version, on=TODAY):
            told[one.allowed] += 1
        took = perf_counter() - began
        assert told.total() == count * len(CHANNELS)
        tell(f"{purpose}: {told[True]:,} of {told.total():,} allowed")
        yield (
            f"{purpose}, {len(CHANNELS)} channels",
            f"{count:,}",
            f"{Facts.objects.count():,}",
            f"{took:.1f}",
            f"{told.total() / took:,.0f}",
            "20 s for a million",
        )


def write(dice: random.Random, count: int) -> None:
    """So many people, as the dice make them."""
    for register in ("tps", "ctps", "fps"):
        Screening.objects.create(
            register=register, edition=TODAY - timedelta(days=2), numbers=count, listed=0
        )
    facts: dict[str, int] = {}
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        people = [Person(sid=new_sid(), ref=new_ref()) for _ in range(size)]
        texts = [canonical(facts_of(_events(dice, person.sid))) for person in people]
        fresh = {digest: text for text, digest in texts if digest not in facts}
        rows = Facts.objects.bulk_create([_facts(digest, text) for digest, text in fresh.items()])
        facts |= {row.sha256: row.id for row in rows}
        standings = [
            Standing(person=person, facts_id=facts[digest])
            for person, (_, digest) in zip(people, texts, strict=True)
        ]
        points = [point for person in people for point in _points(dice, person)]
        left_alone = [
            Suppression(kin=point.kin, channel="all", on=_day(dice), actor="dice")
            for point in points[::40]
        ]
        with transaction.atomic():
            insert_all(Person, people)
            insert_all(Standing, standings)
            insert_all(ContactPoint, points)
            insert_all(Suppression, left_alone)


def _facts(digest: str, text: str) -> Facts:
    shape, days = shape_of(json.loads(text))
    return Facts(sha256=digest, facts=text, shape=shape, days=days)


def _day(dice: random.Random) -> date:
    return TODAY - timedelta(days=dice.randrange(730))


def _points(dice: random.Random, person: Person) -> Iterator[ContactPoint]:
    subscriber = dice.choices(("individual", "limited_company", "sole_trader"), (5, 4, 1))[0]
    kinds = ["email", "phone"] + (["post"] if dice.random() < 0.3 else [])
    for kind in kinds:
        listed: dict[str, Any] = {}
        if kind == "phone" and dice.random() < 0.3:
            listed["tps"] = date(2020, 1, 1) + timedelta(days=dice.randrange(2_000))
        yield ContactPoint(
            pid=new_pid(),
            person=person,
            kind=kind,
            lookup=new_sid(),
            kin=new_sid() * 2,
            subscriber=subscriber,
            decided_by="dice",
            source="website-enquiry",
            provenance="direct",
            notice="website:2017-08",
            given_on=_day(dice),
            recorded_by="dice",
            recorded_at=NOW,
            **listed,
        )


FORMS = (
    ("news-email",),
    ("news-email", "events-email"),
    ("events-email", "events-call"),
    ("news-post",),
    ("training-email", "news-email"),
    ("news-email", "news-post", "events-email", "events-call"),
)
"""The boxes that people tick together, on one day."""


def _events(dice: random.Random, sid: str) -> list[Said]:
    """Somebody's answers: a third ticked nothing, some two forms, 7 in 100 want no marketing and 6
    took a yes back; each on any day of two years.
    """
    events = [Said(1, sid, NOTICE, _day(dice), None, NOW, {})]
    for _ in range(dice.choices((0, 1, 2), (35, 50, 15))[0]):
        day = _day(dice)
        for wording in dice.choice(FORMS):
            details = _consent(wording)
            events.append(Said(len(events) + 1, sid, CONSENT, day, None, NOW, details))
    if len(events) > 1 and dice.random() < 0.06:
        back = min(TODAY, events[1].happened_on + timedelta(days=90))
        events.append(Said(90, sid, WITHDRAWAL, back, None, NOW, {}, of=events[1].id))
    if dice.random() < 0.07:
        details = {"channels": ["all"], "to": "marketing", "topics": ["all"]}
        events.append(Said(99, sid, OBJECTION, _day(dice), None, NOW, details))
    return events


@cache
def _consent(wording: str) -> dict[str, Any]:
    policy = policy_on(TODAY).policy
    given = declared.consent(policy, sid="", given_on=TODAY, wording=wording, method="web-form")
    return dict(given.details)
