"""The controls of the room: passwords alone open nothing, and training comes first."""

from collections.abc import Mapping

from sayso.days import today_in_london
from sayso.evidence.controls import Control, Found, Kept, found
from sayso.policy.queries import current
from sayso.staff.models import Member
from sayso.staff.rights import READ_OF_A_MEMBER, Powers, second_factors
from sayso.staff.training.bank import has_material
from sayso.staff.training.standing import State

PAGE = "members"


def second_factor() -> Found:
    """Who has a second factor; whoever has none opens no page but the one to choose it on."""
    members = Member.objects.filter(is_active=True).prefetch_related("authenticator_set")
    count = sum(bool(second_factors(member)) for member in members)
    words = (
        f"{count} of {len(members)} members have a second factor; for the others every "
        "page is shut."
    )
    return Found(Kept.KEPT, words, count, len(members), PAGE)


def _powers() -> list[Powers]:
    staff, today = current().policy.staff, today_in_london()
    rows = Member.objects.filter(is_active=True).prefetch_related(*READ_OF_A_MEMBER)
    return [Powers(member, staff, today) for member in rows]


def training_gate() -> Found:
    """Who may see people's details without every training for it: nobody."""
    members = _powers()
    staff = current().policy.staff
    personal = [slug for slug, right in staff.rights.items() if right.personal_data]
    untrained = [
        slug for slug in personal if not any(slug in m.opens for m in staff.modules.values())
    ]
    bad = sum(any(one.may(slug) for slug in untrained) for one in members)
    locked = sum(any(not own.holds for own in one.asked_of_them) for one in members)
    words = (
        f"Nobody sees people's details untrained; {locked} of {len(members)} members "
        "have training to pass."
    )
    if bad:
        words = f"{bad} of {len(members)} members see people's details without any training."
    return found(words, bad=bad, of=len(members), page=PAGE)


def training_current() -> Found:
    """Whose training has lapsed, or will within thirty days."""
    members = _powers()
    lapsed = sum(any(own.state is State.LAPSED for own in one.asked_of_them) for one in members)
    soon = sum(any(own.state is State.ENDS_SOON for own in one.asked_of_them) for one in members)
    words = (
        f"{lapsed} members are locked out by training that lapsed, {soon} have one that "
        "ends within 30 days."
    )
    return found(words, bad=lapsed + soon, of=len(members), page=PAGE, at_risk=True)


def questions_there() -> Found:
    """Whether each training of the policy has anything to read and to ask."""
    modules = current().policy.staff.modules
    lacking = [slug for slug in modules if not has_material(slug)]
    words = (
        f"{len(modules) - len(lacking)} of {len(modules)} trainings have a text and a "
        "bank of questions."
    )
    return found(words, bad=len(lacking), of=len(modules), page="training", at_risk=True)


def least_access() -> Found:
    """Whether anybody has a role that the policy does not know."""
    members = _powers()
    known = set(current().policy.staff.roles)
    bad = sum(not known.issuperset(one.member.roles) for one in members)
    words = f"{len(members) - bad} of {len(members)} members have only roles that the policy names."
    return found(words, bad=bad, of=len(members), page=PAGE, at_risk=True)


CONTROLS: Mapping[str, Control] = {
    "second-factor": second_factor,
    "training-gate": training_gate,
    "joiners-start-closed": training_current,
    "training-material": questions_there,
    "least-access": least_access,
}
