"""What might be, where something is not known: the completions that could still allow.

A situation with unknown facts stands for many. Most facts have one value that is never worse
than another; where two could each open a different door, both are tried. That no other
value could do better is checked over random situations in the tests.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

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
    State,
    StorageConsent,
    StorageSituation,
)

_BASES = (LawfulBasis.LEGITIMATE_INTERESTS, LawfulBasis.OTHER)

_CONTACT: dict[str, tuple[State, ...]] = {
    "nature": (Nature.RESEARCH, Nature.RESEARCH_KEPT),
    "marketing_objection": (Objection.NONE,),
    "other_objection": (Objection.NONE,),
    "consent": (Consent.VALID,),
    "offer": (Offer.OWN_SIMILAR, Offer.CHARITY),
    "source": (Source.DIRECT, Source.BOUGHT_IN),
    "dealing": (Dealing.PURCHASE, Dealing.SUPPORT),
    "refused": (NO,),
    "tps": (Register.CLEAR,),
    "ctps": (Register.CLEAR,),
    "fps": (Register.CLEAR,),
    "mps": (Register.CLEAR,),
    "basis": _BASES,
}
_STORAGE: dict[str, tuple[State, ...]] = {
    "visitor_consent": (StorageConsent.VALID,),
    "shared_beyond_improvement": (NO,),
}
_DISCLOSURE: dict[str, tuple[State, ...]] = {
    "permission": (Consent.VALID,),
    "receiver": (Receiver.NAMED,),
    "basis": (LawfulBasis.LEGITIMATE_INTERESTS,),
}
HOPES: dict[type[Situation], dict[str, tuple[State, ...]]] = {
    ContactSituation: _CONTACT,
    StorageSituation: _STORAGE,
    DisclosureSituation: _DISCLOSURE,
}

KEYS = {
    "nature": "message.answers_kept_for_marketing",
    "offer": "message.promotes",
    "source": "provenance",
    "dealing": "relationship.kind",
    "with_sender": "relationship.with_sender",
    "collected_lately": "relationship.collected_on",
    "refusal_offered": "relationship.refusal_offered",
    "refused": "relationship.refused",
    "sender_is_charity": "sender.kind",
    "pensions_role": "sender.pensions_role",
    "expected_to_call": "sender.expected_to_call",
    "names_sender": "message.names_sender",
    "opt_out": "message.opt_out",
    "contact_details": "message.contact_details",
    "caller_id_shown": "message.caller_id_shown",
    "receiver": "recipient",
}
_DATA_PROTECTION = {"basis", "notice_given"}


def key_of(situation: Situation, fact: str) -> str:
    """The dotted key of a question that states a fact made of that key alone."""
    if fact in _DATA_PROTECTION and isinstance(situation, ContactSituation):
        return f"data_protection.{fact}"
    return KEYS.get(fact, fact)


def unknown_facts(situation: Situation) -> tuple[str, ...]:
    """The facts of a situation that nobody has stated."""
    return tuple(
        fact
        for fact, state in zip(situation._fields, situation, strict=True)
        if isinstance(state, State) and state.is_unknown
    )


def hopeful(situation: Situation) -> Iterator[Situation]:
    """The completions of a situation among which one is allowed, if any completion is."""
    unknown = unknown_facts(situation)
    hopes = HOPES[type(situation)]
    for values in product(*(hopes.get(fact, (YES,)) for fact in unknown)):
        known: dict[str, Any] = dict(zip(unknown, values, strict=True))
        yield situation._replace(**known)
