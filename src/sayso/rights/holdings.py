"""Everything this room holds about one person: their requests, with the words of each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from sayso.delivery import holdings as outbox
from sayso.evidence import actions as log
from sayso.people.holdings import group
from sayso.people.plain import plain
from sayso.people.sealing import SealedError
from sayso.policy.models import PolicyVersion
from sayso.policy.retention import EndOfPeriod, RecordClass
from sayso.rights.models import ENDS, Kind, Request, RequestEvent, RequestKey
from sayso.rights.sealing import destroy, opened

EXPIRY = "job:expiry"

HOLDS: Mapping[type[Model], str] = {
    Request: "the sealed part is opened; an erasure destroys that of requests that have ended",
    RequestEvent: "the steps of a request; they go with it",
    RequestKey: "the day it was made; it goes with the words that it opens",
}
"""Every table that can name a person, with what becomes of it here."""


def collect(sid: str) -> list[dict[str, Any]]:
    """Every request of a person, those of merged records included, as plain data."""
    rows = Request.objects.filter(sid__in=[one.sid for one in group(sid)])
    return [_shown(request) for request in rows.order_by("received_on", "ref")]


def _shown(request: Request) -> dict[str, Any]:
    return {
        **plain(request, "sealed", "token", "lookup"),
        "words": words_of(request),
        "steps": [plain(event) for event in request.events.order_by("id")],
        "messages": outbox.collect(request.rid),
    }


def words_of(request: Request) -> dict[str, Any] | None:
    """Who asks, what, and how they are reached; nothing once that is destroyed."""
    try:
        return asdict(opened(request))
    except SealedError:
        return None


def erase(sid: str) -> int:
    """Destroy the words of a person's requests that have ended; how many there were.

    One that is open is kept until it is answered: it may be the very one that asks for this.
    """
    mine = Request.objects.filter(sid__in=[one.sid for one in group(sid)], stage__in=ENDS)
    return _forget([request for request in mine if request.sealed])


def _forget(some: Sequence[Request]) -> int:
    """Destroy the words of requests: first the keys, which no failure brings back."""
    rids = [request.rid for request in some]
    destroy(rids)
    with transaction.atomic():
        for rid in rids:
            outbox.erase(rid)
        Request.objects.filter(rid__in=rids).update(sealed=b"", lookup="", sid="")
    return len(rids)


# --- let go in time ----------------------------------------------------------------------


def expire(*, version: PolicyVersion, today: date, dry_run: bool) -> dict[str, int]:
    """Take ended requests off the register that were kept as long as the schedule says.

    How many, by the class of record. One that is open is never let go.
    """
    due = list(_due(version, today))
    if not dry_run:
        _take_off([request for _, request in due])
    return dict(sorted(Counter(str(record_class) for record_class, _ in due).items()))


def class_of(request: Request) -> RecordClass:
    """As what a request is kept."""
    is_complaint = request.kind in (Kind.COMPLAINT, Kind.UNSORTED)
    return RecordClass.COMPLAINT if is_complaint else RecordClass.RIGHTS_REQUEST


def _due(version: PolicyVersion, today: date) -> Iterator[tuple[RecordClass, Request]]:
    for request in Request.objects.filter(stage__in=ENDS).order_by("rid"):
        rule = version.policy.retention.get(class_of(request))
        if rule is None or rule.then is EndOfPeriod.KEEP or isinstance(rule.keep, str):
            continue
        assert request.closed_on is not None  # noqa: S101 - it has ended
        if rule.keep.after(request.closed_on) <= today:
            yield class_of(request), request


def _take_off(some: Iterable[Request]) -> None:
    for request in some:
        destroy([request.rid])
        with transaction.atomic():
            outbox.erase(request.rid)
            log.append(kind="rights.expired", actor=EXPIRY, subject=request.rid)
            request.delete()
