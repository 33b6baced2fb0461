"""`requires`: the one way in which a page of the staff is opened, and what stands there if not."""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any, cast
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from sayso.days import today_in_london
from sayso.policy.bound import Staff
from sayso.policy.queries import NoPolicyError, current
from sayso.staff.demo import is_demo_session
from sayso.staff.models import Member
from sayso.staff.rights import Powers, Shut, second_factors

View = Callable[..., HttpResponseBase]

ANYBODY = ""
"""The right that every member has: to see what is their own."""

METHODS = "account_authentication_methods"
"""Where the library notes in a session when somebody showed who they are, and how."""

FRESH = 15 * 60
"""Seconds after which whoever takes details out, or opens doors to others, shows it again."""

NO_STAFF = Staff(rights={}, modules={}, roles={})
"""Before there is a policy nobody may do anything."""


def requires(*rights: str) -> Callable[[View], View]:
    """Open a page to whoever has one of these rights; without any, to every member of staff.

    The right counts only with a second factor, with every training that opens it, and with a
    passkey if the policy asks for one. What is missing is said on the page, with what to do next;
    the view is told who asks as `request.powers`.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            member = signed_in(request)
            if member is None:
                return to_sign_in(request)
            if not has_second_factor(request, member):
                return HttpResponseRedirect(reverse("second-factor"))
            powers = powers_of(member)
            shut = [powers.shut(right) for right in rights]
            if rights and all(shut):
                return refused(request, min((one for one in shut if one), key=_how_far))
            cast(Any, request).powers = powers
            return view(request, *args, **named)

        answer.rights = rights  # type: ignore[attr-defined] # what the matrix of routes asks
        return answer

    return decorated


def afresh(view: View) -> View:
    """Ask once more who it is, if that was long ago: for what leaves the system or opens it.

    It stands below `requires`. What was sent is kept, and goes on once they have shown it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not is_demo_session(request) and not _showed_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **named)

    return answer


def _showed_lately(request: HttpRequest) -> bool:
    shown = request.session.get(METHODS, [])
    return any(time() - one["at"] < FRESH for one in shown)


def _how_far(shut: Shut) -> bool:
    """Whoever lacks only a training or a passkey is nearer than whoever lacks the role."""
    return not shut.is_of_role


def powers_of(member: Member) -> Powers:
    """What a member may do now."""
    try:
        staff = current().policy.staff
    except NoPolicyError:
        staff = NO_STAFF
    return Powers(member, staff, today_in_london())


def asker(request: HttpRequest) -> Powers:
    """Who asks for a page that `requires` opened."""
    return cast(Powers, cast(Any, request).powers)


def signed_in(request: HttpRequest) -> Member | None:
    """The member who is signed in; whoever left meanwhile is signed out."""
    user = request.user
    if not user.is_authenticated:
        return None
    if not user.is_active:
        logout(request)
        return None
    return user


def has_second_factor(request: HttpRequest, member: Member) -> bool:
    """Whether they have one: who has it was asked for it when they signed in."""
    return is_demo_session(request) or bool(second_factors(member))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in on, which leads back here if that can be asked for again."""
    next_page = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("today")
    url = f"{reverse('account_login')}?{urlencode({'next': next_page})}"
    return HttpResponseRedirect(url)


def refused(request: HttpRequest, shut: Shut) -> HttpResponse:
    """The page that says why this door is shut, and how it is opened."""
    return render(request, "staff/shut.html", {"shut": shut}, status=403)
