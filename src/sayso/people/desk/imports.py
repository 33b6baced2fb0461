"""The pages on which people are brought in from a list: sent, read, tried, and then meant."""

from datetime import date
from typing import Any, NamedTuple

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sayso.people.errors import RecordError
from sayso.people.imports import uploads
from sayso.people.imports.columns import UNUSED
from sayso.people.imports.uploads import IMPORTS
from sayso.people.upload_models import Upload
from sayso.policy.queries import current
from sayso.policy.schema import Policy
from sayso.staff.access import asker, requires

EDIT = "edit-people"

SHOWN = 30
"""Imports in the list: the newest of one's own."""

SAID = {
    "source": "Source of the row",
    "collected_on": "Day on which it was given",
    "notice": "Notice that they saw",
    "given_on": "Day of their yes",
    "wording": "Words of their yes",
    "method": "Way of their yes",
    "channels": "Channels of their yes",
    "topics": "Topics of their yes",
    "seq": "Order within a day",
    "ends_on": "Day on which their yes ends",
    "withdrawn_on": "Day on which they took it back",
    "objected_on": "Day of their no",
    "objection": "Words of their no",
    "objection_channels": "Channels of their no",
    "objection_topics": "Topics of their no",
    "objection_to": "What their no is to",
    "stop": "Stop everything",
    "bounced_on": "Day on which a message came back",
    "complained_on": "Day on which they complained",
}
"""What a column may be besides a field of the policy, as people call it."""

OUTCOMES = {
    "added": "New on record",
    "updated": "On record, with something new",
    "unchanged": "On record, with nothing new",
    "kept_opted_out": "On record, and their no stands",
    "left_alone": "To be left alone, so not brought in",
    "refused": "Refused",
}
CAME = ("added", "updated", "unchanged", "kept_opted_out")


class Column(NamedTuple):
    """One column of the file: its heading, and what it is to be read as."""

    place: int
    heading: str
    word: str


class Told(NamedTuple):
    """What became of the rows, or would."""

    rows: int
    came: int
    counts: list[tuple[str, str, int]]
    reasons: list[tuple[str, str, int]]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT)
def imports(request: HttpRequest) -> HttpResponse:
    """The form to send a file, and one's own imports of late."""
    member, error = asker(request).member, ""
    if request.method == "POST":
        try:
            upload = uploads.send(member=member, file=request.FILES.get("list"))
        except RecordError as refusal:
            error = in_a_browser(refusal)
        else:
            return _to(upload)
    context = {"uploads": Upload.objects.filter(member=member.pk)[:SHOWN], "error": error}
    return render(request, "people/imports.html", context, status=422 if error else 200)


def _to(upload: Upload) -> HttpResponse:
    return HttpResponseRedirect(reverse("import", args=[upload.name]))


def own_upload(request: HttpRequest, name: str) -> Upload:
    """A file of whoever asks; anybody else's is not there."""
    rows = Upload.objects.select_related("run")
    found = rows.filter(name=name, member=asker(request).member.pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@requires(EDIT)
def upload(request: HttpRequest, name: str) -> HttpResponse:
    """How the file is read, what would become of it, how far it is, and what became of it."""
    return _shown(request, own_upload(request, name))


def _shown(request: HttpRequest, upload: Upload, error: str = "") -> HttpResponse:
    policy = current().policy
    context = {
        "upload": upload,
        "is_there": IMPORTS.list_of(upload.name) is not None,
        "columns": _columns(upload),
        "words": _words(policy),
        "sources": [(slug, one.name) for slug, one in policy.sources.items()],
        "wordings": policy.wordings.items(),
        "methods": policy.methods.items(),
        "told": _told(upload.summary if upload.is_in else upload.trial),
        "error": error or in_a_browser(upload.problem),
    }
    return render(request, "people/import.html", context, status=422 if error else 200)


def _columns(upload: Upload) -> list[Column]:
    return [
        Column(place, heading, upload.words.get(str(place), ""))
        for place, heading in enumerate(upload.headings)
        if heading.strip()
    ]


def _words(policy: Policy) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that a column may be, in groups."""
    fields = [(slug, one.label) for slug, one in policy.fields.items()]
    return [("Their details", fields), ("Where from, and what they said", list(SAID.items()))]


def _told(found: dict[str, Any]) -> Told | None:
    if not found:
        return None
    counts = found["counts"]
    return Told(
        sum(counts.values()),
        sum(counts.get(one, 0) for one in CAME),
        [(one, words, counts[one]) for one, words in OUTCOMES.items() if counts.get(one)],
        [(one, in_a_browser(why), n) for one, why, n in found["reasons"]],
    )


def in_a_browser(problem: RecordError | str) -> str:
    """A refusal without the flags of the command line, which has other boxes for the same."""
    text = str(problem).replace("The day of --on", "The day")
    said, _, advice = text.partition("; ")
    return f"{said}; choose it below." if "--" in advice else text


@require_POST
@requires(EDIT)
def try_out(request: HttpRequest, name: str) -> HttpResponse:
    """Say how the file is to be read, and ask what would become of every row."""
    upload, sent = own_upload(request, name), request.POST
    words = [
        sent.get(f"column-{place}", "") if heading.strip() else UNUSED
        for place, heading in enumerate(upload.headings)
    ]
    on, error = _day(sent.get("on", ""))
    if not error:
        said = {part: sent.get(part, "")[:100] for part in ("source", "wording", "method")}
        settings = {**said, "on": on, "overwrite": "overwrite" in sent}
        try:
            uploads.try_out(upload, words=words, settings=settings, powers=asker(request))
        except RecordError as refusal:
            error = in_a_browser(refusal)
    return _shown(request, upload, error) if error else _to(upload)


def _day(text: str) -> tuple[str, str]:
    """The day as text, or what is wrong with it."""
    try:
        return (date.fromisoformat(text).isoformat() if text else ""), ""
    except ValueError:
        return "", "That is no day that we can read; choose one in the box."


@require_POST
@requires(EDIT)
def bring_in(request: HttpRequest, name: str) -> HttpResponse:
    """Bring in what was tried, or go on where it stopped."""
    upload = own_upload(request, name)
    try:
        uploads.bring_in(upload, powers=asker(request))
    except RecordError as refusal:
        return _shown(request, upload, in_a_browser(refusal))
    return _to(upload)


@require_safe
@requires(EDIT)
def progress(request: HttpRequest, name: str) -> JsonResponse:
    """How far it is, for the script of the page."""
    return JsonResponse(own_upload(request, name).progress)


@require_POST
@requires(EDIT)
def give_up(request: HttpRequest, name: str) -> HttpResponse:
    """Stop what is at work, and destroy the file."""
    found = own_upload(request, name)
    uploads.give_up(found)
    return _to(found)
