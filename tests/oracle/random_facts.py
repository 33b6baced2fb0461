"""Draws the facts that questions are made of, days on and beside every boundary above all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from tests.oracle.naive import LAW, PROMOTES, SOUND, add_months

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

Facts = dict[str, Any]
T = TypeVar("T")

TODAY = date(2026, 11, 22)
"""The day to pass as `today`: no fact of a question without `on` lies after it."""

CHANNELS = (
    "email",
    "sms",
    "voicemail",
    "social_message",
    "live_call",
    "automated_call",
    "fax",
    "post",
)
TOPICS = ("events", "offers")
TURNING_DAYS = ("2016-05-16", "2018-09-08", "2019-01-09", "2026-02-05")
ROUGH_DAYS = ("2024-02-29", "2025-02-28", "2024-08-31", "2026-03-31", "2027-03-01", "2026-08-30")
FLAWS: dict[str, list[Any]] = {
    "address": ["other"],
    "sender_named": ["described", "category_only"],
    "affirmative": [False],
    "unbundled": [False],
    "informed": [False],
    "evidenced": [False],
    "obtained": ["indirect"],
}


@dataclass
class Scene:
    """One question in the making: its day, and a few days its facts fall on together."""

    rng: random.Random
    on: date
    stated: bool = True
    pool: list[date] = field(default_factory=list)

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self.rng.random() < share

    def pick(self, values: Sequence[T]) -> T:
        """Any one of them."""
        return self.rng.choice(values)

    def some(self, values: Sequence[T], least: int = 0) -> list[T]:
        """A few different ones, in any order."""
        return self.rng.sample(values, self.rng.randint(least, min(3, len(values))))

    def move(self, on: date) -> None:
        """Ask about another day instead, before any fact is drawn."""
        self.on = on
        self.pool.clear()

    def past(self) -> str:
        """A day not after `on`, often one that another fact of the question has too."""
        if not self.pool:
            self.pool = [past_day(self.rng, self.on) for _ in range(3)]
        if self.chance(0.6):
            return self.pick(self.pool).isoformat()
        return past_day(self.rng, self.on).isoformat()

    def recent(self) -> str:
        """A day within the last half year."""
        return (self.on - timedelta(days=self.rng.randint(0, 150))).isoformat()


def boundary_days(on: date) -> list[date]:
    """The days at which a fact starts, or stops, to matter on that day."""
    days = [on - timedelta(days=gap) for gap in (0, 1, 27, 28, 29)]
    for months in (6, 36):
        days += [add_months(on, -months) + timedelta(days=gap) for gap in (-2, -1, 0, 1, 2)]
    for turn in TURNING_DAYS:
        days += [date.fromisoformat(turn) + timedelta(days=gap) for gap in (-1, 0, 1)]
    return [day for day in days if day <= on]


def past_day(rng: random.Random, on: date) -> date:
    """A day not after `on`."""
    if rng.random() < 0.5:
        return rng.choice(boundary_days(on))
    return on - timedelta(days=rng.randint(0, 1500))


def some_scene(rng: random.Random) -> Scene:
    """A day to ask about: beside a turn of the law, at a month's end, lately, or today."""
    if rng.random() < 0.1:
        return Scene(rng, TODAY, stated=False)
    turn = rng.choice(rng.choice([TURNING_DAYS, ROUGH_DAYS, LAW]))
    on = rng.choice([TODAY, date.fromisoformat(turn), date(2026, rng.randint(3, 12), 28)])
    on += timedelta(days=rng.choice([-1, 0, 0, 1]))
    return Scene(rng, max(on, date.fromisoformat(LAW[0])))


def consent(scene: Scene, channel: str) -> Facts:
    """A consent that names the channel, mostly sound, mostly standing."""
    given_on = scene.pick([scene.recent(), scene.past()])
    made: Facts = {"given_on": given_on, "channels": [channel], "address": "this"}
    if scene.chance(0.3):
        made["channels"] = list(dict.fromkeys([channel, *scene.some(CHANNELS)]))
    made["covers"] = list(PROMOTES) if scene.chance(0.5) else scene.some(PROMOTES, 1)
    made |= {key: values[0] for key, values in SOUND.items()}
    if scene.chance(0.25):
        flaw = scene.pick(list(FLAWS))
        made[flaw] = scene.pick(FLAWS[flaw])
    if scene.chance(0.3):
        made["topics"] = topics(scene)
    if scene.chance(0.3):
        made["seq"] = scene.rng.randint(1, 3)
    add_ends(scene, made)
    return made


def add_ends(scene: Scene, made: Facts) -> None:
    """Perhaps an end, planned or by withdrawal, neither before the start."""
    start = date.fromisoformat(made["given_on"])
    if scene.chance(0.2):
        ends = [scene.on + timedelta(days=gap) for gap in (-1, 0, 1, 400)]
        made["ends_on"] = scene.pick([None, *(end.isoformat() for end in ends if end >= start)])
    if scene.chance(0.15):
        made["withdrawn_on"] = scene.pick([None, max(made["given_on"], scene.past())])
        if "channels" in made and scene.chance(0.5):
            made["withdrawn_seq"] = scene.rng.randint(1, 3)


def objection(scene: Scene, channel: str) -> Facts:
    """An objection, more often than not on the channel."""
    made: Facts = {"on": scene.past()}
    made["channels"] = scene.pick([[channel], ["all"], scene.some(CHANNELS)])
    if scene.chance(0.5):
        made["to"] = scene.pick(["marketing", "research", "everything"])
    if scene.chance(0.4):
        made["topics"] = topics(scene)
    if scene.chance(0.4):
        made["seq"] = scene.rng.randint(1, 3)
    if scene.chance(0.3):
        made["withdrawn_on"] = scene.pick([None, max(made["on"], scene.past())])
    return made


def topics(scene: Scene) -> list[str]:
    """All topics, or some by name."""
    return ["all"] if scene.chance(0.4) else scene.some(TOPICS, 1)


def search(scene: Scene) -> Facts:
    """A register searched, mostly fresh, and what was found there."""
    age = scene.pick([0, 1, 2, 5, 27, 28, 29]) if scene.chance(0.4) else scene.rng.randint(0, 20)
    edition = scene.on - timedelta(days=age)
    listed = [scene.on - timedelta(days=gap) for gap in (0, 1, 27, 28, 29, 500)]
    dates = [day.isoformat() for day in listed if day <= edition]
    found = scene.pick([None, "unknown", *dates]) if scene.chance(0.4) else None
    return {"edition": edition.isoformat(), "listed_on": found}


def relationship(scene: Scene, kind: str) -> Facts:
    """A dealing with the sender in which the address was collected properly."""
    collected_on = scene.pick([scene.recent(), scene.past()])
    return {
        "kind": kind,
        "with_sender": True,
        "collected_on": collected_on,
        "refusal_offered": True,
        "refused": False,
    }


def drop_one(scene: Scene, facts: Facts, kept: Sequence[str] = ()) -> None:
    """Make one key unknown, unless every one is needed."""
    droppable = [key for key in facts if key not in kept]
    if droppable:
        del facts[scene.pick(droppable)]
