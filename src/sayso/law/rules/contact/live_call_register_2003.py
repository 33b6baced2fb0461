"""In the Regulations as made, the registers judge every live call.

Conditions: both registers were searched in editions less than 28 days old, and neither has
listed the number for 28 days or more. A consent or a request makes the registers irrelevant.

Not modelled: the months before the corporate register opened; both are asked throughout.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permits, silent_on, withholds
from sayso.law.rules.searches import clear_of
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import (
    DIRECT_MARKETING,
    Consent,
    ContactSituation,
    Register,
    Trade,
)


def live_call_register_2003(situation: ContactSituation) -> Finding:
    return clear_of(situation, "tps", "ctps")


SCREENED = ContactSituation(Channel.LIVE_CALL, tps=Register.CLEAR, ctps=Register.CLEAR)

RULE = Rule(
    id="live-call-register-2003",
    step=Step.GROUND,
    cites=(pecr("21(1)(b)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_register_2003,
    examples=(
        permits("a number on neither register", SCREENED),
        permits("a claims call to such a number", SCREENED, trade=Trade.CLAIMS),
        withholds("Dev is on TPS", SCREENED, tps=Register.LISTED),
        silent_on(
            "Dev is on TPS and welcomes our calls",
            SCREENED,
            tps=Register.LISTED,
            consent=Consent.VALID,
        ),
    ),
)
