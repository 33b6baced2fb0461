"""The controls of the room: the forms, what is stored on a device, and the counts."""

from collections.abc import Mapping

from sayso.evidence.controls import Control, Found, Kept, found
from sayso.policy.details import CookieBasis
from sayso.policy.queries import current

PAGE = "policy-cookies"


def no_marketing_box() -> Found:
    """Whether every form has the box that outranks all others."""
    policy = current().policy
    bad = sum(form.no_marketing not in policy.objections for form in policy.forms.values())
    words = (
        f"{len(policy.forms) - bad} of {len(policy.forms)} forms have the box against marketing."
    )
    return found(words, bad=bad, of=len(policy.forms))


def nothing_before_choice() -> Found:
    """How many of what we store wait for a yes."""
    cookies = current().policy.cookies
    ask = sum(one.basis is CookieBasis.CONSENT for one in cookies.values())
    words = (
        f"{ask} of {len(cookies)} things that may be stored wait for a yes; the rest "
        "are necessary or announced."
    )
    return Found(Kept.KEPT, words, ask, len(cookies), PAGE)


def minimum_cell() -> Found:
    """The smallest count that is shown."""
    least = current().policy.statistics.minimum_cell
    return Found(
        Kept.KEPT, f"No count below {least} is shown on any page.", least, None, "statistics"
    )


CONTROLS: Mapping[str, Control] = {
    "no-marketing-box": no_marketing_box,
    "nothing-before-choice": nothing_before_choice,
    "cookie-register": nothing_before_choice,
    "minimum-cell": minimum_cell,
}
