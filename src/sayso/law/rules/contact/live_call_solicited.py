"""Somebody who asked for this very call may be called.

Conditions: the person asked for this very item, with all that it promotes.

Not modelled: how long a request stays fresh. An old yes to news is a consent, not a request.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def live_call_solicited(situation: ContactSituation) -> Finding:
    if situation.solicited is YES:
        return permit("The person asked for the call.")
    return silent("The person did not ask for the call.")


ASKED_FOR = ContactSituation(Channel.LIVE_CALL, solicited=YES)

RULE = Rule(
    id="live-call-solicited",
    step=Step.GROUND,
    cites=(pecr("21(1)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_solicited,
    examples=(
        permits("the item was asked for", ASKED_FOR),
        silent_on("it was not", ASKED_FOR, solicited=NO),
    ),
)
