"""Signing in to the demo: by a link that works once, on one's own computer and nowhere else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from sayso.delivery.demo import is_demo

OWN_COMPUTER = {"localhost", "127.0.0.1", "::1"}

IN_SESSION = "demo"


def is_open() -> bool:
    """Whether this is a demo: messages go nowhere, and it answers on one's own computer alone."""
    places = (urlsplit(settings.ENVIRONMENT.base_url).hostname, _host(settings.ENVIRONMENT.listen))
    return is_demo() and all(place in OWN_COMPUTER for place in places)


def _host(listen: str) -> str:
    return str(listen).rpartition(":")[0].strip("[]")


def is_demo_session(request: HttpRequest) -> bool:
    """Whether somebody came in by such a link, and it is a demo still."""
    return is_open() and bool(request.session.get(IN_SESSION))
