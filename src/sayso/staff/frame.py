"""What stands around every page of the staff: where one may go, who one is, whose house it is."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from sayso.policy.queries import NoPolicyError, current
from sayso.policy.schema import Policy
from sayso.staff.access import powers_of, signed_in
from sayso.staff.demo import is_open
from sayso.staff.models import Member
from sayso.staff.rights import Powers

NAVIGATION = (
    (
        ("Today", "today"),
        ("People", "people"),
        ("Bring people in", "imports"),
        ("Check a list", "checks"),
        ("Take details out", "exports"),
        ("Requests", "requests"),
    ),
    (("Training", "training"), ("Staff", "members"), ("Evidence", "evidence")),
    (("Policy", "policy-versions"), ("Public page", "policy")),
)
"""The doors, each by the name of its address; a shut one keeps its place, and says why."""


class Door(NamedTuple):
    """One entry of the navigation; `begins` a group of them."""

    words: str
    url: str
    todo: int
    is_here: bool
    begins: bool


class Frame:
    """What the base page of the staff asks for; each part is read only if it shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def member(self) -> Member | None:
        return signed_in(self.request)

    @cached_property
    def powers(self) -> Powers | None:
        known = getattr(self.request, "powers", None)
        return known or (powers_of(self.member) if self.member else None)

    @cached_property
    def policy(self) -> Policy | None:
        try:
            return current().policy
        except (NoPolicyError, DatabaseError):
            return None

    @property
    def is_demo(self) -> bool:
        return is_open()

    @property
    def role(self) -> str:
        """What they are here, in words."""
        if not (self.policy and self.member):
            return ""
        known = self.policy.staff.roles
        return ", ".join(known[slug].name.lower() for slug in self.member.roles if slug in known)

    @cached_property
    def doors(self) -> list[Door]:
        return list(self._doors())

    def _doors(self) -> Iterator[Door]:
        for number, group in enumerate(NAVIGATION):
            for place, (words, name) in enumerate(group):
                try:
                    url = reverse(name)
                except NoReverseMatch:
                    continue
                is_here = self.request.path == url or (
                    name != "today" and self.request.path.startswith(f"{url}/")
                )
                yield Door(words, url, self._count(name), is_here, bool(number and not place))

    def _count(self, name: str) -> int:
        """How many of one's own trainings are to be done."""
        if name != "training" or self.powers is None:
            return 0
        return sum(not one.holds for one in self.powers.asked_of_them)


def staff_frame(request: HttpRequest) -> dict[str, Frame]:
    """The same as Django's templates take it."""
    return {"staff": Frame(request)}
