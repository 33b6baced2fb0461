"""Checks of lists: who asked for which, how far it came, and what it found. Nobody's details."""

from datetime import UTC, datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def new_name() -> str:
    return uuid4().hex


class State(models.TextChoices):
    """Where a check is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDS = frozenset({State.DONE, State.FAILED, State.CANCELLED})


class Run(models.Model):
    """One check of one list. Whoever works on it holds it until `lease_until`; `fence` counts them.

    The list lies in a folder of this name until the check has ended, the answers a day longer.
    `summary` is the waterfall as data, in which there are only counts.
    """

    name = models.CharField(max_length=32, primary_key=True, default=new_name)
    member = models.UUIDField(db_index=True)
    file_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=100)
    channels = models.JSONField()
    policy = models.CharField(max_length=64)
    on = models.DateField()
    sha256 = models.CharField(max_length=64)
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
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="checks_next")]

    @property
    def has_ended(self) -> bool:
        return self.state in ENDS
