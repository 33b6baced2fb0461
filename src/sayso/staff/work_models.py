"""What takes long and was asked for by a member of staff: how far it came, and what came of it."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from sayso.staff.models import now


def new_name() -> str:
    return uuid4().hex


class State(models.TextChoices):
    """Where long work is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDS = frozenset({State.DONE, State.FAILED, State.CANCELLED})


class Work(models.Model):
    """Whoever works on it holds it until `lease_until`; `fence` counts the holders.

    `done` of `rows` tell how far it came, `summary` what came of it, `problem` why nothing did.
    A holder who was killed gives no sign of life, and the next one takes it over.
    """

    name = models.CharField(max_length=32, primary_key=True, default=new_name)
    member = models.UUIDField(db_index=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    rows = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    summary = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    fence = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        abstract = True
        ordering: ClassVar = ["-asked_at"]

    @property
    def has_ended(self) -> bool:
        return self.state in ENDS

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is, as the script of its page asks."""
        told = {"state": self.state, "done": self.done, "rows": self.rows}
        return {**told, "ended": self.has_ended}

    @property
    def share(self) -> int:
        """How far it is, in per cent."""
        return 100 * self.done // self.rows if self.rows else 0
