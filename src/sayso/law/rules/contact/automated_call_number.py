"""A recorded marketing call must show a number on which its sender can be reached.

Conditions: the number of the line, or one that reaches the caller, is presented.

Not modelled: whether the number shown is answered.
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
from sayso.law.rules.sources import CALLER_ID, pecr
from sayso.law.states import DIRECT_MARKETING, NO, UNKNOWN, ContactSituation


def automated_call_number(situation: ContactSituation) -> Finding:
    if situation.caller_id_shown is NO:
        return forbid("The caller's number is not shown.")
    if situation.caller_id_shown is UNKNOWN:
        return forbid_unknown(situation, "caller_id_shown")
    return silent("The caller's number is shown.")


OPEN_CALL = ContactSituation(Channel.AUTOMATED_CALL)

RULE = Rule(
    id="automated-call-number",
    step=Step.FORMALITY,
    cites=(pecr("19", CALLER_ID),),
    in_force=CALLER_ID,
    channels=frozenset({Channel.AUTOMATED_CALL}),
    natures=DIRECT_MARKETING,
    test=automated_call_number,
    examples=(
        silent_on("an open caller", OPEN_CALL),
        forbids("a caller who hides", OPEN_CALL, caller_id_shown=NO),
        forbids("nobody has checked", OPEN_CALL, caller_id_shown=UNKNOWN),
    ),
)
