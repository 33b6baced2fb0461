"""What the controls saw last."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

from sayso.evidence.controls import Kept
from sayso.policy.models import Draft
from sayso.staff.work_models import Work


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Sighting(models.Model):
    """What one control saw when it last looked; `since` is when it first saw it so.

    What it saw before stands in the log.
    """

    control = models.CharField(max_length=60, primary_key=True)
    kept = models.CharField(max_length=9, choices=[(one, one) for one in Kept])
    sentence = models.TextField()
    count = models.BigIntegerField(default=0)
    of = models.BigIntegerField(null=True)
    page = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=now)
    since = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["control"]


class Plan(Work):
    """Whom a draft would affect: reckoned of one text of it, against the version that holds.

    `summary` has the effects as data: counts, and of some whom they count the records' names.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="plans")
    sha256 = models.CharField(max_length=64)

    class Meta(Work.Meta):
        abstract = False
