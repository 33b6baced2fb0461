"""When a form was shown, and under which policy: signed, so that nobody else can say so."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

GOOD_FOR = timedelta(days=1)
"""After which a form is shown again: what it says may have changed meanwhile."""

SALT = "sayso.forms.stamp"


class Stamp(NamedTuple):
    """One showing of a form: which, under which policy, when; `name` tells it from the others."""

    form: str
    policy: str
    name: str
    at: datetime


def stamped(form: str, policy: str, at: datetime | None = None) -> str:
    """A new stamp as a form carries it."""
    shown_at = at or datetime.now(UTC)
    found = [form, policy, secrets.token_hex(16), shown_at.timestamp()]
    return Signer(salt=SALT).sign_object(found)


def read_stamp(text: str, form: str, now: datetime | None = None) -> Stamp | None:
    """The stamp of this form, if it is ours and not too old."""
    try:
        slug, policy, name, at = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    shown_at = datetime.fromtimestamp(at, UTC)
    age = (now or datetime.now(UTC)) - shown_at
    if slug != form or not timedelta(0) <= age <= GOOD_FOR:
        return None
    return Stamp(slug, policy, name, shown_at)
