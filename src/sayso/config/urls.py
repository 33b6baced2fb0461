"""The addresses of every page and of the API."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path

from sayso.config import metrics
from sayso.config.api import api, openapi
from sayso.config.health import health
from sayso.config.middleware import problem_response
from sayso.people.bearer import Bearer
from sayso.people.wire import ProblemError


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - so called
    """Whether the service can do its work, and else which part of it cannot."""
    parts = health()
    return JsonResponse({"healthy": all(parts.values()), "parts": parts}, status=_status(parts))


def _status(parts: dict[str, bool]) -> int:
    return 200 if all(parts.values()) else 503


def description(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """The whole API, for programs to read."""
    return HttpResponse(openapi(), content_type="application/json")


def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the service, for a key with the scope metrics."""
    try:
        Bearer("metrics")(request)
    except ProblemError as problem:
        return problem_response(problem)
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4")


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", description),
    path("api/v1/", api.urls),
    path("healthz", healthz),
    path("metrics", figures),
    path("", include("sayso.staff.urls")),
    path("", include("sayso.people.urls")),
    path("", include("sayso.screening.urls")),
    path("", include("sayso.assurance.urls")),
    path("", include("sayso.rights.urls")),
    path("", include("sayso.website.urls")),
]

handler400 = "sayso.website.problems.bad_request"
handler403 = "sayso.website.problems.forbidden"
handler404 = "sayso.website.problems.not_found"
handler500 = "sayso.website.problems.fault"
