"""This house does not market to children.

Conditions: the person is known to be a child.

Not modelled: the age at which somebody is a child, which is set elsewhere.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def house_child(situation: ContactSituation) -> Finding:
    if situation.child is YES:
        return forbid("The person is a child, and the house rules forbid marketing to children.")
    return silent("The person is not known to be a child.")


CHILD = ContactSituation(Channel.EMAIL, child=YES)

RULE = Rule(
    id="house-child",
    step=Step.HOUSE,
    cites=(house_policy("children"),),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING,
    test=house_child,
    examples=(
        forbids("a newsletter to a child", CHILD),
        silent_on("a newsletter to an adult", CHILD, child=NO),
    ),
)
