"""A record that the person had restricted is left alone.

Conditions: the record is marked as restricted.

Not modelled: the uses that stay open in spite of a restriction (UK GDPR article 18(2)).
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, forbid, forbids, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import DIRECT_MARKETING, NO, NOT_MARKETING, YES, ContactSituation


def restriction(situation: ContactSituation) -> Finding:
    if situation.restricted is YES:
        return forbid("The person had the use of their details restricted.")
    return silent("The use of the details is not restricted.")


RESTRICTED = ContactSituation(Channel.EMAIL, restricted=YES)

RULE = Rule(
    id="restriction",
    step=Step.DATA_PROTECTION,
    cites=(dpa_1998("s 10", "section/10"), *gdpr("art 18", 18)),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING | NOT_MARKETING,
    test=restriction,
    examples=(
        forbids("a disputed record", RESTRICTED),
        silent_on("an ordinary record", RESTRICTED, restricted=NO),
    ),
)
