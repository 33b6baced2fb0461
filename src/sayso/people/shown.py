"""What we hold of somebody, for themselves to read: partly hidden until they show who they are."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sayso.people.details import open_all
from sayso.people.holdings import group
from sayso.people.models import ContactPoint, Person
from sayso.policy.schema import Policy

DOTS = "•••••"

KINDS = {
    "email": "Email",
    "phone": "Telephone",
    "mobile": "Mobile",
    "fax": "Fax",
    "post": "Address",
}


class Held(NamedTuple):
    """One thing that we hold: what it is, its words, where and when it came in."""

    label: str
    value: str
    where: str
    on: date


def held(person: Person, policy: Policy, *, hidden: bool) -> list[Held]:
    """Everything that we hold of somebody, in all of their records."""
    people = group(person.sid)
    details = open_all(people)
    found = list[Held]()
    for one in people:
        own = details.get(one.sid, {"fields": {}, "points": {}})
        found += _fields(own["fields"], policy, hidden=hidden)
        found += _points(one, own["points"], policy, hidden=hidden)
    return found


def _fields(fields: dict[str, dict[str, str]], policy: Policy, *, hidden: bool) -> Iterator[Held]:
    for name, field in fields.items():
        known = policy.fields.get(name)
        value = _hidden_words(field["value"]) if hidden else field["value"]
        label = known.label.removeprefix("Your ").capitalize() if known else name
        yield Held(label, value, _where(field["source"], policy), date.fromisoformat(field["on"]))


def _points(
    person: Person, words: dict[str, str], policy: Policy, *, hidden: bool
) -> Iterator[Held]:
    points = ContactPoint.objects.filter(person=person, ended_at=None)
    for point in points.order_by("recorded_at", "pid"):
        value = words.get(point.pid, "")
        shown = hidden_point(point.kind, value) if hidden else value
        yield Held(KINDS[point.kind], shown, _where(point.source, policy), point.given_on)


def _where(source: str, policy: Policy) -> str:
    found = policy.sources.get(source)
    return found.name if found else ""


# --- hidden ------------------------------------------------------------------------------


def hidden_point(kind: str, value: str) -> str:
    """A contact point of which its owner, and nobody else, can tell what it is."""
    if not value:
        return DOTS
    if kind == "email":
        local, _, domain = value.rpartition("@")
        return f"{local[:1]}{DOTS}@{domain}"
    if kind == "post":
        return f"{value[:1]}{DOTS} {value[-3:]}"
    return f"{value[:-3]}•••"


def _hidden_words(value: str) -> str:
    return " ".join(f"{word[:1]}{DOTS}" for word in value.split()[:2]) or DOTS
