"""Counts added to those that are kept, and let go of when they are old."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from sayso.days import date_in_london, today_in_london
from sayso.law.records import add_months
from sayso.policy.period import Period
from sayso.policy.queries import NoPolicyError, current
from sayso.policy.retention import RecordClass
from sayso.website.tally_models import Of, Span, Tally

HOURS_KEPT = 14
"""Days for which it is known in which hour pages were read; after that, on which day."""

DAYS_KEPT = 13
"""Months for which it is known on which day; after that, in which month."""

MONTHS_KEPT = 60
"""Months after which a count is forgotten, if the policy does not say sooner."""

MOST_REFERRERS = 500
"""Different names of other websites that are kept of one day: anybody can make them up."""

OTHER = "other"

AT_ONCE, MANY = 200, 2_000


class Key(NamedTuple):
    """What is counted, and when: an hour only of what was served, else the day in London."""

    of: Of
    span: Span
    since: datetime
    value: str


def at_hour(of: Of, moment: datetime, value: str = "") -> Key:
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Key(of, Span.HOUR, hour, value)


def on_day(of: Of, day: date, value: str = "") -> Key:
    return Key(of, Span.DAY, midnight(day), value)


def midnight(day: date) -> datetime:
    """A date as it is kept."""
    return datetime.combine(day, time(), UTC)


@transaction.atomic
def keep(counts: Mapping[Key, int]) -> None:
    """Add counts to those that are kept, all or none."""
    add(_without_made_up(counts))


def add(counts: Mapping[Key, int]) -> None:
    """The same within the caller's transaction. Rows go in one order, so that no two processes
    wait for each other.
    """
    rows = sorted((key, count) for key, count in counts.items() if count)
    for start in range(0, len(rows), AT_ONCE):
        _upsert(rows[start : start + AT_ONCE])


def _upsert(rows: list[tuple[Key, int]]) -> None:
    table = Tally._meta.db_table  # noqa: SLF001 - Django's documented name
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    values: list[Any] = []
    for key, count in rows:
        since = connection.ops.adapt_datetimefield_value(key.since)
        values += [key.of.value, key.span.value, since, key.value, count]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (of, span, since, value, count) VALUES {places} "  # noqa: S608
            "ON CONFLICT (of, span, since, value) DO UPDATE "
            f"SET count = {table}.count + excluded.count",
            values,
        )


def _without_made_up(counts: Mapping[Key, int]) -> Mapping[Key, int]:
    """No more names of other websites than a day may have; the rest under one name."""
    days = {key.since for key in counts if key.of == Of.REFERRER}
    if not days:
        return counts
    kept = Counter[Key]()
    known = {day: _referrers(day) for day in days}
    for key, count in counts.items():
        names = known.get(key.since, set())
        if key.of == Of.REFERRER and key.value not in names:
            if len(names) >= MOST_REFERRERS:
                key = key._replace(value=OTHER)  # noqa: PLW2901 - it is counted as another
            names.add(key.value)
        kept[key] += count
    return kept


def _referrers(day: datetime) -> set[str]:
    rows = Tally.objects.filter(of=Of.REFERRER, span=Span.DAY, since=day)
    return set(rows.values_list("value", flat=True))


# --- let go of ---------------------------------------------------------------------------


told = structlog.get_logger("sayso.statistics")


class LetGo(NamedTuple):
    """How many rows became coarser, and how many were forgotten."""

    hours: int
    days: int
    forgotten: int


def let_go(today: date | None = None) -> LetGo:
    """Make old counts coarser, and forget the oldest."""
    day = today or today_in_london()
    with transaction.atomic():
        hours = _coarser(Span.HOUR, midnight(day - timedelta(days=HOURS_KEPT)))
        days = _coarser(Span.DAY, midnight(add_months(day, -DAYS_KEPT).replace(day=1)))
        last = midnight(add_months(day, -_months_kept(day)).replace(day=1))
        forgotten, _ = Tally.objects.filter(since__lt=last).delete()
    done = LetGo(hours, days, forgotten)
    if any(done):
        told.info("counts let go of", **done._asdict())
    return done


def _coarser(span: Span, before: datetime) -> int:
    """Rows of a span that began before a moment become part of the next longer span."""
    count = 0
    old = Tally.objects.filter(span=span, since__lt=before).order_by("id").select_for_update()
    while rows := list(old[:MANY]):
        sums = Counter[Key]()
        for row in rows:
            sums[_longer(row)] += row.count
        Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()
        add(sums)
        count += len(rows)
    return count


def _longer(row: Tally) -> Key:
    if row.span == Span.HOUR:
        return on_day(Of(row.of), date_in_london(row.since), row.value)
    return Key(Of(row.of), Span.MONTH, row.since.replace(day=1), row.value)


def _months_kept(day: date) -> int:
    """As long as the policy says, and never longer than we ever do."""
    try:
        keep = current().policy.retention[RecordClass.WEB_STATISTICS].keep
    except (NoPolicyError, KeyError):
        return MONTHS_KEPT
    if not isinstance(keep, Period):
        return MONTHS_KEPT
    end = keep.after(day)
    return min(MONTHS_KEPT, max(0, (end.year - day.year) * 12 + end.month - day.month))


# --- asked -------------------------------------------------------------------------------


def of_days(of: Of, days: Iterable[date]) -> QuerySet[Tally]:
    """The rows of some days."""
    return Tally.objects.filter(of=of, span=Span.DAY, since__in=[midnight(day) for day in days])
