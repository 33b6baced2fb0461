"""The versions of the policy, each for ever as it was applied."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sayso.policy.reading import read_policy
from sayso.policy.schema import Policy

_READ: dict[str, Policy] = {}
"""By SHA-256: a text never changes, and there are as many as an organisation has had policies."""


def new_name() -> str:
    return uuid4().hex


class PolicyVersion(models.Model):
    """One policy, from its day until that of the next; the database refuses to alter it.

    `waited_days` is how long it lay before the only one who may approve it did so alone; otherwise
    somebody else approved it, and there is none.
    """

    number = models.PositiveIntegerField(unique=True)
    slug = models.CharField(max_length=60, unique=True)
    effective_on = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    applied_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=200)
    waited_days = models.PositiveSmallIntegerField(null=True)
    note = models.TextField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(by=F("approved_by")) | Q(waited_days__isnull=False, waited_days__gt=0),
                name="policy_approved_by_another_or_late",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number} ({self.slug})"

    @property
    def policy(self) -> Policy:
        """The policy itself, read once in the life of the process."""
        if self.sha256 not in _READ:
            _READ[self.sha256] = read_policy(self.text.encode())
        return _READ[self.sha256]


class Draft(models.Model):
    """A policy that is being written, until it is applied or withdrawn.

    `hands` are the names in the log of all who wrote in it: none of them is the second person. From
    `proposed_at` on its text stays as it is. `edits` counts the writings, so that nobody writes
    over what another wrote meanwhile.
    """

    name = models.CharField(max_length=32, primary_key=True, default=new_name)
    text = models.TextField()
    hands = models.JSONField(default=list)
    edits = models.PositiveIntegerField(default=0)
    begun_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    version = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["-changed_at"]

    @property
    def state(self) -> str:
        """Where it is: written, proposed, applied or withdrawn."""
        if self.ended_at:
            return "applied" if self.version else "withdrawn"
        return "proposed" if self.proposed_at else "written"
