"""What people get by email after they sent a form: a receipt, or the question whether it was them.

Nothing that was typed is repeated: whoever typed it may not be whoever reads it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Message
from sayso.delivery.models import Kind
from sayso.delivery.words import quoted
from sayso.law.words import day_in_words
from sayso.people import links
from sayso.people.details import keys
from sayso.people.forms.given import Given
from sayso.people.forms.tokens import confirm_url, decline_url
from sayso.people.models import ContactPoint, Event, Submission
from sayso.people.names import london_day
from sayso.people.points import hashed
from sayso.people.receipts import queue_receipt
from sayso.policy.forms import Form

ROOM = "people"

NOT_YOU = (
    "If it was not you, do nothing, or press **Stop these messages** below. Whoever typed your "
    "address learns nothing about you."
)


LETTERS_A_DAY = 5
"""To one address: whoever types somebody else's again and again does not fill their mailbox."""


def may_write(row: Submission) -> bool:
    """Whether this address was not written to so often already in a day."""
    before = row.received_at - timedelta(days=1)
    lately = Submission.objects.filter(lookup=row.lookup, taken_at__gt=before)
    return bool(row.lookup) and lately.exclude(name=row.name).count() < LETTERS_A_DAY


def ask_to_confirm(row: Submission, form: Form, words: Iterable[str], to: str) -> None:
    """Ask whoever reads the mailbox whether the yeses are theirs; until then they do not count."""
    day = day_in_words(london_day(row.received_at))
    ticked = "\n".join(f"- **{quoted(one)}**" for one in words)
    text = f"""# One more step

On {day} somebody gave this address on our form “{quoted(form.title)}”, and ticked:

{ticked}

It does not count yet. If that was you, open this page and press the button:

[Confirm what I ticked]({confirm_url(row.name)})

The page works for two weeks. {NOT_YOU}"""
    subject = "Please confirm what you ticked"
    stop = decline_url(row.name)
    message = Message(to=to, subject=subject, words=text, unsubscribe=stop)
    sid = row.sid if row.entered_at else ""
    key = f"confirm/{row.name}"
    queue(NewIntent(room=ROOM, key=key, kind=Kind.SERVICE, message=message, sid=sid))


def acknowledge(row: Submission, form: Form, given: Given, events: Sequence[Event]) -> None:
    """Tell whoever sent it what was recorded; what held no answer is thanked for alone."""
    if given.email is None:
        return
    pid = _point_of(row.sid, given)
    if not pid or queue_receipt(events=events, sid=row.sid, pid=pid):
        return
    day = day_in_words(london_day(row.received_at))
    text = (
        f"# We have what you sent\n\n{quoted(form.thanks)}\n\nIt came by our form "
        f"“{quoted(form.title)}” on {day}. You said neither yes nor no to anything else.\n\n"
        f"[See or change what we may send you]({links.choices_url(sid=row.sid, pid=pid)})"
    )
    message = Message(to=given.email.value, subject=f"We have what you sent on {day}", words=text)
    key = f"thanks/{row.name}"
    queue(NewIntent(room=ROOM, key=key, kind=Kind.SERVICE, message=message, sid=row.sid))


def _point_of(sid: str, given: Given) -> str:
    """The contact point on record that is the very address given; others are written to no more."""
    assert given.email  # noqa: S101 - asked before
    lookup = hashed(keys(), given.email.read()).lookup
    points = ContactPoint.objects.filter(person=sid, lookup=lookup, ended_at=None)
    return points.values_list("pid", flat=True).first() or ""
