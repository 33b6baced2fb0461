"""This house hands details on only with the person's own permission.

Conditions: the act is distributing, and a permission is good and has not run out.

Not modelled: partners who receive nothing because we send for them.
"""

from sayso.law.codes import Act
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
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import Consent, DisclosureSituation


def house_distribution(situation: DisclosureSituation) -> Finding:
    if situation.act is not Act.DISTRIBUTE:
        return silent("Nothing is distributed.")
    if situation.permission is Consent.VALID:
        return silent("The person gave their permission.")
    if situation.permission is Consent.UNKNOWN:
        return forbid_unknown(situation, "permission")
    return forbid("The house rules ask for the person's own permission, and none is good.")


SHARED = DisclosureSituation(Act.DISTRIBUTE, permission=Consent.VALID)

RULE = Rule(
    id="house-distribution",
    step=Step.HOUSE,
    cites=(house_policy("distribution"),),
    in_force=COMMENCEMENT,
    test=house_distribution,
    examples=(
        silent_on("Ada agreed to this partner", SHARED),
        forbids("a permission of four years ago", SHARED, permission=Consent.RAN_OUT),
        forbids("a permission nobody has seen", SHARED, permission=Consent.UNKNOWN),
        silent_on("a processor", SHARED, act=Act.DISCLOSE_TO_PROCESSOR),
    ),
)
