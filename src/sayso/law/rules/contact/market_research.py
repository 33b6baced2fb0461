"""Genuine research may be sent, if it promotes nothing and its answers are not kept to sell.

Conditions: the purpose is research, nothing is promoted, and the answers are not kept for
marketing. While it is not known whether they are, the message counts as marketing.

Not modelled: whether the questions themselves sell; the sender states what is promoted.
"""

from sayso.law.codes import Channel
from sayso.law.rule import (
    Finding,
    Rule,
    Step,
    permit,
    permits,
    silent,
    silent_on,
    withhold_unknown,
    withholds,
)
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import ContactSituation, Nature


def market_research(situation: ContactSituation) -> Finding:
    if situation.nature is Nature.RESEARCH_KEPT:
        return silent("The answers are kept for marketing, so the research is marketing.")
    if situation.nature is Nature.RESEARCH_PERHAPS_KEPT:
        return withhold_unknown(situation, "nature")
    return permit("The message is genuine research and promotes nothing.")


SURVEY = ContactSituation(Channel.EMAIL, nature=Nature.RESEARCH)

RULE = Rule(
    id="market-research",
    step=Step.GROUND,
    cites=(pecr("2(1)"),),
    in_force=COMMENCEMENT,
    natures=frozenset({Nature.RESEARCH, Nature.RESEARCH_KEPT, Nature.RESEARCH_PERHAPS_KEPT}),
    test=market_research,
    examples=(
        permits("a genuine survey", SURVEY),
        silent_on("a survey that builds a call list", SURVEY, nature=Nature.RESEARCH_KEPT),
        withholds("a survey of unknown use", SURVEY, nature=Nature.RESEARCH_PERHAPS_KEPT),
    ),
)
