"""Rows as plain data, the same on every database."""

from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, Model


def columns(model: type[Model]) -> list["Field[Any, Any]"]:
    """What a table holds, in the order in which it was declared."""
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django's documented name


def plain(row: Model, *without: str) -> dict[str, Any]:
    """A row by the names of its columns."""
    names = [column.attname for column in columns(type(row))]
    return {name: plain_value(getattr(row, name)) for name in names if name not in without}


def plain_value(value: Any) -> Any:
    """A value as JSON has it: days and instants (UTC) as ISO 8601, bytes as base64,
    a UUID as its 32 digits.
    """
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value
