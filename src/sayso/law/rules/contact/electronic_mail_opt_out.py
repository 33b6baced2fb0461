"""An email, text or message must carry an easy way to say stop, to companies too.

Conditions: a valid address, or other simple free means, to refuse is in the message.

Not modelled: whether the address works; delivery tests that.
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


def electronic_mail_opt_out(situation: ContactSituation) -> Finding:
    if situation.opt_out is NO:
        return forbid("The message carries no way to refuse.")
    if situation.opt_out is UNKNOWN:
        return forbid_unknown(situation, "opt_out")
    return silent("The message carries a way to refuse.")


NEWSLETTER = ContactSituation(Channel.EMAIL)

RULE = Rule(
    id="electronic-mail-opt-out",
    step=Step.FORMALITY,
    cites=(pecr("23(b)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_opt_out,
    examples=(
        silent_on("a newsletter with an unsubscribe link", NEWSLETTER),
        forbids("a text without STOP", NEWSLETTER, opt_out=NO),
        forbids("a text nobody has seen", NEWSLETTER, opt_out=UNKNOWN),
    ),
)
