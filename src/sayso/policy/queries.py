"""Which policy holds: now, on a day, as was known at a moment, or by its number."""

from datetime import date, datetime

from django.db.models import QuerySet

from sayso.days import today_in_london
from sayso.law.words import day_in_words
from sayso.policy.models import PolicyVersion


class NoPolicyError(LookupError):
    """No policy holds, so nothing can be decided by it."""


def current() -> PolicyVersion:
    """The policy that holds today."""
    return policy_on(today_in_london())


def policy_on(day: date, *, known_at: datetime | None = None) -> PolicyVersion:
    """The policy that holds on a day; `known_at` leaves out what was applied after that moment."""
    versions = _known(known_at).filter(effective_on__lte=day)
    found = versions.order_by("-effective_on", "-number").defer("text").first()
    if found is None:
        raise NoPolicyError(
            f"No policy holds on {day_in_words(day)}; apply one: "
            "sayso policy apply FILE --by NAME --approved-by NAME"
        )
    return found


def version(number: int) -> PolicyVersion:
    """One version by its number."""
    found = PolicyVersion.objects.filter(number=number).first()
    if found is None:
        raise NoPolicyError(f"There is no version {number}; see them all: sayso policy list")
    return found


def versions() -> QuerySet[PolicyVersion]:
    """Every version, the oldest first."""
    return PolicyVersion.objects.order_by("number").defer("text")


def _known(known_at: datetime | None) -> QuerySet[PolicyVersion]:
    every = PolicyVersion.objects.all()
    return every.filter(applied_at__lte=known_at) if known_at else every
