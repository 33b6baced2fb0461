"""What is kept about people: as little in the open as can be, and everything they said for good."""

from datetime import UTC, datetime

from django.db import models

from sayso.people.access_models import Access as Access  # noqa: PLC0414
from sayso.people.api_models import ApiKey as ApiKey  # noqa: PLC0414 - Django looks here
from sayso.people.api_models import IdempotencyKey as IdempotencyKey  # noqa: PLC0414
from sayso.people.export_models import Export as Export  # noqa: PLC0414
from sayso.people.import_models import Import as Import  # noqa: PLC0414
from sayso.people.import_models import ImportRow as ImportRow  # noqa: PLC0414
from sayso.people.submission_models import Submission as Submission  # noqa: PLC0414
from sayso.people.upload_models import Upload as Upload  # noqa: PLC0414


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Organisation(models.Model):
    """A body that people belong to; its legal form tells who counts as a corporate subscriber."""

    oid = models.CharField(primary_key=True, max_length=32)
    name = models.TextField()
    size_band = models.CharField(max_length=20, blank=True)
    legal_form = models.CharField(max_length=40, blank=True)
    subscriber = models.CharField(max_length=32, default="unknown")
    decided_by = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(default=now)


class Person(models.Model):
    """Somebody, under a random name; who they are is in the sealed part alone.

    `sid` is their name in the log, `ref` the one that staff and the API use. After a merge,
    `merged_into` is the record that speaks for both.
    """

    sid = models.CharField(primary_key=True, max_length=32)
    ref = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="people"
    )
    sealed = models.BinaryField(default=bytes)
    merged_into = models.CharField(max_length=32, blank=True, db_index=True)
    recorded_at = models.DateTimeField(default=now)
    shredded_at = models.DateTimeField(null=True)


class ContactPoint(models.Model):
    """One way to reach a person, told apart by keyed hashes; the words of it are sealed.

    `lookup` finds it by what it is, `kin` and `other_kin` whether it is to be left alone, hashed
    under so many suppression keys as `key` says. `tps`, `ctps` and `fps` are the first day it may
    have stood in that register, by the newest edition searched. Since `bounced_on` nobody is
    reached by it.
    """

    pid = models.CharField(primary_key=True, max_length=16)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=8)
    lookup = models.CharField(max_length=32, db_index=True)
    kin = models.CharField(max_length=64, db_index=True)
    other_kin = models.CharField(max_length=64, blank=True)
    key = models.IntegerField(default=1)
    subscriber = models.CharField(max_length=32, default="unknown")
    decided_by = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=60)
    provenance = models.CharField(max_length=16)
    notice = models.CharField(max_length=80, blank=True)
    given_on = models.DateField()
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    tps = models.DateField(null=True)
    ctps = models.DateField(null=True)
    fps = models.DateField(null=True)
    bounced_on = models.DateField(null=True)


class Event(models.Model):
    """What somebody said or was told, or what became of a record: written once, never changed.

    `happened_on` and `seq` order it among what was said, `recorded_at` and the id say since when
    we know. `details` holds the facts as a question takes them. An event about a line or an
    address that is not one person's alone has its `lookup`.
    """

    id = models.BigAutoField(primary_key=True)
    sid = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=24)
    happened_on = models.DateField()
    seq = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=80)
    lookup = models.CharField(max_length=32, blank=True, db_index=True)
    wording = models.CharField(max_length=80, blank=True)
    method = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=60, blank=True)
    policy = models.CharField(max_length=64, blank=True)
    of = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)


class Suppression(models.Model):
    """A contact point to leave alone, for ever: a keyed hash, which outlives the record.

    One that somebody `typed`, without proof that it is theirs, ends when whoever has it takes it
    back.
    """

    id = models.BigAutoField(primary_key=True)
    kin = models.CharField(max_length=64, db_index=True)
    channel = models.CharField(max_length=20)
    on = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    actor = models.CharField(max_length=80)
    key = models.IntegerField(default=1)
    typed = models.CharField(max_length=32, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kin", "channel", "on", "typed"], name="one_suppression_a_day"
            )
        ]
        indexes = [
            models.Index(fields=["typed"], condition=~models.Q(typed=""), name="typed_suppressions")
        ]


class TypedStop(models.Model):
    """That somebody typed a contact point, to have it left alone; nobody knows if it is theirs.

    What follows for those on record who have it is recorded a moment later, at `heeded_at`.
    """

    name = models.CharField(primary_key=True, max_length=32)
    lookup = models.CharField(max_length=32, db_index=True)
    typed_at = models.DateTimeField(default=now)
    heeded_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["typed_at"], name="stops_by_time"),
            models.Index(
                fields=["typed_at"],
                condition=models.Q(heeded_at=None, undone_at=None),
                name="stops_to_heed",
            ),
        ]


class Code(models.Model):
    """Six digits sent to a contact point, of which only a hash is kept, and not for long.

    Whoever entered them has shown that it is theirs: the `name` is then in their browser.
    """

    name = models.CharField(primary_key=True, max_length=32)
    sid = models.CharField(max_length=32, db_index=True)
    pid = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)
    attempts = models.IntegerField(default=0)
    proved_at = models.DateTimeField(null=True)


class Facts(models.Model):
    """What a question takes from what somebody said; one row for all who said the same.

    `shape` and `days` are the same facts without their dates, and those dates.
    """

    id = models.BigAutoField(primary_key=True)
    sha256 = models.CharField(max_length=64, unique=True)
    facts = models.TextField()
    shape = models.CharField(max_length=32)
    days = models.TextField(blank=True)


class Standing(models.Model):
    """Which facts hold for a person now: made from the events, and made again by a rebuild."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    facts = models.ForeignKey(Facts, on_delete=models.PROTECT)


class Screening(models.Model):
    """That all telephone and fax numbers were searched in an edition of a register."""

    id = models.BigAutoField(primary_key=True)
    register = models.CharField(max_length=8)
    edition = models.DateField()
    recorded_at = models.DateTimeField(default=now)
    numbers = models.IntegerField()
    listed = models.IntegerField()


class SubjectKey(models.Model):
    """The secret of one person, wrapped; it lies in the store of the keys, apart from all else."""

    sid = models.CharField(primary_key=True, max_length=32)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=now)
