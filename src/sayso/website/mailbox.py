"""The mailbox of the demo: every message that would have been sent, on a page.

It is there only where messages are kept and sent nowhere, on the computer of whoever tries it out:
anybody who can open it can read everything.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.delivery.demo import DemoMail, is_demo, mail, one

OWN_COMPUTER = {"localhost", "127.0.0.1", "::1"}
MOST = 100
"""Messages on the page: the newest."""

OF_A_MESSAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation allow-popups"
)
"""The Content-Security-Policy of a message as HTML: it can be read, and its links followed."""


def is_open() -> bool:
    """Whether there is such a mailbox here."""
    return is_demo() and urlsplit(settings.ENVIRONMENT.base_url).hostname in OWN_COMPUTER


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest messages of all people."""
    _must_be_open()
    found = list(mail())
    context = {"messages": found[:MOST], "count": len(found), "most": MOST}
    return render(request, "website/mailbox.html", context)


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message, as a program for plain text shows it."""
    found = _found(name)
    attached = [
        (part.get_filename(), part.get_content_type(), _shown(part.get_content()))
        for part in found.email.iter_attachments()
    ]
    context = {"mail": found, "headers": found.email.items(), "attached": attached}
    return render(request, "website/message.html", context)


def _shown(content: object) -> str:
    return content.decode(errors="replace") if isinstance(content, bytes) else str(content)


@require_safe
def message_as_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - so called
    """One message, as a program that shows pages would; it can do nothing here."""
    page = HttpResponse(_found(name).page)
    page["Content-Security-Policy"] = OF_A_MESSAGE
    return page


def _found(name: str) -> DemoMail:
    _must_be_open()
    found = one(name)
    if found is None:
        raise Http404
    return found


def _must_be_open() -> None:
    if not is_open():
        raise Http404
