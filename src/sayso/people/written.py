"""Rows as they are written: what a model would hold, without the time that it takes to make one.

An import writes millions, and making their models took a tenth of it.
"""

from datetime import date, datetime
from typing import Any, NamedTuple


class Written(NamedTuple):
    """An event, column by column; its number came from the database."""

    id: int
    sid: str
    kind: str
    happened_on: date
    seq: int | None
    recorded_at: datetime
    actor: str
    lookup: str
    wording: str
    method: str
    source: str
    policy: str
    of: int | None
    reason: str
    details: dict[str, Any]


class PointRow(NamedTuple):
    """A contact point, column by column, as far as it has no default."""

    pid: str
    person_id: str
    kind: str
    lookup: str
    kin: str
    other_kin: str
    key: int
    subscriber: str
    decided_by: str
    source: str
    provenance: str
    notice: str
    given_on: date
    recorded_by: str
    recorded_at: datetime
    tps: date | None = None
    ctps: date | None = None
    fps: date | None = None
