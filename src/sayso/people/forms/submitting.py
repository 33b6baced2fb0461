"""What a form does with what was sent: it keeps it, heeds a no in it, and finds out nothing.

So whoever sends it cannot tell from the answer whether anybody is known. See `taking_in`.
"""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from sayso.people.actions import Stop, suppress
from sayso.people.details import keys
from sayso.people.forms.given import Given
from sayso.people.forms.kept import is_sensitive, seal_given
from sayso.people.forms.stamp import Stamp
from sayso.people.models import SubjectKey, Submission
from sayso.people.names import london_day, new_sid
from sayso.people.points import hashed
from sayso.people.router import KEYS
from sayso.people.sealing import new_secret, wrap
from sayso.policy.schema import Policy

SALT = "sayso.forms.once"


def actor_of(form: str) -> str:
    """Who recorded what came by a form."""
    return f"form:{form}"


@transaction.atomic
def submit(*, stamp: Stamp, given: Given, policy: Policy, at: datetime | None = None) -> None:
    """Keep what somebody sent; sent twice, it is kept once. A no in it counts from now on."""
    once = salted_hmac(SALT, f"{stamp.name} {given.as_dict()}", algorithm="sha256").hexdigest()
    if Submission.objects.filter(once=once).exists():
        return
    received_at = at or datetime.now(UTC)
    sid, secret = new_sid(), new_secret()
    with transaction.atomic(using=KEYS):
        SubjectKey.objects.create(sid=sid, wrapped=wrap(keys().master, sid, secret))
    row = Submission(
        name=new_sid(),
        sid=sid,
        form=stamp.form,
        policy=stamp.policy,
        lookup=hashed(keys(), given.email.read()).lookup if given.email else "",
        once=once,
        sealed=seal_given(secret, sid, given),
        sensitive=is_sensitive(policy, given),
        shown_at=stamp.at,
        received_at=received_at,
    )
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    if given.no_marketing:
        _leave_alone(given, stamp, received_at)


def _leave_alone(given: Given, stamp: Stamp, at: datetime) -> None:
    """The mailbox and the lines that were typed, known or not; an address is a whole household's,
    so the no by post waits the seconds until it is known whose it is.
    """
    ring = keys()
    points = [point.read() for point in given.points if point.kind != "post"]
    kin = {one for point in points for one in (hashed(ring, point).kin,)}
    day = london_day(at)
    suppress(new=[Stop(one, "all", day) for one in sorted(kin)], actor=actor_of(stamp.form))
