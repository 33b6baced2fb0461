"""What somebody asked for may be emailed or texted to them.

Conditions: the person asked for this very item, with all that it promotes.

Not modelled: how long a request stays fresh. An old yes to news is a consent, not a request.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def electronic_mail_solicited(situation: ContactSituation) -> Finding:
    if situation.solicited is YES:
        return permit("The person asked for the message.")
    return silent("The person did not ask for the message.")


ASKED_FOR = ContactSituation(Channel.EMAIL, solicited=YES)

RULE = Rule(
    id="electronic-mail-solicited",
    step=Step.GROUND,
    cites=(pecr("22(2)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_solicited,
    examples=(
        permits("the item was asked for", ASKED_FOR),
        silent_on("it was not", ASKED_FOR, solicited=NO),
    ),
)
