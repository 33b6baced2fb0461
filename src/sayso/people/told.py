"""Decisions that were told: counted, and committed to the log if somebody acts on them."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import Any

from django.db import transaction
from prometheus_client import Counter

from sayso.evidence import actions as log
from sayso.evidence.event import Event
from sayso.people.details import secrets_of
from sayso.people.models import Person
from sayso.people.queries import Permission

DECISION = "decision"

_TOLD = Counter("sayso_decisions", "Decisions told.", ["verdict"])
_BY_VERDICT = {True: _TOLD.labels("allow"), False: _TOLD.labels("deny")}


def count(*, allowed: bool) -> None:
    """Count a decision that was told."""
    _BY_VERDICT[allowed].inc()


def sealed_words(salt: bytes, words: Mapping[str, Any]) -> str:
    """What ties the log to a decision: nobody without the salt can tell one from another."""
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(salt, text.encode(), "sha256").hex()


def log_permission(*, person: Person, told: Permission, actor: str) -> int:
    """Log that somebody was told whether a person may be contacted; the answer is its row."""
    secret = secrets_of([person.sid]).get(person.sid)
    event = Event(
        kind=DECISION,
        actor=actor,
        subject=person.sid,
        purpose=told.purpose,
        channel=str(told.channel),
        policy=told.policy,
        commitment=sealed_words(secret.salt, told.as_dict()) if secret else "",
        happened_on=told.on,
    )
    return log_together([event])[0]


# --- together ----------------------------------------------------------------------------


@dataclass(eq=False)
class _Waiting:
    """What one request has to log, and what became of it."""

    events: Sequence[Event]
    rows: Sequence[int] = ()
    failed: BaseException | None = None


FEW = 100
_waiting: list[_Waiting] = []
_turn = Lock()


def log_together(events: Sequence[Event]) -> Sequence[int]:
    """Log decisions, with those that other threads log at this moment; the answers are their rows.

    It is the commit that costs. So whoever has their turn takes along whoever waits for it, and
    all are answered once that is on the disk. If it fails, it failed for all: nothing is written.
    Many decisions are logged by themselves, for nobody's few should wait for them.
    """
    if len(events) > FEW:
        with transaction.atomic(durable=True):
            return log.append_many(events)
    mine = _Waiting(events)
    _waiting.append(mine)
    with _turn:
        if mine in _waiting:
            _log_all()
    if mine.failed:
        raise mine.failed
    return mine.rows


def _log_all() -> None:
    """Log what waits. Nobody else takes it away meanwhile; what comes now waits for the next."""
    some = _waiting[:]
    try:
        with transaction.atomic(durable=True):
            rows = iter(log.append_many([event for one in some for event in one.events]))
        for one in some:
            one.rows = list(islice(rows, len(one.events)))
    except BaseException as error:  # noqa: BLE001 - each of them raises it
        for one in some:
            one.failed = error
    finally:
        del _waiting[: len(some)]
