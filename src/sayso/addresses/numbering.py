"""The few facts of the UK numbering plan that decide whether digits can be trusted."""

import re

TEN_DIGITS = r"(?:1[1-9]|2[03489]|3[0347]|5[56]|7\d|8[0247]|9[018])\d{8}"
"""Numbers in the ranges the plan has opened. Ofcom, National Telephone Numbering Plan, Part A."""

_MIXED_AREAS = (
    "1204|1208|1254|1276|1297|1298|1363|1364|1384|1386|1404|1420|1460|1461|1480|1488|1524|1527"
    "|1562|1566|1606|1629|1635|1647|1659|1695|1697|1726|1744|1750|1768|1827|1837|1884|1900|1905"
    "|1935|1946|1949|1963|1995"
)

NATIONAL = rf"(?:{TEN_DIGITS}|(?:{_MIXED_AREAS})\d{{5}}|800\d{{6}})"
"""Numbers known to have all their digits; nine are enough only in a few areas and after 0800.

Anything else is still looked up but cannot clear, since it may be cut short or foreign.
"""

PLACEHOLDER = (
    r"(?:\d?(?P<same>\d)(?P=same){7,}|123456789[01]?|7123456789|9876543210?|7?987654321)(?!\d)"
)
"""What is typed when a form insists: one digit over and over, or digits in counting order."""

_PLACEHOLDER = re.compile(PLACEHOLDER, re.ASCII)


def is_placeholder(national: str) -> bool:
    """Whether the digits were typed to fill a box rather than to be called."""
    return _PLACEHOLDER.fullmatch(national) is not None


_COMPLETE = re.compile(rf"\+44(?:{NATIONAL}|\d{{10}})|\+(?!44)\d+", re.ASCII)


def is_complete(e164: str) -> bool:
    """Whether no digit can be missing: nine after +44 are enough only where the plan says so."""
    return _COMPLETE.fullmatch(e164) is not None


def national_number(e164: str) -> int | None:
    """The number as registers key it; None outside +44, which the Crown dependencies share."""
    digits = e164[3:]
    is_ours = e164.startswith("+44") and digits.isascii() and digits.isdigit()
    return int(digits) if is_ours else None
