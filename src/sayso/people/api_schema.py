"""What is asked of the record over the wire, and what is answered."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool
from pydantic_core import PydanticCustomError

from sayso.law.codes import Channel, ObjectionTo, Subscriber
from sayso.people.points import KINDS
from sayso.people.wire import Day, Instant, Slug, Wire
from sayso.policy.text import Prose, Text

Name = Annotated[Text, Field(max_length=50)]
Kind = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)}, max_length=10)]
Few = Field(default=(), max_length=20)
REACHES = ("all", *map(str, Channel))


def _reach(code: str) -> str:
    """By hand: of a choice between two types pydantic tells which types, and not where."""
    if code not in REACHES:
        raise PydanticCustomError("enum", "write {codes}", {"codes": " or ".join(REACHES)})
    return code


Reach = Annotated[str, AfterValidator(_reach), Field(json_schema_extra={"enum": list(REACHES)})]
"""A channel, or all of them."""


class PointSent(Wire):
    """A way to reach somebody."""

    kind: Kind
    value: Prose
    subscriber: Subscriber | None = Field(
        default=None, description="Who pays for the line, if they were asked."
    )


class OrganisationSent(Wire):
    """The body that somebody is of; its legal form says who pays for its lines."""

    name: Text
    legal_form: Text | None = Field(default=None, description="As the policy lists them.")
    size_band: Slug | None = None


class PersonSent(Wire):
    """Somebody new, as they gave themselves."""

    source: Slug = Field(description="Where the details came from: a source of the policy.")
    given_on: Day | None = Field(default=None, description="The day they were given; today.")
    fields: dict[Slug, Prose] = Field(default_factory=dict, max_length=50)
    points: tuple[PointSent, ...] = Field(min_length=1, max_length=20)
    organisation: OrganisationSent | None = None
    another: StrictBool = Field(
        default=False, description="Whether it is known that this is not whoever is on record."
    )
    recorded_by: Name | None = Field(default=None, description="Who keyed it, if somebody did.")


class SaidSent(Wire):
    """What every record of something said has."""

    ref: Slug
    at: Instant | None = Field(
        default=None,
        description="The instant it was said, where that is known: it orders what was said within "
        "a day. Without it, a no of the same day wins.",
    )
    wording: Slug | None = None
    method: Slug | None = None
    topics: tuple[Slug, ...] = Few
    source: Slug | None = None
    recorded_by: Name | None = Field(default=None, description="Who recorded it, if somebody did.")
    reason: Annotated[Text, Field(max_length=200)] | None = Field(
        default=None, description="Why it was recorded, if it needs saying."
    )


class ConsentSent(SaidSent):
    """A yes: what it is worth, the policy says of its wording and method."""

    given_on: Day | None = Field(default=None, description="The day it was said; today.")
    channels: tuple[Channel, ...] = Few
    ends_on: Day | None = None


class WithdrawalSent(Wire):
    """That a yes was taken back."""

    ref: Slug
    consent: Annotated[int, Field(strict=True, ge=1, lt=2**63)] = Field(
        description="The event of the yes."
    )
    on: Day | None = Field(default=None, description="The day it was taken back; today.")
    at: Instant | None = None
    recorded_by: Name | None = None
    reason: Annotated[Text, Field(max_length=200)] | None = None


class ObjectionSent(SaidSent):
    """A no; with neither words nor channels, to all direct marketing."""

    on: Day | None = Field(default=None, description="The day it was said; today.")
    channels: tuple[Reach, ...] = Few
    to: ObjectionTo | None = None


class SuppressionSent(Wire):
    """A contact point to leave alone for good, whoever it belongs to."""

    kind: Kind
    value: Prose
    channel: Reach = "all"
    on: Day | None = None
    recorded_by: Name | None = None


class PointAsked(Wire):
    """A contact point by which somebody is looked for; exactly one."""

    email: Prose | None = None
    phone: Prose | None = None
    post: Prose | None = None


class Asked(Wire):
    """What may be asked about a person; anything else in the address is refused."""

    purpose: Slug
    channel: Channel
    on: Day | None = None
    known_on: Day | None = None
    log: bool = False


class Page(Wire):
    """Which people to list."""

    after: Annotated[Text, Field(max_length=12)] | None = None
    limit: int = Field(default=100, ge=1, le=1_000)


# --- answers -----------------------------------------------------------------------------


class PersonAdded(Wire):
    """A person's reference, and the row of the log to ask a receipt for."""

    ref: str
    receipt: int


class SaidRecorded(Wire):
    """The event, for a later withdrawal, and the row of the log to ask a receipt for."""

    event: int
    receipt: int


class Suppressed(Wire):
    """Whether it was new, and the row of the log."""

    new: StrictBool
    receipt: int


class Refs(Wire):
    """People by their references; `next` is what to ask for the page after with."""

    refs: list[str]
    next: str | None = None


Told = dict[str, Any]
