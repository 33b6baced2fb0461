"""Coming in: by an invitation, with a second factor, or through a link of the demo."""

from typing import Any, cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sayso.staff import actions, demo
from sayso.staff.access import has_second_factor, powers_of, signed_in, to_sign_in
from sayso.staff.errors import StaffError
from sayso.staff.models import Member

PAGE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGE)
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take an invitation up: choose a password, and be signed in."""
    found = actions.open_invitation(token)
    if found is None:
        return render(request, "staff/invitation-over.html", status=410)
    error = ""
    if request.method == "POST":
        try:
            member = actions.accept(token=token, password=request.POST.get("password", ""))
        except StaffError as refusal:
            error = str(refusal)
        else:
            page = _signed_in(request, member)
            # The password was chosen just now: it is not asked again before a factor is added.
            record_authentication(request, member, method="password", reauthenticated=True)
            return page
    context = {"invitation": found, "error": error}
    return render(request, "staff/invitation.html", context, status=422 if error else 200)


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What to do before anything else: choose a second factor."""
    member = signed_in(request)
    if member is None:
        return to_sign_in(request)
    if has_second_factor(request, member):
        return HttpResponseRedirect(reverse("today"))
    context = {"wants_passkey": powers_of(member).wants_passkey}
    return render(request, "staff/second-factor.html", context)


class UseApp(ActivateTOTPView):  # type: ignore[misc] # it has no types
    """The library's page for an authenticator app, with its code drawn in the page itself."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**named)
        drawn = context["totp_svg"].partition("?>")[2] or context["totp_svg"]
        return {**context, "drawn": mark_safe(drawn)}  # noqa: S308 - drawn by the library


@require_safe
def by_invitation(request: HttpRequest) -> HttpResponse:
    """Accounts are by invitation; and how somebody comes back in who lost their password."""
    return render(request, "staff/by-invitation.html")


@never_cache
@require_http_methods(PAGE)
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as a persona of the demo; only where it is one, and each link once."""
    if not demo.is_open():
        raise Http404
    if request.method != "POST":
        return render(request, "staff/demo.html")
    member = actions.use_demo_link(token)
    if member is None:
        return render(request, "staff/demo.html", {"is_used": True}, status=410)
    page = _signed_in(request, member)
    request.session[demo.IN_SESSION] = True
    return page


def _signed_in(request: HttpRequest, member: Member) -> HttpResponse:
    return cast(HttpResponse, perform_login(request, Login(user=member)))
