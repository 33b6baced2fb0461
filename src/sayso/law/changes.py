"""What a single fact would do: the changes that are tried to see whether they turn an answer.

Nothing here says what matters. Every change that can be told of a situation is tried against
the rules, and those that turn the answer are named.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sayso.law.codes import Channel
from sayso.law.states import (
    NO,
    YES,
    Consent,
    ContactSituation,
    Dealing,
    DisclosureSituation,
    LawfulBasis,
    Nature,
    Objection,
    Offer,
    Receiver,
    Register,
    Situation,
    Source,
    StorageConsent,
    StorageSituation,
    Trade,
)

CHANNEL_WORDS = {
    Channel.EMAIL: "emails",
    Channel.SMS: "text messages",
    Channel.VOICEMAIL: "voicemail messages",
    Channel.SOCIAL_MESSAGE: "social messages",
    Channel.LIVE_CALL: "live calls",
    Channel.AUTOMATED_CALL: "recorded calls",
    Channel.FAX: "faxes",
    Channel.POST: "letters",
}


class Change(NamedTuple):
    """One fact told differently: in words, what it makes of the situation, and when it can be.

    `given` are values that the situation must have for the change to make sense.
    """

    words: str
    becomes: Mapping[str, Any]
    given: Mapping[str, Any] = MappingProxyType({})


def changed(situation: Situation, change: Change) -> Situation | None:
    """The situation after a change, or None where the change cannot be or alters nothing."""
    if any(getattr(situation, fact) is not value for fact, value in change.given.items()):
        return None
    after: Situation = situation._replace(**change.becomes)
    return None if after == situation else after


def words_of(change: Change, situation: Situation) -> str:
    """The change in words, with the situation's channel where one is meant."""
    if isinstance(situation, ContactSituation):
        return change.words.format(channel=CHANNEL_WORDS[situation.channel])
    return change.words


NO_OBJECTION = {"marketing_objection": Objection.NONE, "other_objection": Objection.NONE}


def _either(fact: str, yes: str, no: str) -> tuple[Change, Change]:
    return Change(yes, {fact: YES}), Change(no, {fact: NO})


def _register(fact: str, name: str, thing: str) -> tuple[Change, ...]:
    return (
        Change(
            f"the {thing} not being on the {name} in an edition less than 28 days old",
            {fact: Register.CLEAR},
        ),
        Change(f"a listing on the {name} for 28 days or more", {fact: Register.LISTED}),
        Change(f"the search of the {name} being 28 days old or more", {fact: Register.STALE}),
    )


_CONSENT = "a specific consent to {channel} from this sender"
_STANDS = {"marketing_objection": Objection.STANDS}

CONTACT: tuple[Change, ...] = (
    Change(_CONSENT, {"consent": Consent.VALID}, {"marketing_objection": Objection.NONE}),
    *(
        Change(
            f"{_CONSENT}, given after the objection",
            {"consent": Consent.VALID, **NO_OBJECTION},
            {"marketing_objection": objection},
        )
        for objection in (Objection.STANDS, Objection.UNKNOWN)
    ),
    Change(
        "the person withdrawing their consent",
        {"consent": Consent.WITHDRAWN, **_STANDS},
        {"consent": Consent.VALID},
    ),
    Change("the person asking for this very item", {"solicited": YES, **NO_OBJECTION}),
    Change("the person not having asked for it", {"solicited": NO}),
    Change("the person taking their objection back", NO_OBJECTION),
    Change("an objection to marketing by the person", _STANDS),
    Change("an objection to such messages by the person", {"other_objection": Objection.STANDS}),
    Change(
        "leaving the promotion out",
        {"nature": Nature.SERVICE},
        {"nature": Nature.SERVICE_WITH_PROMOTION},
    ),
    Change(
        "a promotion in the message",
        {"nature": Nature.SERVICE_WITH_PROMOTION},
        {"nature": Nature.SERVICE},
    ),
    Change(
        "the answers not being kept for marketing",
        {"nature": Nature.RESEARCH},
        {"nature": Nature.RESEARCH_KEPT},
    ),
    Change(
        "the answers not being kept for marketing",
        {"nature": Nature.RESEARCH},
        {"nature": Nature.RESEARCH_PERHAPS_KEPT},
    ),
    Change(
        "the answers being kept for marketing",
        {"nature": Nature.RESEARCH_KEPT},
        {"nature": Nature.RESEARCH},
    ),
    *_register("tps", "TPS register", "number"),
    *_register("ctps", "CTPS register", "number"),
    *_register("fps", "fax register", "number"),
    *_register("mps", "mail preference register", "address"),
    Change("the subscriber being a company or another corporate body", {"corporate": YES}),
    Change("the subscriber being an individual", {"corporate": NO}),
    Change(
        "promoting only the sender's own similar goods or services", {"offer": Offer.OWN_SIMILAR}
    ),
    Change("promoting only the charity's own purposes", {"offer": Offer.CHARITY}),
    Change("promoting anything else", {"offer": Offer.OTHER}),
    Change(
        "the details having been collected in a sale, talks about one or a membership",
        {"dealing": Dealing.PURCHASE},
    ),
    Change(
        "the details having been collected when the person supported the charity",
        {"dealing": Dealing.SUPPORT},
    ),
    Change("the details having been collected in no dealing", {"dealing": Dealing.NONE}),
    *_either(
        "with_sender",
        "that dealing having been with the sender",
        "that dealing having been with somebody else",
    ),
    Change("the person having given the details to the sender", {"source": Source.DIRECT}),
    Change("the details coming from a bought-in list", {"source": Source.BOUGHT_IN}),
    Change("the details coming from somebody else", {"source": Source.OTHER}),
    *_either(
        "collected_lately",
        "the details having been collected on or after 5 February 2026",
        "the details having been collected before 5 February 2026",
    ),
    *_either(
        "refusal_offered",
        "a way to refuse having been offered when the details were collected",
        "no way to refuse having been offered when the details were collected",
    ),
    Change("the person not having used the way to refuse", {"refused": NO}),
    Change("the person using the way to refuse", {"refused": YES}),
    *_either(
        "sender_is_charity", "the sender being a charity in law", "the sender not being a charity"
    ),
    Change("the call being about neither claims nor pensions", {"trade": Trade.NONE}),
    Change("the call being about claims", {"trade": Trade.CLAIMS}),
    Change("the call being about pensions", {"trade": Trade.PENSIONS}),
    *_either(
        "pensions_role",
        "the caller being authorised, or a trustee or manager of the scheme",
        "the caller being neither authorised nor trustee or manager",
    ),
    *_either(
        "expected_to_call",
        "a client relationship in which such calls are expected",
        "no client relationship in which such calls are expected",
    ),
    *_either(
        "names_sender",
        "saying plainly who the message is from",
        "not saying who the message is from",
    ),
    *_either("opt_out", "a way to refuse in the message", "no way to refuse in the message"),
    *_either(
        "contact_details",
        "an address or a freephone number in the message",
        "neither an address nor a freephone number in the message",
    ),
    *_either(
        "caller_id_shown",
        "showing a number on which the caller can be reached",
        "not showing the caller's number",
    ),
    Change("not asking the recipient to pass the message on", {"relayed": NO}),
    Change("asking the recipient to pass the message on", {"relayed": YES}),
    Change("legitimate interests as the lawful basis", {"basis": LawfulBasis.LEGITIMATE_INTERESTS}),
    Change("a public task as the lawful basis", {"basis": LawfulBasis.PUBLIC_TASK}),
    Change("consent as the lawful basis", {"basis": LawfulBasis.CONSENT}),
    Change("a contract or a legal duty as the lawful basis", {"basis": LawfulBasis.OTHER}),
    Change("having no lawful basis", {"basis": LawfulBasis.NONE}),
    *_either(
        "notice_given",
        "giving the person the privacy notice",
        "not having given the person the privacy notice",
    ),
    Change("lifting the restriction", {"restricted": NO}),
    Change("the person having the use of their details restricted", {"restricted": YES}),
    Change("the person not being a child", {"child": NO}),
    Change("the person being a child", {"child": YES}),
    *_either(
        "released",
        "the bought-in list being checked and released for this channel",
        "the bought-in list not being released for this channel",
    ),
    Change("the house policy opening this channel", {"closed": NO}),
    Change("the house policy closing this channel", {"closed": YES}),
)

