"""The Regulations do not govern post: a letter may go out unless another rule says no.

Conditions: it goes by post. Objections, lawful basis, notice and the house rules still hold.

Not modelled: the mail preference register, which is a code of practice and no law; the house
rules ask it.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, ContactSituation


def post(situation: ContactSituation) -> Finding:
    return permit("The Regulations set no condition for post.")


LETTER = ContactSituation(Channel.POST)

RULE = Rule(
    id="post",
    step=Step.GROUND,
    cites=(pecr("4"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.POST}),
    natures=DIRECT_MARKETING,
    test=post,
    examples=(permits("a letter with an offer", LETTER),),
)
