"""Whatever takes two: who may be the second, and when one who has no second may go on alone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sayso.law.words import day_in_words, listed
from sayso.staff.models import Member, now
from sayso.staff.rights import Powers


class Approving(NamedTuple):
    """What keeps a member from approving something now, in a sentence; or nothing does.

    `waited_days` says that they are the only one who may, and that it lay as long as the policy
    asks; it is none if they are a second person.
    """

    shut: str = ""
    waited_days: int | None = None

    @property
    def may(self) -> bool:
        return not self.shut


def approving(powers: Powers, *, right: str, hands: Collection[str], since: datetime) -> Approving:
    """Whether a member may approve what these hands made and laid before the others then."""
    if shut := powers.shut(right):
        return Approving(f"Your role, training or second factor does not let you: {shut.name}.")
    if powers.member.actor not in hands:
        return Approving()
    if others := _others(powers, right, hands):
        return Approving(f"You had a hand in it, so {listed(others)} has to approve it.")
    days = powers.staff.lone_approval_days
    if not days:
        return Approving(
            "You had a hand in it, and nobody else may approve it; give another member the role, "
            "or write lone_approval_days into the policy."
        )
    ripe = since + timedelta(days=days)
    if now() < ripe:
        return Approving(
            f"Nobody else may approve it, so you may do so alone once it lay for {days} days: from "
            f"{day_in_words(ripe.date())}."
        )
    return Approving(waited_days=days)


def _others(powers: Powers, right: str, hands: Collection[str]) -> list[str]:
    """Who has the right by role and had no hand in it; whether trained or not, they can be."""
    with_it = {slug for slug, role in powers.staff.roles.items() if right in role.rights}
    rows = Member.objects.filter(is_active=True)
    return [one.name for one in rows if with_it & set(one.roles) and one.actor not in hands]
