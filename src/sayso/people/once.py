"""A request done once, however often it comes: the header Idempotency-Key, as Stripe has it.

Of a request that could be read, the first answer is given again for two days, whatever it was.
What the request writes and its answer are one transaction: killed in between, it was never done,
and is done when it comes again after its lease.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any, Concatenate, NamedTuple, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from sayso.people.api_models import IdempotencyKey
from sayso.people.bearer import asker_of
from sayso.people.details import keys
from sayso.people.problems import problem_of
from sayso.people.wire import ProblemError, Wire

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=48)
LEASE = timedelta(seconds=60)
CREATED = 201

IN_OPENAPI: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "description": "Your own name for this request; sent again, it is not done again.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        }
    ]
}

_NAME = re.compile("[!-~]{1,255}")

Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]


class Claim(NamedTuple):
    """A request that is ours to do, until its lease ends; nobody else's meanwhile."""

    key: str
    until: datetime


def once(write: Callable[Concatenate[HttpRequest, Asked], Wire]) -> View[Asked]:
    """Let a write be asked for with the header; its answer has the status 201."""

    def answered(
        request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> HttpResponse:
        name = request.headers.get(HEADER)
        if name is None:
            return _response(CREATED, write(request, *args, **kwargs).model_dump_json())
        found = _claim(*_hashes(request, name))
        if isinstance(found, HttpResponse):
            return found
        return _done(found, lambda: write(request, *args, **kwargs))

    update_wrapper(answered, write)
    return answered


def _hashes(request: HttpRequest, name: str) -> tuple[str, str]:
    """The request as it is told apart: by whose it is and its name, and by what it asks."""
    if not _NAME.fullmatch(name):
        raise ProblemError(
            400,
            "wrong_type",
            "An idempotency key is 1 to 255 letters, digits or signs; a random one is best.",
            HEADER,
        )
    ring, kid = keys(), asker_of(request).kid
    asked = f"{request.method} {request.path}\n{request.body.decode('latin-1')}"
    return ring.lookup_of(f"idempotency:{kid}:{name}"), ring.lookup_of(f"request:{asked}")


def _claim(key: str, asked: str) -> Claim | HttpResponse:
    now = datetime.now(UTC)
    IdempotencyKey.objects.filter(key=key, made_at__lt=now - KEPT).delete()
    claim = Claim(key, now + LEASE)
    new = {"request": asked, "lease_until": claim.until}
    row, is_new = IdempotencyKey.objects.get_or_create(key=key, defaults=new)
    if is_new:
        return claim
    if row.request != asked:
        raise ProblemError(
            422,
            "idempotency_key_reused",
            "This key was sent with another request; a new request needs a new key.",
            HEADER,
        )
    if row.status is not None:
        return _response(row.status, row.body, {"Idempotent-Replayed": "true"})
    mine = IdempotencyKey.objects.filter(key=key, status=None, lease_until=row.lease_until)
    if row.lease_until > now or not mine.update(lease_until=claim.until):
        raise _in_flight()
    return claim


def _done(claim: Claim, write: Callable[[], Wire]) -> HttpResponse:
    try:
        with transaction.atomic():
            body = write().model_dump_json()
            _keep(claim, CREATED, body)
    except Exception as error:
        problem = problem_of(error)
        if problem.status == 503:  # it was not tried, so it may be tried again
            IdempotencyKey.objects.filter(key=claim.key, lease_until=claim.until).delete()
        elif problem.code != _IN_FLIGHT:
            _keep(claim, problem.status, json.dumps(problem.as_dict()))
        raise
    return _response(CREATED, body)


def _keep(claim: Claim, status: int, body: str) -> None:
    """Keep the answer; raises ProblemError if the lease ended and somebody else took it."""
    mine = IdempotencyKey.objects.filter(key=claim.key, status=None, lease_until=claim.until)
    if not mine.update(status=status, body=body):
        raise _in_flight()


_IN_FLIGHT = "in_flight"


def _in_flight() -> ProblemError:
    return ProblemError(
        409, _IN_FLIGHT, "This request is being done just now; ask again in a moment.", HEADER
    )


def _response(status: int, body: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def forget_old(*, now: datetime | None = None) -> int:
    """Forget answers after two days; how many."""
    before = (now or datetime.now(UTC)) - KEPT
    return IdempotencyKey.objects.filter(made_at__lt=before).delete()[0]
