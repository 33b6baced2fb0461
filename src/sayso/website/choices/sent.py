"""What somebody ticked, as it comes from their page."""

from collections.abc import Mapping, Sequence

from sayso.law.codes import Channel
from sayso.people.choices import Often, Wanted, offered
from sayso.policy.schema import Policy
from sayso.website.choices.shown import pause_end

FEWER = 1
"""Messages a month, all kinds together, if somebody wants fewer."""


def wanted(sent: Mapping[str, str], boxes: Sequence[str], policy: Policy, now: Often) -> Wanted:
    """What they want; whatever the page has no box for is not asked for."""
    known = {f"{purpose}.{way}": (purpose, way) for purpose, way in _cells(policy)}
    ticked = frozenset(known[name] for name in boxes if name in known)
    return Wanted(ticked=ticked, often=_often(sent.get("often", ""), now))


def _cells(policy: Policy) -> list[tuple[str, Channel]]:
    return [(purpose, way) for purpose, ways in offered(policy).items() for way in ways]


def _often(word: str, now: Often) -> Often:
    """A pause leaves what they wished for afterwards; anything unknown leaves all as it is."""
    if word == "pause":
        return Often(now.paused_until or pause_end(), now.at_most_a_month)
    if word == "fewer":
        return Often(None, now.at_most_a_month or FEWER)
    return Often() if word == "usual" else now
