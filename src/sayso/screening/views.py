"""The pages of checks: ask for one, watch it, read what became of the list, take it away."""

from typing import Any, BinaryIO, NamedTuple, cast

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sayso.law.codes import Channel
from sayso.people.ribbon import WAYS
from sayso.policy.queries import current
from sayso.screening import actions
from sayso.screening.errors import CheckError
from sayso.screening.folders import the_answers
from sayso.screening.models import Run
from sayso.screening.narrowed import narrowed
from sayso.staff.access import asker, requires

CHECK = "check-lists"

SHOWN = 30
"""Checks in the list: the newest of one's own."""

PER_ROW, BAR = 48, 14
"""Pixels of a step of the waterfall, and of its bar."""


class Step(NamedTuple):
    """One reason of the waterfall as it is drawn, in pixels and per cent."""

    reason: str
    words: str
    rows: int
    left: int
    at: int
    x: str
    width: str
    remedy: str

    @property
    def baseline(self) -> int:
        return self.at + 14

    @property
    def top(self) -> int:
        return self.at + 22


class Fall(NamedTuple):
    """The waterfall of one channel."""

    channel: str
    way: str
    rows: int
    allowed: int
    points: int
    holds_until: str
    steps: list[Step]
    width: str

    @property
    def height(self) -> int:
        return PER_ROW * (len(self.steps) + 2)

    @property
    def last(self) -> int:
        return PER_ROW * (len(self.steps) + 1)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHECK)
def checks(request: HttpRequest) -> HttpResponse:
    """The form to ask for a check, and one's own checks of late."""
    powers, error = asker(request), ""
    if request.method == "POST":
        files = {part: request.FILES.get(part) for part in ("list", "said", "suppress")}
        try:
            run = actions.ask(
                member=powers.member,
                version=current(),
                purpose=request.POST.get("purpose", ""),
                channels=request.POST.getlist("channel"),
                files=files,
            )
        except CheckError as refusal:
            error = str(refusal)
        else:
            return HttpResponseRedirect(reverse("check", args=[run.name]))
    purposes = {slug: use for slug, use in current().policy.purposes.items() if use.channels}
    used = {channel for use in purposes.values() for channel in use.channels}
    context = {
        "purposes": purposes.items(),
        "channels": [(str(one), words) for one, words in WAYS.items() if one in used],
        "runs": Run.objects.filter(member=powers.member.pk)[:SHOWN],
        "error": error,
        "sent": {
            "purpose": request.POST.get("purpose", ""),
            "channels": request.POST.getlist("channel"),
        },
    }
    return render(request, "screening/checks.html", context, status=422 if error else 200)


def _own(request: HttpRequest, name: str) -> Run:
    """A check of whoever asks; anybody else's is not there."""
    found = Run.objects.filter(name=name, member=asker(request).member.pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@requires(CHECK)
def check(request: HttpRequest, name: str) -> HttpResponse:
    """How far it is; and once it has ended, where every row went."""
    run = _own(request, name)
    falls = [_fall(one, found) for one, found in run.summary.get("channels", {}).items()]
    chosen = next((one for one in falls if one.channel == request.GET.get("channel")), None)
    context = {
        "run": run,
        "falls": falls,
        "fall": chosen or (falls[0] if falls else None),
        "has_answers": the_answers(run.name) is not None and run.state == "done",
        "purpose": current().policy.purposes.get(run.purpose),
    }
    return render(request, "screening/check.html", context)


def _fall(channel: str, found: dict[str, Any]) -> Fall:
    rows = found["rows"]
    left, steps = rows, []
    for number, drop in enumerate(found["dropped"], 1):
        left -= drop["rows"]
        steps.append(
            Step(
                drop["reason"],
                drop["because"],
                drop["rows"],
                left,
                PER_ROW * number,
                _per_cent(left, rows),
                _per_cent(drop["rows"], rows),
                drop["remedy"],
            )
        )
    return Fall(
        channel,
        WAYS[Channel(channel)],
        rows,
        found["allowed"],
        found["contact_points"],
        found["holds_until"] or "",
        steps,
        _per_cent(found["allowed"], rows),
    )


def _per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "0%"


@require_safe
@requires(CHECK)
def progress(request: HttpRequest, name: str) -> JsonResponse:
    """How far it is, for the script of the page."""
    return JsonResponse(_own(request, name).progress)


@require_safe
@requires(CHECK)
def answers(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """The list with its answers, to take away: all rows, or those that one number counts."""
    run = _own(request, name)
    path = the_answers(run.name)
    if path is None or run.state != "done":
        raise Http404
    channel, reason = request.GET.get("channel", ""), request.GET.get("because", "")
    if not channel:
        file, called = cast("BinaryIO", path.open("rb")), f"checked-{run.on}"
    elif reason in _reasons(run, channel):
        file = narrowed(path, channel=Channel(channel), reason=reason)
        called = f"checked-{run.on}-{channel}-{reason or 'allowed'}"
    else:
        raise Http404
    sent = FileResponse(file, as_attachment=True, filename=f"{called}{path.suffix}")
    sent["Cache-Control"] = "no-store"
    return sent


def _reasons(run: Run, channel: str) -> set[str]:
    """The reasons for which rows were refused by a channel; the empty one is no refusal."""
    found = run.summary["channels"].get(channel)
    return {"", *(drop["reason"] for drop in found["dropped"])} if found else set()


@require_POST
@requires(CHECK)
def cancel(request: HttpRequest, name: str) -> HttpResponse:
    """End a check that is no longer wanted, or destroy its answers."""
    run = _own(request, name)
    if run.has_ended:
        actions.forget(run=run)
    else:
        actions.cancel(run=run)
    return HttpResponseRedirect(reverse("check", args=[name]))
