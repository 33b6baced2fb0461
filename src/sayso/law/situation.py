"""From a question to its situation: here and in `records.py` alone the law looks at days.

Each `read_` function returns a `Reading`: the finite situation, and beside it the dotted keys
whose absence left a fact of the situation unknown.
"""

from datetime import date
from typing import NamedTuple

from sayso.law.codes import (
    CORPORATE,
    Basis,
    Channel,
    PensionsRole,
    Policy,
    Promotes,
    Provenance,
    Purpose,
    Recipient,
    RelationshipKind,
    Sector,
    SenderKind,
)
from sayso.law.house import House
from sayso.law.question import (
    ContactQuestion,
    DisclosureQuestion,
    LegalPower,
    Listed,
    Message,
    Permission,
    Relationship,
    Search,
    StorageQuestion,
)
from sayso.law.question import StorageConsent as StorageConsentRecord
from sayso.law.records import (
    NOTHING_ELSE,
    Keys,
    best,
    marketing_noes,
    objection_state,
    other_noes,
    promoted,
    quality,
    weigh,
)
from sayso.law.states import (
    NO,
    UNKNOWN,
    YES,
    Consent,
    ContactSituation,
    Dealing,
    DisclosureSituation,
    Fact,
    LawfulBasis,
    Nature,
    Offer,
    Receiver,
    Register,
    Situation,
    Source,
    StorageConsent,
    StorageSituation,
    Trade,
)

REGISTER_DAYS = 28
"""Reg 21(3): a listing binds, and a search is stale, from this many days on."""

CHARITY_SOFT_OPT_IN_FROM = date(2026, 2, 5)
"""Details collected earlier are outside reg 22(3A), as the regulator reads it."""


class Reading(NamedTuple):
    """A situation, and for each fact made of several keys, those that are unknown."""

    situation: Situation
    gaps: tuple[tuple[str, Keys], ...] = ()


_FACT = {True: YES, False: NO, None: UNKNOWN}

_BASIS = {
    Basis.CONSENT: LawfulBasis.CONSENT,
    Basis.LEGITIMATE_INTERESTS: LawfulBasis.LEGITIMATE_INTERESTS,
    Basis.PUBLIC_TASK: LawfulBasis.PUBLIC_TASK,
    Basis.CONTRACT: LawfulBasis.OTHER,
    Basis.LEGAL_OBLIGATION: LawfulBasis.OTHER,
    Basis.NONE: LawfulBasis.NONE,
    None: LawfulBasis.UNKNOWN,
}

_SOURCE = {
    Provenance.DIRECT: Source.DIRECT,
    Provenance.BOUGHT_IN: Source.BOUGHT_IN,
    Provenance.THIRD_PARTY: Source.OTHER,
    Provenance.PUBLIC_SOURCE: Source.OTHER,
    None: Source.UNKNOWN,
}

_DEALING = {
    RelationshipKind.SALE: Dealing.PURCHASE,
    RelationshipKind.NEGOTIATION: Dealing.PURCHASE,
    RelationshipKind.MEMBERSHIP: Dealing.PURCHASE,
    RelationshipKind.SUPPORT: Dealing.SUPPORT,
    RelationshipKind.NONE: Dealing.NONE,
    None: Dealing.UNKNOWN,
}

_TRADE = {
    Sector.NONE: Trade.NONE,
    Sector.CLAIMS_MANAGEMENT: Trade.CLAIMS,
    Sector.PENSIONS: Trade.PENSIONS,
}

_NO_RELATIONSHIP = Relationship(
    kind=RelationshipKind.NONE, with_sender=False, refusal_offered=False, refused=False
)
"""No relationship on record: then no way to refuse was offered in one."""


# --- contact ---------------------------------------------------------------------------


