"""Today: which promises hold, what is due, what was stopped and why."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.assurance.board import board
from sayso.assurance.desk.evidence import LOG_VERIFIED, READ
from sayso.assurance.models import Sighting
from sayso.days import today_in_london
from sayso.evidence.models import Checkpoint
from sayso.people.desk.stopped import SEE, counted, in_words
from sayso.policy.queries import NoPolicyError, current
from sayso.rights.queries import Case, register
from sayso.staff.access import asker, powers_of, requires
from sayso.staff.models import Member
from sayso.staff.rights import READ_OF_A_MEMBER
from sayso.staff.training.standing import State as Trained
from sayso.website.statistics.plots import bars

DUE = 6
"""Requests shown: those that are due first."""


class Lapse(NamedTuple):
    """A member with training that has run out, or soon will."""

    member: Member
    title: str
    until: object
    is_locked: bool


@require_safe
@requires()
def today(request: HttpRequest) -> HttpResponse:
    """The page that staff open in the morning."""
    try:
        policy = current().policy
    except NoPolicyError:
        policy = None
    powers = asker(request)
    cases = register(today_in_london()) if policy else []
    reasons = counted()
    blocked = bars((in_words(reason), count) for reason, count in reasons)
    context = {
        "board": board(policy),
        "cases": [_due(case) for case in cases[:DUE]],
        "open_requests": len(cases),
        "may_requests": powers.may("handle-requests"),
        "may_see": powers.may(SEE),
        "blocked": blocked,
        "blocked_rows": [
            (bar, reason) for bar, (reason, _) in zip(blocked.bars, reasons, strict=True)
        ],
        "blocked_count": sum(count for _, count in reasons),
        "checkpoint": Checkpoint.objects.last(),
        "verified": Sighting.objects.filter(control=LOG_VERIFIED).first(),
        "may_evidence": powers.may(READ),
        "lapses": _lapses() if powers.may("run-system") or powers.may("change-policy") else [],
        "powers": powers,
        "own": [one for one in powers.asked_of_them if not one.holds],
    }
    return render(request, "assurance/today.html", context)


class Due(NamedTuple):
    """A request on the page: its case, and how much of its time has gone, in per cent."""

    case: Case
    gone: int


def _due(case: Case) -> Due:
    left, due = case.clock.days_left, case.clock.deadline.due
    if left is None or due is None:
        return Due(case, 0)
    whole = max((due - case.request.received_on).days, 1)
    return Due(case, min(100, max(0, 100 * (whole - left) // whole)))


def _lapses() -> list[Lapse]:
    found = []
    for member in Member.objects.filter(is_active=True).prefetch_related(*READ_OF_A_MEMBER):
        for one in powers_of(member).asked_of_them:
            if one.state in {Trained.LAPSED, Trained.ENDS_SOON, Trained.COACHING}:
                locked = one.state is not Trained.ENDS_SOON
                found.append(Lapse(member, one.title, one.until, locked))
    return sorted(found, key=lambda one: not one.is_locked)
