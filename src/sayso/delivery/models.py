"""The outbox: what is to be sent, what became of it, and what came back."""

from datetime import UTC, datetime

from django.db import models


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Kind(models.TextChoices):
    """Whether somebody asked for it: what nobody asked for passes a gate, and never goes twice."""

    SERVICE = "service"
    MARKETING = "marketing"


class State(models.TextChoices):
    """Where a message is: in the outbox, on its way, or at one of four ends.

    In doubt is a message that may have been accepted, or not: nobody saw the answer.
    """

    QUEUED = "queued"
    HANDOFF = "handoff"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    IN_DOUBT = "in-doubt"


ENDS = frozenset({State.SENT, State.FAILED, State.BLOCKED, State.IN_DOUBT})


class Intent(models.Model):
    """That a message is to be sent, once, however often its room asks.

    `key` is the room's name for it. No column here leads to somebody but `sid` and `point`, which
    are random names. `token` stands in the Message-ID and the return path, so that what comes back
    finds it. Address and words are `sealed` until the message has come to an end, and then gone.
    Whoever hands it over holds it until `lease_until`; `fence` counts the holders, and only the
    newest may say what became of it.
    """

    id = models.BigAutoField(primary_key=True)
    room = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    sid = models.CharField(max_length=32, blank=True, db_index=True)
    point = models.CharField(max_length=16, blank=True)
    topic = models.CharField(max_length=100, blank=True)
    token = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    sealed_under = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=100, blank=True)
    attempts = models.IntegerField(default=0)
    fence = models.IntegerField(default=0)
    queued_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "key"], name="one_intent")]
        indexes = [models.Index(fields=["state", "-kind", "due_at", "id"], name="delivery_next")]


class ReportKind(models.TextChoices):
    """What came back: nobody is there, not this time, a complaint, an answer, or it arrived."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
    REPLY = "reply"
    OTHER = "other"


class Report(models.Model):
    """That something came back about a message: kept once, without a word of it.

    `name` tells it from every other. Without an intent it is about a message that we do not know.
    The rooms that listen have heard of it since `heard_at`.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64, unique=True)
    intent = models.ForeignKey(Intent, null=True, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=9, choices=ReportKind.choices)
    status = models.CharField(max_length=11, blank=True)
    recorded_at = models.DateTimeField(default=now)
    heard_at = models.DateTimeField(null=True, db_index=True)


class MessageKey(models.Model):
    """What opens one message; it lies in the store of the keys, apart from all else."""

    name = models.CharField(primary_key=True, max_length=32)
    key = models.BinaryField()
    made_at = models.DateTimeField(default=now)
