"""Who takes our messages: a mail server, the terminal, or for a demo a mailbox of our own."""

import mailbox
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sayso.delivery.composing import Envelope
from sayso.delivery.errors import DeliveryError
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.smtp import smtp_line

DEMO = "mail"
"""The folder of the demo's mailbox (Maildir), in SAYSO_HOME."""


class Line(Protocol):
    """What messages are handed over on, one after the other, for as long as it is open."""

    @property
    def is_open(self) -> bool:
        """Whether another message can be handed over."""

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Hand one message over, and say what came of it; it raises nothing."""


Carrier = Callable[[], AbstractContextManager[Line]]


def carrier(url: str, *, host: str, home: Path) -> Carrier:
    """The carrier of SAYSO_EMAIL_URL; `host` is by what name we greet."""
    parts = urlsplit(url)
    match parts.scheme:
        case "smtp" | "smtps":
            return lambda: smtp_line(parts, host)
        case "console":
            return _terminal
        case "demo":
            return lambda: _demo(home / DEMO)
    raise DeliveryError(
        "SAYSO_EMAIL_URL cannot be read; write smtp://HOST:PORT, smtps://USER:PASSWORD@HOST, "
        "console: or demo:."
    )


class _Terminal:
    is_open = True

    def hand_over(self, envelope: Envelope) -> Outcome:
        text = envelope.content.decode("utf-8", errors="replace").replace("\r\n", "\n")
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        return Outcome(Came.ACCEPTED, "shown")


@contextmanager
def _terminal() -> Iterator[Line]:
    """Show messages to whoever sits there; what nobody watches may be a log, and holds names."""
    if not sys.stdout.isatty():
        raise DeliveryError(
            "Messages are shown on a terminal, and there is none, so they wait; name a mail "
            "server in SAYSO_EMAIL_URL."
        )
    yield _Terminal()


class _Demo:
    is_open = True

    def __init__(self, box: mailbox.Maildir) -> None:
        self.box = box

    def hand_over(self, envelope: Envelope) -> Outcome:
        self.box.add(envelope.content)
        return Outcome(Came.ACCEPTED, "kept")


@contextmanager
def _demo(folder: Path) -> Iterator[Line]:
    yield _Demo(demo_box(folder))


def demo_box(folder: Path) -> mailbox.Maildir:
    """The mailbox of the demo, for its owner alone."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mailbox.Maildir(folder, factory=None, create=True)
