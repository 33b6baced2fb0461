"""A recorded call must say who it is from and how to reach them.

Conditions: the call names the sender, and gives an address or a freephone number.

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


def automated_call_identity(situation: ContactSituation) -> Finding:
    if situation.names_sender is NO:
        return forbid("The call does not say who it is from.")
    if situation.contact_details is NO:
        return forbid("The call gives neither an address nor a freephone number.")
    if UNKNOWN in (situation.names_sender, situation.contact_details):
        return forbid_unknown(situation, "names_sender", "contact_details")
    return silent("The call says who it is from and how to reach them.")


COMPLETE = ContactSituation(Channel.AUTOMATED_CALL)

RULE = Rule(
    id="automated-call-identity",
    step=Step.FORMALITY,
    cites=(pecr("24(1)(a)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.AUTOMATED_CALL}),
    natures=DIRECT_MARKETING,
    test=automated_call_identity,
    examples=(
        silent_on("a complete call", COMPLETE),
        forbids("a call from nobody", COMPLETE, names_sender=NO),
        forbids("a call without an address", COMPLETE, contact_details=NO),
        forbids("a sender nobody has checked", COMPLETE, names_sender=UNKNOWN),
        forbids("an address nobody has checked", COMPLETE, contact_details=UNKNOWN),
    ),
)
