"""What somebody asked for may be faxed to them.

Conditions: the person asked for this very item, with all that it promotes.

Not modelled: how long a request stays fresh. An old yes to news is a consent, not a request.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def fax_solicited(situation: ContactSituation) -> Finding:
    if situation.solicited is YES:
        return permit("The person asked for the fax.")
    return silent("The person did not ask for the fax.")


ASKED_FOR = ContactSituation(Channel.FAX, solicited=YES)

RULE = Rule(
    id="fax-solicited",
    step=Step.GROUND,
    cites=(pecr("20(1)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.FAX}),
    natures=DIRECT_MARKETING,
    test=fax_solicited,
    examples=(
        permits("the item was asked for", ASKED_FOR),
        silent_on("it was not", ASKED_FOR, solicited=NO),
    ),
)
