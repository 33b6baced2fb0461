"""Checks of lists: who asked for which, how far it came, and what it found. Nobody's details."""

from typing import ClassVar

from django.db import models

from sayso.staff.models import now
from sayso.staff.work_models import State, Work, new_name

__all__ = ["Run", "State", "new_name", "now"]


class Run(Work):
    """One check of one list.

    The list lies in a folder of this name until the check has ended, the answers a day longer.
    `summary` is the waterfall as data, in which there are only counts.
    """

    file_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=100)
    channels = models.JSONField()
    policy = models.CharField(max_length=64)
    on = models.DateField()
    sha256 = models.CharField(max_length=64)

    class Meta(Work.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="checks_next")]
