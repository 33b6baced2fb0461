"""A company may be faxed if it is not on the fax register, searched lately.

Conditions: the subscriber is corporate, the fax register was searched in an edition less than
28 days old, and it has not listed the number for 28 days or more.

Not modelled: whether the register is still served; without a dated edition the answer is no.
"""

from sayso.law.codes import Channel
from sayso.law.rule import Finding, Rule, Step, permits, silent, silent_on, withholds
from sayso.law.rules.searches import clear_of
from sayso.law.rules.sources import COMMENCEMENT, pecr
from sayso.law.states import DIRECT_MARKETING, NO, YES, ContactSituation, Register


def fax_register(situation: ContactSituation) -> Finding:
    if situation.corporate is not YES:
        return silent("The fax register opens nothing to an individual's line.")
    return clear_of(situation, "fps")


CLEO = ContactSituation(Channel.FAX, corporate=YES, fps=Register.CLEAR)

RULE = Rule(
    id="fax-register",
    step=Step.GROUND,
    cites=(pecr("20(1)(c)"),),
    in_force=COMMENCEMENT,
    channels=frozenset({Channel.FAX}),
    natures=DIRECT_MARKETING,
    test=fax_register,
    examples=(
        permits("Cleo is not on the fax register", CLEO),
        permits("Cleo registered 27 days ago", CLEO, fps=Register.LISTED_LATELY),
        withholds("Cleo registered 28 days ago", CLEO, fps=Register.LISTED),
        withholds("listed, nobody knows when", CLEO, fps=Register.LISTED_UNDATED),
        withholds("an edition of 28 days ago", CLEO, fps=Register.STALE),
        withholds("the register was not searched", CLEO, fps=Register.UNSEARCHED),
        silent_on("an individual's line", CLEO, corporate=NO),
    ),
)
