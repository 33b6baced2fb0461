"""Make whoever types very many wait a little, and refuse nobody.

A stop is never refused, so it cannot be limited as a form is. Only so many wait at a time: a wait
that took every worker would be a refusal of everybody else.
"""

import time
from threading import BoundedSemaphore

from django.http import HttpRequest

from sayso.people.limits import Bucket, network_of

BUCKET = Bucket(most=10, seconds=30)
WAIT = 2.0
"""Seconds."""

_waiting = BoundedSemaphore(4)


def slow_down(request: HttpRequest) -> None:
    """Wait, if this network has typed much of late."""
    if BUCKET.take(network_of(request)) or not _waiting.acquire(blocking=False):
        return
    try:
        time.sleep(WAIT)
    finally:
        _waiting.release()
