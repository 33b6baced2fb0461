"""How each promise is kept: by the system itself, or by a procedure that it does not see yet.

Only what the system enforces with every answer and every record is said to be built in. A control
that is not named here may be kept as well as any other, but we do not claim so.
"""

from collections.abc import Mapping
from typing import NamedTuple

BUILT_IN: Mapping[str, str] = {
    "deny-by-default": "Every question is answered no, unless a rule of law says yes to it and "
    "none says no.",
    "subscriber-recorded": "Each contact point has on record who pays for it, a person or a "
    "company. If that is not known, it never counts as a company's.",
    "sealed-details": "Each person's details are sealed under a key of their own.",
    "consent-per-channel": "A yes counts only for the channels that its words name.",
    "law-in-force": "Each rule names the day from which it holds, and a question is answered by "
    "the rules of its day.",
    "decision-replay": "An earlier answer can be worked out again, as it was on its day.",
    "notice-at-every-source": "Details are recorded only together with the notice that was given "
    "where they came in.",
    "one-person-one-record": "Two records of one person can be joined. Every no in them stays, and "
    "only the yeses that stood in both.",
    "provenance-on-every-field": "No field is held without where it came from, and on which day.",
    "purpose-register": "Nothing can be asked for a purpose that this policy does not name.",
    "policy-versions": "The database refuses to alter a version once it is applied.",
    "second-approval": "A version needs two names, of whoever applies it and of whoever approved "
    "it, and they must differ.",
    "wording-kept": "Each answer is on record with the very words that were shown.",
    "closed-sources": "Details are recorded only from a source that this policy names, and only "
    "what it may collect.",
    "field-catalogue": "A question that is not in the catalogue has nowhere to be recorded.",
    "registers-searched": "A marketing call is refused unless the registers were searched in an "
    "edition that is young enough.",
    "own-no-list-first": "A no that was said to us stands, whatever the registers say.",
    "contact-points-checked": "What cannot be read as a number or an address is not recorded as "
    "one, and nothing is made up in its place.",
    "closed-channels": "By a channel that we have closed the answer is no, whatever anybody said.",
    "restriction": "While a record is on hold, every question about it is answered no.",
    "stop-at-once": "A no counts for every question that is asked after it was recorded.",
    "suppression-for-ever": "What is left of a no, once all else is erased, cannot be deleted.",
    "charity-soft-opt-in-off": "The rule for charities says yes to no body that is not one.",
    "access-policy-published": "How requests are answered is a page for everybody, and a PDF.",
    "access-form": "There is a form online and one to print, and every other way counts the same.",
    "no-marketing-box": "A form without the box is refused before anybody can see it, and whatever "
    "else was ticked beside it counts for nothing.",
    "free-text-watched": "Remarks are kept apart from all by which people could be chosen, and one "
    "that touches on health, belief and the like is marked.",
    "no-sale": "Asked whether details may be sold or rented out, the rules say no to everybody.",
}
"""The controls that are part of the system, by the ids that policies give them."""


class Measure(NamedTuple):
    """One control that keeps a promise, as the public reads of it."""

    words: str
    is_built_in: bool


def measure(control: str) -> Measure:
    """A control of the policy file in words."""
    if control in BUILT_IN:
        return Measure(BUILT_IN[control], is_built_in=True)
    return Measure(control.replace("-", " ").capitalize(), is_built_in=False)
