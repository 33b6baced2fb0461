"""The clock and the names of the story, for as long as it is told.

What is brought into the record is given the instant and the random names that this computer would
give it today. The demo tells of years gone by, and is to be the same wherever it is told. So while
it is brought in, it is whatever hour the story says, and names are drawn from a fixed seed. Keys
and salts are drawn as ever, and the log goes by the real clock.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, tzinfo
from random import Random
from types import SimpleNamespace
from typing import TypeVar
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sayso.people import actions, models, names
from sayso.policy import actions as policy_actions
from sayso.policy.queries import policy_on
from sayso.rights import actions as requests
from sayso.rights import letters
from sayso.rights import models as request_models

LONDON = ZoneInfo("Europe/London")
CLOSING_TIME = time(17, 30)
T = TypeVar("T")


class Clock:
    """Which day it is in the story. What was done on it was recorded by the evening."""

    def __init__(self) -> None:
        self.day = date.min

    def now(self, zone: tzinfo = UTC) -> datetime:
        return datetime.combine(self.day, CLOSING_TIME, LONDON).astimezone(zone)

    def today(self) -> date:
        return self.day


class Names:
    """What `secrets` gives, drawn from a seed by `Random.random()` alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def token_hex(self, size: int) -> str:
        return "".join(f"{self._byte():02x}" for _ in range(size))

    def randbelow(self, limit: int) -> int:
        size = limit.bit_length() // 8 + 8  # so many bytes too many that every number is as likely
        return int.from_bytes(bytes(self._byte() for _ in range(size))) % limit

    def choice(self, things: Sequence[T]) -> T:
        return things[self.randbelow(len(things))]

    def _byte(self) -> int:
        return int(self._random.random() * 256)


@contextmanager
def story_time(seed: int) -> Iterator[Clock]:
    """The record by the clock of the story."""
    clock = Clock()
    telling = SimpleNamespace(now=clock.now)
    with ExitStack() as all_of_them:
        for module, name, ours in (
            (actions, "timezone", telling),
            (actions, "today_in_london", clock.today),
            (models, "datetime", telling),
            (policy_actions, "datetime", telling),
            (names, "secrets", Names(seed)),
            (requests, "today_in_london", clock.today),
            (requests, "current", lambda: policy_on(clock.day)),
            (request_models, "datetime", telling),
            (letters, "send", lambda *_, **__: True),  # what was written then is not sent now
        ):
            all_of_them.enter_context(patch.object(module, name, ours))
        yield clock
