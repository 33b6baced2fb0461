"""The pages of whoever asks: what they may ask, the form to ask it, and where a request stands."""

import secrets

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe

from sayso.days import today_in_london
from sayso.people.limits import Bucket, network_of
from sayso.rights import telling
from sayso.rights.actions import receive
from sayso.rights.forms import LONGEST, AskForm
from sayso.rights.models import Request
from sayso.rights.queries import by_token

BUCKET = Bucket(most=20, seconds=30)

SALT = "sayso.rights"


@require_safe
def your_rights(request: HttpRequest) -> HttpResponse:
    """What people may ask of us, and by when they have an answer."""
    context = {"offers": list(telling.offers(today_in_london()))}
    return render(request, "rights/your-rights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it; it looks the same whoever asks, known to us or not."""
    if request.method != "POST":
        return _form(request, AskForm(initial=_begun(request)))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    token = _token(form.cleaned_data["once"])
    if not _is_there(token):
        if not BUCKET.take(network_of(request)):
            return _form(request, form, status=429)
        _received(form, token)
    return redirect("rights-request", token=token)


def _begun(request: HttpRequest) -> dict[str, str]:
    """What a form begins with: the kind that a link names, and a name of its own."""
    return {"kind": request.GET.get("kind", ""), "once": secrets.token_hex(16)}


def _token(once: str) -> str:
    """The address of what a form is handed in for: the same if it is handed in twice."""
    name = once or secrets.token_hex(16)
    return salted_hmac(SALT, name, algorithm="sha256").hexdigest()[:32]


def _is_there(token: str) -> bool:
    return Request.objects.filter(token=token).exists()


def _received(form: AskForm, token: str) -> None:
    try:
        receive(new=form.request(), token=token)
    except IntegrityError:
        if not _is_there(token):
            raise  # else the same form came twice at once


def _form(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "offers": telling.OFFERED.items(),
        "longest": LONGEST,
        "too_many": status == 429,
        "today": today_in_london(),
    }
    page = render(request, "rights/ask.html", context, status=status)
    if status == 429:
        page["Retry-After"] = str(int(BUCKET.seconds))
    return page


@require_safe
def request_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where a request stands, for whoever has its address; it names nobody."""
    case = by_token(token, today_in_london())
    if case is None:
        raise Http404
    context = {
        "case": case,
        "headline": telling.headline(case),
        "asked": telling.NAMES[case.request.kind],
        "waits": telling.WAITS.get(case.request.waits_for),
        "ending": telling.ending(case),
        "happened": telling.happened(case),
    }
    return render(request, "rights/request.html", context)
