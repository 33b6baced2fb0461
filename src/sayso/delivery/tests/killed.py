"""A sender that kills itself at one point, so that nothing after that point is done.

python -m sayso.delivery.tests.killed queue 0        queues the messages, and tells their tokens
python -m sayso.delivery.tests.killed POINT NUMBER   sends, and dies there at the so manieth time
python -m sayso.delivery.tests.killed end 0          sends all that is left, and tells how it ended
"""

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sayso.delivery.tests.installed import set_up, tell

POINTS = ("gate", "end sent", "answered", "settling", "claimed", "mail", "rcpt", "body", "settled")
EACH = 20


class Death:
    """Comes when it was called so many times."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def queue() -> None:
    from django.db import transaction

    with transaction.atomic():
        _queue()


def _queue() -> None:
    from sayso.delivery.tests.outbox import marketing, service

    for number in range(EACH):
        tell("service", service(f"receipt/{number}").token)
        tell("marketing", marketing(f"news/{number}").token)
        tell("refused", marketing(f"refused/{number}", "bert").token)


def before(owner: Any, name: str, die: Callable[[], None], only: Any = None) -> None:
    """Die before this is done; if so, only with this argument."""
    done = getattr(owner, name)

    def dies(*args: Any, **kwargs: Any) -> Any:
        if only is None or only in args:
            die()
        return done(*args, **kwargs)

    setattr(owner, name, dies)


def after(owner: Any, name: str, die: Callable[[], None], only: Any = None) -> None:
    """Die when this was done."""
    done = getattr(owner, name)

    def dies(*args: Any, **kwargs: Any) -> Any:
        result = done(*args, **kwargs)
        if only is None or only in args:
            die()
        return result

    setattr(owner, name, dies)


def lie_in_wait(point: str, number: int) -> None:
    from sayso.delivery import actions, gates, smtp

    die = Death(number)
    match point:
        case "gate":
            after(gates, "asked", die)
        case "claimed":
            after(actions, "claim", die)
        case "mail" | "rcpt":
            before(smtplib.SMTP, point, die)
        case "body":
            before(smtplib.SMTP, "send", die, only=b".\r\n")
        case "end sent":
            after(smtplib.SMTP, "send", die, only=b".\r\n")
        case "answered":
            after(smtp.SmtpLine, "hand_over", die)
        case "settling":
            after(actions, "_became", die)
        case "settled":
            after(actions, "settle", die)


def send_all() -> None:
    """With nothing to wait for: whoever was killed is known to be dead."""
    from sayso.delivery import actions, gates, jobs
    from sayso.delivery.tests.outbox import ROOM, open_to_ada

    actions.LEASE = timedelta(seconds=-1)
    actions.PAUSES = (timedelta(0),)
    gates.register(ROOM, open_to_ada)
    jobs.deliver()


def end() -> None:
    from sayso.delivery import jobs
    from sayso.delivery.models import Intent, MessageKey

    send_all()
    jobs.sweep()
    for token, state in Intent.objects.values_list("token", "state"):
        tell(token, state)
    tell("keys", MessageKey.objects.count())


if __name__ == "__main__":
    word, number = sys.argv[1], int(sys.argv[2])
    set_up(is_new=word == "queue")
    if word == "queue":
        queue()
    elif word == "end":
        end()
    else:
        lie_in_wait(word, number)
        send_all()
