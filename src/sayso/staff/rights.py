"""What a member may do, and if they may not: which of role, training or passkey is missing.

A right comes with a role and is opened by training: every training of the policy that names it has
to be passed. Where the policy says so it takes a passkey as well: codes can be told to somebody who
asks for them on a page that looks like ours. All of it is worked out anew with each request, so a
lapse or another role counts at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from allauth.mfa.models import Authenticator

from sayso.policy.bound import Staff
from sayso.staff.demo import is_open as is_demo_open
from sayso.staff.models import Member
from sayso.staff.training.standing import Standing, standings

PASSKEY = Authenticator.Type.WEBAUTHN

SECOND_FACTORS = frozenset({PASSKEY, Authenticator.Type.TOTP})
"""What stands for somebody besides their password; a recovery code only takes the place of one."""

READ_OF_A_MEMBER = ("sittings", "coachings", "authenticator_set")
"""What `Powers` reads of a member, to be fetched at once for many."""


def second_factors(member: Member) -> set[str]:
    """The kinds that a member has."""
    return {one.type for one in member.authenticator_set.all()} & SECOND_FACTORS


@dataclass(frozen=True)
class Shut:
    """Why a right is not theirs now: whose role has it, or what they lack who have the role."""

    right: str
    name: str
    roles: tuple[str, ...] = ()
    trainings: tuple[Standing, ...] = ()
    passkey: bool = False

    @property
    def is_of_role(self) -> bool:
        """Whether they can open it themselves, by a training or a passkey."""
        return bool(self.trainings) or self.passkey


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

    @cached_property
    def has_passkey(self) -> bool:
        """Whether they have one; the demo lets in by links, and asks for none."""
        return is_demo_open() or PASSKEY in second_factors(self.member)

    @property
    def wants_passkey(self) -> bool:
        """Whether a right of their roles waits for it."""
        known = (self.staff.rights.get(right) for right in self.of_role)
        return any(one.passkey for one in known if one) and not self.has_passkey

    def may(self, right: str) -> bool:
        return self.shut(right) is None

    def shut(self, right: str) -> Shut | None:
        """Nothing if the right is theirs; else what they lack."""
        known = self.staff.rights.get(right)
        name = known.name if known else right.replace("-", " ").capitalize()
        if known is None or right not in self.of_role:
            roles = [role.name for role in self.staff.roles.values() if right in role.rights]
            return Shut(right, name, roles=tuple(roles))
        lacking = tuple(one for one in self.needed_for(right) if not one.holds)
        shut = Shut(right, name, trainings=lacking, passkey=known.passkey and not self.has_passkey)
        return shut if shut.is_of_role else None

    def needed_for(self, right: str) -> list[Standing]:
        """The trainings that open a right."""
        modules = self.staff.modules
        return [self.trainings[slug] for slug in modules if right in modules[slug].opens]

    @cached_property
    def asked_of_them(self) -> list[Standing]:
        """The trainings that any right of their roles needs."""
        modules = self.staff.modules
        return [self.trainings[slug] for slug in modules if self.of_role & set(modules[slug].opens)]
