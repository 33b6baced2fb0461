"""Members of staff, what they were asked in, what they learnt, and how they came back in."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Members(BaseUserManager["Member"]):
    """Found by email address, in whatever case it is typed."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=(username or "").lower())


class Member(AbstractBaseUser):
    """Somebody who works here. In the log they are `member:` and their random name.

    `roles` are ids of the policy file; a role that the policy no longer has gives nothing. Whoever
    left keeps their row, since what they did stays on record.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True)
    authenticator_set: "RelatedManager[Any]"
    """Their second factors, which the library keeps."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar[Members] = Members()

    class Meta:
        ordering: ClassVar = ["name", "email"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """Their name in the log and in every record of what they did."""
        return actor_of(self.id)


def actor_of(member: UUID) -> str:
    """A member's name in the log, in which there are no names of people."""
    return f"member:{member.hex}"


class Invitation(models.Model):
    """Somebody asked in, or back in: a link that works once, kept as a hash.

    With `member` it is the way back of somebody who has an account already.
    """

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="ways_in")
    invited_by = models.CharField(max_length=100)
    invited_at = models.DateTimeField(default=now)
    lapses_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-invited_at"]


class Recovery(models.Model):
    """A second factor that was lost: asked for by one, approved by another, of neither of them."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recoveries")
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField(default=now)
    approved_by = models.CharField(max_length=100, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("approved_by")), name="staff_recovery_takes_two"
            )
        ]


class Sitting(models.Model):
    """One test of a member: what was drawn, what was answered, and what came of it.

    `drawn` is a list of question ids, each with the order of its answers; `answers` the place that
    was chosen for each. `score` is per cent. `policy` is the version whose pass mark it met or not.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sittings")
    module = models.CharField(max_length=60)
    drawn = models.JSONField()
    answers = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField(null=True)
    began_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    policy = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["began_at", "id"]
        indexes: ClassVar = [models.Index(fields=["member", "module"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "module"],
                condition=Q(ended_at=None),
                name="staff_one_sitting_at_a_time",
            )
        ]


class Coaching(models.Model):
    """That somebody talked a training through with a member, who may then try again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="coachings")
    module = models.CharField(max_length=60)
    by = models.CharField(max_length=100)
    at = models.DateTimeField(default=now)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]


class Attempt(models.Model):
    """How often somebody tried to sign in of late: the table behind Django's cache, no more."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
