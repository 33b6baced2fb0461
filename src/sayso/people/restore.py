"""Every stop said again that the database does not know of, as after the restore of a backup.

The journal is beside the keys. What it cannot bring back is what was said since the backup in
anybody's favour: a yes, or the end of a no. So a restore may stop somebody who has since agreed; it
never lets anybody be contacted who has since said no.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings

from sayso.people import said, stops
from sayso.people.actions import NewEvent, Stop, record, shred, suppress
from sayso.people.api_keys import end_api_keys
from sayso.people.batches import batches
from sayso.people.details import keys
from sayso.people.holdings import group
from sayso.people.jobs import sweep
from sayso.people.journal import KEY_ENDED, STOPS
from sayso.people.keys import Keyring
from sayso.people.models import ContactPoint, Event, Person, Suppression
from sayso.people.rotation import rewrap

ACTOR = "job:restore"
TOGETHER = 1_000

Line = Mapping[str, Any]


class Reapplied(NamedTuple):
    """How much had to be said again."""

    left_alone: int = 0
    said: int = 0
    shredded: int = 0


def reapply() -> Reapplied:
    """Say again every stop that was noted and is not in the database; to be done before anybody
    is asked about. Safe to do again: what is there already is left as it is.
    """
    rewrap()
    done = Reapplied()
    for lines in batches(stops.noted(settings.ENVIRONMENT.keys), TOGETHER):
        left_alone = _left_alone(_suppressions(lines))
        again = _said_again([line for line in lines if line["stop"] in STOPS])
        end_api_keys([line["kid"] for line in lines if line["stop"] == KEY_ENDED])
        shredded = _shredded([line["sid"] for line in lines if line["stop"] == "shredded"])
        done = Reapplied(done.left_alone + left_alone, done.said + again, done.shredded + shredded)
    sweep()
    return done


# --- contact points ----------------------------------------------------------------------


def _suppressions(lines: Sequence[Line]) -> Iterator[Stop]:
    """Whom to leave alone: as was said of contact points, and of people who lost theirs."""
    ring = keys()
    for line in lines:
        if line["stop"] == "suppressed":
            kin = ring.rewrapped(line["kin"], line["key"])
            on = date.fromisoformat(line["on"])
            yield Stop(kin, line["channel"], on, line.get("typed", ""))
    yield from _of_lost_points([line for line in lines if line["stop"] in STOPS], ring)


def _of_lost_points(lines: Sequence[Line], ring: Keyring) -> Iterator[Stop]:
    """The noes of contact points that the database lacks, or that somebody else has by now."""
    sids = {line["sid"] for line in lines}
    held = set[tuple[str, str]]()
    points = ContactPoint.objects.filter(person__in=sids)
    for sid, *both in points.values_list("person_id", "kin", "other_kin"):
        held |= {(sid, kin) for kin in both}
    shredded = Person.objects.filter(sid__in=sids, shredded_at__isnull=False)
    gone = set(shredded.values_list("sid", flat=True))  # theirs were suppressed when they went
    for line in lines:
        kin = {ring.rewrapped(one, line["key"]) for one in line["kin"]}
        for one in sorted(kin):
            if line["sid"] not in gone and (line["sid"], one) not in held:
                for channel in _channels(line):
                    yield Stop(one, channel, date.fromisoformat(line["on"]))


def _channels(line: Line) -> list[str]:
    return line["details"].get("channels") or ["all"]


def _left_alone(wanted: Iterable[Stop]) -> int:
    missing = set(wanted)
    rows = Suppression.objects.filter(kin__in={stop.kin for stop in missing})
    missing -= {Stop(*row) for row in rows.values_list(*Stop._fields)}
    return suppress(new=sorted(missing), actor=ACTOR) if missing else 0


# --- people ------------------------------------------------------------------------------


def _said_again(lines: Sequence[Line]) -> int:
    """The noes of people who are on record, at the instant at which they were first recorded."""
    known = set(_on_record({line["sid"] for line in lines}))
    rows = Event.objects.filter(sid__in=known, kind__in=STOPS)
    there = set(rows.values_list("sid", "kind", "recorded_at"))
    by_policy: dict[str, list[NewEvent]] = defaultdict(list)
    for line in lines:
        at = datetime.fromisoformat(line["recorded_at"])
        if line["sid"] in known and (line["sid"], line["stop"], at) not in there:
            by_policy[line["policy"]].append(_event(line, at))
    for policy, events in by_policy.items():
        record(events=events, actor=ACTOR, policy=policy)
    return sum(map(len, by_policy.values()))


def _event(line: Line, at: datetime) -> NewEvent:
    details, of = dict(line["details"]), line["of"]
    if line["stop"] == said.WITHDRAWAL and not _is_consent_of(line["sid"], of):
        # The yes is lost that this one took back, so it stands as a no of its own.
        details, of = {"channels": _channels(line)}, None
    return NewEvent(
        line["sid"],
        line["stop"],
        date.fromisoformat(line["on"]),
        seq=line["seq"],
        details=details,
        of=of,
        lookup=line["lookup"],
        wording=line["wording"],
        method=line["method"],
        source=line["source"],
        recorded_at=at,
    )


def _is_consent_of(sid: str, event: int | None) -> bool:
    yes = Event.objects.filter(id=event or 0, kind=said.CONSENT).first()
    return yes is not None and yes.sid in {person.sid for person in group(sid)}


def _shredded(sids: Sequence[str]) -> int:
    """People erased again. Their contact points are left alone as far as that was noted, too."""
    again = list(_on_record(sids))
    for sid in again:
        shred(sid=sid, actor=ACTOR, policy="", leave_alone=False)
    return len(again)


def _on_record(sids: Iterable[str]) -> Iterator[str]:
    rows = Person.objects.filter(sid__in=list(sids), shredded_at=None)
    yield from rows.values_list("sid", flat=True)
