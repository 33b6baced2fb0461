"""Members of staff as tests need them: of a role, trained or not, signed in."""

from datetime import UTC, date, datetime, timedelta
from time import time

from allauth.mfa.models import Authenticator
from django.test import Client

from sayso.days import today_in_london
from sayso.policy.queries import current
from sayso.staff.access import METHODS
from sayso.staff.models import Member, Sitting

MODULES = ("basics", "calls", "requests", "security")


def member(
    *roles: str, name: str = "Ada Ashby", factor: bool = True, passkey: bool = True
) -> Member:
    """Somebody who works here: with the codes of an app and a passkey, or with no second factor."""
    email = f"{name.lower().replace(' ', '.')}@exemplar.example"
    found: Member = Member.objects.create(email=email, name=name, roles=list(roles))
    if factor:
        Authenticator.objects.create(user=found, type=Authenticator.Type.TOTP, data={"secret": "x"})
    if factor and passkey:
        Authenticator.objects.create(user=found, type=Authenticator.Type.WEBAUTHN, data={})
    return found


def passes(somebody: Member, *modules: str, on: date | None = None, score: int = 100) -> None:
    """They took these tests on a day, which is today if none is named."""
    day = on or today_in_london()
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC) - timedelta(hours=1)
    for module in modules or MODULES:
        Sitting.objects.create(
            member=somebody,
            module=module,
            drawn=[],
            score=score,
            began_at=at,
            ended_at=at,
            ended_on=day,
            policy=current().sha256,
        )


def signed_in(somebody: Member, *, seconds_ago: int = 0) -> Client:
    """Their browser, in which they showed who they are so long ago."""
    client = Client()
    client.force_login(somebody)
    session = client.session
    session[METHODS] = [{"method": "password", "at": time() - seconds_ago}]
    session.save()
    return client
