"""A customer may be emailed about similar goods without consent, if they could always refuse.

Conditions: the sender itself took the details from the person in a sale, in talks about one,
or in a paid membership; the message promotes only its own similar goods or services, or asks
for consent; a way to refuse was offered then, has not been used, and is in every message.

Not modelled: what is similar, and how long ago the sale may lie; the sender states both.
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
from sayso.law.rules.sources import COMMENCEMENT, pecr
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


def soft_opt_in(situation: ContactSituation) -> Finding:
    if situation.dealing not in (Dealing.PURCHASE, Dealing.UNKNOWN):
        return silent("No sale, talks about one or membership is on record.")
    if situation.with_sender is NO:  # (a)
        return silent("The sale was not made with the sender.")
    if situation.source not in (Source.DIRECT, Source.UNKNOWN):  # (a)
        return silent("The person did not give these details to the sender.")
    if situation.offer not in (Offer.OWN_SIMILAR, Offer.UNKNOWN):  # (b)
        return silent("The message promotes more than the sender's own similar goods.")
    if situation.refusal_offered is NO:  # (c)
        return silent("No way to refuse was offered when the details were collected.")
    if situation.refused is YES:  # (c)
        return silent("The person used the way to refuse.")
    return _if_all_known(situation)


FACTS = ("dealing", "with_sender", "source", "offer", "refusal_offered", "refused")


def _if_all_known(situation: ContactSituation) -> Finding:
    if any(getattr(situation, fact).is_unknown for fact in FACTS):
        return withhold_unknown(situation, *FACTS)
    return permit("The person is a customer who was offered a way to refuse and did not use it.")


CUSTOMER = ContactSituation(
    Channel.EMAIL,
    offer=Offer.OWN_SIMILAR,
    dealing=Dealing.PURCHASE,
    with_sender=YES,
    refusal_offered=YES,
    refused=NO,
)

RULE = Rule(
    id="soft-opt-in",
    step=Step.GROUND,
    cites=(pecr("22(3)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=soft_opt_in,
    examples=(
        permits("a customer who could refuse", CUSTOMER),
        silent_on("somebody who never bought", CUSTOMER, dealing=Dealing.NONE),
        silent_on("a supporter of a charity", CUSTOMER, dealing=Dealing.SUPPORT),
        silent_on("another company's customer", CUSTOMER, with_sender=NO),
        silent_on("a bought-in list", CUSTOMER, source=Source.BOUGHT_IN),
        silent_on("another firm's insurance", CUSTOMER, offer=Offer.OTHER),
        silent_on("no box to untick at the till", CUSTOMER, refusal_offered=NO),
        silent_on("a customer who refused", CUSTOMER, refused=YES),
        withholds("who can say whether they refused", CUSTOMER, refused=UNKNOWN),
        withholds("details of unknown origin", CUSTOMER, source=Source.UNKNOWN),
    ),
)
