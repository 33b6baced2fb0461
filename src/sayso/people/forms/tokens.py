"""The address by which a yes is confirmed: it names a submission, and nobody else can write it."""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "sayso.forms.confirm"
_TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})", re.ASCII)


def token_of(name: str) -> str:
    """What stands in the link for a submission."""
    return name + salted_hmac(SALT, name, algorithm="sha256").hexdigest()[:32]


def read_token(token: str) -> str | None:
    """The submission that a link is for, if the link is ours to the last sign."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found and constant_time_compare(token_of(found[1]), token) else None


def confirm_url(name: str) -> str:
    """The page on which a yes is confirmed."""
    return f"{settings.ENVIRONMENT.base_url}/confirm/{token_of(name)}"


def decline_url(name: str) -> str:
    """The page on which it is refused, with one click if need be (RFC 8058)."""
    return f"{confirm_url(name)}/no"
