"""What the staff do with requests: take one in that came by another way, and each step of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sayso.days import today_in_london
from sayso.people.errors import RecordError
from sayso.people.points import ReadPoint, read_point
from sayso.people.queries import person_by_ref
from sayso.rights import actions
from sayso.rights.actions import NewRequest
from sayso.rights.desk.views import HANDLE, shown
from sayso.rights.errors import RequestError
from sayso.rights.models import Came, Kind, Outcome, Wait, Why
from sayso.rights.plain import plain
from sayso.rights.queries import by_ref
from sayso.rights.sealing import Particulars
from sayso.staff.access import asker, requires

KINDS = [one for one in Kind if one is not Kind.UNSORTED]
BY_US = (Came.PHONE, Came.LETTER, Came.EMAIL, Came.IN_PERSON, Came.SOCIAL)
"""The ways in which a request comes that one of us writes down."""

WAYS = (("email", "Email address"), ("phone", "Telephone number"), ("post", "Postal address"))
LONGEST = 20_000
"""Signs of what somebody asks."""

TOLD, NOT_TOLD = "They were told by email.", "They have no email address here: write to them."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(HANDLE)
def new(request: HttpRequest) -> HttpResponse:
    """A request that came by telephone, letter or in person."""
    sent, error = request.POST, ""
    if request.method == "POST":
        try:
            made = actions.receive(new=_new(sent), actor=asker(request).member.actor)
        except RecordError as refusal:
            error = _in_a_browser(refusal)
        else:
            was_told = made.events.filter(step="acknowledged").exists()
            messages.success(request, f"Taken in. {TOLD if was_told else NOT_TOLD}")
            return HttpResponseRedirect(reverse("request", args=[made.ref]))
    context = {
        "kinds": [(one.value, one.label.capitalize()) for one in KINDS],
        "ways_it_came": [(one.value, one.label.capitalize()) for one in BY_US],
        "ways": [(way, words, sent.get(way, "")) for way, words in WAYS],
        "sent": sent,
        "today": today_in_london(),
        "error": error,
    }
    return render(request, "rights/desk/new.html", context, status=422 if error else 200)


def _new(sent: Mapping[str, str]) -> NewRequest:
    if sent.get("kind") not in KINDS:
        raise RequestError("Choose what is asked for.")
    if sent.get("came") not in BY_US:
        raise RequestError("Choose by which way it came.")
    return NewRequest(
        kind=Kind(sent["kind"]),
        came=Came(sent["came"]),
        words=Particulars(
            who=plain(sent.get("name", ""))[:200],
            on_behalf_of=plain(sent.get("behalf", ""))[:500],
            about=plain(sent.get("about", ""))[:LONGEST],
        ),
        points=tuple(_points(sent)),
        received_on=_day(sent.get("received", "")),
    )


def _points(sent: Mapping[str, str]) -> list[ReadPoint]:
    return [read_point(way, sent[way]) for way, _ in WAYS if sent.get(way, "").strip()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RequestError("That is no day that we can read; choose one in the box.") from None


def _in_a_browser(problem: RecordError) -> str:
    """A refusal without the command that a terminal would be told of."""
    said, _, advice = str(problem).partition("; ")
    return f"{said}; take that step first." if "sayso " in advice else str(problem)


# --- its steps ---------------------------------------------------------------------------

Sent = Mapping[str, str]


def _one_of(kind: Any, text: str, words: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise RequestError(words) from None


def _acknowledge(ref: str, actor: str, sent: Sent) -> str:
    actions.acknowledge(ref=ref, actor=actor, on=_day(sent.get("on", "")))
    return "Noted that they were told."


def _sort(ref: str, actor: str, sent: Sent) -> str:
    kind = _one_of(Kind, sent.get("kind", ""), "Choose what it is.")
    actions.sort(ref=ref, kind=kind, actor=actor)
    return "Sorted."


def _wait(ref: str, actor: str, sent: Sent) -> str:
    what = _one_of(Wait, sent.get("what", ""), "Choose what you wait for.")
    words, on = plain(sent.get("words", ""))[:LONGEST], _day(sent.get("on", ""))
    return _told(actions.wait_for(ref=ref, what=what, actor=actor, on=on, words=words))


def _resume(ref: str, actor: str, sent: Sent) -> str:
    person = sent.get("person", "").strip()
    sid = person_by_ref(person).sid if person else ""
    is_held = actions.resume(ref=ref, actor=actor, on=_day(sent.get("on", "")), sid=sid)
    return "It goes on. Their record is on hold from now on." if is_held else "It goes on."


def _extend(ref: str, actor: str, sent: Sent) -> str:
    why = _one_of(Why, sent.get("why", ""), "Choose why it takes longer.")
    return _told(actions.extend(ref=ref, why=why, actor=actor, on=_day(sent.get("on", ""))))


def _close(ref: str, actor: str, sent: Sent) -> str:
    outcome = _one_of(Outcome, sent.get("outcome", ""), "Choose how it ended.")
    return _told(actions.close(ref=ref, outcome=outcome, actor=actor, on=_day(sent.get("on", ""))))


def _withdraw(ref: str, actor: str, sent: Sent) -> str:
    actions.withdraw(ref=ref, actor=actor, on=_day(sent.get("on", "")))
    return "It has ended, since they took it back."


def _told(was_told: bool) -> str:  # noqa: FBT001 - what an action answers
    return TOLD if was_told else NOT_TOLD


STEPS: Mapping[str, Callable[[str, str, Sent], str]] = {
    "acknowledge": _acknowledge,
    "sort": _sort,
    "wait": _wait,
    "resume": _resume,
    "extend": _extend,
    "close": _close,
    "withdraw": _withdraw,
}


@require_POST
@requires(HANDLE)
def step(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """One step of a request, by its name in the address."""
    if what not in STEPS:
        raise Http404
    try:
        case = by_ref(ref, today_in_london())
    except RequestError:
        raise Http404 from None
    try:
        told = STEPS[what](case.request.ref, asker(request).member.actor, request.POST)
    except RecordError as refusal:
        return shown(request, case, error=_in_a_browser(refusal))
    messages.success(request, told)
    return HttpResponseRedirect(reverse("request", args=[case.request.ref]))
