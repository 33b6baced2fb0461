"""What an id may not do from one version of the policy to the next: come to mean another thing."""

from collections.abc import Iterable, Iterator
from typing import Any

from sayso.policy.problems import Problem
from sayso.policy.schema import Policy

MEANING = {
    "purposes": ("name", "summary", "kind", "promotes", "basis"),
    "wordings": ("text", "covers", "channels", "purposes", "sender_named"),
    "objections": ("text", "to", "channels", "purposes"),
}
"""What something is, by section; all else about it may change."""

REMEDY = {
    "purposes": "give the purpose a new id: it starts with no consents",
    "wordings": "give the new words a new id",
    "objections": "give the new words a new id",
}


def changed_meanings(policy: Policy, earlier: Iterable[Policy]) -> Iterator[Problem]:
    """Every id that meant something else in the newest of the earlier versions that had it."""
    known = list(earlier)
    for section in MEANING:
        for slug, now in getattr(policy, section).items():
            before = next((one for one in known if slug in getattr(one, section)), None)
            if before:
                then = getattr(before, section)[slug]
                yield from _changed((section, slug), then, now, before.version.id)


def _changed(place: tuple[str, str], then: Any, now: Any, version: str) -> Iterator[Problem]:
    for field in MEANING[place[0]]:
        if _value(then, field) != _value(now, field):
            message = f"this is not what it was in version {version}; {REMEDY[place[0]]}"
            yield Problem((*place, field), message)


def _value(part: Any, field: str) -> object:
    """What a field says; the order of a list says nothing."""
    value = getattr(part, field)
    return frozenset(value) if isinstance(value, tuple) else value
