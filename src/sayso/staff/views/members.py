"""Staff and roles: who works here, what each may do, and the ways in and out."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sayso.staff import actions
from sayso.staff.access import afresh, asker, powers_of, requires
from sayso.staff.errors import StaffError
from sayso.staff.models import Invitation, Member, Recovery, now
from sayso.staff.rights import READ_OF_A_MEMBER, Powers, second_factors

RUN = "run-system"
SECOND = ("run-system", "change-policy")
"""Who may be the second of the two whom a lost factor takes."""


class Shown(NamedTuple):
    """One member in the list."""

    member: Member
    powers: Powers
    has_factor: bool

    @property
    def roles(self) -> str:
        known = self.powers.staff.roles
        return ", ".join(known[slug].name for slug in self.member.roles if slug in known)

    @property
    def open(self) -> int:
        """Trainings that are to be passed."""
        return sum(not one.holds for one in self.powers.asked_of_them)


@require_safe
@requires(*SECOND)
def members(request: HttpRequest) -> HttpResponse:
    """Everybody who works here."""
    return _list(request)


def _list(
    request: HttpRequest, *, error: str = "", link: str = "", sent: dict[str, Any] | None = None
) -> HttpResponse:
    shown = list(_shown(Member.objects.filter(is_active=True)))
    powers = asker(request)
    context = {
        "members": shown,
        "left": Member.objects.filter(is_active=False),
        "invitations": Invitation.objects.filter(used_at=None, lapses_at__gt=now()).exclude(
            invited_by="demo"
        ),
        "recoveries": Recovery.objects.filter(approved_at=None).select_related("member"),
        "roles": powers.staff.roles.items(),
        "rights": powers.staff.rights.items(),
        "may_run": powers.may(RUN),
        "locked": sum(bool(one.open) for one in shown),
        "error": error,
        "link": link,
        "sent": sent or {},
    }
    return render(request, "staff/members.html", context, status=422 if error else 200)


def _shown(rows: Any) -> Iterator[Shown]:
    for member in rows.prefetch_related(*READ_OF_A_MEMBER):
        yield Shown(member, powers_of(member), bool(second_factors(member)))


@require_POST
@requires(RUN)
@afresh
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody in; the link is shown once, to be handed to them."""
    powers, sent = asker(request), request.POST
    try:
        token = actions.invite(
            email=sent.get("email", ""),
            name=sent.get("name", ""),
            roles=sent.getlist("role"),
            staff=powers.staff,
            by=powers.member.actor,
        )
    except StaffError as refusal:
        kept = {"email": sent.get("email"), "name": sent.get("name"), "roles": sent.getlist("role")}
        return _list(request, error=str(refusal), sent=kept)
    return _list(request, link=invitation_url(token))


def invitation_url(token: str) -> str:
    """The whole address of an invitation."""
    return f"{settings.ENVIRONMENT.base_url}{reverse('invitation', args=[token])}"


@require_safe
@requires(*SECOND)
def member(request: HttpRequest, key: str) -> HttpResponse:
    """One member: roles, training, and what may be changed."""
    return _one(request, get_object_or_404(Member, pk=key))


def _one(request: HttpRequest, somebody: Member, error: str = "", link: str = "") -> HttpResponse:
    powers = powers_of(somebody)
    asked = asker(request)
    context = {
        "somebody": somebody,
        "shown": next(_shown(Member.objects.filter(pk=somebody.pk))),
        "trainings": powers.asked_of_them,
        "roles": powers.staff.roles.items(),
        "rights": [(right, powers.shut(slug)) for slug, right in powers.staff.rights.items()],
        "recoveries": somebody.recoveries.filter(approved_at=None),
        "is_oneself": somebody.pk == asked.member.pk,
        "may_run": asked.may(RUN),
        "error": error,
        "link": link,
    }
    return render(request, "staff/member.html", context, status=422 if error else 200)


def _do(request: HttpRequest, key: str, act: Callable[[Member], str | None]) -> HttpResponse:
    """Do something about a member, and show what came of it."""
    somebody = get_object_or_404(Member, pk=key)
    try:
        token = act(somebody)
    except StaffError as refusal:
        somebody.refresh_from_db()
        return _one(request, somebody, error=str(refusal))
    if token:
        return _one(request, somebody, link=invitation_url(token))
    return HttpResponseRedirect(reverse("member", args=[key]))


@require_POST
@requires(RUN)
@afresh
def change_roles(request: HttpRequest, key: str) -> HttpResponse:
    """Give a member other roles."""
    powers = asker(request)

    def act(somebody: Member) -> None:
        roles = request.POST.getlist("role")
        actions.change_roles(
            member=somebody, roles=roles, staff=powers.staff, by=powers.member.actor
        )

    return _do(request, key, act)


@require_POST
@requires(RUN)
@afresh
def let_go(request: HttpRequest, key: str) -> HttpResponse:
    """End the membership of somebody who leaves."""
    by = asker(request).member.actor
    return _do(request, key, lambda somebody: actions.let_go(member=somebody, by=by))


@require_POST
@requires(RUN)
@afresh
def recover(request: HttpRequest, key: str) -> HttpResponse:
    """Ask that a member may come back in who lost their second factor."""
    by, reason = asker(request).member.actor, request.POST.get("reason", "")

    def act(somebody: Member) -> None:
        actions.ask_recovery(member=somebody, reason=reason, by=by)

    return _do(request, key, act)


@require_POST
@requires(*SECOND)
@afresh
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Approve it, as the second of two."""
    by, number = asker(request).member.actor, request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 18:
        number = "0"
    return _do(request, key, lambda _: actions.approve_recovery(number=int(number), by=by))


@require_POST
@requires(*SECOND)
def coach(request: HttpRequest, key: str) -> HttpResponse:
    """Note that a training was talked through."""
    powers, module = asker(request), request.POST.get("module", "")

    def act(somebody: Member) -> None:
        if module not in powers.staff.modules:
            raise StaffError("There is no such training in the policy; choose one from the list.")
        actions.coach(member=somebody, module=module, by=powers.member.actor)

    return _do(request, key, act)


@require_http_methods(["GET", "HEAD"])
@requires()
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: what one may do, by which factors, signed in where."""
    powers = asker(request)
    rights = [(right, powers.shut(slug)) for slug, right in powers.staff.rights.items()]
    have = [one for one in rights if not one[1] or one[1].is_of_role]
    return render(request, "staff/account.html", {"rights": have, "powers": powers})
