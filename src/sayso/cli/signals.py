"""How a run is made to end from outside: alike, whichever way it is asked."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def ending_alike() -> Iterator[list[int]]:
    """Told to end, or left by its terminal, a run ends as if it were interrupted: unfinished files
    hold people's data, and left to itself the system would end it without clearing up.

    Gives the signals that came, for a terminal that is gone is soon the cause of other failures.
    """
    came: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> NoReturn:
        came.append(number)
        signal.signal(number, signal.SIG_IGN)  # it may come twice, and clearing up must go on
        raise KeyboardInterrupt

    replaced = [one for one in ENDING if signal.getsignal(one) is signal.SIG_DFL]
    for one in replaced:  # not one that is ignored, as nohup has it
        signal.signal(one, interrupt)
    try:
        yield came
    finally:
        for one in replaced:
            signal.signal(one, signal.SIG_DFL)
