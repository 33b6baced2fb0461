"""What is kept of programs that ask: their keys, as hashes alone, and what they were answered."""

from django.db import models
from django.utils import timezone


class ApiKey(models.Model):
    """A key of another program, by the SHA-256 of its secret, which is 256 random bits.

    So there is nothing to guess, and a slow hash would only be slow. `kid` is its public part.
    """

    kid = models.CharField(primary_key=True, max_length=16)
    secret_sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    scopes = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)


class IdempotencyKey(models.Model):
    """A request that is done once however often it comes, and what was answered the first time.

    Both hashes are keyed, for a request may hold somebody's address. Until `status` is set it is
    being done, by whoever holds the lease.
    """

    key = models.CharField(primary_key=True, max_length=64)
    request = models.CharField(max_length=64)
    lease_until = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
