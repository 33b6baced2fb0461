"""Requests: what was asked for, how it came, where it stands; and every step of it, for good."""

from datetime import UTC, datetime

from django.db import models


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Kind(models.TextChoices):
    """What is asked for. Unsorted is what somebody wrote and nobody has read yet."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    COMPLAINT = "complaint"
    UNSORTED = "unsorted"


class Came(models.TextChoices):
    """By which way it reached us."""

    WEB = "web"
    REPLY = "reply"
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in-person"
    SOCIAL = "social"


class Stage(models.TextChoices):
    """Where a request stands."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


ENDS = frozenset({Stage.CLOSED, Stage.WITHDRAWN})


class Wait(models.TextChoices):
    """What only the person can bring."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"
    FEE = "fee"


class Outcome(models.TextChoices):
    """How a request ended that was not taken back."""

    DONE = "done"
    IN_PART = "in-part"
    NOTHING_HELD = "nothing-held"
    REFUSED = "refused"


class Why(models.TextChoices):
    """For what an answer may take longer (UK GDPR art 12(3))."""

    COMPLEX = "complex"
    MANY = "many"


class Step(models.TextChoices):
    """What happened to a request."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SORTED = "sorted"
    STOPPED = "stopped"
    ASKED = "asked"
    WROTE = "wrote"
    ANSWERED = "answered"
    RESTRICTED = "restricted"
    EXTENDED = "extended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Request(models.Model):
    """Something that was asked of us; who asks, and in which words, is in the sealed part alone.

    `rid` is its name in the log, `ref` the one that is spoken, `token` the address of its page,
    which nobody can guess. `lookup` is the keyed hash of the way to reach whoever asks, `sid` the
    person on record to whom it alone belongs, if there is one: neither is ever shown to the public.
    Stage, wait, end and outcome follow from the steps; when it is due is never kept.
    """

    rid = models.CharField(primary_key=True, max_length=32)
    ref = models.CharField(max_length=16, unique=True)
    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    came = models.CharField(max_length=9, choices=Came.choices)
    received_on = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    lookup = models.CharField(max_length=32, blank=True, db_index=True)
    sid = models.CharField(max_length=32, blank=True, db_index=True)
    sealed = models.BinaryField(default=bytes)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.OPEN)
    waits_for = models.CharField(max_length=13, choices=Wait.choices, blank=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    @property
    def has_ended(self) -> bool:
        return self.stage in ENDS


class RequestEvent(models.Model):
    """One step of a request: what, on which day, by whom; `about` says which of its sort."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=12, choices=Step.choices)
    about = models.CharField(max_length=13, blank=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=80)


class RequestKey(models.Model):
    """What opens one request, wrapped; it lies in the store of the keys, apart from all else."""

    rid = models.CharField(primary_key=True, max_length=32)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=now)
