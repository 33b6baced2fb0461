"""What came of handing a message over, as far as we saw."""

import re
from enum import StrEnum
from typing import NamedTuple


class Came(StrEnum):
    """Accepted, refused for good, refused for now, or nobody knows: the answer was not seen."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class Outcome(NamedTuple):
    """What came of it, and the code with which it was said; never the words, which name people."""

    came: Came
    code: str = ""

    @property
    def status(self) -> str:
        """The enhanced code in it, if there is one (RFC 3463)."""
        return self.code.partition(" ")[2]


_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def reply(code: int, text: bytes) -> Outcome:
    """The outcome of a final reply (RFC 5321 section 4.2.1), with its enhanced code (RFC 3463)."""
    found = _ENHANCED.match(text)
    told = f"{code} {found[1].decode()}" if found else str(code)
    match code // 100:
        case 2:
            return Outcome(Came.ACCEPTED, told)
        case 4:
            return Outcome(Came.LATER, told)
        case 5:
            return Outcome(Came.REFUSED, told)
    return Outcome(Came.UNKNOWN, "no answer")
