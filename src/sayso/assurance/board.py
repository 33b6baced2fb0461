"""The promise board: every promise of the policy, and what its controls saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import NoReverseMatch, reverse

from sayso.assurance.controls import measure
from sayso.assurance.models import Sighting
from sayso.evidence.controls import Kept
from sayso.policy.schema import Policy

ORDER = (Kept.BROKEN, Kept.AT_RISK, Kept.NOT_BUILT, Kept.KEPT)
"""The worst first."""


@dataclass(frozen=True)
class Look:
    """One control of a promise: what keeps it, and what was seen, if anything looks yet."""

    control: str
    sighting: Sighting | None

    @property
    def kept(self) -> Kept:
        return Kept(self.sighting.kept) if self.sighting else Kept.NOT_BUILT

    @property
    def words(self) -> str:
        return measure(self.control).words

    @property
    def url(self) -> str:
        """The page of what it counted."""
        try:
            return reverse(self.sighting.page) if self.sighting and self.sighting.page else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Promised:
    """One promise, and every control that keeps it."""

    slug: str
    words: str
    clause: str
    looks: Sequence[Look]

    @property
    def kept(self) -> Kept:
        """The worst that a control saw; not built only if nothing looks at all."""
        seen = {look.kept for look in self.looks}
        return next(
            (one for one in (Kept.BROKEN, Kept.AT_RISK, Kept.KEPT) if one in seen), Kept.NOT_BUILT
        )

    @property
    def telling(self) -> Look:
        """The control that tells why it stands as it does."""
        return next(look for look in self.looks if look.kept == self.kept)

    @property
    def unseen(self) -> list[Look]:
        """Those of its controls that nothing looks at yet."""
        return [look for look in self.looks if look.kept is Kept.NOT_BUILT]

    @property
    def at(self) -> datetime | None:
        return self.telling.sighting.at if self.telling.sighting else None


@dataclass(frozen=True)
class Board:
    """Every promise, the worst first."""

    promises: Sequence[Promised]

    def of(self, kept: Kept) -> list[Promised]:
        return [one for one in self.promises if one.kept is kept]

    @property
    def broken(self) -> list[Promised]:
        return self.of(Kept.BROKEN)

    @property
    def at_risk(self) -> list[Promised]:
        return self.of(Kept.AT_RISK)

    @property
    def kept(self) -> list[Promised]:
        return self.of(Kept.KEPT)

    @property
    def not_built(self) -> list[Promised]:
        return self.of(Kept.NOT_BUILT)

    @cached_property
    def blocks(self) -> list[tuple[str, float]]:
        """The blocks of the tape: what each is, and where it begins in per cent."""
        ordered = [kept for kept in ORDER for _ in self.of(kept)]
        return [(str(kept), 100 * place / len(ordered)) for place, kept in enumerate(ordered)]

    @property
    def width(self) -> float:
        """Of a block in per cent: a little is left between two."""
        return 80 / len(self.promises) if self.promises else 0

    @property
    def headline(self) -> str:
        """What matters, in a sentence."""
        broken, risk = len(self.broken), len(self.at_risk)
        if not self.promises:
            return "There is no policy yet, so nothing is promised."
        first = ""
        if broken:
            first = "One promise is broken." if broken == 1 else f"{broken} promises are broken."
        second = ""
        if risk:
            second = "One needs you soon." if risk == 1 else f"{risk} need you soon."
        return " ".join(filter(None, (first, second))) or "Every promise that we can see is kept."


def board(policy: Policy | None) -> Board:
    """The board as the controls last saw it."""
    if policy is None:
        return Board(())
    seen: Mapping[str, Sighting] = {one.control: one for one in Sighting.objects.all()}
    promises = [
        Promised(
            slug,
            one.words,
            one.clause,
            tuple(Look(control, seen.get(control)) for control in one.controls),
        )
        for slug, one in policy.promises.items()
    ]
    return Board(sorted(promises, key=lambda one: ORDER.index(one.kept)))