def read_contact(question: ContactQuestion, house: House) -> Reading:
    """The situation of a proposed message, and what is not known of it."""
    message, channel = question.message, question.channel
    stricter = house if question.policy is Policy.HOUSE else None
    relationship = question.relationship or _NO_RELATIONSHIP
    weighed = [weigh(consent, question, stricter) for consent in question.consents]
    consent, consent_gaps = best(weighed)
    marketing, marketing_gaps = objection_state(question, marketing_noes(question), weighed)
    other, other_gaps = objection_state(question, other_noes(question), weighed)
    registers = question.registers
    tps, tps_gaps = _search("tps", registers.tps, question.on)
    ctps, ctps_gaps = _search("ctps", registers.ctps, question.on)
    fps, fps_gaps = _search("fps", registers.fps, question.on)
    mps, mps_gaps = _search("mps", registers.mps, question.on)
    release = question.list_release
    situation = ContactSituation(
        channel=channel,
        nature=_nature(message, channel),
        corporate=_FACT[question.subscriber in CORPORATE],
        marketing_objection=marketing,
        other_objection=other,
        solicited=_FACT[message.solicited_on is not None],
        consent=consent,
        offer=_offer(message),
        source=_SOURCE[question.provenance],
        dealing=_DEALING[relationship.kind],
        with_sender=_FACT[relationship.with_sender],
        collected_lately=_collected_lately(relationship.collected_on),
        refusal_offered=_FACT[relationship.refusal_offered],
        refused=_FACT[relationship.refused],
        sender_is_charity=_is_charity(question.sender.kind),
        trade=_TRADE[message.sector],
        pensions_role=_has_role(question.sender.pensions_role),
        expected_to_call=_FACT[question.sender.expected_to_call],
        tps=tps,
        ctps=ctps,
        fps=fps,
        mps=mps,
        names_sender=_FACT[message.names_sender],
        opt_out=_FACT[message.opt_out],
        contact_details=_FACT[message.contact_details],
        caller_id_shown=_FACT[message.caller_id_shown],
        relayed=_FACT[message.relayed_by_recipient],
        basis=_BASIS[question.data_protection.basis],
        notice_given=_FACT[question.data_protection.notice_given],
        restricted=_FACT[question.data_protection.restricted],
        child=_FACT[question.data_protection.child],
        released=_FACT[release is not None and channel in release.channels],
        closed=_FACT[stricter is not None and channel in stricter.closed_channels],
    )
    gaps = (consent_gaps, marketing_gaps, other_gaps, tps_gaps, ctps_gaps, fps_gaps, mps_gaps)
    return Reading(situation, tuple(zip(_MADE_OF_SEVERAL, gaps, strict=True)))


_MADE_OF_SEVERAL = (
    "consent",
    "marketing_objection",
    "other_objection",
    "tps",
    "ctps",
    "fps",
    "mps",
)


def _nature(message: Message, channel: Channel) -> Nature:
    if channel is Channel.POST and not message.addressed:
        return Nature.LEAFLET
    if message.purpose in (Purpose.MARKETING, Purpose.CONSENT_REQUEST):
        return Nature.MARKETING
    if message.purpose is Purpose.SERVICE:
        return Nature.SERVICE_WITH_PROMOTION if message.promotes else Nature.SERVICE
    if message.promotes:
        return Nature.RESEARCH_WITH_PROMOTION
    if message.answers_kept_for_marketing is None:
        return Nature.RESEARCH_PERHAPS_KEPT
    return Nature.RESEARCH_KEPT if message.answers_kept_for_marketing else Nature.RESEARCH


def _offer(message: Message) -> Offer:
    promotes = promoted(message)
    if promotes is None:
        return Offer.UNKNOWN
    if promotes == {Promotes.OWN_SIMILAR}:
        return Offer.OWN_SIMILAR
    if message.purpose is Purpose.CONSENT_REQUEST and promotes <= NOTHING_ELSE:
        return Offer.OWN_SIMILAR
    return Offer.CHARITY if promotes == {Promotes.CHARITY} else Offer.OTHER


def _collected_lately(day: date | None) -> Fact:
    return UNKNOWN if day is None else _FACT[day >= CHARITY_SOFT_OPT_IN_FROM]


def _is_charity(kind: SenderKind | None) -> Fact:
    return UNKNOWN if kind is None else _FACT[kind is SenderKind.CHARITY]


def _has_role(role: PensionsRole | None) -> Fact:
    return UNKNOWN if role is None else _FACT[role is not PensionsRole.NONE]


def _search(name: str, search: Search | None, on: date) -> tuple[Register, Keys]:
    """What a register says today, and which keys of the search are missing."""
    if search is None:
        return Register.UNSEARCHED, (f"registers.{name}",)
    listed, edition = search.listed_on, search.edition
    if listed is Listed.SINCE_UNKNOWN:
        return Register.LISTED_UNDATED, ()
    if _days_old(listed, on) >= REGISTER_DAYS:
        return Register.LISTED, ()
    if edition is not None and _days_old(edition, on) >= REGISTER_DAYS:
        return Register.STALE, ()
    if edition is None or listed is None:
        stated = (("edition", edition), ("listed_on", listed))
        return Register.UNKNOWN, tuple(
            f"registers.{name}.{key}" for key, value in stated if value is None
        )
    return (Register.CLEAR if listed is Listed.NO else Register.LISTED_LATELY), ()


