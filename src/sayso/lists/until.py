"""Until when an answer holds, if nobody says anything new."""

from dataclasses import replace
from datetime import date, timedelta

from sayso.law import ContactQuestion, decide
from sayso.law.codes import Channel
from sayso.law.question import Search

ASKED = {
    Channel.LIVE_CALL: ("tps", "ctps"),
    Channel.FAX: ("fps",),
}
"""The registers that the law asks about a channel, as far as they can be searched."""

HOLDS_DAYS = 27
"""A search is stale 28 days after its edition, so an answer holds for this many (reg 21(3))."""


def last_day(channel: Channel, question: ContactQuestion) -> date | None:
    """The last day on which the same may be done if nothing new is said; None if it is far.

    A search of the registers ends it, but a number newly listed or a consent that ends may end
    it sooner, and the law tells when.
    """
    searches = [getattr(question.registers, name) for name in ASKED.get(channel, ())]
    editions = [search.edition for search in searches if isinstance(search, Search)]
    days = [edition for edition in editions if isinstance(edition, date)]
    limit = min(days, default=question.on) + timedelta(days=HOLDS_DAYS)
    last = _last_allowed(question, limit)
    return last if days or last < limit else None


def _last_allowed(question: ContactQuestion, limit: date) -> date:
    """The last day up to a limit on which a question that is allowed today still is."""

    def is_allowed(day: date) -> bool:
        return decide(replace(question, on=day)).answer.allowed

    if limit <= question.on or is_allowed(limit):
        return max(limit, question.on)
    allowed, refused = question.on, limit
    while refused - allowed > timedelta(days=1):
        half = allowed + (refused - allowed) // 2
        allowed, refused = (half, refused) if is_allowed(half) else (allowed, half)
    return allowed
