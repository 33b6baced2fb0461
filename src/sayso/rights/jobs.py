"""What is done again and again for the register: let go in time, and sweep up keys of nothing."""

from datetime import UTC, datetime, timedelta

from sayso.people.batches import batches
from sayso.rights.models import Request, RequestKey
from sayso.rights.sealing import destroy

ODD = 10


def sweep(*, now: datetime | None = None) -> int:
    """Destroy the keys that an interrupted request or expiry left behind; how many there were.

    Many keys of nothing mean that this is not their database, and then none is touched.
    """
    hour_ago = (now or datetime.now(UTC)) - timedelta(hours=1)
    old = list(RequestKey.objects.filter(made_at__lt=hour_ago).values_list("rid", flat=True))
    kept = set[str]()
    for some in batches(old):
        kept |= set(Request.objects.filter(rid__in=some).values_list("rid", flat=True))
    orphans = [rid for rid in old if rid not in kept]
    return destroy(orphans) if len(orphans) * ODD <= len(old) else 0
