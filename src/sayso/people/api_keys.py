"""Keys with which other programs ask: shown once, kept as a hash, each for some things only."""

import hmac
import re
import secrets
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import connection, transaction

from sayso.evidence import actions as log
from sayso.people import journal
from sayso.people.api_models import ApiKey
from sayso.people.errors import RecordError

SCOPES = {
    "decide": "Ask questions, whose facts the question holds.",
    "people:read": "Find people, see what is held about them, ask whether they may be contacted.",
    "people:write": "Add people.",
    "consents:write": "Record what people say: a yes, its withdrawal, a no.",
    "suppressions:write": "Have contact points left alone for good.",
    "policy:read": "Read the versions of the policy, and what each changed.",
    "evidence:read": "Get receipts from the log.",
    "metrics": "Read the figures of the service at /metrics.",
}
"""What a key may be for."""

_KEY = re.compile(r"sayso_([a-z]{12})_([0-9a-f]{64})", re.ASCII)
_LETTERS = "abcdefghjkmnpqrstvwxyz"
_NOBODY = ("-", "")


class Asker(NamedTuple):
    """The program that asks, by the public part of its key, and what it may do."""

    kid: str
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """Its name in the log."""
        return f"api:{self.kid}"


@transaction.atomic
def make_api_key(*, name: str, scopes: Iterable[str]) -> str:
    """A new key, which is told this once."""
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise RecordError(
            f'There is no scope "{unknown[0]}"; use some of {", ".join(SCOPES)}.',
            code="unknown_code",
            field="scopes",
        )
    if not wanted or not name.strip() or len(name) > 100:
        raise RecordError("A key needs a name of at most 100 letters, and at least one scope.")
    # Only letters: in the log a row of digits could be somebody's number, and is refused.
    kid = "".join(secrets.choice(_LETTERS) for _ in range(12))
    secret = secrets.token_hex(32)
    ApiKey.objects.create(kid=kid, secret_sha256=_hash(secret), name=name, scopes=" ".join(wanted))
    log.append(kind="people.api-key-made", actor=f"api:{kid}")
    return f"sayso_{kid}_{secret}"


@transaction.atomic
def end_api_key(*, kid: str) -> None:
    """Let a key open nothing any more; an ended one stays ended, even if a backup is restored."""
    if not end_api_keys([kid]):
        raise RecordError("There is no such key in use; see them all: sayso key list")
    journal.note_key_ended(kid)


@transaction.atomic
def end_api_keys(kids: Collection[str]) -> int:
    """End those of these keys that are in use; how many."""
    in_use = ApiKey.objects.filter(kid__in=kids, ended_at=None)
    ended = list(in_use.values_list("kid", flat=True))
    in_use.update(ended_at=datetime.now(UTC))
    for kid in ended:
        log.append(kind="people.api-key-ended", actor=f"api:{kid}")
    return len(ended)


def api_keys() -> list[ApiKey]:
    """All keys that were ever made, the oldest first."""
    return list(ApiKey.objects.order_by("made_at", "kid"))


def asker(token: str) -> Asker | None:
    """Who has this key, if anybody. Whatever is wrong with it, the same is done to find out."""
    read = _KEY.fullmatch(token)
    kid, secret = (read[1], read[2]) if read else _NOBODY
    expected, scopes = _kept(kid)
    if not hmac.compare_digest(_hash(secret), expected):
        return None
    return Asker(kid, frozenset(scopes.split()))


def _kept(kid: str) -> tuple[str, str]:
    """What is kept of a key. In plain SQL, for it is asked before every answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT secret_sha256, scopes FROM people_apikey WHERE kid = %s AND ended_at IS NULL",
            [kid],
        )
        return cursor.fetchone() or ("", "")


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
