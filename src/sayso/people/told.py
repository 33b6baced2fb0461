"""Decisions that were told: counted, and committed to the log if somebody acts on them."""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from prometheus_client import Counter

from sayso.evidence import actions as log
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


@transaction.atomic
def log_permission(*, person: Person, told: Permission, actor: str) -> int:
    """Log that somebody was told whether a person may be contacted; the answer is its row."""
    secret = secrets_of([person.sid]).get(person.sid)
    return log.append(
        kind=DECISION,
        actor=actor,
        subject=person.sid,
        purpose=told.purpose,
        channel=str(told.channel),
        policy=told.policy,
        commitment=sealed_words(secret.salt, told.as_dict()) if secret else "",
        happened_on=told.on,
    )
