"""A marketing caller must say on whose behalf the call is made.

Conditions: the caller's name is given on every call.

Not modelled: the address or freephone number that must be given when the person asks.
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


def live_call_name(situation: ContactSituation) -> Finding:
    if situation.names_sender is NO:
        return forbid("The caller does not say on whose behalf the call is made.")
    if situation.names_sender is UNKNOWN:
        return forbid_unknown(situation, "names_sender")
    return silent("The caller says on whose behalf the call is made.")


OPEN_CALL = ContactSituation(Channel.LIVE_CALL)

RULE = Rule(
    id="live-call-name",
    step=Step.FORMALITY,
    cites=(pecr("24(1)(b)", COMMENCEMENT),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_name,
    examples=(
        silent_on("an open caller", OPEN_CALL),
        forbids("a caller who hides", OPEN_CALL, names_sender=NO),
        forbids("nobody has checked", OPEN_CALL, names_sender=UNKNOWN),
    ),
)
