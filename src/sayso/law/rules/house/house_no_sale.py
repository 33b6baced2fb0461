"""This house never sells or leases anybody's details.

Conditions: the act is selling or leasing.

Not modelled: exceptions; there are none.
"""

from sayso.law.codes import Act
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import DisclosureSituation


def house_no_sale(situation: DisclosureSituation) -> Finding:
    if situation.act in (Act.SELL, Act.LEASE):
        return forbid("The house rules forbid selling or leasing details.")
    return silent("Nothing is sold or leased.")


SALE = DisclosureSituation(Act.SELL)

RULE = Rule(
    id="house-no-sale",
    step=Step.HOUSE,
    cites=(house_policy("no sale or lease"),),
    in_force=COMMENCEMENT,
    test=house_no_sale,
    examples=(
        forbids("a list is sold", SALE),
        forbids("a list is leased", SALE, act=Act.LEASE),
        silent_on("a list is shared", SALE, act=Act.DISTRIBUTE),
    ),
)
