"""The pages that say what went wrong, and what to do next."""

import sys
from collections.abc import Mapping
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars


class Words(NamedTuple):
    """What happened, as the heading of the page, and what to do next."""

    happened: str
    next: str


PROBLEMS: Mapping[int, Words] = {
    400: Words(
        "We could not read what your browser sent.",
        "Go back to the page before, load it again and try once more.",
    ),
    403: Words(
        "This page is not open to you.",
        "If you came here by a link that we sent you, use the whole of that link.",
    ),
    404: Words(
        "There is no page at this address.",
        "It may have been mistyped or shortened. Look for what you need from the first page.",
    ),
    405: Words(
        "This page is only for reading.",
        "Go back to the page before, load it again and try once more.",
    ),
    413: Words(
        "What you sent is too large for us to take.",
        "Shorten it, or send us the long part by email or by post.",
    ),
    429: Words(
        "Too much came from where you are for us to take more just now.",
        "Nothing was changed. Try again in a few minutes.",
    ),
    500: Words(
        "This did not work, and the fault is ours.",
        "Try again in a minute. If it happens again, tell us the number below.",
    ),
    503: Words(
        "We cannot reach our records just now.",
        "Nothing was changed. Try again in a minute.",
    ),
}

UNSURE = Words(
    "We could not tell that it was you who sent this.",
    "Nothing was changed. Go back to the page before, load it again and send it once more; it has "
    "to keep one necessary cookie while you do.",
)

BARE = {500, 503}
"""Told without asking the record anything: it may be what is broken."""


def problem_page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """The page for a status; one that has no words of its own is told as the nearest that has."""
    context = {
        "words": words or PROBLEMS.get(status) or PROBLEMS[500 if status >= 500 else 400],
        "number": get_contextvars().get("request") if status >= 500 else None,
    }
    around = None if status in BARE else request
    page = HttpResponse(render_to_string("website/problem.html", context, around), status=status)
    if status == 503:
        page["Retry-After"] = "60"
    return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem_page(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw; or a database that is away, which is no fault of the page."""
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    return problem_page(request, 503 if is_away else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from our own page, as far as we can tell."""
    return problem_page(request, 403, UNSURE)
