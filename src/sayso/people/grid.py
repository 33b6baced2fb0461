"""Every answer about one person at once."""

from datetime import date

from sayso.law.codes import Channel
from sayso.people.models import Person
from sayso.people.queries import OnRecord, Permission
from sayso.policy.models import PolicyVersion

Cell = tuple[str, Channel]


def grid(person: Person, version: PolicyVersion, on: date | None = None) -> dict[Cell, Permission]:
    """May we, for every purpose of the policy by every channel that any of them uses."""
    uses, known = version.policy.purposes, OnRecord.of(person, on)
    channels = [one for one in Channel if any(one in use.channels for use in uses.values())]
    return {
        (slug, channel): known.permission(version, slug, channel)
        for slug, use in uses.items()
        if use.channels
        for channel in channels
    }
