"""The pages on which details are taken out: asked for, counted, seconded, taken once."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sayso.people import exports as actions
from sayso.people.errors import RecordError
from sayso.people.export_models import Export
from sayso.people.ribbon import WAYS
from sayso.policy.queries import current
from sayso.staff import work
from sayso.staff.access import afresh, asker, requires
from sayso.staff.approval import Approving, approving
from sayso.staff.models import Member, actor_of

TAKE_OUT = "export"

SHOWN = 30
"""Exports in each list: the newest."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(TAKE_OUT)
def exports(request: HttpRequest) -> HttpResponse:
    """The form to ask, what waits for a second person, and one's own of late."""
    member, error, sent = asker(request).member, "", request.POST
    if request.method == "POST":
        try:
            export = actions.ask(
                member=member,
                purpose=sent.get("purpose", ""),
                channel=sent.get("channel", ""),
                reason=sent.get("reason", ""),
            )
        except RecordError as refusal:
            error = str(refusal)
        else:
            return _to(export)
    policy = current().policy
    purposes = [(slug, use) for slug, use in policy.purposes.items() if use.channels]
    used = {channel for _, use in purposes for channel in use.channels}
    waiting = Export.objects.filter(state="done", needs_second=True, approved_at=None)
    context = {
        "purposes": purposes,
        "channels": [(str(one), words) for one, words in WAYS.items() if one in used],
        "bound": policy.staff.export_alone,
        "waiting": waiting.exclude(member=member.pk)[:SHOWN],
        "own": Export.objects.filter(member=member.pk)[:SHOWN],
        "sent": sent,
        "error": error,
    }
    return render(request, "people/exports.html", context, status=422 if error else 200)


def _to(export: Export) -> HttpResponse:
    return HttpResponseRedirect(reverse("export", args=[export.name]))


def _found(name: str) -> Export:
    found = Export.objects.filter(name=name).first()
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, name: str) -> Export:
    """One of whoever asks; anybody else's is not there."""
    found = _found(name)
    if found.member != asker(request).member.pk:
        raise Http404
    return found


@require_safe
@requires(TAKE_OUT)
def export(request: HttpRequest, name: str) -> HttpResponse:
    """What was asked for and why, how many they are, and what is waited for."""
    return _shown(request, _found(name))


def _shown(request: HttpRequest, export: Export, error: str = "") -> HttpResponse:
    use = current().policy.purposes.get(export.purpose)
    names = dict(
        Member.objects.filter(pk__in=[export.member, export.approved_by]).values_list("pk", "name")
    )
    context = {
        "export": export,
        "purpose": use.name if use else export.purpose,
        "way": export.channel.replace("_", " "),
        "asked_by": names.get(export.member, "Somebody who left"),
        "approved_by": names.get(export.approved_by) if export.approved_by else "",
        "is_own": export.member == asker(request).member.pk,
        "approving": _approving(request, export),
        "bound": current().policy.staff.export_alone,
        "error": error,
    }
    return render(request, "people/export.html", context, status=422 if error else 200)


def _approving(request: HttpRequest, export: Export) -> Approving | None:
    if not export.waits_for_second:
        return None
    hands = [actor_of(export.member)]
    since = export.ended_at or export.asked_at
    return approving(asker(request), right=TAKE_OUT, hands=hands, since=since)


@require_safe
@requires(TAKE_OUT)
def progress(request: HttpRequest, name: str) -> JsonResponse:
    """How far the count is, for the script of the page."""
    return JsonResponse(_own(request, name).progress)


@require_POST
@requires(TAKE_OUT)
@afresh
def approve(request: HttpRequest, name: str) -> HttpResponse:
    """Second it."""
    export = _found(name)
    found = _approving(request, export)
    if found is None:
        return _shown(request, export, "It does not wait for a second person; look at it anew.")
    try:
        actions.approve(export=export, member=asker(request).member, found=found)
    except RecordError as refusal:
        return _shown(request, export, str(refusal))
    return _to(export)


@require_POST
@requires(TAKE_OUT)
@afresh
def take(request: HttpRequest, name: str) -> HttpResponseBase:
    """The list itself, once."""
    export = _own(request, name)
    try:
        lines = actions.take(export=export, member=asker(request).member)
    except RecordError as refusal:
        return _shown(request, export, str(refusal))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    called = f"{export.purpose}-{export.channel}-{export.asked_at:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(TAKE_OUT)
def cancel(request: HttpRequest, name: str) -> HttpResponse:
    """End a count that is no longer wanted."""
    export = _own(request, name)
    work.cancel(export)
    return _to(export)
