"""Those who keep the promises with us: staff with their training, suppliers with their duties."""

from collections.abc import Mapping

from pydantic import Field

from sayso.policy.terms import Part, Slug, Some
from sayso.policy.text import Text


class StaffRight(Part):
    """One thing that a member of staff may be allowed to do."""

    name: Text
    """what it allows"""
    personal_data: bool
    """true if it shows people's details; then a training module must open it"""
    passkey: bool = False
    """true if it counts only for whoever has a passkey, which nobody can be talked out of"""


class Module(Part):
    """A training that ends in a test, and what a pass opens."""

    title: Text
    """what it is called"""
    opens: Some[Slug]
    """the rights that a pass opens"""
    questions: int = Field(ge=5, le=100)
    """how many questions the test asks"""
    pass_mark: int = Field(ge=50, le=100)
    """the least per cent of right answers"""
    valid_months: int = Field(ge=1, le=36)
    """months after which it must be passed again"""


class Role(Part):
    """A job, and the rights that it needs."""

    name: Text
    """what it is called"""
    rights: Some[Slug]
    """the rights it needs"""


class Staff(Part):
    """Who may do what, and what they must have learnt first."""

    rights: Mapping[Slug, StaffRight]
    """everything that a member of staff may be allowed to do"""
    modules: Mapping[Slug, Module]
    """the trainings"""
    roles: Mapping[Slug, Role]
    """the jobs"""
    lone_approval_days: int | None = Field(default=None, ge=1, le=90)
    """days after which whoever asked for something that takes two may approve it alone, if nobody
    else may approve it; without a number, never"""
    export_alone: int = Field(default=500, ge=0, le=100_000)
    """the most people whose details one member may take out of the system without a second"""


class Duty(Part):
    """One thing that suppliers must show before anything is shared with them."""

    words: Text
    """what they must do"""
    binds: Some[Slug]
    """the kinds of supplier that it binds"""


class Suppliers(Part):
    """What we ask of those who work for us."""

    kinds: Mapping[Slug, Text]
    """the kinds of supplier"""
    duties: Mapping[Slug, Duty]
    """what each must do"""
    review_months: int = Field(ge=1, le=36)
    """months after which a supplier is looked at again"""
