"""What is done around every request: bounds, one form of problems, headers, a line in the log."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from uuid import uuid4

import structlog
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from sayso.config import metrics
from sayso.config.logs import where
from sayso.people.problems import FAULT, problem_of
from sayso.people.wire import ProblemError
from sayso.website.problems import problem_page

API = "/api/"
FOR_PROGRAMS = (API, "/healthz", "/metrics")
BATCH = "/api/v1/decide/batch"
LIST = "/staff/checks"
MOST, MOST_IN_A_BATCH, MOST_OF_LISTS = 1_000_000, 32_000_000, 64_000_000
"""Bytes of a body."""

OF_DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
OF_A_PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types consent-gate"
)
"""The Content-Security-Policy of everything, and of what a browser shows as a page of ours."""

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

Answer = Callable[[HttpRequest], HttpResponseBase]

told = structlog.get_logger("sayso.web")


def observed(get_response: Answer) -> Answer:
    """Count each request, and say of it what names nobody: the form of its address, not itself."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began, name = perf_counter(), uuid4().hex
        structlog.contextvars.bind_contextvars(request=name)
        try:
            response = get_response(request)
            route = request.resolver_match.route if request.resolver_match else "unknown"
            metrics.answered(route, response.status_code)
            told.info(
                "request",
                method=request.method if request.method in METHODS else "other",
                route=route,
                status=response.status_code,
                ms=round((perf_counter() - began) * 1_000, 1),
                key=getattr(getattr(request, "asker", None), "kid", None),
            )
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-Id"] = name
        return response

    return answer


def _csp(response: HttpResponseBase) -> str:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return OF_A_PAGE if is_page else OF_DATA


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


def guarded(get_response: Answer) -> Answer:
    """Refuse what is too large or came under a strange name, and give every problem one form."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        problem = _refused(request)
        response = _told(request, problem) if problem else get_response(request)
        if request.path_info.startswith(API):
            response = _in_one_form(response)
        elif isinstance(response, HttpResponseNotAllowed):
            response = _as_page(request, response)
        for name, value in (HEADERS | {"Content-Security-Policy": _csp(response)}).items():
            response.headers.setdefault(name, value)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return answer


def _refused(request: HttpRequest) -> ProblemError | None:
    try:
        request.get_host()
    except DisallowedHost:
        return ProblemError(
            400, "host", "This service does not go by that name; use that in SAYSO_BASE_URL."
        )
    most = {BATCH: MOST_IN_A_BATCH, LIST: MOST_OF_LISTS}.get(request.path_info, MOST)
    length = 0
    with suppress(ValueError):
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > most:
        return ProblemError(
            413, "too_large", f"A body here is at most {most:,} bytes long; divide it."
        )
    return None


def _told(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """A refusal for a program, or for somebody who reads."""
    if request.path_info.startswith(FOR_PROGRAMS):
        return _as_response(problem)
    return problem_page(request, problem.status)


def _as_page(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """The framework's refusal of a method, which has no words."""
    page = problem_page(request, refused.status_code)
    page["Allow"] = refused["Allow"]
    return page


def _as_response(problem: ProblemError) -> HttpResponse:
    return HttpResponse(
        json.dumps(problem.as_dict()), status=problem.status, content_type="application/json"
    )


_WORDS = {
    400: ("bad_request", "This request cannot be read; send it as the documents say."),
    403: ("refused", "This is not for you."),
    404: ("not_found", "There is nothing at this address; see /api/v1/openapi.json."),
    405: ("method", "This cannot be done here; the header Allow says what can."),
    413: ("too_large", "This is too large; divide it."),
}


def _in_one_form(response: HttpResponseBase) -> HttpResponseBase:
    """Whatever the framework says of a problem, in our words."""
    status = response.status_code
    if status < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    code, message = _WORDS.get(status, (FAULT.code, FAULT.message))
    ours = _as_response(ProblemError(status, code, message))
    if allow := response.headers.get("Allow"):
        ours["Allow"] = allow
    return ours


def problem_response(error: Exception) -> HttpResponse:
    """The answer to a request that failed; what nobody foresaw is said to the log."""
    problem = problem_of(error)
    if problem.status >= 500:
        told.log(logging.ERROR, "fault", **where(error))
    response = _as_response(problem)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:
        response["Retry-After"] = "5"
    return response
