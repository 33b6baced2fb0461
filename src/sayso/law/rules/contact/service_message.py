"""A message that somebody needs in order to be served may be sent, if it promotes nothing.

Conditions: its purpose is service and nothing in it is promotion. PECR's marketing rules are
then silent, and the data protection rules alone decide.

Not modelled: tone. A neutral tone alone does not make a promotion a service message; the
sender states what the message promotes.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import ContactSituation, Nature


def service_message(situation: ContactSituation) -> Finding:
    return permit("The message serves the person and promotes nothing.")


NOTICE_OF_CHARGES = ContactSituation(Channel.SMS, nature=Nature.SERVICE)

RULE = Rule(
    id="service-message",
    step=Step.GROUND,
    cites=(pecr("2(1)"),),
    in_force=COMMENCEMENT,
    natures=frozenset({Nature.SERVICE}),
    test=service_message,
    examples=(permits("a neutral notice of charges", NOTICE_OF_CHARGES),),
)
