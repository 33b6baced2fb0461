"""What people send by a form: a claim until it is proved, kept apart from the record."""

from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """What somebody sent by a form, under the policy that it was shown under.

    It is sealed under the secret of `sid`: nobody's yet, until it is entered into the record, then
    that of the person it is of. `lookup` is the keyed hash of its email address. `once` tells it
    from any other; sent twice it is one. `sensitive` says that its words touch on something of UK
    GDPR article 9, and not on what. `waits`: its yes is to be confirmed.
    """

    name = models.CharField(primary_key=True, max_length=32)
    sid = models.CharField(max_length=32, db_index=True)
    form = models.CharField(max_length=60)
    policy = models.CharField(max_length=64)
    lookup = models.CharField(max_length=32, blank=True, db_index=True)
    once = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField(default=bytes)
    sensitive = models.BooleanField(default=False)
    shown_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, db_index=True)
    entered_at = models.DateTimeField(null=True)
    waits = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
