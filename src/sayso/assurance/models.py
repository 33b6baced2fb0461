"""What the controls saw last."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models

from sayso.evidence.controls import Kept


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
