"""People must have been told what is done with their details, or be told in this message.

Conditions: the privacy notice was given, or stands in this message if it is the first.

Not modelled: what the notice says and when it was due; notice versions are kept apart.
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
from sayso.law.states import (
    DIRECT_MARKETING,
    NO,
    NOT_MARKETING,
    UNKNOWN,
    ContactSituation,
)


def notice(situation: ContactSituation) -> Finding:
    if situation.notice_given is NO:
        return forbid("The person has not been told what is done with their details.")
    if situation.notice_given is UNKNOWN:
        return forbid_unknown(situation, "notice_given")
    return silent("The person has had the privacy notice.")


NEWSLETTER = ContactSituation(Channel.EMAIL)

RULE = Rule(
    id="notice",
    step=Step.DATA_PROTECTION,
    cites=(dpa_1998("Sch 1 Pt II para 2", "schedule/1"), *gdpr("arts 13-14", 13)),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING | NOT_MARKETING,
    test=notice,
    examples=(
        silent_on("the notice stood on the form", NEWSLETTER),
        forbids("a bought-in list that nobody told", NEWSLETTER, notice_given=NO),
        forbids("nobody knows", NEWSLETTER, notice_given=UNKNOWN),
    ),
)
