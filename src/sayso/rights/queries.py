"""The register of requests: what is open and until when, and one of them with its steps."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sayso.people.details import keys
from sayso.people.models import ContactPoint
from sayso.people.points import ReadPoint
from sayso.rights.clock import Clock, clock
from sayso.rights.errors import RequestError
from sayso.rights.models import ENDS, Request, RequestEvent


class Case(NamedTuple):
    """A request with its steps, and its clock as it is on a day."""

    request: Request
    events: list[RequestEvent]
    clock: Clock


def matched(points: Iterable[ReadPoint]) -> str:
    """The one person on record whose contact points these are; nobody, if it is several people.

    It asks the record once, whatever it finds.
    """
    lookups = [keys().lookup_of(one.key) for one in points]
    rows = ContactPoint.objects.filter(lookup__in=lookups, ended_at=None)
    found = {into or sid for sid, into in rows.values_list("person_id", "person__merged_into")}
    return found.pop() if len(found) == 1 else ""


def by_ref(ref: str, today: date) -> Case:
    """One request by the reference that is spoken; raises RequestError."""
    request = Request.objects.filter(ref=ref.strip().upper()).first()
    if request is None:
        raise RequestError(
            "There is no request of this reference; look it up: sayso rights list --all.",
            code="not_found",
        )
    return _case(request, today)


def by_token(token: str, today: date) -> Case | None:
    """One request by the address of its page, if there is one."""
    request = Request.objects.filter(token=token).first()
    return _case(request, today) if request else None


def _case(request: Request, today: date) -> Case:
    events = list(request.events.order_by("id"))
    return Case(request, events, clock(request, events, today))


def register(today: date, *, ended: bool = False) -> list[Case]:
    """Every open request, what is due first before the rest; with `ended` also those that ended."""
    rows = Request.objects.all() if ended else Request.objects.exclude(stage__in=ENDS)
    steps: dict[str, list[RequestEvent]] = defaultdict(list)
    for event in RequestEvent.objects.filter(request__in=rows).order_by("id"):
        steps[event.request_id].append(event)
    cases = [Case(one, steps[one.rid], clock(one, steps[one.rid], today)) for one in rows]
    return sorted(cases, key=_urgency)


def _urgency(case: Case) -> tuple[bool, date, date, str]:
    request, due = case.request, case.clock.deadline.due
    return request.has_ended, due or date.max, request.received_on, request.ref
