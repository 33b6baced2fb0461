"""Every write about checks: asked for, claimed, gone on with, ended, forgotten."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.law.codes import Channel
from sayso.policy.models import PolicyVersion
from sayso.screening.errors import CheckError
from sayso.screening.folders import CHECKS, take_away
from sayso.screening.models import Run, State
from sayso.staff import work
from sayso.staff.models import Member
from sayso.staff.shelf import NotTakenError, keep

KEPT = timedelta(days=1)
"""How long the answers can be taken away."""


def ask(
    *,
    member: Member,
    version: PolicyVersion,
    purpose: str,
    channels: Iterable[str],
    files: "dict[str, UploadedFile[Any] | None]",
) -> Run:
    """Ask for a check; the list and what was said of it are kept until it has ended."""
    use = version.policy.purposes.get(purpose)
    if use is None:
        raise CheckError("Choose what the message is for.")
    wanted = [one for one in Channel if str(one) in set(channels) and one in use.channels]
    if not wanted:
        raise CheckError("Choose one way at least by which our policy lets such a message go.")
    run = Run(
        member=member.pk,
        purpose=purpose,
        channels=[str(one) for one in wanted],
        policy=version.sha256,
        on=today_in_london(),
    )
    try:
        run.file_name, run.sha256 = CHECKS.put(run.name, files.get("list"))
    except NotTakenError as error:
        raise CheckError(str(error)) from None
    for part in ("said", "suppress"):
        if (more := files.get(part)) is not None:
            keep(more, CHECKS.folder(run.name) / f"{part}.csv")
    with transaction.atomic():
        run.save(force_insert=True)
        append(
            kind="list.checked",
            actor=member.actor,
            purpose=purpose,
            policy=version.sha256,
            commitment=run.sha256,
        )
    return run


# --- ended -------------------------------------------------------------------------------


def end(run: Run) -> None:
    """A check has ended: the list is destroyed, and what there is of answers if it failed."""
    take_away(run.name, answers=run.state != State.DONE)


def cancel(*, run: Run) -> None:
    """End a check that is no longer wanted; whoever works on it notices with the next batch."""
    work.cancel(run)
    take_away(run.name, answers=True)


def forget(*, run: Run) -> None:
    """Destroy the answers now, and not only when their day is over."""
    take_away(run.name, answers=True)
