"""What a member may do, and if they may not: which of role, second factor or training is missing.

A right comes with a role and is opened by training: every training of the policy that names it has
to be passed. It is worked out anew with each request, so a lapse or another role counts at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sayso.policy.bound import Staff
from sayso.staff.models import Member
from sayso.staff.training.standing import Standing, standings


@dataclass(frozen=True)
class Shut:
    """Why a right is not theirs now: whose role has it, or which trainings are to be passed."""

    right: str
    name: str
    roles: tuple[str, ...] = ()
    trainings: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class Powers:
    """What one member may do on one day under one policy."""

    member: Member
    staff: Staff
    today: date

    @cached_property
    def trainings(self) -> Mapping[str, Standing]:
        """Where they stand with every training of the policy."""
        return standings(self.member, self.staff, self.today)

    @cached_property
    def of_role(self) -> frozenset[str]:
        """The rights of their roles, trained or not."""
        roles = (self.staff.roles.get(slug) for slug in self.member.roles)
        return frozenset(right for role in roles if role for right in role.rights)

    def may(self, right: str) -> bool:
        return self.shut(right) is None

    def shut(self, right: str) -> Shut | None:
        """Nothing if the right is theirs; else what they lack."""
        known = self.staff.rights.get(right)
        name = known.name if known else right.replace("-", " ").capitalize()
        if known is None or right not in self.of_role:
            roles = [role.name for role in self.staff.roles.values() if right in role.rights]
            return Shut(right, name, roles=tuple(roles))
        lacking = [one for one in self.needed_for(right) if not one.holds]
        return Shut(right, name, trainings=tuple(lacking)) if lacking else None

    def needed_for(self, right: str) -> list[Standing]:
        """The trainings that open a right."""
        modules = self.staff.modules
        return [self.trainings[slug] for slug in modules if right in modules[slug].opens]

    @cached_property
    def asked_of_them(self) -> list[Standing]:
        """The trainings that any right of their roles needs."""
        modules = self.staff.modules
        return [self.trainings[slug] for slug in modules if self.of_role & set(modules[slug].opens)]
