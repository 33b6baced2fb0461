"""The first page."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.policy.queries import NoPolicyError, current
from sayso.website.interests import forms_for, ticked


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    try:
        policy = current().policy
    except (NoPolicyError, DatabaseError):
        return render(request, "website/front.html")
    topics = ticked(request, policy)
    return render(request, "website/front.html", {"forms": forms_for(policy, topics)})
