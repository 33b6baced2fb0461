"""A letter to a released list is sent only after a search of the mail preference register.

Conditions: it goes by post without a good consent, on the strength of a released bought-in
list; the mail preference register was searched in an edition less than 28 days old and does
not bind.

Not modelled: households; one listing counts for the address searched.
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
from sayso.law.rules.house.house_consent import may_be_released
from sayso.law.rules.registers import REGISTER_REASONS
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import (
    DIRECT_MARKETING,
    NO,
    NOT_BINDING,
    REFUSING,
    YES,
    Consent,
    ContactSituation,
    Register,
    Source,
)


def house_mail_preference(situation: ContactSituation) -> Finding:
    if situation.consent is Consent.VALID:
        return silent("The person said yes to post.")
    if situation.source not in RELIED_ON or not may_be_released(situation):
        return silent("No released list is relied on.")
    if situation.mps in NOT_BINDING:
        return silent("The address does not stand on the mail preference register.")
    if situation.mps in REFUSING:
        return forbid(REGISTER_REASONS["mps", situation.mps])
    return forbid_unknown(situation, "mps")


RELIED_ON = frozenset({Source.BOUGHT_IN, Source.UNKNOWN})

RELEASED = ContactSituation(Channel.POST, source=Source.BOUGHT_IN, released=YES, mps=Register.CLEAR)

RULE = Rule(
    id="house-mail-preference",
    step=Step.HOUSE,
    cites=(house_policy("mail preference"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.POST}),
    natures=DIRECT_MARKETING,
    test=house_mail_preference,
    examples=(
        silent_on("an address that is not listed", RELEASED),
        silent_on("Ada said yes", RELEASED, mps=Register.LISTED, consent=Consent.VALID),
        silent_on("a list that was not released", RELEASED, released=NO),
        forbids("a listed address", RELEASED, mps=Register.LISTED),
        forbids("listed nobody knows when", RELEASED, mps=Register.LISTED_UNDATED),
        forbids("an edition of 28 days ago", RELEASED, mps=Register.STALE),
        forbids("nobody searched", RELEASED, mps=Register.UNSEARCHED),
    ),
)
