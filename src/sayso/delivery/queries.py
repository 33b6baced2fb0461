"""What stands in the outbox: what is due, how many are where, and which of them are in doubt."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet

from sayso.delivery.models import Intent, Kind, State, now


def due(at: datetime) -> QuerySet[Intent]:
    """What may be handed over at an instant: service before marketing, then as it fell due."""
    return Intent.objects.filter(state=State.QUEUED, due_at__lte=at).order_by(
        "-kind", "due_at", "id"
    )


def is_anything_due() -> bool:
    return due(now()).exists()


class Status(NamedTuple):
    """How many messages are in each state by kind, and since when the oldest has waited."""

    counts: dict[tuple[Kind, State], int]
    waiting_since: datetime | None


def status() -> Status:
    counted = Intent.objects.values_list("kind", "state").annotate(count=Count("id")).order_by()
    waiting = Intent.objects.filter(state=State.QUEUED).aggregate(at=Min("queued_at"))
    return Status(
        {(Kind(kind), State(state)): count for kind, state, count in counted}, waiting["at"]
    )


def in_doubt() -> Iterator[Intent]:
    """The messages of which nobody knows whether they went, the oldest first."""
    return Intent.objects.filter(state=State.IN_DOUBT).order_by("id").iterator()
