"""A charity may email or text its own supporters without consent, if they could always refuse.

Conditions: the message serves only the charity's purposes; the charity itself took the
details from somebody who supported it or showed interest in doing so, on or after 5 February
2026; a way to refuse was offered then, has not been used, and is in every message.

Not modelled: whether the sender is a charity in law and what counts as interest; the sender
states both. Guidance, not the text, excludes details collected before the rule began.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    permit,
    permits,
    silent,
    silent_on,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.sources import CHARITY_SOFT_OPT_IN, pecr
from sayso.law.states import (
    DIRECT_MARKETING,
    NO,
    UNKNOWN,
    YES,
    ContactSituation,
    Dealing,
    Offer,
    Source,
)


def charity_soft_opt_in(situation: ContactSituation) -> Finding:
    if situation.sender_is_charity is NO:
        return silent("The sender is not a charity.")
    if situation.offer not in (Offer.CHARITY, Offer.UNKNOWN):  # (a) sole purpose
        return silent("The message serves more than the charity's purposes.")
    if situation.dealing not in (Dealing.SUPPORT, Dealing.UNKNOWN):  # (b)
        return silent("The person did not support the charity or offer to.")
    if situation.with_sender is NO:  # (b)
        return silent("The support was not given to the sender.")
    if situation.source not in (Source.DIRECT, Source.UNKNOWN):  # (b)
        return silent("The person did not give these details to the charity.")
    if situation.collected_lately is NO:  # ICO: not for details already held
        return silent("The details were collected before 5 February 2026.")
    if situation.refusal_offered is NO:  # (c)
        return silent("No way to refuse was offered when the details were collected.")
    if situation.refused is YES:  # (c)
        return silent("The person used the way to refuse.")
    return _if_all_known(situation)


FACTS = (
    "sender_is_charity",
    "offer",
    "dealing",
    "with_sender",
    "source",
    "collected_lately",
    "refusal_offered",
    "refused",
)


def _if_all_known(situation: ContactSituation) -> Finding:
    if any(getattr(situation, fact).is_unknown for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit("The person supports the charity, was offered a way to refuse and used none.")


DONOR = ContactSituation(
    Channel.EMAIL,
    offer=Offer.CHARITY,
    dealing=Dealing.SUPPORT,
    with_sender=YES,
    collected_lately=YES,
    refusal_offered=YES,
    refused=NO,
    sender_is_charity=YES,
)

RULE = Rule(
    id="charity-soft-opt-in",
    step=Step.GROUND,
    cites=(pecr("22(3A)", CHARITY_SOFT_OPT_IN),),
    in_force=CHARITY_SOFT_OPT_IN,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=charity_soft_opt_in,
    examples=(
        permits("a donor who could refuse", DONOR),
        silent_on("a social enterprise", DONOR, sender_is_charity=NO),
        silent_on("an appeal that also sells", DONOR, offer=Offer.OTHER),
        silent_on("a customer of the charity's shop", DONOR, dealing=Dealing.PURCHASE),
        silent_on("a donor to another charity", DONOR, with_sender=NO),
        silent_on("details from a giving platform", DONOR, source=Source.OTHER),
        silent_on("collected on 4 February 2026", DONOR, collected_lately=NO),
        silent_on("no way to refuse was offered", DONOR, refusal_offered=NO),
        silent_on("a donor who refused", DONOR, refused=YES),
        withholds("collected nobody knows when", DONOR, collected_lately=UNKNOWN),
    ),
)
