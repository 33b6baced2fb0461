"""The address by which a yes is confirmed: it names a submission, and nobody else can write it."""

from django.conf import settings

from sayso.people.links import CONFIRM, read, token


def token_of(name: str) -> str:
    """What stands in the link for a submission."""
    return token(CONFIRM, name)


def read_token(text: str) -> str | None:
    """The submission that a link is for, if the link is ours to the last sign."""
    names = read(text, CONFIRM)
    return names[0] if names and len(names) == 1 else None


def confirm_url(name: str) -> str:
    """The page on which a yes is confirmed."""
    return f"{settings.ENVIRONMENT.base_url.rstrip('/')}/confirm/{token_of(name)}"


def decline_url(name: str) -> str:
    """The page on which it is refused, with one click if need be (RFC 8058)."""
    return f"{confirm_url(name)}/no"
