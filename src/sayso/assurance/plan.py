"""Whom a policy would affect, said before it is applied."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sayso.law.codes import Channel
from sayso.people.bulk import permissions
from sayso.policy.models import PolicyVersion
from sayso.policy.schema import Policy

GONE = "purpose_gone"


@dataclass(frozen=True)
class Effect:
    """What becomes of people for one purpose and channel: how many more and fewer may be reached.

    `reasons` says by which rule those are refused who no longer may be.
    """

    purpose: str
    name: str
    channel: Channel
    gained: int
    lost: int
    reasons: tuple[tuple[str, int], ...]

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


def effects(before: PolicyVersion | None, after: PolicyVersion, on: date) -> Iterator[Effect]:
    """For each purpose and channel that changes for anybody on record: how many, and why."""
    channels = list(Channel)
    old = before.policy.purposes if before else {}
    purposes = {**old, **after.policy.purposes}
    for slug, purpose in purposes.items():
        reached = _reached(before, slug, channels, on) if before and slug in old else set()
        allowed, reasons = _answers(after, slug, channels, on)
        for channel in channels:
            was = {sid for sid, by in reached if by is channel}
            now = {sid for sid, by in allowed if by is channel}
            if was == now:
                continue
            lost = Counter(reasons.get((sid, channel), GONE) for sid in was - now)
            yield Effect(
                slug,
                purpose.name,
                channel,
                len(now - was),
                len(was - now),
                tuple(sorted(lost.items())),
            )


def _reached(
    version: PolicyVersion, slug: str, channels: Sequence[Channel], on: date
) -> set[tuple[str, Channel]]:
    return _answers(version, slug, channels, on)[0]


def _answers(
    version: PolicyVersion, slug: str, channels: Sequence[Channel], on: date
) -> tuple[set[tuple[str, Channel]], dict[tuple[str, Channel], str]]:
    """Who may be reached, and why the others may not."""
    if slug not in version.policy.purposes:
        return set(), {}
    allowed, reasons = set(), {}
    for told in permissions(purpose=slug, channels=channels, version=version, on=on):
        if told.allowed:
            allowed.add((told.sid, told.channel))
        else:
            reasons[told.sid, told.channel] = told.reason
    return allowed, reasons
