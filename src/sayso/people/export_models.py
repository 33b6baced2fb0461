"""Details taken out of the system: who asked, why, who seconded it, and when it was taken."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from sayso.staff.models import now
from sayso.staff.work_models import State, Work

OPEN_FOR = timedelta(days=1)
"""How long something can be taken out once nothing more is waited for."""


class Export(Work):
    """Everybody who may be contacted one way for one purpose, asked for with a reason.

    The work is to count them; `summary` says how many. Nothing is kept of whom: they are asked
    about anew when it is taken, which can be done once.
    """

    purpose = models.CharField(max_length=100)
    channel = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    policy = models.CharField(max_length=64)
    needs_second = models.BooleanField(default=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    waited_days = models.PositiveSmallIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_rows = models.IntegerField(null=True)

    class Meta(Work.Meta):
        """The newest first; whoever asked approves only after a wait."""

        abstract = False
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="exports_next")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("member"))
                | models.Q(waited_days__isnull=False, waited_days__gt=0),
                name="export_takes_two_or_waits",
            )
        ]

    @property
    def people(self) -> int:
        """How many there were when they were counted."""
        return int(self.summary.get("people", 0))

    @property
    def open_until(self) -> datetime | None:
        """Until when it can be taken; none while a second person is waited for."""
        begins = self.approved_at if self.needs_second else self.ended_at
        return begins + OPEN_FOR if begins and self.state == State.DONE else None

    @property
    def waits_for_second(self) -> bool:
        return self.state == State.DONE and self.needs_second and self.approved_at is None

    @property
    def can_be_taken(self) -> bool:
        until = self.open_until
        return until is not None and now() < until and self.taken_at is None and self.people > 0
