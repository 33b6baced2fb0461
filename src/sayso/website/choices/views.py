"""The pages on which people change their mind: by a link of ours, or by typing where we reach them.

What stands in a link is known to nobody but whoever it was sent to, and to be left alone is for
anybody to ask; so nothing here needs a cookie.
"""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sayso.law.codes import Channel
from sayso.people import choices, codes, links, typed
from sayso.people.errors import RecordError
from sayso.people.links import ONE_CLICK, UNDO, read
from sayso.people.models import Person
from sayso.people.points import ReadPoint, read_point
from sayso.policy.queries import current
from sayso.website.choices.sent import wanted
from sayso.website.choices.shown import WAYS, Shown
from sayso.website.choices.slowing import slow_down
from sayso.website.choices.whose import Whose, whose
from sayso.website.problems import Words, problem_page

PAGE = ["GET", "HEAD", "POST"]

GONE = Words(
    "We hold nothing about you under this link.",
    "What it led to was erased, or we never held it. To be left alone for ever by whatever address "
    "or number you like, type it on the page My choices.",
)

# --- by a link ---------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(PAGE)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The choices of whoever has the link."""
    found = whose(token)
    if found is None:
        raise Http404
    if not found.people:
        return problem_page(request, 410, GONE)
    if request.method == "POST" and request.POST.get("do") == "stop":
        return _stopped(request, found)
    if found.person is None:
        return render(request, "website/choices/shared.html", {"count": len(found.people)})
    shown = Shown(found.person, found.pid, current(), proof=_proof(request, found.person))
    if request.method != "POST":
        return _page(request, shown)
    return _DO.get(request.POST.get("do", ""), _page)(request, shown)


def _proof(request: HttpRequest, person: Person) -> str:
    """What shows that they entered a code a while ago; nothing if they did not."""
    name = request.POST.get("proof", "")
    return name if codes.is_proved(sid=person.sid, name=name) else ""


def _page(request: HttpRequest, shown: Shown, said: str = "", status: int = 200) -> HttpResponse:
    context = {"shown": shown, "said": said}
    return render(request, "website/choices/choices.html", context, status=status)


def _stopped(request: HttpRequest, found: Whose) -> HttpResponse:
    for person in found.people:
        choices.stop_everything(sid=person.sid, pid=found.pid)
    if found.person is None:
        return render(request, "website/choices/shared.html", {"is_stopped": True})
    shown = Shown(found.person, found.pid, current(), proof=_proof(request, found.person))
    return _page(request, shown, "stopped")


def _saved(request: HttpRequest, shown: Shown) -> HttpResponse:
    """Record what is different. A yes waits for the code, and keeps what was ticked meanwhile."""
    sent = {name: str(value) for name, value in request.POST.items()}
    boxes = [str(one) for one in request.POST.getlist("may")]
    now = choices.often(shown.person)
    wish = wanted(sent, boxes, shown.version.policy, now)
    if not shown.proof and (digits := sent.get("code", "").strip()):
        proof = codes.prove(sid=shown.person.sid, digits=digits)
        if not proof:
            waiting = replace(shown, asks="yes", wanted=wish)
            return _page(request, waiting, "wrong-code", 422)
        shown = replace(shown, proof=proof)
    try:
        events = choices.save(
            sid=shown.person.sid, pid=shown.pid, wanted=wish, proved=bool(shown.proof)
        )
    except choices.NotProvedError:
        return _ask(request, replace(shown, wanted=wish), "yes")
    return _page(request, replace(shown), "saved" if events else "same")


def _ask(request: HttpRequest, shown: Shown, why: str) -> HttpResponse:
    """Send a code, and wait for it."""
    try:
        is_sent = codes.send_code(sid=shown.person.sid, pid=shown.pid)
    except codes.TooManyCodesError:
        return _page(request, replace(shown, asks=why), "too-many-codes", 429)
    if not is_sent:
        return _page(request, replace(shown, wanted=None), "no-code", 409)
    return _page(request, replace(shown, asks=why), "code-sent")


def _show_all(request: HttpRequest, shown: Shown) -> HttpResponse:
    return _ask(request, shown, "all")


def _proved(request: HttpRequest, shown: Shown) -> HttpResponse:
    proof = codes.prove(sid=shown.person.sid, digits=request.POST.get("code", ""))
    if not proof:
        return _page(request, replace(shown, asks="all"), "wrong-code", 422)
    return _page(request, replace(shown, proof=proof), "proved")


_DO = {"save": _saved, "show": _show_all, "prove": _proved}

# --- by one click ------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(PAGE)
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one purpose by one channel, as mail programs do it (RFC 8058): whatever they send."""
    names = read(token, ONE_CLICK)
    if names is None:
        raise Http404
    sid, pid, purpose, channel = names
    person = Person.objects.filter(sid=sid, shredded_at=None).first()
    is_post = request.method == "POST"
    if is_post and person is not None:
        choices.stop_one(sid=person.merged_into or sid, pid=pid, purpose=purpose, channel=channel)
    policy = current().policy
    context = {
        "is_stopped": is_post,
        "purpose": policy.purposes.get(purpose),
        "way": WAYS[Channel(channel)].lower(),
        "url": choices_path(sid, pid),
    }
    return render(request, "website/choices/one-click.html", context)


def choices_path(sid: str, pid: str) -> str:
    """The page of all of their choices, from wherever they are on this site."""
    return links.choices_url(sid=sid, pid=pid)


# --- by typing ---------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(PAGE)
def by_typing(request: HttpRequest) -> HttpResponse:
    """Where somebody without a link types where we reach them: to be left alone, or for a link.

    The answer is the same, and so is the work, whether or not anybody on record has it.
    """
    if request.method != "POST":
        return render(request, "website/choices/type.html")
    text = request.POST.get("point", "")
    slow_down(request)
    try:
        point = _point(text)
    except RecordError as error:
        return _again(request, text, str(error))
    if request.POST.get("do") == "link":
        return _link_sent(request, point, text)
    typed.stop(point)
    context: dict[str, object] = {"done": "stopped", "is_email": point.kind == "email"}
    return render(request, "website/choices/typed.html", context)


def _link_sent(request: HttpRequest, point: ReadPoint, text: str) -> HttpResponse:
    if point.kind != "email":
        why = "A link can only go to an email address; type one, or press Stop everything."
        return _again(request, text, why)
    typed.send_link(point)
    return render(request, "website/choices/typed.html", {"done": "link"})


def _again(request: HttpRequest, text: str, problem: str) -> HttpResponse:
    context = {"text": text, "problem": problem}
    return render(request, "website/choices/type.html", context, status=422)


def _point(text: str) -> ReadPoint:
    """What was typed: an email address if it has an at sign, and else a telephone number."""
    return read_point("email" if "@" in text else "phone", text.strip())


# --- taken back --------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(PAGE)
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what somebody typed of this mailbox. Opening the page does nothing."""
    names = read(token, UNDO)
    if names is None:
        raise Http404
    is_done = request.method == "POST" and typed.undo(names[0])
    context = {"is_done": is_done, "is_standing": not is_done and typed.is_standing(names[0])}
    return render(request, "website/choices/undo.html", context)
