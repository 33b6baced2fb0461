"""The versions of the policy, each for ever as it was applied."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sayso.policy.reading import read_policy
from sayso.policy.schema import Policy

_READ: dict[str, Policy] = {}
"""By SHA-256: a text never changes, and there are as many as an organisation has had policies."""


class PolicyVersion(models.Model):
    """One policy, from its day until that of the next; the database refuses to alter it."""

    number = models.PositiveIntegerField(unique=True)
    slug = models.CharField(max_length=60, unique=True)
    effective_on = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    applied_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=200)
    note = models.TextField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(by=F("approved_by")), name="policy_approved_by_another"
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
