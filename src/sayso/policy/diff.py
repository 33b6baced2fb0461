"""What is different between two versions of the policy, in sentences, and what it means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sayso.policy.meanings import meaning
from sayso.policy.schema import Policy

NOUNS = {
    "version": "Version",
    "organisation": "Organisation",
    "privacy_officer": "Privacy officer",
    "regulator": "Regulator",
    "promises": "Promise",
    "purposes": "Purpose",
    "wordings": "Wording",
    "objections": "Objection",
    "methods": "Method",
    "house_rules": "House rules",
    "fields": "Field",
    "sources": "Source",
    "notices": "Notice",
    "forms": "Form",
    "registers": "Register",
    "cookies": "Cookie",
    "banner": "Question about cookies",
    "retention": "Retention of",
    "staff.rights": "Right",
    "staff.modules": "Training",
    "staff.roles": "Role",
    "staff.lone_approval_days": "Approval by one alone, in days",
    "staff.export_alone": "Export by one alone, in people",
    "suppliers.kinds": "Kind of supplier",
    "suppliers.duties": "Duty",
    "suppliers.review_months": "Review of suppliers",
    "statistics": "Statistics",
}
"""Every section in the order of the file, and what one thing in it is called."""

WHOLE = {
    "banner",
    "version",
    "organisation",
    "privacy_officer",
    "regulator",
    "house_rules",
    "staff.lone_approval_days",
    "staff.export_alone",
    "suppliers.review_months",
    "statistics",
}
"""The sections that are one thing, and not many by their ids."""

ONE = {
    "channels": "channel",
    "closed_channels": "closed channel",
    "controls": "control",
    "purposes": "purpose",
    "needed_for": "purpose",
    "collects": "field",
    "origins": "site",
    "choices": "choice",
    "opens": "right",
    "rights": "right",
    "binds": "kind of supplier",
}
"""What one entry of a list is called, where the list has another name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: where, in a sentence, and what follows from it."""

    section: str
    id: str
    sentence: str
    meaning: str


def differences(before: Policy, after: Policy) -> list[Difference]:
    """Everything that is different, in the order of the file."""
    was, now = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [
        difference
        for section in NOUNS
        for difference in _section(section, _things(was, section), _things(now, section))
    ]


def _things(policy: Mapping[str, Any], section: str) -> dict[str, Any]:
    """What stands in a section, by id; by no id if it is one thing."""
    value: Any = policy
    for key in section.split("."):
        value = value[key]
    return {"": value} if section in WHOLE else value


def _section(section: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for slug in dict.fromkeys([*now, *was]):
        noun = f"{NOUNS[section]} {slug}".strip()
        if slug not in was:
            yield Difference(section, slug, f"{noun} is new.", meaning(section, "", "added"))
        elif slug not in now:
            yield Difference(section, slug, f"{noun} is gone.", meaning(section, "", "removed"))
        else:
            for field, change, sentence in _changes(was[slug], now[slug]):
                said = f"{noun}: {sentence}" if field else f"{noun} {sentence}"
                yield Difference(section, slug, said, meaning(section, field, change))


def _changes(was: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """Field by field, the kind of change and a sentence without its subject."""
    before, after = dict(_leaves(was)), dict(_leaves(now))
    for place in dict.fromkeys([*after, *before]):
        field = place.split(".")[0]
        for change, sentence in _change(place, before.get(place), after.get(place)):
            yield field, change, sentence


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value and every list of single values, with the way to it."""
    match value:
        case Mapping():
            for key, inside in value.items():
                yield from _leaves(inside, f"{place}.{key}".lstrip("."))
        case [Mapping(), *_]:
            for position, inside in enumerate(value, 1):
                yield from _leaves(inside, f"{place}.{position}".lstrip("."))
        case _:
            yield place, value


def _change(place: str, was: Any, now: Any) -> Iterator[tuple[str, str]]:
    if was == now:
        return
    name = place.replace("_", " ")
    if isinstance(was, list) or isinstance(now, list):
        yield from _members(ONE.get(place, name), was or [], now or [])
    elif was is None:
        yield "added", f"{name} is now {_shown(now)}.".lstrip()
    elif now is None:
        yield "removed", f"{name} was {_shown(was)}, and is given no more.".lstrip()
    else:
        yield _direction(was, now), f"{name} was {_shown(was)}, is now {_shown(now)}.".lstrip()


def _members(name: str, was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    added = [one for one in now if one not in was]
    removed = [one for one in was if one not in now]
    yield from (("added", f"{name} {one} added.") for one in added)
    yield from (("removed", f"{name} {one} removed.") for one in removed)
    if not added and not removed:
        yield "changed", f"{name}: the order is different."


def _direction(was: Any, now: Any) -> str:
    if isinstance(was, int) and isinstance(now, int):
        return "raised" if now > was else "lowered"
    return "changed"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) and " " in value else str(value)
