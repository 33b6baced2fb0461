"""The finite situations: everything that a rule may look at, with no dates and no records.

A question becomes one of these (`situation.py`), and the rules see nothing else. So the whole
space of answers can be walked, and a million people stand in a few hundred situations.
"""

from enum import StrEnum, auto
from typing import NamedTuple

from sayso.law.codes import Act, Channel, StoragePurpose

_NOT_STATED = {"UNKNOWN", "UNSEARCHED", "RESEARCH_PERHAPS_KEPT"}


class State(StrEnum):
    """One aspect of a situation, in few enough values to walk through all of them."""

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has stated this fact."""
        return self.name in _NOT_STATED


class Fact(State):
    """A plain fact: so, not so, or not stated."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


YES, NO, UNKNOWN = Fact.YES, Fact.NO, Fact.UNKNOWN


class Nature(State):
    """What a message is in law, whatever its sender calls it."""

    MARKETING = auto()
    SERVICE_WITH_PROMOTION = auto()
    RESEARCH_WITH_PROMOTION = auto()
    RESEARCH_KEPT = auto()
    RESEARCH_PERHAPS_KEPT = auto()
    RESEARCH = auto()
    SERVICE = auto()
    LEAFLET = auto()


DIRECT_MARKETING = frozenset(
    {
        Nature.MARKETING,
        Nature.SERVICE_WITH_PROMOTION,
        Nature.RESEARCH_WITH_PROMOTION,
        Nature.RESEARCH_KEPT,
        Nature.RESEARCH_PERHAPS_KEPT,
    }
)
NOT_MARKETING = frozenset({Nature.RESEARCH, Nature.SERVICE})


class Trade(State):
    """The trades whose calls have a regulation of their own."""

    NONE = auto()
    CLAIMS = auto()
    PENSIONS = auto()


class Offer(State):
    """What is promoted, as far as the two soft opt-ins distinguish it.

    OWN_SIMILAR also stands for a request for consent that promotes nothing else.
    """

    OWN_SIMILAR = auto()
    CHARITY = auto()
    OTHER = auto()
    UNKNOWN = auto()


class Dealing(State):
    """The dealing in which the details were collected; PURCHASE is a sale, talks, a membership."""

    NONE = auto()
    PURCHASE = auto()
    SUPPORT = auto()
    UNKNOWN = auto()


class Source(State):
    """Where the details came from, as far as the law distinguishes it."""

    DIRECT = auto()
    BOUGHT_IN = auto()
    OTHER = auto()
    UNKNOWN = auto()


class Consent(State):
    """The best consent on record, judged for this very message.

    The defects stand in the order in which they are looked for: the later one is, the nearer
    the consent came. UNKNOWN has no defect, but facts that are not stated.
    """

    NONE = auto()
    OTHER_CHANNEL = auto()
    OTHER_TOPIC = auto()
    NOT_COVERED = auto()
    OTHER_ADDRESS = auto()
    WITHDRAWN = auto()
    ENDED = auto()
    RAN_OUT = auto()
    SENDER_NOT_NAMED = auto()
    NOT_AFFIRMATIVE = auto()
    BUNDLED = auto()
    UNINFORMED = auto()
    UNEVIDENCED = auto()
    UNKNOWN = auto()
    VALID = auto()


class Objection(State):
    """Whether an objection to this message stands. UNKNOWN: a fact not stated would tell."""

    NONE = auto()
    STANDS = auto()
    UNKNOWN = auto()


class Register(State):
    """What a search of a preference register says today.

    LISTED_LATELY does not bind yet; LISTED_UNDATED binds at once, for nobody knows since when.
    """

    CLEAR = auto()
    LISTED_LATELY = auto()
    LISTED = auto()
    LISTED_UNDATED = auto()
    STALE = auto()
    UNSEARCHED = auto()
    UNKNOWN = auto()


NOT_BINDING = frozenset({Register.CLEAR, Register.LISTED_LATELY})
REFUSING = frozenset({Register.LISTED, Register.LISTED_UNDATED, Register.STALE})


class LawfulBasis(State):
    """The lawful basis, as far as contact and disclosure distinguish it."""

    CONSENT = auto()
    LEGITIMATE_INTERESTS = auto()
    PUBLIC_TASK = auto()
    OTHER = auto()
    NONE = auto()
    UNKNOWN = auto()


