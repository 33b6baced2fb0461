"""Whoever said stop gets no more direct marketing, company or not.

Conditions: an objection to marketing, or a withdrawn consent, reaches this channel and topic
and stands: the person has not said a later yes, and has not asked for this very item since.

Not modelled: how the objection arrived. A word on the telephone counts as much as a form.
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
from sayso.law.states import DIRECT_MARKETING, ContactSituation, Objection


def objection_to_marketing(situation: ContactSituation) -> Finding:
    if situation.marketing_objection is Objection.STANDS:
        return forbid("The person objected to direct marketing, or withdrew their consent.")
    if situation.marketing_objection is Objection.UNKNOWN:
        return forbid_unknown(situation, "marketing_objection")
    return silent("No objection to marketing stands.")


NEWSLETTER = ContactSituation(Channel.EMAIL)

RULE = Rule(
    id="objection-to-marketing",
    step=Step.OBJECTION,
    cites=(dpa_1998("s 11", "section/11"), *gdpr("art 21(2)-(3)", 21)),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING,
    test=objection_to_marketing,
    examples=(
        forbids("Bert said stop", NEWSLETTER, marketing_objection=Objection.STANDS),
        forbids(
            "a stop whose channel was not noted",
            NEWSLETTER,
            marketing_objection=Objection.UNKNOWN,
        ),
        silent_on("Ada never objected", NEWSLETTER),
    ),
)
