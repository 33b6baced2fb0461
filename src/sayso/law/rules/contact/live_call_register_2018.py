"""From September 2018 the registers judge every live call but one about claims.

Conditions: as for live calls before, except that a claims call has a regulation of its own
(21A) and is no longer judged by the registers.

Not modelled: lines shared by several subscribers.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permits, silent, silent_on, withholds
from sayso.law.rules.searches import clear_of
from sayso.law.rules.sources import CLAIMS_CALLS, pecr
from sayso.law.states import DIRECT_MARKETING, ContactSituation, Register, Trade

CLAIMS_CALL_ELSEWHERE = "Claims calls are not judged by the registers."


def live_call_register_2018(situation: ContactSituation) -> Finding:
    if situation.trade is Trade.CLAIMS:
        return silent(CLAIMS_CALL_ELSEWHERE)
    return clear_of(situation, "tps", "ctps")


SCREENED = ContactSituation(Channel.LIVE_CALL, tps=Register.CLEAR, ctps=Register.CLEAR)

RULE = Rule(
    id="live-call-register-2018",
    step=Step.GROUND,
    cites=(pecr("21(1)(b)"),),
    in_force=CLAIMS_CALLS,
    replaces="live-call-register-2003",
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_register_2018,
    examples=(
        permits("a number on neither register", SCREENED),
        permits("a pensions call to such a number", SCREENED, trade=Trade.PENSIONS),
        withholds("Dev is on TPS", SCREENED, tps=Register.LISTED),
        silent_on("a claims call", SCREENED, trade=Trade.CLAIMS),
    ),
)
