"""Requests of the cast, and the days on which they are dealt with."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from unittest.mock import patch

from sayso.people.points import ReadPoint, read_point
from sayso.people.tests.cast import EMAILS
from sayso.rights import actions, queries, views
from sayso.rights.actions import NewRequest
from sayso.rights.models import Came, Kind, Request, Step
from sayso.rights.queries import Case
from sayso.rights.sealing import Particulars

CLERK = "Aisha Clerk"


@contextmanager
def on(day: date) -> Iterator[None]:
    """The register on some day."""
    with ExitStack() as both:
        for module in (actions, views):
            both.enter_context(patch.object(module, "today_in_london", lambda: day))
        yield


def asks(
    kind: Kind = Kind.ACCESS,
    name: str = "ada",
    *,
    about: str = "",
    came: Came = Came.WEB,
    points: tuple[ReadPoint, ...] | None = None,
    received_on: date | None = None,
) -> Request:
    """One of the cast asks, by an email address of theirs."""
    reached = (read_point("email", EMAILS[name]),) if points is None else points
    words = Particulars(who=name.title(), about=about)
    new = NewRequest(kind=kind, came=came, words=words, points=reached, received_on=received_on)
    return actions.receive(new=new)


def case(request: Request, today: date | None = None) -> Case:
    """The request as it is now."""
    today_here = actions.today_in_london  # type: ignore[attr-defined] # the one that `on` puts there
    return queries.by_ref(request.ref, today or today_here())


def steps(request: Request) -> list[Step]:
    return [Step(one.step) for one in request.events.order_by("id")]
