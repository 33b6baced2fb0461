"""Every write about members of staff: each in one transaction, each with its line in the log."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sayso.addresses import read_email
from sayso.evidence.actions import append
from sayso.policy.bound import Staff
from sayso.policy.text import unwritten
from sayso.staff.errors import StaffError
from sayso.staff.models import Coaching, Invitation, Member, Recovery, now
from sayso.staff.sessions import end_sessions

LASTS = timedelta(days=7)
"""How long an invitation can be taken up."""

DEMO_LASTS = timedelta(hours=12)


def digest(token: str) -> str:
    """What is kept of a link: nobody can make the link of it."""
    return sha256(token.encode("ascii", "replace")).hexdigest()


# --- invited -----------------------------------------------------------------------------


@transaction.atomic
def invite(*, email: str, name: str, roles: Sequence[str], staff: Staff, by: str) -> str:
    """Ask somebody in; the answer is the token of the link, which is nowhere else."""
    address = _address(email)
    if Member.objects.filter(email=address).exists():
        raise StaffError("This address belongs to a member already; change their roles instead.")
    token = secrets.token_urlsafe(24)
    Invitation.objects.filter(email=address, used_at=None).delete()  # the newest counts
    Invitation.objects.create(
        digest=digest(token),
        email=address,
        name=_name(name),
        roles=_roles(roles, staff),
        invited_by=by,
        lapses_at=now() + LASTS,
    )
    append(kind="staff.invited", actor=by)
    return token


def _address(email: str) -> str:
    address = read_email(email).address
    if not address:
        raise StaffError("This is no complete email address; correct it.")
    return address.lower()


def _name(name: str) -> str:
    words = " ".join(name.split())
    if not words or unwritten(words) or len(words) > 200:
        raise StaffError("A name is one line of at most 200 signs; write it.")
    return words


def _roles(roles: Sequence[str], staff: Staff) -> list[str]:
    if not roles:
        raise StaffError("Somebody without a role can do nothing; choose one at least.")
    if unknown := [slug for slug in roles if slug not in staff.roles]:
        known = ", ".join(staff.roles)
        raise StaffError(f"The policy has no role {unknown[0]}; choose among {known}.")
    return [slug for slug in staff.roles if slug in roles]


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, if it can still be taken up."""
    return Invitation.objects.filter(
        digest=digest(token), used_at=None, lapses_at__gt=now()
    ).first()


@transaction.atomic
def accept(*, token: str, password: str) -> Member:
    """Take an invitation up with a password of one's own."""
    found = Invitation.objects.select_for_update().filter(digest=digest(token)).first()
    if found is None or found.used_at or found.lapses_at <= now():
        raise StaffError("This link was used or has lapsed; ask for a new one.")
    member = found.member or Member(email=found.email, name=found.name, roles=found.roles)
    _set_password(member, password)
    found.used_at = now()
    found.save(update_fields=["used_at"])
    EmailAddress.objects.get_or_create(
        user=member, email=member.email, defaults={"verified": True, "primary": True}
    )
    append(kind="staff.came-back" if found.member else "staff.joined", actor=member.actor)
    return member


def _set_password(member: Member, password: str) -> None:
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise StaffError(" ".join(error.messages)) from None
    member.set_password(password)
    try:
        member.save()
    except IntegrityError:
        raise StaffError("This address belongs to a member already; sign in instead.") from None


# --- changed and left --------------------------------------------------------------------


@transaction.atomic
def change_roles(*, member: Member, roles: Sequence[str], staff: Staff, by: str) -> None:
    """Give a member other roles; they are signed out, and come back with what is theirs now."""
    if member.actor == by:
        raise StaffError("Nobody changes their own roles; ask another administrator.")
    member.roles = _roles(roles, staff)
    member.save(update_fields=["roles"])
    end_sessions(member)
    append(kind="staff.roles-changed", actor=by, purpose=member.actor)


