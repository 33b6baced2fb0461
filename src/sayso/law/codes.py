"""The words that a question may use: each list of codes, and what its members mean."""

from enum import StrEnum


class Channel(StrEnum):
    """The way a message travels; the first four are *electronic mail* (PECR reg 2)."""

    EMAIL = "email"
    SMS = "sms"
    VOICEMAIL = "voicemail"
    SOCIAL_MESSAGE = "social_message"
    LIVE_CALL = "live_call"
    AUTOMATED_CALL = "automated_call"
    FAX = "fax"
    POST = "post"


ELECTRONIC_MAIL = frozenset({Channel.EMAIL, Channel.SMS, Channel.VOICEMAIL, Channel.SOCIAL_MESSAGE})
EVERY_CHANNEL = frozenset(Channel)


class Subscriber(StrEnum):
    """Who pays for the line or the mailbox (PECR reg 2); unknown counts as an individual."""

    INDIVIDUAL = "individual"
    SOLE_TRADER = "sole_trader"
    PARTNERSHIP = "partnership"
    UNINCORPORATED_ASSOCIATION = "unincorporated_association"
    UNKNOWN = "unknown"
    LIMITED_COMPANY = "limited_company"
    LLP = "llp"
    SCOTTISH_PARTNERSHIP = "scottish_partnership"
    PUBLIC_BODY = "public_body"
    CORPORATION_SOLE = "corporation_sole"


CORPORATE = frozenset(
    {
        Subscriber.LIMITED_COMPANY,
        Subscriber.LLP,
        Subscriber.SCOTTISH_PARTNERSHIP,
        Subscriber.PUBLIC_BODY,
        Subscriber.CORPORATION_SOLE,
    }
)


class Purpose(StrEnum):
    """What the message is for, as the sender labels it; its content is judged too."""

    SERVICE = "service"
    MARKET_RESEARCH = "market_research"
    MARKETING = "marketing"
    CONSENT_REQUEST = "consent_request"


class Promotes(StrEnum):
    """What a message promotes, or what a consent covers."""

    OWN_SIMILAR = "own_similar"
    OWN_OTHER = "own_other"
    THIRD_PARTY = "third_party"
    CHARITY = "charity"
    AIMS = "aims"
    POLITICS = "politics"
    CONSENT = "consent"


class Sector(StrEnum):
    """The two trades whose calls have a regulation of their own (regs 21A and 21B)."""

    NONE = "none"
    CLAIMS_MANAGEMENT = "claims_management"
    PENSIONS = "pensions"


class SenderKind(StrEnum):
    """What sort of body the sender is."""

    COMPANY = "company"
    CHARITY = "charity"
    NON_PROFIT = "non_profit"
    POLITICAL_PARTY = "political_party"
    PUBLIC_BODY = "public_body"
    INDIVIDUAL = "individual"


class PensionsRole(StrEnum):
    """The standing that regulation 21B asks of a pensions caller."""

    FCA_AUTHORISED = "fca_authorised"
    TRUSTEE_OR_MANAGER = "trustee_or_manager"
    NONE = "none"


class Provenance(StrEnum):
    """Where the contact details came from."""

    DIRECT = "direct"
    BOUGHT_IN = "bought_in"
    THIRD_PARTY = "third_party"
    PUBLIC_SOURCE = "public_source"


class RelationshipKind(StrEnum):
    """The dealing in which the details were collected; a membership counts as a sale."""

    SALE = "sale"
    NEGOTIATION = "negotiation"
    MEMBERSHIP = "membership"
    SUPPORT = "support"
    NONE = "none"


class Address(StrEnum):
    """Whether a consent is about this very address or line."""

    THIS = "this"
    OTHER = "other"


class SenderNamed(StrEnum):
    """How a consent identified the sender."""

    NAMED = "named"
    DESCRIBED = "described"
    CATEGORY_ONLY = "category_only"


class Obtained(StrEnum):
    """Whether the person gave the consent to the sender or to somebody else."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class ObjectionTo(StrEnum):
    """What an objection is to."""

    MARKETING = "marketing"
    RESEARCH = "research"
    EVERYTHING = "everything"


class Basis(StrEnum):
    """The lawful basis under UK GDPR article 6."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    PUBLIC_TASK = "public_task"
    NONE = "none"


class StoragePurpose(StrEnum):
    """Why something is stored on, or read from, a visitor's device."""

    TRANSMISSION = "transmission"
    STRICTLY_NECESSARY = "strictly_necessary"
    STATISTICS = "statistics"
    APPEARANCE = "appearance"
    EMERGENCY = "emergency"
    TAILORING = "tailoring"
    ADVERTISING = "advertising"
    AD_MEASUREMENT = "ad_measurement"
    OTHER = "other"


class Act(StrEnum):
    """What is to be done with somebody's details."""

    SELL = "sell"
    LEASE = "lease"
    DISTRIBUTE = "distribute"
    DISCLOSE_TO_PROCESSOR = "disclose_to_processor"
    DISCLOSE_BY_LAW = "disclose_by_law"
    PROFILE_FOR_MARKETING = "profile_for_marketing"
    KEEP_SUPPRESSION_KEY = "keep_suppression_key"


class Recipient(StrEnum):
    """Who would receive the details."""

    NAMED = "named"
    UNNAMED = "unnamed"
    NONE = "none"


class Right(StrEnum):
    """What was asked, or what happened, that starts a clock."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    BREACH = "breach"


class Nation(StrEnum):
    """Whose bank holidays count."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Policy(StrEnum):
    """The law alone, or the law and the organisation's stricter rules."""

    LEGAL_MINIMUM = "legal-minimum"
    HOUSE = "house"
