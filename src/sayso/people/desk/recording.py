"""What a member of staff records that a person said, by telephone, by letter or at the desk."""

from typing import NamedTuple

from django.db import transaction

from sayso.people import declared
from sayso.people.actions import lock_people, record
from sayso.people.choices import stop_events
from sayso.people.errors import RecordError
from sayso.people.models import Event, Person, now
from sayso.people.names import instant_seq, london_day
from sayso.people.receipts import queue_receipt
from sayso.policy.queries import current
from sayso.staff.models import Member

YES, NO = "yes", "no"


class Recorded(NamedTuple):
    """A yes or a no, the words that were read to them, and the way in which they answered."""

    says: str
    words: str
    method: str


@transaction.atomic
def record_answer(*, person: Person, said: Recorded, member: Member) -> list[Event]:
    """Record one answer, and send a receipt of it; raises RecordError."""
    version, at = current(), now()
    policy = version.policy
    if said.says not in {YES, NO}:
        raise RecordError("Say whether it was a yes or a no; silence is neither.", field="says")
    if said.method not in policy.methods:
        raise RecordError("Say in which way they told us; choose one.", field="method")
    lock_people([person.sid])
    sid, day, seq = person.sid, london_day(at), instant_seq(at)
    if said.says == YES:
        if said.words not in policy.wordings:
            raise RecordError(
                "A yes needs the words that they were read; choose them.", field="words"
            )
        event = declared.consent(
            policy, sid=sid, given_on=day, wording=said.words, method=said.method, seq=seq
        )
    elif said.words in policy.wordings:
        asked = policy.wordings[said.words]
        event = declared.objection(
            policy,
            sid=sid,
            on=day,
            channels=[str(one) for one in asked.channels],
            topics=[str(one) for one in asked.purposes],
            method=said.method,
            seq=seq,
        )
    else:
        wording = said.words if said.words in policy.objections else ""
        event = declared.objection(
            policy, sid=sid, on=day, wording=wording, method=said.method, seq=seq
        )
    rows = record(events=[event], actor=member.actor, policy=version.sha256)
    queue_receipt(events=rows, sid=person.sid)
    return rows


@transaction.atomic
def stop_everything(*, person: Person, method: str, member: Member) -> list[Event]:
    """Record a stop to everything that is not necessary; it counts before this returns."""
    version, at = current(), now()
    if method not in version.policy.methods:
        method = ""  # a stop is never refused for what is unsaid about it
    lock_people([person.sid])
    events = stop_events(version.policy, sid=person.sid, at=at, method=method)
    rows = record(events=events, actor=member.actor, policy=version.sha256)
    queue_receipt(events=rows, sid=person.sid)
    return rows
