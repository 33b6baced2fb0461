"""Whoever objected to every use is not sent service messages that rest on our own interest.

Conditions: an objection to everything reaches this channel and topic and stands, and the
lawful basis is legitimate interests or a public task. A contract or a legal duty is not
touched by an objection.

Not modelled: compelling grounds that override the objection (UK GDPR article 21(1)).
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
from sayso.law.states import ContactSituation, LawfulBasis, Nature, Objection

OPEN_TO_OBJECTION = frozenset({LawfulBasis.LEGITIMATE_INTERESTS, LawfulBasis.PUBLIC_TASK})


def objection_to_service(situation: ContactSituation) -> Finding:
    if situation.other_objection is Objection.NONE:
        return silent("No objection to every use stands.")
    if situation.basis is LawfulBasis.UNKNOWN:
        return forbid_unknown(situation, "other_objection", "basis")
    if situation.basis not in OPEN_TO_OBJECTION:
        return silent("The message does not rest on a basis that can be objected to.")
    if situation.other_objection is Objection.UNKNOWN:
        return forbid_unknown(situation, "other_objection")
    return forbid("The person objected to every use of their details.")


NOTICE = ContactSituation(Channel.EMAIL, nature=Nature.SERVICE, other_objection=Objection.STANDS)

RULE = Rule(
    id="objection-to-service",
    step=Step.OBJECTION,
    cites=(dpa_1998("s 10", "section/10"), *gdpr("art 21(1)", 21)),
    in_force=COMMENCEMENT,
    natures=frozenset({Nature.SERVICE}),
    test=objection_to_service,
    examples=(
        forbids("Bert objected to everything", NOTICE),
        forbids("a public task", NOTICE, basis=LawfulBasis.PUBLIC_TASK),
        forbids("a basis nobody has stated", NOTICE, basis=LawfulBasis.UNKNOWN),
        forbids("a no of unknown reach", NOTICE, other_objection=Objection.UNKNOWN),
        silent_on("a contract must be served", NOTICE, basis=LawfulBasis.OTHER),
        silent_on("Ada never objected", NOTICE, other_objection=Objection.NONE),
    ),
)
