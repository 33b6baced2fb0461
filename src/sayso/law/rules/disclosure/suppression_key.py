"""The little that keeps a stop honoured may always be kept.

Conditions: what is kept is the key that recognises the contact point, and nothing more.

Not modelled: its form; it is a keyed hash.
"""

from sayso.law.codes import Act
from sayso.law.rule import Finding, Rule, Step, permit, permits, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import DisclosureSituation


def suppression_key(situation: DisclosureSituation) -> Finding:
    if situation.act is not Act.KEEP_SUPPRESSION_KEY:
        return silent("No suppression key is kept.")
    return permit("Keeping the key is how the stop is honoured.")


KEY = DisclosureSituation(Act.KEEP_SUPPRESSION_KEY)

RULE = Rule(
    id="suppression-key",
    step=Step.GROUND,
    cites=(dpa_1998("s 11", "section/11"), *gdpr("art 17(3)(b)", 17)),
    in_force=COMMENCEMENT,
    test=suppression_key,
    examples=(
        permits("Bert's stop outlives his record", KEY),
        silent_on("a list is sold", KEY, act=Act.SELL),
    ),
)
