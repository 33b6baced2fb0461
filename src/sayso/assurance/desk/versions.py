"""The versions of the policy: since when each holds, who applied it and who approved it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sayso.assurance.queries import history
from sayso.days import today_in_london
from sayso.policy.models import Draft
from sayso.staff.access import asker


def versions(request: HttpRequest) -> HttpResponse:
    """Every version, the newest first, each beside the one that it replaced; above them drafts."""
    every, today = history(), today_in_london()
    holds = [one for one in every if one.effective_on <= today][-1:]
    context = {
        "rows": list(zip(every, [None, *every], strict=False))[::-1],
        "drafts": Draft.objects.filter(ended_at=None).defer("text"),
        "may_change": asker(request).may("change-policy"),
        "current": holds[0] if holds else None,
        "today": today,
    }
    return render(request, "assurance/versions.html", context)