def _days_old(day: object, on: date) -> int:
    return (on - day).days if isinstance(day, date) else -1


# --- storage ---------------------------------------------------------------------------


def read_storage(question: StorageQuestion) -> Reading:
    """The situation of something to be stored on a device; no house rule bears on it."""
    consent, gaps = _storage_consent(question.consent, question.objected_on, question.on)
    situation = StorageSituation(
        purpose=question.purpose,
        visitor_consent=consent,
        requested_by_user=_FACT[question.requested_by_user],
        sole_purpose=_FACT[question.sole_purpose],
        provided_by_service=_FACT[question.provided_by_service],
        shared_beyond_improvement=_FACT[question.shared_beyond_improvement],
        information_given=_FACT[question.information_given],
        objection_offered=_FACT[question.objection_offered],
        objected=_FACT[question.objected_on is not None],
        emitted_automatically=_FACT[question.emitted_automatically],
    )
    return Reading(situation, (("visitor_consent", gaps),))


_STORAGE_QUALITIES = (
    ("before_storage", StorageConsent.TOO_LATE),
    ("affirmative", StorageConsent.NOT_AFFIRMATIVE),
    ("informed", StorageConsent.UNINFORMED),
    ("refusal_as_easy", StorageConsent.REFUSAL_HARDER),
    ("granular", StorageConsent.NOT_GRANULAR),
)


def _storage_consent(
    record: StorageConsentRecord | None, objected_on: date | None, on: date
) -> tuple[StorageConsent, Keys]:
    """The visitor's consent; one of unknown day was given today at the latest."""
    given_on = record.given_on if record else None
    if record is not None and record.withdrawn_on is not None:
        return StorageConsent.WITHDRAWN, ()
    if objected_on is not None and objected_on >= (given_on or on):
        return StorageConsent.OBJECTED, ()
    if record is None:
        return StorageConsent.UNKNOWN, ("consent",)
    gaps: Keys = () if given_on else ("consent.given_on",)
    for key, defect in _STORAGE_QUALITIES:
        value = getattr(record, key)
        if value is None:
            gaps += (f"consent.{key}",)
        elif not value:
            return defect, ()
    return (StorageConsent.UNKNOWN if gaps else StorageConsent.VALID), gaps


# --- disclosure ------------------------------------------------------------------------

_RECEIVER = {
    Recipient.NAMED: Receiver.NAMED,
    Recipient.UNNAMED: Receiver.UNNAMED,
    Recipient.NONE: Receiver.UNNAMED,
    None: Receiver.UNKNOWN,
}


def read_disclosure(question: DisclosureQuestion, house: House) -> Reading:
    """The situation of details that would be handed over or kept."""
    stricter = house if question.policy is Policy.HOUSE else None
    permission, permission_gaps = _permission(question.permission, question.on, stricter)
    legal_power, power_gaps = _legal_power(question.legal_power)
    situation = DisclosureSituation(
        act=question.act,
        receiver=_RECEIVER[question.recipient],
        permission=permission,
        legal_power=legal_power,
        contract=_FACT[question.contract],
        objected=_FACT[question.objected_on is not None],
        notice_given=_FACT[question.notice_given],
        basis=_BASIS[question.basis],
    )
    return Reading(situation, (("permission", permission_gaps), ("legal_power", power_gaps)))


def _permission(record: Permission | None, on: date, house: House | None) -> tuple[Consent, Keys]:
    if record is None:
        return Consent.UNKNOWN, ("permission",)
    defect, gaps = quality(record, on, house, "permission")
    if defect is not None:
        return defect, ()
    return (Consent.UNKNOWN if gaps else Consent.VALID), gaps


def _legal_power(power: LegalPower | None) -> tuple[Fact, Keys]:
    if power is None:
        return UNKNOWN, ("legal_power",)
    parts = (("instrument", power.instrument), ("provision", power.provision))
    if any(text is not None and not text.strip() for _, text in parts):
        return NO, ()
    gaps = tuple(f"legal_power.{key}" for key, text in parts if text is None)
    return (UNKNOWN if gaps else YES), gaps
