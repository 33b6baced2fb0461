"""Some channels are closed in this house, to every message.

Conditions: the policy closes the channel; as shipped, text messages and fax.

Not modelled: exceptions for single messages; the policy is changed instead.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import NO, YES, ContactSituation


def house_closed_channel(situation: ContactSituation) -> Finding:
    if situation.closed is YES:
        return forbid("The house policy closes this channel to every message.")
    return silent("The house policy leaves this channel open.")


TEXT = ContactSituation(Channel.SMS, closed=YES)

RULE = Rule(
    id="house-closed-channel",
    step=Step.HOUSE,
    cites=(house_policy("closed channels"),),
    in_force=COMMENCEMENT,
    test=house_closed_channel,
    examples=(
        forbids("a text message", TEXT),
        silent_on("an email", TEXT, closed=NO),
    ),
)
