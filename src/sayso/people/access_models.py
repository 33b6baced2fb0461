"""Who read what is held about somebody."""

from datetime import UTC, datetime

from django.db import models


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Access(models.Model):
    """That a member of staff read the page of a person, or took it away; never changed."""

    id = models.BigAutoField(primary_key=True)
    sid = models.CharField(max_length=32, db_index=True)
    member = models.UUIDField()
    what = models.CharField(max_length=20, default="read")
    at = models.DateTimeField(default=now, db_index=True)
