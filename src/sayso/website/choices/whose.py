"""Whose choices a link leads to."""

from typing import NamedTuple

from sayso.people.links import ADDRESS, CHOICES, read
from sayso.people.models import ContactPoint, Person
from sayso.people.queries import found_by


class Whose(NamedTuple):
    """Everybody on record to whom a link may belong, and the contact point it was sent to.

    They are several if more than one uses that contact point, and none after an erasure.
    """

    people: tuple[Person, ...]
    pid: str = ""

    @property
    def person(self) -> Person | None:
        """The one whose choices may be shown: nobody, where it may be another's mailbox, too."""
        return self.people[0] if len(self.people) == 1 else None


def whose(token: str) -> Whose | None:
    """Whose page this is; None if the link is not ours."""
    if names := read(token, CHOICES):
        sid, pid = names
        return Whose(_speaking([sid]), pid)
    if names := read(token, ADDRESS):
        return _of_address(names[0])
    return None


def _of_address(lookup: str) -> Whose:
    people = _speaking(found_by({lookup: ""}).get(lookup, []))
    points = ContactPoint.objects.filter(lookup=lookup, ended_at=None, person__in=people)
    return Whose(people, points.values_list("pid", flat=True).first() or "")


def _speaking(sids: list[str]) -> tuple[Person, ...]:
    """The records that speak for these people, without those who are erased."""
    found = Person.objects.filter(sid__in=sids)
    roots = {one.merged_into or one.sid for one in found}
    return tuple(Person.objects.filter(sid__in=roots, shredded_at=None).order_by("sid"))
