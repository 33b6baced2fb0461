"""Who is asked before marketing leaves: the room that queued it, and nobody's silence is a yes.

A gate is asked in the transaction in which the message is claimed. It must lock what it reads, as
whoever records a stop does, so that one of the two is first: a stop that was first always wins.
"""

from collections.abc import Callable
from typing import NamedTuple

from sayso.delivery.errors import DeliveryError
from sayso.delivery.models import Intent


class Decision(NamedTuple):
    """Whether a message may leave now, and the word for why."""

    may: bool
    reason: str


Gate = Callable[[Intent], Decision]

_GATES: dict[str, Gate] = {}


def register(room: str, gate: Gate) -> None:
    """Let a room answer for its own marketing; it does so once, when it is loaded."""
    _GATES[room] = gate


def asked(intent: Intent) -> Decision:
    """What its room says of a message; raises DeliveryError if there is nobody to ask."""
    if intent.room not in _GATES:
        raise DeliveryError("This room has no gate, so its marketing stays; register one.")
    return _GATES[intent.room](intent)
