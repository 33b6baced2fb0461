"""The controls of the room: what was sent, and what was stopped before it was."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Count

from sayso.delivery.models import Intent, Kind, State, now
from sayso.delivery.words import as_html
from sayso.evidence.controls import Control, Found, Kept, found
from sayso.policy.queries import current

FETCHES = re.compile(r"<(?:img|link|iframe|script|video|audio|object)\b|url\(", re.IGNORECASE)
"""What makes a mail program fetch something by itself."""


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


def no_open_pixels() -> Found:
    """A message composed as every one is: whether it fetches anything when it is opened."""
    words = "Hello,\n\nsee [our page](https://www.exemplar.example/a).\n\n- one\n- two"
    page = as_html(words, "A test")
    fetched = FETCHES.findall(page)
    told = "Nothing is fetched when a message of ours is opened, so nobody learns that it was."
    if fetched:
        told = f"A message of ours fetches {len(fetched)} things when it is opened."
    return found(told, bad=len(fetched), of=1)


def frequency_cap() -> Found:
    """Whether anybody had more marketing about one thing of late than the policy promises."""
    caps = {
        slug: one.at_most_a_month
        for slug, one in current().policy.purposes.items()
        if one.at_most_a_month
    }
    sent = Intent.objects.filter(
        kind=Kind.MARKETING, state=State.SENT, queued_at__gte=now() - timedelta(days=28)
    ).exclude(sid="")
    bad = sum(
        sent.filter(topic=slug).values("sid").annotate(n=Count("id")).filter(n__gt=most).count()
        for slug, most in caps.items()
    )
    words = f"In the last 28 days nobody had more of {len(caps)} kinds of message than we promise."
    if bad:
        words = f"In the last 28 days {bad:,} people had more messages than we promise."
    return found(words, bad=bad, of=len(caps) or 1)


CONTROLS: Mapping[str, Control] = {
    "one-click-stop": one_click_stop,
    "message-formalities": nothing_in_doubt,
    "no-open-pixels": no_open_pixels,
    "frequency-cap": frequency_cap,
}