@transaction.atomic
def let_go(*, member: Member, by: str) -> None:
    """End the membership of somebody who leaves: at once, wherever they are signed in."""
    if member.actor == by:
        raise StaffError("Nobody ends their own membership; ask another administrator.")
    member.is_active, member.left_at = False, now()
    member.set_unusable_password()
    member.save(update_fields=["is_active", "left_at", "password"])
    Authenticator.objects.filter(user=member).delete()
    Invitation.objects.filter(member=member, used_at=None).delete()
    end_sessions(member)
    append(kind="staff.left", actor=by, purpose=member.actor)


@transaction.atomic
def coach(*, member: Member, module: str, by: str, note: str = "") -> Coaching:
    """Note that a training was talked through with somebody, so that they may try again."""
    if member.actor == by:
        raise StaffError("Nobody coaches themselves; ask a colleague.")
    append(kind="training.coached", actor=by, purpose=module)
    return Coaching.objects.create(member=member, module=module, by=by, note=note[:500])


# --- a second factor lost ----------------------------------------------------------------


@transaction.atomic
def ask_recovery(*, member: Member, reason: str, by: str) -> Recovery:
    """Ask that a member who lost their second factor may come back in; another one approves it."""
    if member.actor == by:
        raise StaffError("Nobody asks this for themselves; two others do it.")
    if not member.is_active:
        raise StaffError("They have left; invite them anew instead.")
    words = " ".join(reason.split())
    if not words or unwritten(words) or len(words) > 500:
        raise StaffError("Say in a line how you made sure that it is them.")
    append(kind="staff.recovery-asked", actor=by, purpose=member.actor)
    return Recovery.objects.create(member=member, reason=words, asked_by=by)


@transaction.atomic
def approve_recovery(*, number: int, by: str) -> str:
    """Let a member back in: their factors and password end, and a link lets them choose new ones.

    The answer is the token of that link.
    """
    asked = Recovery.objects.select_for_update().filter(pk=number, approved_at=None).first()
    if asked is None:
        raise StaffError("This was approved already, or never asked; look at the list again.")
    if by in {asked.asked_by, asked.member.actor}:
        raise StaffError("Two people take this way: whoever asked for it, and another one.")
    asked.approved_by, asked.approved_at = by, now()
    asked.save(update_fields=["approved_by", "approved_at"])
    member, token = asked.member, secrets.token_urlsafe(24)
    Authenticator.objects.filter(user=member).delete()
    member.set_unusable_password()
    member.save(update_fields=["password"])
    end_sessions(member)
    Invitation.objects.filter(member=member, used_at=None).delete()
    Invitation.objects.create(
        digest=digest(token),
        email=member.email,
        name=member.name,
        roles=member.roles,
        member=member,
        invited_by=by,
        lapses_at=now() + timedelta(days=1),
    )
    append(kind="staff.recovery-approved", actor=by, purpose=member.actor)
    return token


# --- the demo ----------------------------------------------------------------------------


@transaction.atomic
def demo_link(*, member: UUID) -> str:
    """A link that signs a persona of the demo in, once."""
    token = secrets.token_urlsafe(24)
    somebody = Member.objects.get(pk=member)
    Invitation.objects.create(
        digest=digest(f"demo:{token}"),
        email=somebody.email,
        name=somebody.name,
        roles=somebody.roles,
        member=somebody,
        invited_by="demo",
        lapses_at=now() + DEMO_LASTS,
    )
    return token


@transaction.atomic
def use_demo_link(token: str) -> Member | None:
    """Whose link it is, once; nobody's the second time."""
    rows = Invitation.objects.filter(
        digest=digest(f"demo:{token}"), used_at=None, lapses_at__gt=now()
    )
    found = rows.select_for_update().first()
    if found is None:
        return None
    found.used_at = now()
    found.save(update_fields=["used_at"])
    return found.member
