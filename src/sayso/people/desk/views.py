"""The pages about people: look somebody up, read why, record what they say."""

from datetime import date

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.people.desk.recording import Recorded, record_answer, stop_everything
from sayso.people.desk.search import search
from sayso.people.desk.shown import Shown
from sayso.people.errors import RecordError
from sayso.people.models import Access, Person
from sayso.people.queries import person_by_ref
from sayso.policy.queries import current
from sayso.staff.access import asker, requires
from sayso.staff.rights import Powers

SEE, RECORD = "see-people", "record-choices"

PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE)
@requires(SEE)
def people(request: HttpRequest) -> HttpResponse:
    """One box; what is looked for is sent in the body, and stands in no address and no log."""
    words = request.POST.get("words", "")[:200] if request.method == "POST" else ""
    found = search(words, request.POST.get("after", "")[:100]) if words.strip() else None
    if found and len(found.hits) == 1 and not found.after and found.kind != "name":
        return HttpResponseRedirect(reverse("person", args=[found.hits[0].ref]))
    context = {"words": words, "found": found, "is_empty": not Person.objects.exists()}
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "HEAD"])
@requires(SEE)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything about one person on a page. That it was read is on record before it is shown."""
    somebody = _person(ref)
    if somebody.merged_into:
        into = Person.objects.get(sid=somebody.merged_into)
        return HttpResponseRedirect(reverse("person", args=[into.ref]))
    _note(somebody, asker(request))
    return _page(request, somebody)


def _person(ref: str) -> Person:
    try:
        return person_by_ref(ref)
    except RecordError:
        raise Http404 from None


@transaction.atomic
def _note(somebody: Person, powers: Powers) -> None:
    Access.objects.create(sid=somebody.sid, member=powers.member.pk)
    append(kind="person.read", actor=powers.member.actor, subject=somebody.sid)


def _page(
    request: HttpRequest,
    somebody: Person,
    *,
    error: str = "",
    recorded: str = "",
    status: int = 200,
) -> HttpResponse:
    powers = asker(request)
    version = current()
    on, wrong = _day(request.GET.get("on", ""))
    shown = Shown(somebody, version, on)
    context = {
        "shown": shown,
        "may_record": powers.may(RECORD) and not somebody.shredded_at,
        "shut": powers.shut(RECORD),
        "methods": version.policy.methods.items(),
        "wordings": [(slug, one, one.text) for slug, one in version.policy.wordings.items()],
        "objections": version.policy.objections.items(),
        "error": error or wrong,
        "recorded": recorded or request.GET.get("recorded", ""),
        "today": today_in_london(),
    }
    return render(request, "people/person.html", context, status=status)


def _day(text: str) -> tuple[date, str]:
    """The day that is asked about; with what is wrong with it."""
    today = today_in_london()
    if not text:
        return today, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today, "That is no day that we can read; choose one in the box."
    if not date(2000, 1, 1) <= day <= today:
        return today, "We can answer for today and for days before it; choose one of those."
    return day, ""


@require_POST
@requires(RECORD)
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what a person says: yes or no, in which words, by which way."""
    somebody = _person(ref)
    sent = request.POST
    said = Recorded(sent.get("says", ""), sent.get("words", ""), sent.get("method", ""))
    try:
        record_answer(person=somebody, said=said, member=asker(request).member)
    except RecordError as refusal:
        return _page(request, somebody, error=str(refusal), status=422)
    return HttpResponseRedirect(f"{reverse('person', args=[ref])}?recorded={said.says}#said")


@require_POST
@requires(RECORD)
def stop(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop everything that is not necessary, from this moment, by any means."""
    somebody = _person(ref)
    try:
        stop_everything(
            person=somebody, method=request.POST.get("method", ""), member=asker(request).member
        )
    except RecordError as refusal:
        return _page(request, somebody, error=str(refusal), status=422)
    return HttpResponseRedirect(f"{reverse('person', args=[ref])}?recorded=stop#said")
