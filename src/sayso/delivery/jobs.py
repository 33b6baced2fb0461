"""What is done again and again: safe to lose, safe to run twice, and at any moment to kill."""

import logging
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings

from sayso.delivery import actions, returns, sealing
from sayso.delivery.carriers import Carrier, Line, carrier
from sayso.delivery.composing import Letterhead, compose
from sayso.delivery.errors import DeliveryError
from sayso.delivery.models import ENDS, Intent, State
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.queries import is_anything_due
from sayso.delivery.reports import LARGEST
from sayso.delivery.returns import Taken
from sayso.delivery.signature import signer
from sayso.policy.queries import NoPolicyError, current

SECONDS = 20.0
"""For how long one wake-up goes on; the next takes over."""

REST = 30.0
"""Seconds for which nothing is tried when there is no policy, or no server that lets us in."""

PER_CONNECTION = 100

told = logging.getLogger(__name__)


class Turn:
    """One sender at a time in a process, who rests for a while when nobody takes anything."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.rests_until = 0.0

    def take(self) -> bool:
        """Whether it is ours now, to be given back."""
        return time.monotonic() >= self.rests_until and self.lock.acquire(blocking=False)


TURN = Turn()


def deliver() -> int:
    """Hand over what is due, and take back what a dead sender held; how many came to an end."""
    if not TURN.take():
        return 0
    try:
        actions.sweep()
        return _deliver(time.monotonic() + SECONDS)
    except (DeliveryError, NoPolicyError) as error:  # it waits, and is told of by the status
        told.warning("messages wait: %s", error)
        TURN.rests_until = time.monotonic() + REST
        return 0
    finally:
        TURN.lock.release()


def _deliver(until: float) -> int:
    ended = 0
    while time.monotonic() < until and is_anything_due():
        head = letterhead()
        with our_carrier()() as line:
            ended += hand_over_some(line, head, until)
    return ended


def hand_over_some(line: Line, head: Letterhead, until: float = float("inf")) -> int:
    """Hand over what is due on one connection, while it is open; how many came to an end."""
    ended: list[str] = []
    for _ in range(PER_CONNECTION):
        if not line.is_open or time.monotonic() > until:
            break
        intent = actions.claim()
        if intent is None:
            break
        state: State | None = State(intent.state)
        if state == State.HANDOFF:
            state = actions.settle(intent, _handed_over(intent, line, head))
        if state in ENDS:
            ended.append(intent.sealed_under)
    sealing.destroy(ended)
    return len(ended)


def _handed_over(intent: Intent, line: Line, head: Letterhead) -> Outcome:
    """Outside any transaction: the message opened, composed and handed over."""
    try:
        envelope = compose(intent, sealing.unseal(intent), head)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next one can be sent
        told.error("a message of %s cannot be composed: %s", intent.room, type(error).__name__)
        return Outcome(Came.REFUSED, "not to be composed")
    return line.hand_over(envelope)


def our_carrier() -> Carrier:
    """Who takes the messages of this installation."""
    environment = settings.ENVIRONMENT
    return carrier(environment.email_url, host=our_host(), home=environment.home)


def our_host() -> str:
    """The name of this installation in the mail system."""
    return urlsplit(settings.ENVIRONMENT.base_url).hostname or "localhost"


def letterhead() -> Letterhead:
    """What every message has from us, by the policy that holds now."""
    organisation, environment = current().policy.organisation, settings.ENVIRONMENT
    selector = environment.dkim_selector
    signs = signer(environment.keys, selector) if selector else None
    return Letterhead(organisation, our_host(), environment.bounces, signs)


def sweep() -> int:
    """Destroy the keys that a killed sender, or a queue that came to nothing, left behind."""
    return actions.destroy_keys()


# --- what came back ----------------------------------------------------------------------


def take_in() -> Counter[Taken]:
    """Take in what came back into the mailbox, and tell again whom it could not be told."""
    found = Counter[Taken]()
    box = settings.ENVIRONMENT.mailbox
    for path in sorted((box / "new").glob("*")) if box else ():
        with suppress(FileNotFoundError):  # another of us was here
            found[_take(path)] += 1
    returns.hear()
    return found


def _take(path: Path) -> Taken:
    """One file: gone when it is recorded, and left for somebody to read if it is no report, or for
    us again if it could not be taken in now.
    """
    with path.open("rb") as file:
        taken = returns.take(file.read(LARGEST))
    if taken == Taken.NO_REPORT:
        seen = path.parent.parent / "cur"
        seen.mkdir(mode=0o700, exist_ok=True)
        path.rename(seen / f"{path.name}:2,")
    elif taken != Taken.LATER:
        path.unlink()
    return taken
