"""What is noted of every no and every erasure, outside the database, so that it outlives it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings

from sayso.people import said, stops
from sayso.people.details import keys
from sayso.people.models import ContactPoint, Suppression
from sayso.people.written import Written

KEY_ENDED = "key-ended"
STOPS = {said.OBJECTION, said.WITHDRAWAL, said.RESTRICTED}


def note_said(rows: Sequence[Written]) -> None:
    """Note the stops among events, each with the keyed hashes of the contact points it reached.

    A restored database may lack the contact points, and then those are to be left alone.
    """
    noes = [row for row in rows if row.kind in STOPS]
    if noes:
        kin, key = _kin({row.sid for row in noes}), len(keys().suppression)
        _note([_stop(row) | {"kin": kin[row.sid], "key": key} for row in noes])


def note_suppressed(rows: Iterable[Suppression]) -> None:
    """Note contact points that are left alone."""
    _note(
        {
            "stop": "suppressed",
            "kin": row.kin,
            "channel": row.channel,
            "on": row.on.isoformat(),
            "key": row.key,
            "typed": row.typed,
        }
        for row in rows
    )


def note_shredded(sid: str) -> None:
    """Note an erasure: the last thing before it is done."""
    _note([{"stop": "shredded", "sid": sid}])


def note_key_ended(kid: str) -> None:
    """Note that a program's key opens nothing any more."""
    _note([{"stop": KEY_ENDED, "kid": kid}])


def _note(lines: Iterable[dict[str, Any]]) -> None:
    stops.note(settings.ENVIRONMENT.keys, list(lines))


def _kin(sids: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    points = ContactPoint.objects.filter(person__in=sids).order_by("recorded_at", "pid")
    for sid, *both in points.values_list("person", "kin", "other_kin"):
        found[sid] += [kin for kin in both if kin]
    return found


def _stop(row: Written) -> dict[str, Any]:
    return {
        "stop": row.kind,
        "sid": row.sid,
        "on": row.happened_on.isoformat(),
        "seq": row.seq,
        "details": row.details,
        "of": row.of,
        "recorded_at": row.recorded_at.isoformat(),
        "lookup": row.lookup,
        "wording": row.wording,
        "method": row.method,
        "source": row.source,
        "policy": row.policy,
    }
