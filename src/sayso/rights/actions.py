"""Every write about requests: each step in one transaction, each with its line in the log."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from sayso.days import today_in_london
from sayso.evidence import actions as log
from sayso.people import said
from sayso.people.actions import NewEvent, record
from sayso.people.details import keys
from sayso.people.models import Person
from sayso.people.names import new_ref, new_sid, opaque
from sayso.people.points import ReadPoint
from sayso.people.router import KEYS
from sayso.people.sealing import SealedError, SubjectSecret
from sayso.policy.queries import NoPolicyError, current
from sayso.rights import letters, sealing, stopping
from sayso.rights.errors import RequestError
from sayso.rights.models import (
    Came,
    Kind,
    Outcome,
    Request,
    RequestEvent,
    Stage,
    Step,
    Wait,
    Why,
)
from sayso.rights.queries import matched
from sayso.rights.sealing import Note, Particulars, Reached, opened

OURSELVES = "job:rights"
"""Who acts when nobody does: what follows from a request at once."""

PUBLIC = "job:rights-public"
"""Whoever filled in the form or wrote: nobody of ours, and not proved to be who they say."""

ON_THE_CLOCK = (Step.RECEIVED, Step.ASKED, Step.ANSWERED, Step.EXTENDED)
"""The steps whose days the law counts from, in order; the rest is dated when it is keyed."""


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """Something asked of us. `points` are the ways to reach whoever asks, the best first."""

    kind: Kind
    came: Came
    words: Particulars
    points: Sequence[ReadPoint] = ()
    received_on: date | None = None


# --- taken in ----------------------------------------------------------------------------


@transaction.atomic
def receive(*, new: NewRequest, actor: str = PUBLIC, token: str = "") -> Request:
    """Take in a request, acknowledge it by email if there is an address, and do what cannot wait.

    An objection stops marketing to the contact points given, whoever they belong to and whether or
    not they are known, in this very transaction. What follows is the same for a stranger.
    """
    day = new.received_on or today_in_london()
    _must_have_been(day)
    rid = new_sid()
    words = replace(new.words, reached=tuple(Reached(_by(one), one.value) for one in new.points))
    with transaction.atomic(using=KEYS):
        secret = sealing.make_key(rid)
    request = Request.objects.create(
        rid=rid,
        ref=f"SR-{day.year}-{new_ref()[:5].upper()}",
        token=token or new_sid(),
        kind=new.kind,
        came=new.came,
        received_on=day,
        lookup=keys().lookup_of(new.points[0].key) if new.points else "",
        sid=matched(new.points),
        sealed=sealing.seal(secret, rid, words),
    )
    _note(request, Step.RECEIVED, day, actor, about=new.kind)
    if letters.acknowledge(request, words):
        _note(request, Step.ACKNOWLEDGED, today_in_london(), OURSELVES)
    if new.kind == Kind.OBJECTION and new.points:
        _stop(request, new, actor)
    return request


def _by(point: ReadPoint) -> str:
    """Whether it is written to, called or visited."""
    return point.kind if point.kind in ("email", "post") else "phone"


def _stop(request: Request, new: NewRequest, actor: str) -> None:
    """Stop marketing to these contact points; if nothing else was asked, that was all."""
    stopping.stop(new.points, on=today_in_london(), actor=actor)
    _note(request, Step.STOPPED, today_in_london(), OURSELVES)
    if not new.words.about:
        _end(request, Step.CLOSED, today_in_london(), OURSELVES, Outcome.DONE)


# --- on its way --------------------------------------------------------------------------


def acknowledge(*, ref: str, actor: str, on: date | None = None) -> None:
    """Note that one of us has told whoever asks that we have it, as by letter."""

    def told(request: Request, day: date) -> bool:
        if _steps(request, Step.ACKNOWLEDGED):
            raise RequestError(f"{request.ref} was acknowledged already; go on with it.")
        _note(request, Step.ACKNOWLEDGED, day, actor)
        return True

    _step(ref, on, told)


def wait_for(*, ref: str, what: Wait, actor: str, on: date | None = None, words: str = "") -> bool:
    """Ask for what only the person can bring; whether they were told by email."""

    def asked(request: Request, day: date) -> bool:
        _must_not_wait(request)
        if what != Wait.CLARIFICATION and _steps(request, Step.ASKED, what):
            raise RequestError(f"The {what} was asked for already, and a clock starts only once.")
        request.stage, request.waits_for = Stage.WAITING, what
        _note(request, Step.ASKED, day, actor, about=what)
        return _tell(request, letters.ask(what), words)

    return _step(ref, on, asked)


def resume(*, ref: str, actor: str, on: date | None = None, sid: str = "") -> bool:
    """Go on: what was waited for has come, and perhaps with it who they are on record (`sid`).

    Whoever is known to be who they say is put on hold, if that is what they asked for: whether they
    were.
    """

    def came(request: Request, day: date) -> bool:
        if request.stage != Stage.WAITING:
            raise RequestError(f"{request.ref} waits for nothing; there is nothing to go on with.")
        what = request.waits_for
        request.stage, request.waits_for = Stage.OPEN, ""
        request.sid = sid or request.sid
        _note(request, Step.ANSWERED, day, actor, about=what)
        return what == Wait.IDENTITY and request.kind == Kind.RESTRICTION and _hold(request, actor)

    return _step(ref, on, came)


def _hold(request: Request, actor: str) -> bool:
    """Put the record of whoever asks on hold (UK GDPR art 18), if there is one."""
    if not Person.objects.filter(sid=request.sid, shredded_at=None).exists():
        return False
    day = today_in_london()
    event = NewEvent(request.sid, said.RESTRICTED, day, reason=f"request {request.ref}")
    record(events=[event], actor=actor, policy=_policy())
    _note(request, Step.RESTRICTED, day, actor)
    return True


@transaction.atomic
def wrote(*, request: Request, words: str) -> bool:
    """Keep what whoever asks wrote about an open request; whether it could be kept.

    What it means for the clock, one of us says who has read it.
    """
    try:
        known = opened(request)
    except SealedError:
        return False
    day = today_in_london()
    _keep(request, known, Note(day.isoformat(), words, is_theirs=True))
    request.save(update_fields=["sealed"])
    _note(request, Step.WROTE, day, PUBLIC)
    return True


def extend(*, ref: str, why: Why, actor: str, on: date | None = None) -> bool:
    """Take up to two months more, and say so; whether they were told by email."""

    def longer(request: Request, day: date) -> bool:
        if request.kind in (Kind.COMPLAINT, Kind.OBJECTION, Kind.UNSORTED):
            raise RequestError(
                f"The law gives no more time for this kind of request ({request.kind}); answer it."
            )
        if _steps(request, Step.EXTENDED):
            raise RequestError(f"{request.ref} was extended already, and that can be done once.")
        _note(request, Step.EXTENDED, day, actor, about=why)
        return _tell(request, letters.extend(why))

    return _step(ref, on, longer)


def sort(*, ref: str, kind: Kind, actor: str) -> None:
    """Say what an unsorted request is; a stop in it is then done at once."""

    def sorted_(request: Request, day: date) -> bool:
        if request.kind != Kind.UNSORTED or kind == Kind.UNSORTED:
            raise RequestError(
                f"{request.ref} is sorted already, or would not be then; name what it is once."
            )
        request.kind = kind
        _note(request, Step.SORTED, day, actor, about=kind)
        if kind == Kind.OBJECTION and (points := stopping.points_of(opened(request))):
            stopping.stop(points, on=day, actor=actor)
            _note(request, Step.STOPPED, day, actor)
        return True

    _step(ref, None, sorted_)


# --- ended -------------------------------------------------------------------------------


def close(*, ref: str, outcome: Outcome, actor: str, on: date | None = None) -> bool:
    """End a request that was answered; whether they were told by email that it is."""

    def ended(request: Request, day: date) -> bool:
        _must_not_wait(request)
        _end(request, Step.CLOSED, day, actor, outcome)
        return _tell(request, letters.close(outcome))

    return _step(ref, on, ended)


def withdraw(*, ref: str, actor: str, on: date | None = None) -> None:
    """End a request that whoever asked has taken back."""

    def ended(request: Request, day: date) -> bool:
        _end(request, Step.WITHDRAWN, day, actor)
        return True

    _step(ref, on, ended)


def _end(
    request: Request, step: Step, day: date, actor: str, outcome: Outcome | None = None
) -> None:
    request.stage = Stage.CLOSED if step == Step.CLOSED else Stage.WITHDRAWN
    request.waits_for, request.closed_on, request.outcome = "", day, outcome or ""
    request.save()
    _note(request, step, day, actor, about=request.outcome)


# --- what every step has -----------------------------------------------------------------


@transaction.atomic
def _step(ref: str, on: date | None, take: Callable[[Request, date], bool]) -> bool:
    """Take one step of a request, alone and in order."""
    request = Request.objects.select_for_update().filter(ref=ref.strip().upper()).first()
    if request is None:
        raise RequestError(
            "There is no request of this reference; look it up: sayso rights list --all.",
            code="not_found",
        )
    if request.has_ended:
        raise RequestError(f"{request.ref} has ended; record what comes now as a new request.")
    day = on or today_in_london()
    _must_have_been(day)
    counted = request.events.filter(step__in=ON_THE_CLOCK).order_by("-id").first()
    if counted and day < counted.happened_on:
        raise RequestError(
            f"{request.ref} was last acted on on {counted.happened_on}; name that day or a later "
            "one."
        )
    found = take(request, day)
    request.save()
    return found


def _must_have_been(day: date) -> None:
    if day > today_in_london():
        raise RequestError("That day is still to come; name today or an earlier one.")


def _must_not_wait(request: Request) -> None:
    if request.stage == Stage.WAITING:
        raise RequestError(
            f"{request.ref} waits for the {request.waits_for}; when it has come, run: "
            f"sayso rights resume {request.ref}."
        )


def _steps(request: Request, step: Step, about: str = "") -> bool:
    some = request.events.filter(step=step)
    return (some.filter(about=about) if about else some).exists()


def _tell(request: Request, letter: letters.Letter, words: str = "") -> bool:
    """Write to whoever asks, if there is an address, and keep what one of us said in it."""
    try:
        known = opened(request)
    except SealedError:
        return False
    if words:
        _keep(request, known, Note(today_in_london().isoformat(), words))
    number = request.events.count()
    return letters.send(request, known, letter, key=f"{request.rid}/{number}", said=words)


def _keep(request: Request, known: Particulars, note: Note) -> None:
    more = replace(known, notes=(*known.notes, note))
    request.sealed = sealing.seal(sealing.secret_of(request.rid), request.rid, more)


def _note(request: Request, step: Step, day: date, actor: str, *, about: str = "") -> None:
    """A step, and its line in the log."""
    row = RequestEvent.objects.create(
        request=request, step=step, about=about, happened_on=day, actor=actor
    )
    log.append(
        kind=f"rights.{step}",
        actor=opaque(actor),
        subject=request.rid,
        purpose=about,
        policy=_policy(),
        commitment=_commitment(row, sealing.secret_of(request.rid)),
        happened_on=day,
    )


def _commitment(row: RequestEvent, secret: SubjectSecret) -> str:
    """What ties the log to a step: nobody can tell one from another without the request's salt."""
    facts = {
        "about": row.about,
        "actor": row.actor,
        "event": row.id,
        "happened_on": row.happened_on.isoformat(),
        "rid": row.request_id,
        "step": row.step,
    }
    return hmac.digest(secret.salt, json.dumps(facts, sort_keys=True).encode(), "sha256").hex()


def _policy() -> str:
    """The policy under which it is done, if there is one."""
    try:
        return current().sha256
    except NoPolicyError:
        return ""
