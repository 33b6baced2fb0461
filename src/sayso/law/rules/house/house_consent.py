"""This house markets only to people who said so, whatever the channel and whoever they are.

Conditions: a consent is good for this message and has not run out under the house rules.
Exception: a bought-in list that was checked and released for the channel needs no more than
the law asks, but never by electronic mail to an individual.

Not modelled: who released the list; that is recorded with the list.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
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
from sayso.law.rules.consents import CONSENT_REASONS
from sayso.law.rules.sources import COMMENCEMENT, house_policy
from sayso.law.states import (
    DIRECT_MARKETING,
    NO,
    YES,
    Consent,
    ContactSituation,
    Source,
)


def house_consent(situation: ContactSituation) -> Finding:
    if situation.consent is Consent.VALID:
        return silent("The person said yes.")
    exception = may_be_released(situation)
    if exception and situation.source is Source.BOUGHT_IN:
        return silent("The bought-in list was checked and released for this channel.")
    if situation.consent is Consent.UNKNOWN or (exception and situation.source is Source.UNKNOWN):
        return forbid_unknown(situation, "consent", *(("source",) if exception else ()))
    return forbid(f"The house rules ask for a yes. {CONSENT_REASONS[situation.consent]}")


def may_be_released(situation: ContactSituation) -> bool:
    """Whether a release could stand in for consent on this channel, to this subscriber."""
    if situation.channel in ELECTRONIC_MAIL and situation.corporate is not YES:
        return False
    return situation.released is YES


ADA = ContactSituation(Channel.POST, consent=Consent.VALID)
RELEASED = ContactSituation(Channel.POST, source=Source.BOUGHT_IN, released=YES)

RULE = Rule(
    id="house-consent",
    step=Step.HOUSE,
    cites=(house_policy("consent"),),
    in_force=COMMENCEMENT,
    natures=DIRECT_MARKETING,
    test=house_consent,
    examples=(
        silent_on("Ada said yes", ADA),
        silent_on("a released list, by post", RELEASED),
        silent_on(
            "a released list, emails to Cleo", RELEASED, channel=Channel.EMAIL, corporate=YES
        ),
        forbids("a released list, emails to individuals", RELEASED, channel=Channel.EMAIL),
        forbids("a list that was not released", RELEASED, released=NO),
        forbids("Cleo never said yes", ADA, consent=Consent.NONE, corporate=YES),
        forbids("a yes of four years ago", ADA, consent=Consent.RAN_OUT),
        forbids("a consent of unknown wording", ADA, consent=Consent.UNKNOWN),
        forbids("details of unknown origin", RELEASED, source=Source.UNKNOWN),
    ),
)
