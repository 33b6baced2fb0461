"""The pages on which people fill in a form, and on which they confirm a yes."""

from dataclasses import replace
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sayso.people.forms.confirming import Stage, asked_of, confirm, decline, find, stage_of
from sayso.people.forms.given import STAMP, Sent, read
from sayso.people.forms.stamp import read_stamp
from sayso.people.forms.submitting import submit
from sayso.people.forms.tokens import read_token
from sayso.people.limits import Bucket, network_of
from sayso.people.names import london_day
from sayso.policy.forms import FormStatus
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import NoPolicyError, current
from sayso.website.problems import Words, problem_page
from sayso.website.shown import Shown, show

BUCKET = Bucket(most=20, seconds=30)

CLOSED = Words(
    "This form is closed.",
    "What you want may have a form of its own on the first page; or write or call us, as below.",
)
RUN_OUT = Words(
    "This link has run out, and nothing was confirmed.",
    "Fill in the form once more, and use the link in the newest message.",
)


class Handled(NamedTuple):
    """What became of a form that was handed in: its status, and how it is shown if not taken."""

    status: int
    shown: Shown


def live(slug: str) -> PolicyVersion:
    """The policy that holds, if it has this form; raises Http404."""
    try:
        version = current()
    except NoPolicyError:
        raise Http404 from None
    if slug not in version.policy.forms:
        raise Http404
    return version


def sent_by(request: HttpRequest) -> Sent:
    """What came, every value of each field."""
    return {name: [str(one) for one in values] for name, values in request.POST.lists()}


def hand_in(request: HttpRequest, slug: str, version: PolicyVersion) -> Handled:
    """Take a form in, or say why not: 409 if it was shown too long ago, 422 if something is wrong
    with it, 429 if too many came from there. What was written is kept.
    """
    sent = sent_by(request)
    text = (sent.get(STAMP) or [""])[-1]
    stamp = read_stamp(text, slug)
    shown_under = stamp and PolicyVersion.objects.filter(sha256=stamp.policy).first()
    if stamp is None or shown_under is None:
        return Handled(409, show(slug, version, sent=sent))
    shown = Shown(slug, shown_under, text, london_day(stamp.at), sent)
    given, errors = read(shown.policy, shown.form, sent)
    if errors:
        return Handled(422, replace(shown, errors=errors))
    if not BUCKET.take(network_of(request)):
        return Handled(429, shown)
    submit(stamp=stamp, given=given, policy=shown.policy)
    return Handled(200, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """A form; what becomes of it looks the same whoever sends it, known to us or not."""
    version = live(slug)
    if request.method != "POST":
        if version.policy.forms[slug].status is FormStatus.RETIRED:
            return problem_page(request, 410, CLOSED)
        return _page(request, Handled(200, show(slug, version)))
    handled = hand_in(request, slug, version)
    if handled.status == 200:
        return redirect("form-thanks", slug=slug)
    return _page(request, handled)


def _page(request: HttpRequest, handled: Handled) -> HttpResponse:
    context = {"shown": handled.shown, "status": handled.status}
    page = render(request, "website/form.html", context, status=handled.status)
    if handled.status == 429:
        page["Retry-After"] = str(int(BUCKET.seconds))
    return page


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said when a form was sent."""
    return render(request, "website/thanks.html", {"form": live(slug).policy.forms[slug]})


# --- a yes confirmed ---------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Where a yes is confirmed: by the button. Reading the page, or fetching it, does nothing."""
    if request.method == "POST":
        confirm(_named(token))
        return redirect("confirm", token=token)
    return _stage(request, token, None)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def refusal(request: HttpRequest, token: str) -> HttpResponse:
    """Where it is refused, with a button or by one click of a mail program (RFC 8058)."""
    done = decline(_named(token)) if request.method == "POST" else None
    return _stage(request, token, done)


def _named(token: str) -> str:
    name = read_token(token)
    if name is None:
        raise Http404
    return name


def _stage(request: HttpRequest, token: str, done: Stage | None) -> HttpResponse:
    row = find(_named(token))
    stage = done or stage_of(row)
    if row is None or stage is Stage.GONE:
        return problem_page(request, 410, RUN_OUT)
    words = asked_of(row) if stage is not Stage.DECLINED else []
    context = {"stage": stage.value, "words": words, "token": token}
    return render(request, "website/confirm.html", context)
