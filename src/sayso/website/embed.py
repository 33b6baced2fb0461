"""A form on another site: a script that shows it there, and what the script asks of us.

Only the sites that the policy names for a form may show it; a browser tells which one asks.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sayso.policy.forms import FormStatus
from sayso.website.assets import assets
from sayso.website.forms import BUCKET, hand_in, live
from sayso.website.shown import show

SCRIPT = "website/form.js"

NOT_HERE = "This site is not among those that may show this form; its policy file can name it."
CLOSED = "This form is closed."
SAID = {
    409: "This form was open for a long time. Look at it once more, then press Send again.",
    422: "We need something else from you. What you wrote is still here.",
    429: "That was too much at once for us. Wait half a minute, then press Send once more.",
}


@require_safe
def script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - so called
    """The script, under a name that never changes, for any site to load."""
    found = HttpResponse(assets()[SCRIPT].path.read_bytes(), content_type="text/javascript")
    found["Cache-Control"] = "public, max-age=3600"
    found["Cross-Origin-Resource-Policy"] = "cross-origin"
    return found


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """A form as data, and what becomes of it: by the same rules as on its own page.

    No cookie is asked for, so there is nothing to forge a request with; the stamp tells that the
    form was shown.
    """
    version = live(slug)
    form, origin = version.policy.forms[slug], request.headers.get("Origin", "")
    if origin not in form.origins:
        return JsonResponse({"said": NOT_HERE}, status=403)
    if request.method != "POST":
        answer = (
            JsonResponse({"said": CLOSED}, status=410)
            if form.status is FormStatus.RETIRED
            else JsonResponse({"form": show(slug, version).as_dict()})
        )
    else:
        answer = _handed_in(request, slug)
    answer["Access-Control-Allow-Origin"] = origin
    answer["Vary"] = "Origin"
    return answer


def _handed_in(request: HttpRequest, slug: str) -> JsonResponse:
    status, shown = hand_in(request, slug, live(slug))
    if status == 200:
        return JsonResponse({"thanks": shown.form.thanks})
    wrong = [complaint._asdict() for complaint in shown.complaints()]
    told = {"said": SAID[status], "wrong": wrong, "form": shown.as_dict()}
    answer = JsonResponse(told, status=status)
    if status == 429:
        answer["Retry-After"] = str(int(BUCKET.seconds))
    return answer
