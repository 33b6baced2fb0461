"""Pages that fit somebody's interests: only those that they ticked here, and only if they let us.

What they ticked is in a signed cookie of their own browser, and nowhere else. Nothing is concluded
from what they read, and what no policy declares cannot be ticked. Without their yes every page is
the same for everybody, byte for byte.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sayso.days import today_in_london
from sayso.policy.forms import Form, FormStatus
from sayso.policy.period import Period
from sayso.policy.queries import NoPolicyError, current
from sayso.policy.schema import Policy
from sayso.website.choice import choice_of, may_store
from sayso.website.problems import Words, problem_page
from sayso.website.statistics.origin import is_from_us

COOKIE = SALT = "interests"
LIFE = timedelta(days=30)
"""How long it is kept, if the cookie table does not say sooner."""

NOT_ALLOWED = Words(
    "Your browser may not keep your interests.",
    "Nothing was kept. Accept them on the page Cookies first, if you like.",
)
NOT_FROM_US = Words(
    "We could not tell that this was sent from a page of ours.",
    "Nothing was kept. Go back to the page before, load it again and try once more.",
)


class Listed(NamedTuple):
    """A form on the first page, and which of somebody's interests brought it to the front."""

    slug: str
    form: Form
    because: str


def may_keep(request: HttpRequest) -> bool:
    """Whether the visitor's browser may keep what they ticked, as the law answers."""
    return may_store(choice_of(request), COOKIE)


def ticked(request: HttpRequest, policy: Policy) -> tuple[str, ...]:
    """What a visitor ticked, in the order of the policy; nothing without their yes."""
    text = request.COOKIES.get(COOKIE, "")
    if not text or not may_keep(request):
        return ()
    try:
        found = signing.loads(text, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return ()
    return tuple(topic for topic in policy.interests if topic in found)


def forms_for(policy: Policy, topics: Sequence[str]) -> list[Listed]:
    """The forms that are open: those of somebody's interests first, else as the policy has them."""
    live = [(slug, one) for slug, one in policy.forms.items() if one.status is FormStatus.LIVE]
    found = [Listed(slug, one, _because(one, topics)) for slug, one in live]
    return sorted(found, key=lambda one: not one.because)


def _because(form: Form, topics: Sequence[str]) -> str:
    return next((topic for topic in form.topics if topic in topics), "")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """What a visitor ticked, to see, to change and to clear."""
    try:
        policy = current().policy
    except NoPolicyError:
        raise Http404 from None
    if request.method == "POST":
        return _kept(request, policy)
    chosen = ticked(request, policy)
    context = {
        "topics": [(topic, topic in chosen) for topic in policy.interests],
        "may_keep": may_keep(request),
        "chosen": chosen,
        "listed": [one for one in forms_for(policy, chosen) if one.because],
    }
    return render(request, "website/interests.html", context)


def _kept(request: HttpRequest, policy: Policy) -> HttpResponse:
    if not is_from_us(request):
        return problem_page(request, 403, NOT_FROM_US)
    if not may_keep(request):
        return problem_page(request, 403, NOT_ALLOWED)
    said = request.POST.getlist("topic") if request.POST.get("do") != "clear" else []
    response = HttpResponseRedirect(reverse("interests"), status=303)
    topics = [topic for topic in policy.interests if topic in said]
    if topics:
        response.set_cookie(
            COOKIE,
            signing.dumps(topics, salt=SALT),
            max_age=_life(policy),
            secure=settings.CSRF_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _life(policy: Policy) -> timedelta:
    """As long as the cookie table says, and never longer than we do."""
    today, cookie = today_in_london(), policy.cookies.get(COOKIE)
    declared = [cookie.lasts] if cookie and isinstance(cookie.lasts, Period) else []
    return min([LIFE, *(period.after(today) - today for period in declared)])
