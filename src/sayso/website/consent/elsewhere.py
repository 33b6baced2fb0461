"""The question on another site of ours, which the policy names: a script, a style, and its words.

What is stored there is that site's: the answer is in a cookie of it, and only noted here.
"""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sayso.policy.queries import NoPolicyError, current
from sayso.website.assets import assets
from sayso.website.choice import declared
from sayso.website.consent.asking import config_of, question_about

SCRIPT, STYLE = "website/consent.js", "website/consent.css"
NOT_HERE = "This site is not among those that may put the question; the policy file can name it."


def origin_of(request: HttpRequest) -> str:
    """The other site from which a browser says it comes, if the policy names it."""
    origin = request.headers.get("Origin", "")
    try:
        return origin if origin in current().policy.banner.origins else ""
    except (NoPolicyError, DatabaseError):
        return ""


def shared(response: HttpResponse, origin: str) -> HttpResponse:
    """An answer that a page of that site may read."""
    response["Access-Control-Allow-Origin"] = origin
    response["Vary"] = "Origin"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def config(request: HttpRequest) -> HttpResponse:
    """The question and the cookie table in short, for our script on another site."""
    origin = origin_of(request)
    if not origin and request.headers.get("Origin"):
        return JsonResponse({"said": NOT_HERE}, status=403)
    cookies = declared()
    question = question_about(cookies)
    told = config_of(cookies) | ({"question": question.as_dict()} if question else {})
    return shared(JsonResponse(told), origin) if origin else JsonResponse(told)


@require_safe
def consent_script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - so called
    """The script, under a name that never changes, for any site to load."""
    return _file(SCRIPT, "text/javascript")


@require_safe
def consent_style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """How the question looks there."""
    return _file(STYLE, "text/css")


def _file(name: str, kind: str) -> HttpResponse:
    found = HttpResponse(assets()[name].path.read_bytes(), content_type=kind)
    found["Cache-Control"] = "public, max-age=3600"
    found["Access-Control-Allow-Origin"] = "*"  # so that a site can pin it by a hash
    found["Cross-Origin-Resource-Policy"] = "cross-origin"
    return found
