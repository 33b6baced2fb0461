"""The page behind a number of a plan: some of the people whom it counts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.assurance import planning
from sayso.assurance.desk.drafts import SEE, draft_named
from sayso.people.desk.search import hits_of
from sayso.people.models import Person
from sayso.staff.access import requires

WHICH = {"no-longer": ("lost", "losing"), "at-last": ("gained", "gaining")}


@require_safe
@requires(SEE)
def affected(
    request: HttpRequest, name: str, purpose: str, channel: str, which: str
) -> HttpResponse:
    """Whom a draft would make unreachable, or reachable, for one purpose by one channel."""
    draft = draft_named(name)
    plan = planning.newest(draft)
    effects = planning.shown(plan) if plan else ()
    effect = next(
        (one for one in effects if (one["purpose"], one["channel"]) == (purpose, channel)), None
    )
    if effect is None or which not in WHICH:
        raise Http404
    count, sids = (effect.get(part, ()) for part in WHICH[which])
    context = {
        "draft": draft,
        "effect": effect,
        "is_loss": which == "no-longer",
        "count": count,
        "hits": hits_of(Person.objects.filter(sid__in=sids)),
    }
    return render(request, "assurance/affected.html", context)
