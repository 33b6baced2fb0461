"""People must have been told before their details are handed on, processed or profiled.

Conditions: the privacy notice that says so was given. The law's own demands, and the key that
keeps a stop, need none.

Not modelled: what the notice says; notice versions are kept apart.
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
from sayso.law.rules.sources import COMMENCEMENT, dpa_1998, gdpr
from sayso.law.states import NO, UNKNOWN, DisclosureSituation


def disclosure_notice(situation: DisclosureSituation) -> Finding:
    if situation.act in NEEDS_NO_NOTICE:
        return silent("This act needs no notice beforehand.")
    if situation.notice_given is NO:
        return forbid("The person has not been told that this would happen.")
    if situation.notice_given is UNKNOWN:
        return forbid_unknown(situation, "notice_given")
    return silent("The person was told.")


NEEDS_NO_NOTICE = frozenset({Act.DISCLOSE_BY_LAW, Act.KEEP_SUPPRESSION_KEY})


TOLD = DisclosureSituation(Act.PROFILE_FOR_MARKETING)

RULE = Rule(
    id="disclosure-notice",
    step=Step.DATA_PROTECTION,
    cites=(dpa_1998("Sch 1 Pt II para 2", "schedule/1"), *gdpr("arts 13-14", 13)),
    in_force=COMMENCEMENT,
    test=disclosure_notice,
    examples=(
        silent_on("the notice said so", TOLD),
        forbids("data from a public register, and nobody told", TOLD, notice_given=NO),
        forbids("nobody knows", TOLD, notice_given=UNKNOWN),
        silent_on("a court order", TOLD, act=Act.DISCLOSE_BY_LAW),
    ),
)
