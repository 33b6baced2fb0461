"""The counts of a website: each row is one number, about one thing, in one span of time."""

from typing import ClassVar

from django.db import models


class Of(models.TextChoices):
    """What is counted. A row says one of these, so no two of them can ever be put together."""

    SERVED = "served"
    PAGE = "page"
    STATUS = "status"
    ROBOT = "robot"
    VISITOR = "visitor"
    DEPTH = "depth"
    REFERRER = "referrer"
    WIDTH = "width"
    USEFUL = "useful"
    NOT_USEFUL = "not-useful"


class Span(models.TextChoices):
    """How long the time is that a row counts."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


class Tally(models.Model):
    """How often one thing happened in one span of time, and nothing of whom it happened to.

    `since` is the start of the hour; of a day or month in London it is that date at midnight UTC.
    """

    id = models.BigAutoField(primary_key=True)
    of = models.CharField(max_length=10, choices=Of.choices)
    span = models.CharField(max_length=5, choices=Span.choices)
    since = models.DateTimeField()
    value = models.CharField(max_length=200)
    count = models.BigIntegerField()

    class Meta:
        """One number of one thing in one span."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "span", "since", "value"], name="one_tally")
        ]


class LogRead(models.Model):
    """How far a web server's log was read: it starts with a line, and went on to here.

    Both are keyed hashes, so neither tells what stood there. A file that was read so far and has
    grown, or was given another name or packed, is known by them again.
    """

    id = models.BigAutoField(primary_key=True)
    first_line = models.CharField(max_length=64, db_index=True)
    content = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    read_at = models.DateTimeField(auto_now_add=True)
