"""The evidence: how long the log is, when it was last verified, and how anybody may check it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.assurance.models import Sighting
from sayso.evidence.keys import signing_key
from sayso.evidence.models import Checkpoint, Entry
from sayso.evidence.queries import status
from sayso.staff.access import requires

READ = "read-evidence"

LOG_VERIFIED = "log-verified"
"""The control that verifies the whole log."""

NEWEST = 50


@require_safe
@requires(READ)
def evidence(request: HttpRequest) -> HttpResponse:
    """The newest entries, the checkpoint that was signed last, and the key to check it by."""
    context = {
        "status": status(),
        "checkpoint": Checkpoint.objects.last(),
        "verified": Sighting.objects.filter(control=LOG_VERIFIED).first(),
        "entries": Entry.objects.order_by("-id")[:NEWEST],
        "key": str(signing_key(settings.ENVIRONMENT.keys).verifier),
    }
    return render(request, "assurance/evidence.html", context)
