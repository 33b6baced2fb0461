"""The four questions, as frozen facts: what somebody states, before the law reads it.

`None` stands for an unknown fact, except in an event (a day on which something happened),
where it means that it has not happened. A list of records is never unknown: it is empty.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from sayso.law.codes import (
    Act,
    Address,
    Basis,
    Channel,
    Nation,
    ObjectionTo,
    Obtained,
    PensionsRole,
    Policy,
    Promotes,
    Provenance,
    Purpose,
    Recipient,
    RelationshipKind,
    Right,
    Sector,
    SenderKind,
    SenderNamed,
    StoragePurpose,
    Subscriber,
)

ALL = "all"
ALL_TOPICS = frozenset({ALL})


class Listed(Enum):
    """What a register said of a number when it gave no day."""

    NO = "not found"
    SINCE_UNKNOWN = "listed, since when is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What would be sent."""

    purpose: Purpose
    promotes: frozenset[Promotes] | None = None
    topic: str | None = None
    answers_kept_for_marketing: bool | None = None
    solicited_on: date | None = None
    names_sender: bool | None = None
    opt_out: bool | None = None
    contact_details: bool | None = None
    caller_id_shown: bool | None = None
    addressed: bool = True
    sector: Sector = Sector.NONE
    relayed_by_recipient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """On whose behalf it would be sent."""

    kind: SenderKind | None = None
    pensions_role: PensionsRole | None = None
    expected_to_call: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """The dealing in which the address was collected."""

    kind: RelationshipKind | None = None
    with_sender: bool | None = None
    collected_on: date | None = None
    refusal_offered: bool | None = None
    refused: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A yes to a disclosure; also the part that every consent has."""

    given_on: date | None = None
    withdrawn_on: date | None = None
    ends_on: date | None = None
    sender_named: SenderNamed | None = None
    affirmative: bool | None = None
    unbundled: bool | None = None
    informed: bool | None = None
    evidenced: bool | None = None
    obtained: Obtained | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One yes that the person gave, and all that is known of how."""

    given_on: date
    withdrawn_on: date | None = None
    ends_on: date | None = None
    channels: frozenset[Channel] | None = None
    covers: frozenset[Promotes] | None = None
    topics: frozenset[str] = ALL_TOPICS
    address: Address | None = None
    sender_named: SenderNamed | None = None
    affirmative: bool | None = None
    unbundled: bool | None = None
    informed: bool | None = None
    evidenced: bool | None = None
    obtained: Obtained | None = None
    seq: int | None = None
    withdrawn_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One no that the person said. `channels` is every channel, some, or unknown."""

    on: date
    withdrawn_on: date | None = None
    channels: frozenset[Channel] | None = None
    to: ObjectionTo = ObjectionTo.MARKETING
    topics: frozenset[str] = ALL_TOPICS
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRelease:
    """A bought-in list that was checked and released for some channels."""

    on: date
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What one edition of a register said of the number."""

    edition: date | None = None
    listed_on: date | Listed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The preference registers searched; `None` is one that was not."""

    tps: Search | None = None
    ctps: Search | None = None
    fps: Search | None = None
    mps: Search | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProtection:
    """What UK GDPR asks about the data itself."""

    basis: Basis | None = None
    notice_given: bool | None = None
    restricted: bool = False
    child: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactQuestion:
    """May this message be sent, to this contact point, on this day?"""

    on: date
    channel: Channel
    message: Message
    id: str | None = None
    policy: Policy = Policy.LEGAL_MINIMUM
    subscriber: Subscriber = Subscriber.UNKNOWN
    sender: Sender = field(default_factory=Sender)
    provenance: Provenance | None = None
    relationship: Relationship | None = None
    consents: tuple[Consent, ...] = ()
    objections: tuple[Objection, ...] = ()
    list_release: ListRelease | None = None
    registers: Registers = field(default_factory=Registers)
    data_protection: DataProtection = field(default_factory=DataProtection)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageConsent:
    """A visitor's yes to something being stored."""

    given_on: date | None = None
    withdrawn_on: date | None = None
    before_storage: bool | None = None
    affirmative: bool | None = None
    informed: bool | None = None
    refusal_as_easy: bool | None = None
    granular: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageQuestion:
    """May this be stored on, or read from, a visitor's device?"""

    on: date
    purpose: StoragePurpose
    id: str | None = None
    policy: Policy = Policy.LEGAL_MINIMUM
    requested_by_user: bool | None = None
    sole_purpose: bool | None = None
    provided_by_service: bool | None = None
    shared_beyond_improvement: bool | None = None
    information_given: bool | None = None
    objection_offered: bool | None = None
    objected_on: date | None = None
    emitted_automatically: bool = False
    consent: StorageConsent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPower:
    """The law that requires a disclosure; a blank part is no power."""

    instrument: str | None = None
    provision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureQuestion:
    """May these details be handed over, or kept, for this?"""

    on: date
    act: Act
    id: str | None = None
    policy: Policy = Policy.LEGAL_MINIMUM
    recipient: Recipient | None = None
    permission: Permission | None = None
    legal_power: LegalPower | None = None
    contract: bool | None = None
    objected_on: date | None = None
    notice_given: bool | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """A question put to the person about their request, and the day it was answered."""

    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineQuestion:
    """When is an answer, or a notification, due?"""

    on: date
    right: Right
    id: str | None = None
    policy: Policy = Policy.LEGAL_MINIMUM
    received: date | None = None
    aware_at: datetime | None = None
    id_requested_on: date | None = None
    id_received_on: date | None = None
    fee_requested_on: date | None = None
    fee_paid_on: date | None = None
    clarifications: tuple[Clarification, ...] = ()
    extended_on: date | None = None
    nation: Nation = Nation.ENGLAND


Decidable = ContactQuestion | StorageQuestion | DisclosureQuestion
"""The questions that are allowed or refused."""

Question = Decidable | DeadlineQuestion
