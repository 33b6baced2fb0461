"""Every write about checks: asked for, claimed, gone on with, ended, forgotten."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from sayso.days import today_in_london
from sayso.evidence.actions import append
from sayso.law.codes import Channel
from sayso.policy.models import PolicyVersion
from sayso.screening.errors import CheckError
from sayso.screening.folders import make_folder, take_away
from sayso.screening.models import ENDS, Run, State, now
from sayso.staff.models import Member

LEASE = timedelta(seconds=30)
"""How long whoever works on a check holds it without a sign of life."""

KEPT = timedelta(days=1)
"""How long the answers can be taken away."""

SENT = {".csv": "list.csv", ".txt": "list.csv", ".tsv": "list.csv", ".xlsx": "list.xlsx"}
MOST = 50_000_000
"""Bytes of a list."""


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
    sent = files.get("list")
    if sent is None or not sent.name:
        raise CheckError("Choose the list: a file whose name ends in .csv or .xlsx.")
    name = SENT.get(Path(sent.name).suffix.lower())
    if name is None:
        raise CheckError("A list is a file whose name ends in .csv or .xlsx; save it as one.")
    if (sent.size or 0) > MOST:
        raise CheckError(f"A list has at most {MOST // 1_000_000} million bytes here; divide it.")
    run = Run(
        member=member.pk,
        file_name="".join(sign for sign in Path(sent.name).name if sign.isprintable())[:200],
        purpose=purpose,
        channels=[str(one) for one in wanted],
        policy=version.sha256,
        on=today_in_london(),
    )
    folder = make_folder(run.name)
    run.sha256 = _kept(sent, folder / name)
    for part in ("said", "suppress"):
        if (more := files.get(part)) is not None:
            _kept(more, folder / f"{part}.csv")
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


def _kept(sent: "UploadedFile[Any]", path: Path) -> str:
    digest = sha256()
    with path.open("wb") as file:
        for chunk in sent.chunks():
            digest.update(chunk)
            file.write(chunk)
    path.chmod(0o600)
    return digest.hexdigest()


# --- worked on ---------------------------------------------------------------------------


def claim() -> Run | None:
    """The check that has waited longest, or whose holder gave no sign of life; now it is ours."""
    with transaction.atomic():
        is_left = Q(state=State.RUNNING, lease_until__lt=now())
        rows = Run.objects.select_for_update().filter(Q(state=State.QUEUED) | is_left)
        run = rows.order_by("asked_at").first()
        if run is None:
            return None
        run.state, run.fence, run.lease_until = State.RUNNING, run.fence + 1, now() + LEASE
        run.done = 0
        run.save(update_fields=["state", "fence", "lease_until", "done"])
    return run


def go_on(run: Run, *, done: int, rows: int) -> bool:
    """Note how far it came, and hold it longer; whether it is still ours, and still wanted."""
    held = Run.objects.filter(name=run.name, fence=run.fence, state=State.RUNNING)
    return held.update(done=done, rows=rows, lease_until=now() + LEASE) == 1


def end(run: Run, *, summary: dict[str, Any] | None = None, problem: str = "") -> bool:
    """Note what came of it, if it is still ours; the list is destroyed."""
    state = State.FAILED if problem else State.DONE
    held = Run.objects.filter(name=run.name, fence=run.fence, state=State.RUNNING)
    ended = held.update(
        state=state, summary=summary or {}, problem=problem, ended_at=now(), lease_until=None
    )
    if ended:
        take_away(run.name, answers=bool(problem))
    return ended == 1


def cancel(*, run: Run) -> None:
    """End a check that is no longer wanted; whoever works on it notices with the next batch."""
    Run.objects.filter(name=run.name).exclude(state__in=ENDS).update(
        state=State.CANCELLED, ended_at=now(), lease_until=None
    )
    take_away(run.name, answers=True)


def forget(*, run: Run) -> None:
    """Destroy the answers now, and not only when their day is over."""
    take_away(run.name, answers=True)
