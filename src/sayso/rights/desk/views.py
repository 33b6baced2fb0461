"""The register of requests, and one of them with its steps."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.law.explain import explain_deadline
from sayso.people.models import Access, Person
from sayso.people.sealing import SealedError
from sayso.rights import telling
from sayso.rights.errors import RequestError
from sayso.rights.models import Kind, Outcome, Step, Wait, Why
from sayso.rights.queries import Case, by_ref, register
from sayso.rights.sealing import Particulars, opened
from sayso.staff.access import asker, requires

HANDLE = "handle-requests"

WHY = {Why.COMPLEX: "It is complex", Why.MANY: "They asked for many things"}


@require_safe
@requires(HANDLE)
def requests(request: HttpRequest) -> HttpResponse:
    """Every open request, what is due first before the rest; those that ended on demand."""
    ended = request.GET.get("ended") == "1"
    cases = register(today_in_london(), ended=ended)
    open_ones = [case for case in cases if not case.request.has_ended]
    context = {
        "cases": [(case, _waits(case)) for case in cases],
        "open": len(open_ones),
        "overdue": sum(case.clock.is_overdue for case in open_ones),
        "waiting": sum(case.request.stage == "waiting" for case in open_ones),
        "ended": ended,
    }
    return render(request, "rights/desk/requests.html", context)


def _waits(case: Case) -> str:
    """What it waits for, in words."""
    return (
        telling.WAITS.get(case.request.waits_for, "")
        .replace("your", "their")
        .replace("you ", "they ")
    )


@require_safe
@requires(HANDLE)
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One request: what was asked, in their words, what happened, and how its day is counted."""
    try:
        case = by_ref(ref, today_in_london())
    except RequestError:
        raise Http404 from None
    return shown(request, case)


def shown(request: HttpRequest, case: Case, *, error: str = "") -> HttpResponse:
    """The page of a request. That it was read is on record before it is shown."""
    powers = asker(request)
    person = Person.objects.filter(sid=case.request.sid).first() if case.request.sid else None
    with transaction.atomic():
        append(kind="request.read", actor=powers.member.actor, subject=case.request.rid)
        if person:
            Access.objects.create(sid=person.sid, member=powers.member.pk, what="request")
    context = {
        "case": case,
        "words": _words(case),
        "kinds": [(one.value, one.label.capitalize()) for one in Kind if one is not Kind.UNSORTED],
        "waitable": [(one.value, one.label.capitalize()) for one in Wait],
        "reasons": WHY.items(),
        "outcomes": [(one.value, one.label.capitalize()) for one in Outcome],
        "is_acknowledged": any(event.step == Step.ACKNOWLEDGED for event in case.events),
        "is_extended": any(event.step == Step.EXTENDED for event in case.events),
        "may_extend": case.request.kind not in {Kind.COMPLAINT, Kind.OBJECTION, Kind.UNSORTED},
        "today": today_in_london(),
        "error": error,
        "waits": _waits(case),
        "person": person,
        "counted": "" if case.request.has_ended else explain_deadline(case.clock.deadline),
        "came": telling.CAME[case.request.came],
    }
    return render(request, "rights/desk/request.html", context, status=422 if error else 200)


def _words(case: Case) -> Particulars | None:
    """Who asks and in which words, unless they were destroyed."""
    try:
        return opened(case.request)
    except SealedError:
        return None
