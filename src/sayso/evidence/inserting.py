"""Many new rows at once, several times as quickly as Django would: for the log, for imports."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

import msgspec
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, DateField, DateTimeField, Field, JSONField, Model

from sayso.evidence.errors import EvidenceError

M = TypeVar("M", bound=Model)
Row = Sequence[Any]

_encoded = msgspec.json.Encoder().encode


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> list[int]:
    """Write rows, each with the values of these columns in this order; the rest has no default.

    A table that numbers its rows itself gives them numbers in their order; the answer is these.
    """
    new = list(rows)
    connection = connections[router.db_for_write(model)]
    if not connection.in_atomic_block:
        raise EvidenceError("Rows are written in a transaction; call this in transaction.atomic().")
    if not new:
        return []
    ids: list[int] = []
    key = model._meta.pk  # noqa: SLF001 - Django's documented name
    is_to_be_numbered = isinstance(key, AutoField) and key.attname not in names
    if is_to_be_numbered and len(new) == 1 and connection.vendor == "postgresql":
        return [_write_one(connection, model, names, new[0])]
    if is_to_be_numbered:
        ids = _numbers(connection, model, key.attname, len(new))
        names = [key.attname, *names]
        new = [(number, *row) for number, row in zip(ids, new, strict=True)]
    _write(connection, model, names, new)
    return ids


def insert_all(model: type[M], rows: Sequence[M]) -> None:
    """Write new rows of one table, which then have their numbers."""
    key = model._meta.pk  # noqa: SLF001
    is_numbered = isinstance(key, AutoField)
    fields = model._meta.concrete_fields  # noqa: SLF001
    names = [field.attname for field in fields if not (is_numbered and field is key)]
    ids = insert(model, names, map(attrgetter(*names), rows))
    for row, number in zip(rows, ids, strict=False):
        row.pk = number


def _write_one(
    connection: BaseDatabaseWrapper, model: type[Model], names: Sequence[str], row: Row
) -> int:
    """Write one row in one message to PostgreSQL, whose answer is its number."""
    columns, fields = _columns(connection, model, names)
    key = connection.ops.quote_name(cast(str, model._meta.pk.column))  # noqa: SLF001
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}",  # noqa: S608
            _stored(fields, is_postgresql=True)(row),
        )
        number: int = cursor.fetchone()[0]
    return number


def _columns(
    connection: BaseDatabaseWrapper, model: type[Model], names: Sequence[str]
) -> tuple[str, list["Field[Any, Any]"]]:
    """These columns as SQL names them, and their fields."""
    known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    fields = [known[name] for name in names]
    quoted = connection.ops.quote_name
    return ", ".join(quoted(cast(str, field.column)) for field in fields), fields


def _write(
    connection: BaseDatabaseWrapper, model: type[Model], names: Sequence[str], rows: Iterable[Row]
) -> None:
    columns, fields = _columns(connection, model, names)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    is_postgresql = connection.vendor == "postgresql"
    stored = _stored(fields, is_postgresql=is_postgresql)
    with connection.cursor() as cursor:
        if is_postgresql:
            statement = f"COPY {table} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(stored(row))
        else:
            marks = ", ".join(["%s"] * len(names))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - ours
            cursor.executemany(statement, [stored(row) for row in rows])


_SEQUENCE = "SELECT pg_get_serial_sequence(%s, %s)"
_EACH = "SELECT nextval(%s::regclass) AS number FROM generate_series(1, %s)"
_FIRST_AND_LAST = f"SELECT min(number), max(number) FROM ({_EACH}) AS taken"  # noqa: S608 - ours


def _numbers(
    connection: BaseDatabaseWrapper, model: type[Model], key: str, count: int
) -> list[int]:
    """Numbers for new rows. On SQLite nobody else can take them before we do."""
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_SEQUENCE, [table, key])  # by itself: else it is sought for each row
            (sequence,) = cursor.fetchone()
            cursor.execute(_FIRST_AND_LAST, [sequence, count])
            first, last = cursor.fetchone()
            if last - first + 1 == count:
                return list(range(first, last + 1))
            # Somebody else took numbers between; those were lost, as numbers of a sequence may be.
            cursor.execute(_EACH, [sequence, count])
            return sorted(number for (number,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        return list(range(last + 1, last + 1 + count))


def _stored(fields: Sequence["Field[Any, Any]"], *, is_postgresql: bool) -> Callable[[Row], Row]:
    """What makes of a row what the database takes; most values are that already."""
    made = [_maker(field, is_postgresql=is_postgresql) for field in fields]
    odd = [(place, make) for place, make in enumerate(made) if make]
    if not odd:
        return lambda row: row

    def stored(row: Row) -> Row:
        values = list(row)
        for place, make in odd:
            if values[place] is not None:
                values[place] = make(values[place])
        return values

    return stored


def _maker(field: "Field[Any, Any]", *, is_postgresql: bool) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return _json
    if is_postgresql:
        return None
    if isinstance(field, DateTimeField):
        return _instant
    return date.isoformat if isinstance(field, DateField) else None


def _json(value: object) -> str:
    return _encoded(value).decode()


@lru_cache(maxsize=64)
def _instant(at: datetime) -> str:
    """An instant as Django writes it for SQLite."""
    return str(at.astimezone(UTC).replace(tzinfo=None))
