"""What visitors answered to the question about what may be stored."""

from typing import ClassVar

from django.db import models


class Shown(models.Model):
    """The words of the question as they were once, by their hash."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    text = models.TextField()


class Answer(models.Model):
    """One answer: of a browser that is known by a random number of its own, and by nothing else.

    No address, no name of a browser. `name` is that number, until its owner has it taken out; the
    log commits to the rest with `salt`.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=8)
    answers = models.CharField(max_length=200)
    revision = models.CharField(max_length=16)
    words = models.ForeignKey(Shown, models.PROTECT)
    language = models.CharField(max_length=10, default="en-GB")
    source = models.CharField(max_length=300)
    salt = models.CharField(max_length=32)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        """They are looked for by their browser's number, and let go of by their day."""

        indexes: ClassVar = [
            models.Index(fields=["name"], condition=~models.Q(name=""), name="answers_by_name"),
            models.Index(fields=["at"], name="answers_by_day"),
        ]
