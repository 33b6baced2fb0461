"""Forms filled in by the cast, sent, and taken in."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.law.codes import Channel
from sayso.people.details import keys
from sayso.people.forms.given import NO, Given, box_name, read
from sayso.people.forms.stamp import Stamp, read_stamp, stamped
from sayso.people.forms.submitting import submit
from sayso.people.forms.taking_in import take_in
from sayso.people.models import ContactPoint, Person, Submission
from sayso.people.points import hashed, read_point
from sayso.people.tests.cast import EMAILS, version

NEWS, EVENTS = box_name(("news", Channel.EMAIL)), box_name(("events", Channel.EMAIL))
MOBILE = "07700 900123"

SENT: Mapping[str, Mapping[str, str]] = {
    "newsletter": {"email": EMAILS["ada"], NEWS: "yes"},
    "membership": {"name": "Ada", "email": EMAILS["ada"]},
    "event": {"name": "Ada", "email": EMAILS["ada"], "sessions": "The breakfast"},
    "contact": {"name": "Ada", "email": EMAILS["ada"], "question": "When do you open?"},
}
"""Each form as Ada fills it in, if she ticks no more than she must."""


def a_stamp(form: str, at: datetime | None = None) -> Stamp:
    found = read_stamp(stamped(form, version().sha256, at), form)
    assert found
    return found


def given(form: str, **more: str) -> Given:
    """What a form makes of these answers; it must be content with them."""
    policy = version().policy
    sent = {**SENT[form], **{name.replace("_", "-"): value for name, value in more.items()}}
    found, errors = read(policy, policy.forms[form], {k: [v] for k, v in sent.items() if v})
    assert not errors, errors
    return found


def send(form: str, *, at: datetime | None = None, no: bool = False, **more: str) -> Submission:
    """A form sent, and not taken in yet; `yes` is for its boxes."""
    boxes = dict.fromkeys(more.pop("boxes", "").split(), "yes")
    found = given(form, **more)
    policy = version().policy
    sent = {name: ["yes"] for name in boxes}
    ticked = [box for box in policy.forms[form].boxes if box_name(box) in sent] or found.ticked
    found = Given(found.fields, found.points, ticked, no)
    submit(stamp=a_stamp(form), given=found, policy=policy, at=at)
    return Submission.objects.latest("received_at")


def sent_in(form: str, **more: object) -> Submission:
    """A form sent and taken in."""
    row = send(form, **more)  # type: ignore[arg-type]
    assert take_in() == 1
    row.refresh_from_db()
    return row


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def who_has(email: str) -> list[Person]:
    lookup = hashed(keys(), read_point("email", email)).lookup
    sids = ContactPoint.objects.filter(lookup=lookup).values_list("person_id", flat=True)
    return list(Person.objects.filter(sid__in=list(sids)).order_by("recorded_at"))


def words_of_last_message() -> str:
    return unseal(Intent.objects.latest("id")).words


def link_in(words: str, page: str) -> str:
    """The token of the link to a page."""
    found = re.search(rf"/{page}/([A-Za-z0-9_-]+)", words)
    assert found, words
    return found[1]


__all__ = ["NO"]
