"""A marketing fax must say who it is from and how to reach them.

Conditions: the fax names the sender, and gives an address or a freephone number.

Not modelled: whether the number given is in truth free to call.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    forbid,
    forbid_unknown,
    forbids,
    silent,
    silent_on,
)
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, UNKNOWN, ContactSituation


def fax_identity(situation: ContactSituation) -> Finding:
    if situation.names_sender is NO:
        return forbid("The fax does not say who it is from.")
    if situation.contact_details is NO:
        return forbid("The fax gives neither an address nor a freephone number.")
    if UNKNOWN in (situation.names_sender, situation.contact_details):
        return forbid_unknown(situation, "names_sender", "contact_details")
    return silent("The fax says who it is from and how to reach them.")


COMPLETE = ContactSituation(Channel.FAX)

RULE = Rule(
    id="fax-identity",
    step=Step.FORMALITY,
    cites=(pecr("24(1)(a)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.FAX}),
    natures=DIRECT_MARKETING,
    test=fax_identity,
    examples=(
        silent_on("a complete fax", COMPLETE),
        forbids("a fax from nobody", COMPLETE, names_sender=NO),
        forbids("a fax without an address", COMPLETE, contact_details=NO),
        forbids("a sender nobody has checked", COMPLETE, names_sender=UNKNOWN),
        forbids("an address nobody has checked", COMPLETE, contact_details=UNKNOWN),
    ),
)
