"""A company may be emailed without asking first.

Conditions: the subscriber is a company or another body with a legal personality of its own.
The other rules still hold: who it is from, a way to refuse, no objection.

Not modelled: a partnership with a company among its partners, which is unsettled; record it
as a partnership.
"""

from sayso.law.codes import ELECTRONIC_MAIL, Channel
from sayso.law.rule import Finding, Rule, Step, permit, permits, silent, silent_on
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation


def electronic_mail_corporate(situation: ContactSituation) -> Finding:
    if situation.corporate is YES:
        return permit("The subscriber is a company or another corporate body.")
    return silent("The subscriber is an individual, or counts as one.")


CLEO = ContactSituation(Channel.EMAIL, corporate=YES)

RULE = Rule(
    id="electronic-mail-corporate",
    step=Step.GROUND,
    cites=(pecr("22(1)"),),
    in_force=COMMENCEMENT,
    channels=ELECTRONIC_MAIL,
    natures=DIRECT_MARKETING,
    test=electronic_mail_corporate,
    examples=(
        permits("Cleo's mailbox belongs to a limited company", CLEO),
        silent_on("a sole trader's does not", CLEO, corporate=NO),
    ),
)
