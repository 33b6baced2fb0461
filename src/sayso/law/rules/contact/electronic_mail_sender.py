"""An email, text or message must say plainly on whose behalf it comes, to companies too.

Conditions: the sender's identity is stated and true.

Not modelled: the further particulars of the E-Commerce Regulations 2002.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
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


def electronic_mail_sender(situation: ContactSituation) -> Finding:
    if situation.names_sender is NO:
        return forbid("The message hides on whose behalf it comes.")
    if situation.names_sender is UNKNOWN:
        return forbid_unknown(situation, "names_sender")
    return silent("The message says who it is from.")


SIGNED = ContactSituation(Channel.EMAIL)

RULE = Rule(
    id="electronic-mail-sender",
    step=Step.FORMALITY,
    cites=(pecr("23(a)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_sender,
    examples=(
        silent_on("a signed newsletter", SIGNED),
        forbids("an offer from nobody", SIGNED, names_sender=NO),
        forbids("a text nobody has seen", SIGNED, names_sender=UNKNOWN),
    ),
)
