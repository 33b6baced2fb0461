"""A leaflet addressed to nobody may be delivered to every door.

Conditions: it goes by post and bears no name and no address.

Not modelled: "no leaflets" signs, and door-drop opt-outs run by carriers.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Citation, Finding, Rule, Step, permit, permits
from sayso.law.rules.sources import COMMENCEMENT, GDPR, dpa_1998
from sayso.law.states import ContactSituation, Nature


def unaddressed_leaflet(situation: ContactSituation) -> Finding:
    return permit("An unaddressed leaflet is directed at nobody, so it is no direct marketing.")


LEAFLET = ContactSituation(Channel.POST, nature=Nature.LEAFLET)

RULE = Rule(
    id="unaddressed-leaflet",
    step=Step.GROUND,
    cites=(
        dpa_1998("s 11(3)", "section/11"),
        Citation(
            "Data Protection Act 2018",
            "s 122(5)",
            "https://www.legislation.gov.uk/ukpga/2018/12/section/122",
            GDPR,
        ),
    ),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.POST}),
    natures=frozenset({Nature.LEAFLET}),
    test=unaddressed_leaflet,
    examples=(permits("a leaflet for every house in the street", LEAFLET),),
)