class ContactSituation(NamedTuple):
    """Everything that decides whether a message may be sent."""

    channel: Channel
    nature: Nature = Nature.MARKETING
    corporate: Fact = NO
    marketing_objection: Objection = Objection.NONE
    other_objection: Objection = Objection.NONE
    solicited: Fact = NO
    consent: Consent = Consent.NONE
    offer: Offer = Offer.OTHER
    source: Source = Source.DIRECT
    dealing: Dealing = Dealing.NONE
    with_sender: Fact = UNKNOWN
    collected_lately: Fact = UNKNOWN
    refusal_offered: Fact = UNKNOWN
    refused: Fact = UNKNOWN
    sender_is_charity: Fact = NO
    trade: Trade = Trade.NONE
    pensions_role: Fact = UNKNOWN
    expected_to_call: Fact = UNKNOWN
    tps: Register = Register.UNSEARCHED
    ctps: Register = Register.UNSEARCHED
    fps: Register = Register.UNSEARCHED
    mps: Register = Register.UNSEARCHED
    names_sender: Fact = YES
    opt_out: Fact = YES
    contact_details: Fact = YES
    caller_id_shown: Fact = YES
    relayed: Fact = NO
    basis: LawfulBasis = LawfulBasis.LEGITIMATE_INTERESTS
    notice_given: Fact = YES
    restricted: Fact = NO
    child: Fact = NO
    released: Fact = NO
    closed: Fact = NO


class StorageConsent(State):
    """The visitor's consent, judged for this item. UNKNOWN has no defect, but gaps."""

    OBJECTED = auto()
    WITHDRAWN = auto()
    TOO_LATE = auto()
    NOT_AFFIRMATIVE = auto()
    UNINFORMED = auto()
    REFUSAL_HARDER = auto()
    NOT_GRANULAR = auto()
    UNKNOWN = auto()
    VALID = auto()


class StorageSituation(NamedTuple):
    """Everything that decides whether something may be stored on a device."""

    purpose: StoragePurpose
    visitor_consent: StorageConsent = StorageConsent.UNKNOWN
    requested_by_user: Fact = UNKNOWN
    sole_purpose: Fact = YES
    provided_by_service: Fact = YES
    shared_beyond_improvement: Fact = NO
    information_given: Fact = YES
    objection_offered: Fact = YES
    objected: Fact = NO
    emitted_automatically: Fact = NO


class Receiver(State):
    """Whether the one who would receive the details is named."""

    NAMED = auto()
    UNNAMED = auto()
    UNKNOWN = auto()


class DisclosureSituation(NamedTuple):
    """Everything that decides whether details may be handed over, or kept."""

    act: Act
    receiver: Receiver = Receiver.NAMED
    permission: Consent = Consent.UNKNOWN
    legal_power: Fact = UNKNOWN
    contract: Fact = UNKNOWN
    objected: Fact = NO
    notice_given: Fact = YES
    basis: LawfulBasis = LawfulBasis.LEGITIMATE_INTERESTS


Situation = ContactSituation | StorageSituation | DisclosureSituation


UNKNOWN_WORDS = {
    "nature": "whether the answers are kept for marketing",
    "marketing_objection": "whether an objection on record reaches this message",
    "other_objection": "whether an objection on record reaches this message",
    "consent": "whether the consent on record is good for this message",
    "offer": "what the message promotes",
    "source": "where the details came from",
    "dealing": "in what dealing the details were collected",
    "with_sender": "whether that dealing was with the sender",
    "collected_lately": "when the details were collected",
    "refusal_offered": "whether a way to refuse was offered when the details were collected",
    "refused": "whether the person used the way to refuse",
    "sender_is_charity": "whether the sender is a charity in law",
    "pensions_role": "whether the caller is authorised, or a trustee or manager of the scheme",
    "expected_to_call": "whether a client relationship makes such calls expected",
    "tps": "what the TPS register says of the number",
    "ctps": "what the CTPS register says of the number",
    "fps": "what the fax register says of the number",
    "mps": "what the mail preference register says of the address",
    "names_sender": "whether the message says plainly who it is from",
    "opt_out": "whether the message carries a way to refuse",
    "contact_details": "whether the message gives an address or a freephone number",
    "caller_id_shown": "whether the caller's number is shown",
    "basis": "on what lawful basis the data is used",
    "notice_given": "whether the person has had the privacy notice",
    "visitor_consent": "whether the visitor said yes before anything was stored",
    "requested_by_user": "whether the visitor asked for the service that needs it",
    "sole_purpose": "whether that is its only purpose",
    "provided_by_service": "whether the site itself, or its processor, provides it",
    "shared_beyond_improvement": "whether the information is shared beyond improving the site",
    "information_given": "whether clear information was given",
    "objection_offered": "whether a simple way to object was offered",
    "receiver": "who would receive the details",
    "permission": "whether the person gave a good permission",
    "legal_power": "which law requires it",
    "contract": "whether a contract with the processor is in force",
}
"""What a rule could not see, as the end of "It is not known …"."""
