"""Whoever said no to research is not surveyed.

Conditions: the message is honest research, and an objection to research or to everything
reaches this channel and topic and stands.

Not modelled: the exemption for research in the public interest (UK GDPR article 21(6)).
"""

from sayso.law.codes import Channel
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
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import ContactSituation, Nature, Objection


def objection_to_research(situation: ContactSituation) -> Finding:
    if situation.other_objection is Objection.STANDS:
        return forbid("The person objected to research, or to every use of their details.")
    if situation.other_objection is Objection.UNKNOWN:
        return forbid_unknown(situation, "other_objection")
    return silent("No objection to research stands.")


SURVEY = ContactSituation(Channel.EMAIL, nature=Nature.RESEARCH)

RULE = Rule(
    id="objection-to-research",
    step=Step.OBJECTION,
    cites=(dpa_1998("s 10", "section/10"), *gdpr("art 21(1)", 21)),
    in_force=COMMENCEMENT,
    natures=frozenset({Nature.RESEARCH}),
    test=objection_to_research,
    examples=(
        forbids("Bert asked not to be surveyed", SURVEY, other_objection=Objection.STANDS),
        forbids("a no whose channel was not noted", SURVEY, other_objection=Objection.UNKNOWN),
        silent_on("Ada never objected", SURVEY),
    ),
)
