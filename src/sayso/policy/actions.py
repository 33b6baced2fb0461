"""A policy applied: the only way in which one comes into the record."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import IntegrityError, transaction

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.policy.models import PolicyVersion
from sayso.policy.organisation import Version
from sayso.policy.problems import Place, PolicyError, Problem
from sayso.policy.reading import read_policy
from sayso.policy.text import unwritten

SINGLE_HANDED = "a policy is approved by a second person; give two different names"


class Approval(NamedTuple):
    """Who applies a policy and who approved it, by name; `actor` is who approved it, to the log.

    With `waited_days` they are one: the only one who may, who let it lie as long as that.
    """

    by: str
    approved_by: str
    actor: str = ""
    waited_days: int | None = None


def apply_policy(
    *, text: bytes, by: str, approved_by: str, today: date | None = None
) -> PolicyVersion:
    """Keep a policy for ever, to hold from its day on; raises PolicyError if it may not be."""
    return apply_approved(text=text, approval=Approval(by, approved_by), today=today)


def apply_approved(*, text: bytes, approval: Approval, today: date | None = None) -> PolicyVersion:
    """The same, by whoever approved it in whichever way the policy allows."""
    named = _named(approval)
    try:
        with transaction.atomic():
            return _kept(text, named, today or today_in_london())
    except IntegrityError:
        raise _refusal((), "another version was applied at this moment; try again") from None


def _kept(text: bytes, approval: Approval, today: date) -> PolicyVersion:
    earlier = list(PolicyVersion.objects.order_by("-number"))
    policy = read_policy(text, today=today, earlier=(one.policy for one in earlier))
    digest = sha256(text).hexdigest()
    _in_its_turn(digest, policy.version, earlier)
    kept = PolicyVersion.objects.create(
        number=earlier[0].number + 1 if earlier else 1,
        slug=policy.version.id,
        effective_on=policy.version.effective_on,
        text=text.decode(),
        sha256=digest,
        applied_at=datetime.now(UTC),
        by=approval.by,
        approved_by=approval.approved_by,
        waited_days=approval.waited_days,
        note=policy.version.note,
    )
    append(kind="policy.applied", actor=approval.actor or _opaque(approval.by), policy=digest)
    return kept


def _in_its_turn(digest: str, version: Version, earlier: list[PolicyVersion]) -> None:
    """A policy is applied once, and never takes effect before one that is applied already."""
    for one in earlier:
        if one.sha256 == digest:
            raise _refusal((), f"this very text is version {one.number} already; change it first")
        if one.slug == version.id:
            raise _refusal(("version", "id"), f"version {one.number} has this id; write another")
    last = max((one.effective_on for one in earlier), default=version.effective_on)
    if version.effective_on < last:
        message = f"a version of {last} is applied already; write that day or a later one"
        raise _refusal(("version", "effective_on"), message)


def _named(approval: Approval) -> Approval:
    names = (" ".join(approval.by.split()), " ".join(approval.approved_by.split()))
    if not all(names) or any(unwritten(name) or len(name) > 200 for name in names):
        raise _refusal((), "give the name of whoever applies it, and of whoever approved it")
    if names[0].casefold() == names[1].casefold() and not approval.waited_days:
        raise _refusal((), SINGLE_HANDED)
    return approval._replace(by=names[0], approved_by=names[1])


def _refusal(place: Place, message: str) -> PolicyError:
    return PolicyError([Problem(place, message)])


def _opaque(name: str) -> str:
    """Somebody, to the log, in which there are no names."""
    return f"member:{sha256(name.casefold().encode()).hexdigest()[:32]}"
