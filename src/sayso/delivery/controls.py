"""The controls of the room: what was sent, and what was stopped before it was."""

from collections.abc import Mapping
from datetime import timedelta

from sayso.delivery.models import Intent, Kind, State, now
from sayso.evidence.controls import Control, Found, Kept


def one_click_stop() -> Found:
    """How much marketing went out; none is taken into the outbox without a page that stops it."""
    count = Intent.objects.filter(kind=Kind.MARKETING, state=State.SENT).count()
    words = f"{count:,} marketing messages went out, each with a page that stops them at one click."
    return Found(Kept.KEPT, words, count, count)


def nothing_in_doubt() -> Found:
    """Of how many messages nobody knows whether they went."""
    since = now() - timedelta(days=30)
    count = Intent.objects.filter(state=State.IN_DOUBT, queued_at__gte=since).count()
    words = "Of every message of the last 30 days we know whether it went."
    if count:
        words = (
            f"Of {count:,} messages of the last 30 days nobody knows whether they went; "
            "none goes twice."
        )
    return Found(Kept.AT_RISK if count else Kept.KEPT, words, count)


CONTROLS: Mapping[str, Control] = {
    "one-click-stop": one_click_stop,
    "message-formalities": nothing_in_doubt,
}
