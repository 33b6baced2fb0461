"""The controls of every room, run on a schedule; what they find stands in the log."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta

import structlog
from django.db import transaction

from sayso.assurance import page_controls, policy_controls, probes
from sayso.assurance.models import Sighting, now
from sayso.days import date_in_london
from sayso.delivery import controls as delivery
from sayso.evidence import controls as evidence
from sayso.evidence.actions import append
from sayso.evidence.controls import Control, Found, Kept, found
from sayso.people import controls as people
from sayso.people import held_controls as held
from sayso.policy.queries import NoPolicyError, current
from sayso.rights import controls as rights
from sayso.staff import controls as staff
from sayso.website import controls as website

told = structlog.get_logger("sayso.controls")

LATE = timedelta(hours=3)
"""How long after it looked last a control that runs every hour is missed."""


def promise_register() -> Found:
    """Whether the controls look as often as they should, and how many promises have one."""
    promises = current().policy.promises
    looked_at = sum(any(one in CONTROLS for one in each.controls) for each in promises.values())
    seen = Sighting.objects.filter(control__in=list(CONTROLS))
    late, total = seen.filter(at__lt=now() - LATE).count(), len(CONTROLS)
    words = f"{looked_at} of {len(promises)} promises have a control that looks every hour."
    if late:
        words = f"{late} of {total} controls have not looked for more than three hours."
    return found(words, bad=late, of=total, page="today", at_risk=True)


CONTROLS: Mapping[str, Control] = {
    "promise-register": promise_register,
    **evidence.CONTROLS,
    **policy_controls.CONTROLS,
    **probes.CONTROLS,
    **page_controls.CONTROLS,
    **delivery.CONTROLS,
    **staff.CONTROLS,
    **people.CONTROLS,
    **held.CONTROLS,
    **rights.CONTROLS,
    **website.CONTROLS,
}

ACTOR = "job:controls"


def look() -> int:
    """Run every control once; how many looked. One that fails is no promise kept: it is at risk."""
    try:
        version = current()
    except NoPolicyError:
        return 0
    for name, seen in _seen():
        _note(name, seen, version.sha256)
    return len(CONTROLS)


def _seen() -> Iterator[tuple[str, Found]]:
    for name, control in CONTROLS.items():
        try:
            yield name, control()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others look as well
            told.error("control failed", control=name, error=type(error).__name__)
            yield (
                name,
                Found(Kept.AT_RISK, "This control could not look; see the service's log.", 0),
            )


@transaction.atomic
def _note(name: str, seen: Found, policy: str) -> None:
    """Keep what was seen, and log it if it is news, or the first of its day."""
    at = now()
    before = Sighting.objects.filter(control=name).first()
    is_same = before is not None and before.kept == seen.kept
    is_today = before is not None and date_in_london(before.at) == date_in_london(at)
    Sighting.objects.update_or_create(
        control=name,
        defaults={
            **asdict(seen),
            "at": at,
            "since": before.since if before and is_same else at,
        },
    )
    if not (is_same and is_today):
        append(
            kind=f"control.{seen.kept}",
            actor=ACTOR,
            purpose=name,
            policy=policy,
            happened_on=date_in_london(at),
        )
