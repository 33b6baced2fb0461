"""Nobody may be asked to pass a promotion on to their friends.

Conditions: the recipient is asked to forward the message. The sender then instigates messages
to people who never agreed to them.

Not modelled: what recipients do unasked.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def electronic_mail_relayed(situation: ContactSituation) -> Finding:
    if situation.relayed is YES:
        return forbid("The recipient is asked to pass the message on to people who did not agree.")
    return silent("Nobody is asked to pass the message on.")


REFER_A_FRIEND = ContactSituation(Channel.EMAIL, relayed=YES)

RULE = Rule(
    id="electronic-mail-relayed",
    step=Step.FORMALITY,
    cites=(pecr("22(2)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_relayed,
    examples=(
        forbids("tell a friend", REFER_A_FRIEND),
        silent_on("an ordinary newsletter", REFER_A_FRIEND, relayed=NO),
    ),
)
