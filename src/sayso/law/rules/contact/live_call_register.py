"""A number may be called if it is on neither TPS nor CTPS, and both were searched lately.

Conditions: both registers were searched in editions less than 28 days old, and neither has
listed the number for 28 days or more. A consent or a request makes the registers irrelevant.
Claims calls, and pensions calls to an individual, have a regulation of their own instead.

Not modelled: lines shared by several subscribers.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permits, silent, silent_on, withholds
from sayso.law.rules.contact.live_call_register_2018 import CLAIMS_CALL_ELSEWHERE
from sayso.law.rules.searches import clear_of
from sayso.law.rules.sources import PENSIONS_CALLS, pecr
from sayso.law.states import (
    DIRECT_MARKETING,
    YES,
    Consent,
    ContactSituation,
    Register,
    Trade,
)


def live_call_register(situation: ContactSituation) -> Finding:
    if situation.trade is Trade.CLAIMS:
        return silent(CLAIMS_CALL_ELSEWHERE)
    if situation.trade is Trade.PENSIONS and situation.corporate is not YES:
        return silent("Pensions calls to an individual are not judged by the registers.")
    return clear_of(situation, "tps", "ctps")


SCREENED = ContactSituation(Channel.LIVE_CALL, tps=Register.CLEAR, ctps=Register.CLEAR)

RULE = Rule(
    id="live-call-register",
    step=Step.GROUND,
    cites=(pecr("21(1)(b)"),),
    in_force=PENSIONS_CALLS,
    replaces="live-call-register-2018",
    channels=frozenset({Channel.LIVE_CALL}),
    natures=DIRECT_MARKETING,
    test=live_call_register,
    examples=(
        permits("a number on neither register", SCREENED),
        permits("Dev registered 27 days ago", SCREENED, tps=Register.LISTED_LATELY),
        withholds("Dev registered 28 days ago", SCREENED, tps=Register.LISTED),
        withholds("Dev is listed, nobody knows when", SCREENED, tps=Register.LISTED_UNDATED),
        withholds("Cleo's line is on CTPS", SCREENED, ctps=Register.LISTED),
        withholds("an edition of 28 days ago", SCREENED, tps=Register.STALE),
        withholds("only TPS was searched", SCREENED, ctps=Register.UNSEARCHED),
        withholds("an edition without a day", SCREENED, tps=Register.UNKNOWN),
        silent_on(
            "a listed number that welcomes our calls",
            SCREENED,
            tps=Register.LISTED,
            consent=Consent.VALID,
        ),
        silent_on("a listed number that asked", SCREENED, tps=Register.LISTED, solicited=YES),
        silent_on("a claims call", SCREENED, trade=Trade.CLAIMS),
        silent_on("a pensions call to an individual", SCREENED, trade=Trade.PENSIONS),
        permits("a pensions call to Cleo", SCREENED, trade=Trade.PENSIONS, corporate=YES),
    ),
)
