"""The page of what was stopped before it was sent: when, why, and to whom it would have gone."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.delivery.models import Intent, State, now
from sayso.people.queries import refs_of
from sayso.staff.access import requires

SEE = "see-people"

LATELY = timedelta(days=7)

SHOWN = 200
"""Messages on a page: the newest."""


class Stopped(NamedTuple):
    """A message that was not sent: the reference of whoever it was for, if we know them."""

    intent: Intent
    because: str
    ref: str


def stopped_lately() -> QuerySet[Intent]:
    """What the gate refused, or was too late for, in the last seven days."""
    return Intent.objects.filter(state=State.BLOCKED, queued_at__gte=now() - LATELY)


def counted() -> list[tuple[str, int]]:
    """The reasons for which it was stopped, the commonest first, and of how many messages."""
    rows = stopped_lately().values("reason").annotate(count=Count("id"))
    return [(row["reason"], row["count"]) for row in rows.order_by("-count", "reason")]


def in_words(reason: str) -> str:
    """A reason as people read it."""
    return reason.replace("-", " ").replace("_", " ")


@require_safe
@requires(SEE)
def stopped(request: HttpRequest) -> HttpResponse:
    """The newest that were stopped, all of them or those for one reason."""
    reasons = counted()
    chosen = next((one for one, _ in reasons if one == request.GET.get("because")), "")
    rows = stopped_lately().filter(reason=chosen) if chosen else stopped_lately()
    context = {
        "stopped": _told(list(rows.order_by("-id")[:SHOWN])),
        "count": sum(count for one, count in reasons if chosen in {"", one}),
        "chosen": in_words(chosen),
        "reasons": [(one, in_words(one), count) for one, count in reasons],
    }
    return render(request, "people/stopped.html", context)


def _told(intents: list[Intent]) -> list[Stopped]:
    refs = refs_of(one.sid for one in intents if one.sid)
    return [Stopped(one, in_words(one.reason), refs.get(one.sid, "")) for one in intents]
