"""The waterfall: from all rows to those that may be contacted, each drop named once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sayso.law.codes import Channel
from sayso.lists.check import Campaign
from sayso.lists.outcome import Outcome


@dataclass(frozen=True)
class Drop:
    """The rows lost for one reason, and what would most often win them back."""

    reason: str
    rows: int
    because: str
    remedy: str


@dataclass
class Waterfall:
    """What became of every row for one channel.

    `holds_until` is the last day on which all that is allowed still is, if that is near.
    """

    rows: int = 0
    allowed: int = 0
    contact_points: int = 0
    holds_until: date | None = None
    _lost: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    _ranks: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        """Count one row."""
        self.rows += 1
        if outcome.allowed:
            self.allowed += 1
            self.contact_points += len(outcome.use)
            if outcome.until:
                self.holds_until = min(self.holds_until or outcome.until, outcome.until)
            return
        told = self._lost.setdefault(outcome.reason, Counter())
        told[outcome.because, outcome.remedy] += 1
        self._ranks.setdefault(outcome.reason, outcome.rank)

    @property
    def drops(self) -> list[Drop]:
        """Every reason, in the order in which refusals are told, the larger first."""
        found = []
        for reason, told in self._lost.items():
            (because, remedy), _ = told.most_common(1)[0]
            several = len({one for one, _ in told}) > 1
            because = f"Mostly: {because}" if several else because
            found.append(Drop(reason, told.total(), because, remedy))
        return sorted(found, key=lambda drop: (self._ranks[drop.reason], -drop.rows, drop.reason))


def as_dict(campaign: Campaign, waterfalls: Mapping[Channel, Waterfall]) -> dict[str, Any]:
    """The summary as plain data."""
    return {
        "on": campaign.on.isoformat(),
        "purpose": campaign.purpose,
        "policy": campaign.policy,
        "registers": {
            name: {
                "edition": matcher.edition.isoformat() if matcher.edition else None,
                "count": matcher.count,
                "sha256": matcher.sha256,
            }
            for name, matcher in campaign.registers.items()
        },
        "channels": {
            str(channel): {
                "rows": waterfall.rows,
                "allowed": waterfall.allowed,
                "contact_points": waterfall.contact_points,
                "holds_until": _iso(waterfall.holds_until),
                "dropped": [vars(drop) for drop in waterfall.drops],
            }
            for channel, waterfall in waterfalls.items()
        },
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
