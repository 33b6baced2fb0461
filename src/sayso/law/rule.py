"""What a rule is, what it may find, and the words in which both are written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Any

from sayso.law.codes import EVERY_CHANNEL, Channel
from sayso.law.states import UNKNOWN_WORDS, Nature, Situation


class Effect(StrEnum):
    """What one finding does to the answer.

    A *forbid* refuses whatever else is found. A *permit* allows if nothing forbids. A
    *withhold* is a refusal that any permit overcomes: the rule that would have to be met, and
    is not. *Silent* says why the rule does not speak.
    """

    FORBID = "forbid"
    PERMIT = "permit"
    WITHHOLD = "withhold"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer: its effect, the reason in a sentence, the facts it could not see."""

    effect: Effect
    reason: str
    unknown: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def permit(reason: str) -> Finding:
    """This rule allows it."""
    return Finding(Effect.PERMIT, reason)


@lru_cache(maxsize=4096)
def forbid(reason: str) -> Finding:
    """This rule refuses it, whatever other rules allow."""
    return Finding(Effect.FORBID, reason)


@lru_cache(maxsize=4096)
def withhold(reason: str) -> Finding:
    """This rule would have to be met, and is not; another rule may still allow it."""
    return Finding(Effect.WITHHOLD, reason)


@lru_cache(maxsize=4096)
def silent(reason: str) -> Finding:
    """This rule has nothing to say here."""
    return Finding(Effect.SILENT, reason)


def forbid_unknown(situation: Situation, *facts: str) -> Finding:
    """Refused until the facts of `facts` that are unknown are supplied."""
    return _unknown(Effect.FORBID, unknown_among(situation, facts))


def withhold_unknown(situation: Situation, *facts: str) -> Finding:
    """Not yet allowed by this rule: the facts of `facts` that are unknown could change that."""
    return _unknown(Effect.WITHHOLD, unknown_among(situation, facts))


def unknown_among(situation: Situation, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the named facts that nobody has stated."""
    return tuple(fact for fact in facts if getattr(situation, fact).is_unknown)


@lru_cache(maxsize=4096)
def _unknown(effect: Effect, facts: tuple[str, ...]) -> Finding:
    words = [UNKNOWN_WORDS[fact] for fact in facts]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, or {words[-1]}"
    return Finding(effect, f"It is not known {listed}.", facts)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands in the law, and from which day it stood there."""

    instrument: str
    provision: str
    url: str
    since: date


class Step(IntEnum):
    """The order in which a refusal is told: what the person said comes first."""

    OBJECTION = 1
    GROUND = 2
    FORMALITY = 3
    DATA_PROTECTION = 4
    HOUSE = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One worked situation of a rule, and what the rule finds in it."""

    name: str
    situation: Any
    effect: Effect


def permits(name: str, situation: Any, **changes: Any) -> Example:
    """An example in which the rule allows."""
    return Example(name, situation._replace(**changes), Effect.PERMIT)


def forbids(name: str, situation: Any, **changes: Any) -> Example:
    """An example in which the rule refuses, whatever else is found."""
    return Example(name, situation._replace(**changes), Effect.FORBID)


def withholds(name: str, situation: Any, **changes: Any) -> Example:
    """An example in which the rule is not met."""
    return Example(name, situation._replace(**changes), Effect.WITHHOLD)


def silent_on(name: str, situation: Any, **changes: Any) -> Example:
    """An example in which the rule has nothing to say."""
    return Example(name, situation._replace(**changes), Effect.SILENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of law or of the house: when it speaks, what it finds, and where it stands.

    `cites` holds one citation for each statute that the rule stood in, oldest first: moving
    from one Act to the next changes where a rule is read, not what it says. A rule whose
    meaning changes is a new rule that `replaces` the old one from its `in_force` day.
    """

    id: str
    step: Step
    cites: tuple[Citation, ...]
    in_force: date
    test: Callable[[Any], Finding]
    examples: tuple[Example, ...]
    channels: frozenset[Channel] = EVERY_CHANNEL
    natures: frozenset[Nature] = frozenset(Nature)
    replaces: str | None = None

    def cite(self, on: date) -> Citation:
        """Where the rule stood on a day."""
        return [citation for citation in self.cites if citation.since <= on][-1]