STORAGE: tuple[Change, ...] = (
    Change(
        "the visitor's consent before anything is stored",
        {"visitor_consent": StorageConsent.VALID},
    ),
    Change(
        "the visitor withdrawing their consent",
        {"visitor_consent": StorageConsent.WITHDRAWN},
        {"visitor_consent": StorageConsent.VALID},
    ),
    Change("the visitor not having objected", {"objected": NO}),
    Change("the visitor objecting", {"objected": YES}),
    *_either(
        "requested_by_user",
        "the visitor having asked for the service that needs it",
        "the visitor not having asked for the service that needs it",
    ),
    *_either("sole_purpose", "that being its only purpose", "another purpose beside this one"),
    *_either(
        "provided_by_service",
        "the site itself or its processor providing it",
        "somebody else providing it",
    ),
    Change("sharing nothing beyond improving the site", {"shared_beyond_improvement": NO}),
    Change("sharing beyond improving the site", {"shared_beyond_improvement": YES}),
    *_either(
        "information_given",
        "telling the visitor clearly what it is for",
        "not telling the visitor what it is for",
    ),
    *_either(
        "objection_offered",
        "offering a simple way to object",
        "not offering a simple way to object",
    ),
    Change("collecting nothing that the device gives off by itself", {"emitted_automatically": NO}),
    Change("collecting what the device gives off by itself", {"emitted_automatically": YES}),
)

DISCLOSURE: tuple[Change, ...] = (
    Change("the person's own permission, naming the recipient", {"permission": Consent.VALID}),
    Change(
        "the person withdrawing their permission",
        {"permission": Consent.WITHDRAWN},
        {"permission": Consent.VALID},
    ),
    Change("the person not having objected", {"objected": NO}),
    Change("an objection by the person", {"objected": YES}),
    Change("naming the recipient", {"receiver": Receiver.NAMED}),
    Change("not naming the recipient", {"receiver": Receiver.UNNAMED}),
    *_either(
        "notice_given",
        "telling the person that this will happen",
        "not having told the person that this would happen",
    ),
    *_either(
        "contract",
        "a contract with the processor in force",
        "no contract with the processor in force",
    ),
    *_either("legal_power", "naming the law that requires it", "no law that requires it"),
    Change("legitimate interests as the lawful basis", {"basis": LawfulBasis.LEGITIMATE_INTERESTS}),
    Change("consent as the lawful basis", {"basis": LawfulBasis.CONSENT}),
    Change("having no lawful basis", {"basis": LawfulBasis.NONE}),
)

CHANGES: dict[type[Situation], tuple[Change, ...]] = {
    ContactSituation: CONTACT,
    StorageSituation: STORAGE,
    DisclosureSituation: DISCLOSURE,
}
