"""Every table of every room in one portable form: the same lines from SQLite and PostgreSQL."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, router, transaction
from django.db.models import CharField, F, ForeignKey, Model, QuerySet, TextField
from django.db.models.functions import Collate

from sayso.config.rooms import ACCOUNTS, ROOMS
from sayso.people.batches import batches
from sayso.people.plain import columns, plain_value

CHUNK = 2_000


class Digest(NamedTuple):
    """What tells whether a table is the same: how many rows, and the hash of their lines."""

    rows: int
    sha256: str


def tables() -> list[type[Model]]:
    """The tables of the ordinary database; those of the keys are no part of it.

    The second factors are: without them a password alone would open a restored record.
    """
    return [
        model
        for room in (*ROOMS, *ACCOUNTS)
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if router.db_for_write(model) == DEFAULT_DB_ALIAS
    ]


def rows_of(model: type[Model]) -> QuerySet[Any]:
    """All rows of a table."""
    return QuerySet(model)


def lines(model: type[Model]) -> Iterator[bytes]:
    """The rows as canonical JSON, a line each, in the order of their keys."""
    names = [column.attname for column in columns(model)]
    rows = rows_of(model).order_by(_by_key(model))
    for values in rows.values_list(*names).iterator(chunk_size=CHUNK):
        row = dict(zip(names, map(plain_value, values), strict=True))
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        yield text.encode() + b"\n"


def _by_key(model: type[Model]) -> Any:
    """The order of the key's bytes: PostgreSQL would sort words as its language does."""
    key = model._meta.pk  # noqa: SLF001 - Django's documented name
    assert key is not None  # noqa: S101 - every model has one
    named_by = key.target_field if isinstance(key, ForeignKey) else key
    is_text = isinstance(named_by, CharField | TextField)
    if is_text and connection.vendor == "postgresql":
        return Collate(F(key.attname), "C")
    return F(key.attname)


def digest(model: type[Model]) -> Digest:
    """What a table amounts to."""
    return digest_of(lines(model))


def digest_of(some: Iterable[bytes]) -> Digest:
    """What lines amount to."""
    found, count = sha256(), 0
    for line in some:
        found.update(line)
        count += 1
    return Digest(count, found.hexdigest())


def load(model: type[Model], some: Iterable[bytes]) -> None:
    """Write the rows of these lines; those that a trigger has written already are left alone."""
    fields = {column.attname: column for column in columns(model)}
    for batch in batches(some, CHUNK):
        rows = [
            model(**{name: fields[name].to_python(value) for name, value in row.items()})
            for row in map(json.loads, batch)
        ]
        rows_of(model).bulk_create(rows, ignore_conflicts=True)


def count_on() -> None:
    """Let new rows be numbered after those that were loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


@contextmanager
def snapshot(folder: Path) -> Iterator[None]:
    """Read the ordinary database as it is at this moment, for as long as it takes.

    Nobody who writes has to wait: on SQLite a copy in this folder is read, gone afterwards.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with private_file(folder) as path, _copied(path):
            yield


@contextmanager
def _copied(path: Path) -> Iterator[None]:
    """A copy of the whole SQLite database, read by this thread instead of the database itself."""
    original = connections[DEFAULT_DB_ALIAS]
    copied = original.copy()
    copied.settings_dict["NAME"] = str(path)
    for either in (original, copied):
        either.ensure_connection()
    original.connection.backup(copied.connection)
    connections[DEFAULT_DB_ALIAS] = copied
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = original
        copied.close()


@contextmanager
def private_file(folder: Path) -> Iterator[Path]:
    """A file to be made for its owner alone, gone afterwards with whatever was beside it."""
    with tempfile.TemporaryDirectory(prefix=".sayso.", dir=folder) as private:
        yield Path(private) / "copy"
