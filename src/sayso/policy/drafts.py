"""A policy written, proposed, sent back, withdrawn and applied, by members of staff."""

import re
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.policy.actions import Approval, apply_approved
from sayso.policy.models import Draft, PolicyVersion
from sayso.policy.parts import with_part
from sayso.policy.problems import PolicyError
from sayso.policy.reading import read_policy
from sayso.policy.schema import Policy
from sayso.policy.text import unwritten

MOST = 2_000_000
"""Signs of a draft; a policy is refused long before."""


class DraftError(Exception):
    """What cannot be done with a draft, and what to do instead."""


class Hand(NamedTuple):
    """A member who writes: their name, and who they are in the log."""

    name: str
    actor: str


@transaction.atomic
def begin(*, text: str, hand: Hand, today: date | None = None) -> Draft:
    """Begin a draft with a text to start from, under the name and the day of a version to come."""
    draft = Draft.objects.create(
        text=_dated(text, today or today_in_london()), begun_by=hand.name, hands=[hand.actor]
    )
    append(kind="policy.draft-begun", actor=hand.actor)
    return draft


def _dated(text: str, today: date) -> str:
    """Another id and day in the lines of `version`, as far as they stand there one to a line."""
    known = set(PolicyVersion.objects.values_list("slug", flat=True))
    ids = [f"{today:%Y-%m}", f"{today}", *(f"{today}-{number}" for number in range(2, 100))]
    free = next(one for one in ids if one not in known)
    last = PolicyVersion.objects.order_by("-effective_on").first()
    day = max(today, last.effective_on) if last else today
    text = re.sub(r"^  id: .*$", f"  id: {free}", text, count=1, flags=re.MULTILINE)
    line = f"  effective_on: {day}"
    return re.sub(r"^  effective_on: .*$", line, text, count=1, flags=re.MULTILINE)


@transaction.atomic
def write(*, name: str, part: str, text: str, edits: int, hand: Hand) -> Draft:
    """Write one part anew; refused if somebody else wrote meanwhile."""
    draft = _open(name, is_proposed=False)
    if draft.edits != edits:
        raise DraftError(
            "Somebody wrote in this draft meanwhile; what you wrote stands below and is not saved: "
            "copy it, then look at the draft anew."
        )
    if (sign := unwritten(text.replace("\r", ""), lines=True)) or len(text) > MOST:
        raise DraftError(
            f"Leave out the control character {sign}." if sign else "This is too long; shorten it."
        )
    draft.text, draft.edits = with_part(draft.text, part, text), draft.edits + 1
    draft.changed_at, draft.remark = timezone.now(), ""
    if hand.actor not in draft.hands:
        draft.hands = [*draft.hands, hand.actor]
    draft.save(update_fields=["text", "edits", "changed_at", "hands", "remark"])
    append(kind="policy.draft-written", actor=hand.actor)
    return draft


def read_draft(draft: Draft, today: date | None = None) -> Policy:
    """The policy that a draft would be; raises PolicyError with all that is wrong with it."""
    earlier = [one.policy for one in PolicyVersion.objects.order_by("-number")]
    return read_policy(draft.text.encode(), today=today or today_in_london(), earlier=earlier)


@transaction.atomic
def propose(*, name: str, hand: Hand) -> Draft:
    """Lay a draft before whoever is to approve it; from now on nobody writes in it."""
    draft = _open(name, is_proposed=False)
    _must_be_fit(draft)
    draft.proposed_by, draft.proposed_at, draft.remark = hand.name, timezone.now(), ""
    if hand.actor not in draft.hands:
        draft.hands = [*draft.hands, hand.actor]
    draft.save(update_fields=["proposed_by", "proposed_at", "remark", "hands"])
    append(kind="policy.proposed", actor=hand.actor)
    return draft


def _must_be_fit(draft: Draft) -> None:
    try:
        policy = read_draft(draft)
    except PolicyError as error:
        count = len(error.problems)
        what = "one thing is" if count == 1 else f"{count} things are"
        raise DraftError(
            f"It cannot be proposed while {what} wrong with it; mend what is named above."
        ) from None
    if PolicyVersion.objects.filter(note=policy.version.note).exists():
        raise DraftError(
            "Its note is that of a version before; say in the part version what is different now, "
            "for the public reads it."
        )


@transaction.atomic
def send_back(*, name: str, remark: str, hand: Hand) -> Draft:
    """Give a proposal back to those who wrote it, with a word why."""
    draft = _open(name, is_proposed=True)
    words = " ".join(remark.split())
    if not words or unwritten(words) or len(words) > 500:
        raise DraftError("Say in a line why it goes back.")
    draft.proposed_at, draft.proposed_by, draft.remark = None, "", f"{hand.name}: {words}"[:500]
    draft.save(update_fields=["proposed_at", "proposed_by", "remark"])
    append(kind="policy.sent-back", actor=hand.actor)
    return draft


@transaction.atomic
def withdraw(*, name: str, hand: Hand) -> Draft:
    """Give a draft up; it stays on record."""
    draft = _open(name)
    draft.ended_at = timezone.now()
    draft.save(update_fields=["ended_at"])
    append(kind="policy.draft-withdrawn", actor=hand.actor)
    return draft


@transaction.atomic
def approve(*, name: str, hand: Hand, waited_days: int | None = None) -> PolicyVersion:
    """Apply a proposal; raises PolicyError if it may not be applied any more.

    Whoever wrote in it is no second person: they need `waited_days`, which the caller worked out.
    """
    draft = _open(name, is_proposed=True)
    if hand.actor in draft.hands and not waited_days:
        raise DraftError("Somebody who did not write it has to approve it.")
    by = hand.name if waited_days else draft.proposed_by
    approval = Approval(by, hand.name, hand.actor, waited_days)
    version = apply_approved(text=draft.text.encode(), approval=approval)
    draft.ended_at, draft.version = timezone.now(), version.slug
    draft.save(update_fields=["ended_at", "version"])
    return version


def _open(name: str, *, is_proposed: bool | None = None) -> Draft:
    draft = Draft.objects.select_for_update().filter(name=name).first()
    if draft is None:
        raise DraftError("There is no such draft; look at the list of versions.")
    if draft.ended_at:
        raise DraftError(f"This draft is {draft.state} already; begin a new one.")
    if is_proposed is not None and bool(draft.proposed_at) != is_proposed:
        raise DraftError(
            "It is not proposed any more; look at it anew."
            if is_proposed
            else "It is proposed, so nobody writes in it; have it sent back first."
        )
    return draft
