"""The four policies that the Institute has had: the shipped one, and what came before it.

The earlier ones say the same but for their notices, and for how long a yes lasts.
"""

import re
from collections.abc import Iterator
from datetime import date

from sayso.policy.reading import shipped

GDPR = date(2018, 5, 25)


def policies() -> Iterator[tuple[date, bytes]]:
    """Each with the day on which it was applied, the oldest first."""
    first = _without_second_notice(_earlier("2017-08", date(2017, 8, 1), months=120))
    yield date(2017, 7, 27), first.encode()
    yield date(2018, 5, 21), _earlier("2018-05", GDPR, months=60).encode()
    yield date(2026, 2, 2), _earlier("2026-02", date(2026, 2, 5), months=60).encode()
    yield date(2026, 10, 26), shipped()


def _earlier(name: str, effective_on: date, *, months: int) -> str:
    notices_from = min(effective_on, GDPR)
    text = re.sub(r"note: >-\n(?:    .*\n)+", f"note: A yes lasted {months} months.\n", _shipped())
    for now, then in (
        ("  id: 2026-11\n", f"  id: {name}\n"),
        ("effective_on: 2026-11-01", f"effective_on: {effective_on}"),
        ('version: "2026-11"', f'version: "{notices_from:%Y-%m}"'),
        ("from_on: 2026-11-01", f"from_on: {notices_from}"),
        ("consent_months: 36\n", f"consent_months: {months}\n"),
    ):
        text = text.replace(now, then)
    return text


def _shipped() -> str:
    return shipped().decode()


def _without_second_notice(text: str) -> str:
    """On the website of 2017 stood one short sentence, and the one that follows it did not yet."""
    return re.sub(r"(  website:\n(?:.*\n){3})(?:    .*\n)+", r"\1", text)
