"""Details are handed on only to a recipient who is named.

Conditions: the act is selling, leasing or distributing, and the recipient is named.

Not modelled: recipients further down the line.
"""

from sayso.law.codes import Act
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
from sayso.law.rules.disclosure.acts import HANDING_ON
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import DisclosureSituation, Receiver


def disclosure_recipient(situation: DisclosureSituation) -> Finding:
    if situation.act not in HANDING_ON:
        return silent("Nothing is handed on for another's own ends.")
    if situation.receiver is Receiver.UNNAMED:
        return forbid("The recipient is not named.")
    if situation.receiver is Receiver.UNKNOWN:
        return forbid_unknown(situation, "receiver")
    return silent("The recipient is named.")


TO_A_PARTNER = DisclosureSituation(Act.DISTRIBUTE)

RULE = Rule(
    id="disclosure-recipient",
    step=Step.FORMALITY,
    cites=(dpa_1998("Sch 1 Pt I para 1", "schedule/1"), *gdpr("art 5(1)(a)", 5)),
    in_force=COMMENCEMENT,
    test=disclosure_recipient,
    examples=(
        silent_on("a named partner", TO_A_PARTNER),
        forbids("carefully selected partners", TO_A_PARTNER, receiver=Receiver.UNNAMED),
        forbids("a recipient nobody has stated", TO_A_PARTNER, receiver=Receiver.UNKNOWN),
        silent_on("a processor", TO_A_PARTNER, act=Act.DISCLOSE_TO_PROCESSOR),
    ),
)
