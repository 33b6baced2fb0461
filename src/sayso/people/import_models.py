"""What is kept of a file of people that was brought in: how far it came, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Import(models.Model):
    """A file brought in, chunk by chunk; `cursor` is the last row that is in, with all before it.

    `mapping` is how the file is read: the words of its columns and what holds for all of it. So it
    is gone on with in the same way, under the same policy, and only if it is the same file.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(default=dict)
    policy = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default="begun")
    cursor = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)


class ImportRow(models.Model):
    """What became of one row: nothing of what stood in it, and whose record it went into."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row = models.BigIntegerField()
    outcome = models.CharField(max_length=16)
    sid = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        """No row is brought in twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "row"], name="one_outcome_a_row")
        ]
        indexes: ClassVar = [models.Index(fields=["sid"], name="rows_of_a_person")]
