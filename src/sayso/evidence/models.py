"""The rows of the log, its tree, and what was signed. Nothing here is ever updated."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models

FIELDS = (
    "id",
    "kind",
    "subject",
    "purpose",
    "channel",
    "wording_hash",
    "policy",
    "actor",
    "commitment",
    "happened_on",
    "at",
)


class Entry(models.Model):
    """That something was said or done: when, about whom by pseudonym, and by whom.

    What exactly is not here: `commitment` is a salted hash of it, which lives where it can be
    erased. `at` is the instant of recording; `happened_on` the day of the event, if it has one.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    wording_hash = models.CharField(max_length=64, blank=True)
    policy = models.CharField(max_length=100, blank=True)
    actor = models.CharField(max_length=100)
    commitment = models.CharField(max_length=64, blank=True)
    happened_on = models.DateField(null=True)
    at = models.DateTimeField()

    def leaf(self) -> bytes:
        """The bytes that are hashed: every field, as canonical JSON (RFC 8785)."""
        return leaf_bytes([getattr(self, name) for name in FIELDS])


canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def leaf_bytes(values: Sequence[Any]) -> bytes:
    """The values of FIELDS, in that order, as canonical JSON; the words of an entry are plain."""
    named = dict(zip(FIELDS, values, strict=True))
    at: datetime = named["at"].astimezone(UTC).replace(tzinfo=None)
    named["at"] = f"{at.isoformat(timespec='microseconds')}Z"
    named["happened_on"] = str(named["happened_on"] or "")
    return canonical(named).encode()


class Unsealed(models.Model):
    """The entries without a leaf. The database keeps this list: see `triggers`."""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="unsealed"
    )


class Leaf(models.Model):
    """A place in the tree, counted from 0 without a gap, and for ever this entry's.

    `hashes` are those of every subtree that this leaf completes, from itself upwards: so that each
    hash of the tree is in one known row. The entry may be gone, once its epoch was dropped.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, null=True, db_constraint=False, related_name="leaf_row"
    )
    hashes = models.BinaryField()


class Checkpoint(models.Model):
    """What was signed: so many rows, and the root of their tree, as a C2SP note."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]


class Epoch(models.Model):
    """That the rows before a checkpoint were dropped, because they had been kept long enough."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()
