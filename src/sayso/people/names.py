"""Names that say nothing of anybody: of records, of contact points, of whoever acted."""

import re
import secrets
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import product
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_PAIRS = ["".join(pair) for pair in product(_LETTERS, repeat=2)]


def new_sid() -> str:
    """A person's name in the log: 128 random bits."""
    return secrets.token_hex(16)


def new_ref() -> str:
    """A person's name for staff and programs: ten signs that are hard to mix up."""
    number, pairs = secrets.randbelow(len(_PAIRS) ** 5), []
    for _ in range(5):
        number, pair = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[pair])
    return "".join(pairs)


def new_pid() -> str:
    """A contact point's name."""
    return secrets.token_hex(8)


def new_pids(count: int) -> list[str]:
    """Names for contact points that one person gave together, which keep the order they gave."""
    return sorted(new_pid() for _ in range(count))


@lru_cache(maxsize=1_024)
def opaque(name: str) -> str:
    """Somebody who acted, to the log, in which there are no names."""
    if (
        name.islower()
        and name.isascii()
        and name.partition(":")[0] in ("api", "job", "import", "form", "page", "member")
    ):
        return name
    return f"member:{sha256(name.casefold().encode()).hexdigest()[:32]}"


def instant_seq(at: datetime) -> int:
    """The order within its day of something that happened at an instant we saw."""
    local = at.astimezone(LONDON)
    return ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond


def london_day(at: datetime) -> date:
    """The day of an instant, in London."""
    return at.astimezone(LONDON).date()


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(re.findall(r"\w+", name.casefold()))
