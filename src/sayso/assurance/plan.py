"""Whom a policy would affect, said before it is applied."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from heapq import nsmallest

from sayso.law.codes import Channel
from sayso.people.bulk import permissions
from sayso.policy.models import PolicyVersion
from sayso.policy.schema import Policy

GONE = "purpose_gone"

SOME = 50
"""People of an effect who are named."""


@dataclass(frozen=True)
class Effect:
    """What becomes of people for one purpose and channel: how many more and fewer may be reached.

    `reasons` says by which rule those are refused who no longer may be; `losing` and `gaining`
    name some of them, by the random names of their records.
    """

    purpose: str
    name: str
    channel: Channel
    gained: int
    lost: int
    reasons: tuple[tuple[str, int], ...]
    losing: tuple[str, ...] = ()
    gaining: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The effect as people read it."""
        how = str(self.channel).replace("_", " ")
        parts = []
        if self.lost:
            rules = ", ".join(f"{rule} ({count:,})" for rule, count in self.reasons)
            parts.append(
                f"{_people(self.lost)} can no longer be reached by {how} for {self.name}: {rules}."
            )
        if self.gained:
            parts.append(f"{_people(self.gained)} can be reached by {how} for {self.name} at last.")
        return " ".join(parts)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def proposed(text: bytes, policy: Policy) -> PolicyVersion:
    """A policy that is not applied yet, in the form in which one that is would be asked."""
    return PolicyVersion(
        number=0,
        slug=policy.version.id,
        effective_on=policy.version.effective_on,
        text=text.decode(),
        sha256=sha256(text).hexdigest(),
    )


Heard = Callable[[], object]
"""Called with every answer, by whoever shows how far it is."""


def effects(
    before: PolicyVersion | None,
    after: PolicyVersion,
    on: date,
    heard: Heard = lambda: None,
) -> Iterator[Effect]:
    """For each purpose and channel that changes for anybody on record: how many, and why."""
    for slug, name in purposes_of(before, after).items():
        yield from _effects_for(slug, name, before, after, partial(_answers, on=on, heard=heard))


def purposes_of(before: PolicyVersion | None, after: PolicyVersion) -> dict[str, str]:
    """The purposes of either, by id: their names."""
    old = before.policy.purposes if before else {}
    return {slug: one.name for slug, one in {**old, **after.policy.purposes}.items()}


Reached = set[tuple[str, Channel]]
Answers = tuple[Reached, dict[tuple[str, Channel], str]]


def _effects_for(
    slug: str,
    name: str,
    before: PolicyVersion | None,
    after: PolicyVersion,
    answers: Callable[[PolicyVersion, str], Answers],
) -> Iterator[Effect]:
    reached = answers(before, slug)[0] if before else set()
    allowed, reasons = answers(after, slug)
    for channel in Channel:
        was = {sid for sid, by in reached if by is channel}
        now = {sid for sid, by in allowed if by is channel}
        if was == now:
            continue
        lost = Counter(reasons.get((sid, channel), GONE) for sid in was - now)
        why = tuple(sorted(lost.items()))
        gained, gone = now - was, was - now
        yield Effect(slug, name, channel, len(gained), len(gone), why, _some(gone), _some(gained))


def _some(sids: Iterable[str]) -> tuple[str, ...]:
    return tuple(nsmallest(SOME, sids))


def _answers(version: PolicyVersion, slug: str, *, on: date, heard: Heard) -> Answers:
    """Who may be reached, and why the others may not."""
    if slug not in version.policy.purposes:
        return set(), {}
    allowed, reasons = set(), {}
    for told in permissions(purpose=slug, channels=list(Channel), version=version, on=on):
        heard()
        if told.allowed:
            allowed.add((told.sid, told.channel))
        else:
            reasons[told.sid, told.channel] = told.reason
    return allowed, reasons
