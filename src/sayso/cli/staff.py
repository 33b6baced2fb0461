"""`sayso staff`: the first administrator, who works here, and the way back in."""

from typing import TYPE_CHECKING

import click

from sayso.cli.opened import the_record
from sayso.cli.options import Refusal

if TYPE_CHECKING:
    from sayso.policy.bound import Staff
    from sayso.staff.models import Member

TERMINAL = "terminal"


@click.group()
def command() -> None:
    """Ask the first administrator in, see who works here, and help back in whoever is locked out.

    \b
    Examples:
      sayso staff invite grace@exemplar.example --name 'Grace Lindqvist' --role administrator
      sayso staff list
    """


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="What they are called.")
@click.option(
    "--role", "roles", multiple=True, required=True, help="A role of the policy; again for more."
)
def invite(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Ask somebody in; what is printed is a link that works once, for seven days.

    \b
    Examples:
      sayso staff invite grace@exemplar.example --name 'Grace Lindqvist' --role administrator
    """
    with the_record():
        from sayso.staff.actions import invite as ask_in
        from sayso.staff.errors import StaffError
        from sayso.staff.views.members import invitation_url

        try:
            token = ask_in(email=email, name=name, roles=roles, staff=_staff(), by=TERMINAL)
        except StaffError as refusal:
            raise Refusal(str(refusal)) from None
        click.echo("Hand this link to them yourself; it works once, for seven days:")
        click.echo(invitation_url(token))


@command.command(name="list")
def show() -> None:
    """Show who works here, and what they have yet to pass.

    \b
    Examples:
      sayso staff list
    """
    with the_record():
        from sayso.days import today_in_london
        from sayso.staff.models import Member
        from sayso.staff.rights import Powers

        staff, today = _staff(), today_in_london()
        for member in Member.objects.filter(is_active=True):
            lacking = [
                one.title for one in Powers(member, staff, today).asked_of_them if not one.holds
            ]
            click.echo(f"{member.name}  {', '.join(member.roles)}")
            click.echo(
                f"  {member.email}" + (f"; to pass: {', '.join(lacking)}" if lacking else "")
            )
        if not Member.objects.exists():
            click.echo(
                "Nobody yet. Ask the first one in: sayso staff invite EMAIL --name "
                "NAME --role administrator"
            )


@command.command()
@click.argument("email")
@click.option("--reason", required=True, help="How it was made sure that it is them.")
@click.option("--by", required=True, metavar="EMAIL", help="The member who asks for it.")
@click.option("--approved-by", required=True, metavar="EMAIL", help="The member who approves it.")
def recover(email: str, reason: str, by: str, approved_by: str) -> None:
    """Let a member back in who lost their second factor; two others take this way.

    \b
    Examples:
      sayso staff recover aisha@exemplar.example --reason 'She came to the desk' \\
        --by grace@exemplar.example --approved-by daniel@exemplar.example
    """
    with the_record():
        from sayso.staff.actions import approve_recovery, ask_recovery
        from sayso.staff.errors import StaffError
        from sayso.staff.views.members import invitation_url

        lost, one, other = _member(email), _member(by), _member(approved_by)
        if one == other:
            raise Refusal("Two people take this way; name two different members.")
        try:
            asked = ask_recovery(member=lost, reason=reason, by=one.actor)
            token = approve_recovery(number=asked.pk, by=other.actor)
        except StaffError as refusal:
            raise Refusal(str(refusal)) from None
        click.echo("Hand this link to them yourself; it works once, for a day:")
        click.echo(invitation_url(token))


@command.command(name="demo-links")
@click.argument("emails", nargs=-1, metavar="[EMAIL]...")
def demo_links(emails: tuple[str, ...]) -> None:
    """Print a link for each persona of the demo, which signs in once; refused anywhere else.

    \b
    Examples:
      sayso staff demo-links
      sayso staff demo-links daniel.0@exemplar.example
    """
    with the_record():
        from django.conf import settings
        from django.urls import reverse

        from sayso.staff.actions import demo_link
        from sayso.staff.demo import is_open
        from sayso.staff.models import Member

        if not is_open():
            raise Refusal(
                "This is no demonstration: it is one only with SAYSO_EMAIL_URL=demo: and on one's "
                "own computer; sign in with a password and a second factor."
            )
        rows = Member.objects.filter(is_active=True)
        for member in rows.filter(email__in=emails) if emails else rows:
            url = reverse("demo-sign-in", args=[demo_link(member=member.pk)])
            click.echo(f"{member.name}, {', '.join(member.roles)}")
            click.echo(f"  {settings.ENVIRONMENT.base_url}{url}")


def _staff() -> "Staff":
    from sayso.policy.queries import current

    return current().policy.staff


def _member(email: str) -> "Member":
    from sayso.staff.models import Member

    found = Member.objects.filter(email=email.lower(), is_active=True).first()
    if found is None:
        raise Refusal("No member goes by one of these addresses; see them all: sayso staff list")
    return found
