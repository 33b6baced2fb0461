"""Days as a file of people writes them: one way only, for 3/4 is another day in another country."""

import re
from datetime import date

from sayso.people.errors import RecordError


def read_day(text: str, word: str, last: date) -> date | None:
    """The day in a cell, if there is one; raises RecordError for anything else, or a later day."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?)?", text, re.ASCII)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None or day > last:
        raise RecordError(
            f"{word}: this is no day of the calendar that is meant here; write it as YYYY-MM-DD.",
            field=word,
        )
    return day
