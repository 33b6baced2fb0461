"""The cast, on record: Ada consented, Bert objected, Cleo is a company, Dev is on TPS, Eve is
elsewhere.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sayso.law.codes import Channel
from sayso.people import declared
from sayso.people.actions import NewEvent, NewPerson, NewPoint, add_people, record
from sayso.people.models import Event, Person
from sayso.people.points import read_point
from sayso.people.queries import Permission, permission
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current

TODAY = date(2026, 11, 22)
LAST_YEAR = date(2025, 11, 3)
CLERK = "Aisha Clerk"

EMAILS = {name: f"{name}@example.org" for name in ("ada", "bert", "cleo", "dev", "eve")}
PHONES = {
    "ada": "020 7946 0001",
    "bert": "020 7946 0002",
    "cleo": "020 7946 0003",
    "dev": "020 7946 0004",
    "eve": "+353 20 910 9005",
}


def version() -> PolicyVersion:
    return current()


def person(name: str, *, subscriber: str = "individual", points: Sequence[NewPoint] = ()) -> Person:
    """One of the cast, who enquired on the website."""
    policy = version()
    origin = declared.origin(
        policy.policy, source="website-enquiry", given_on=LAST_YEAR, actor=CLERK
    )
    own = points or [
        NewPoint(read_point("email", EMAILS[name]), subscriber, "asked"),
        NewPoint(read_point("phone", PHONES[name]), subscriber, "asked"),
    ]
    new = NewPerson(origin, {"name": name.title()}, own)
    (found,) = add_people(new=[new], actor=CLERK, policy=policy.sha256)
    return found


def says(*events: NewEvent) -> list[Event]:
    return record(events=events, actor=CLERK, policy=version().sha256)


def yes(who: Person, wording: str = "news-email", on: date = LAST_YEAR, **more: object) -> NewEvent:
    return declared.consent(
        version().policy,
        sid=who.sid,
        given_on=on,
        wording=wording,
        method="web-form",
        **more,  # type: ignore[arg-type]
    )


def no(who: Person, on: date = LAST_YEAR, **more: object) -> NewEvent:
    return declared.objection(version().policy, sid=who.sid, on=on, **more)  # type: ignore[arg-type]


def may(
    who: Person,
    purpose: str = "news",
    channel: Channel = Channel.EMAIL,
    *,
    on: date = TODAY,
    known_on: date | None = None,
) -> Permission:
    who.refresh_from_db()
    return permission(
        person=who, purpose=purpose, channel=channel, version=version(), on=on, known_on=known_on
    )


def exemplar() -> bytes:
    return (Path(__file__).parents[2] / "policy" / "exemplar.yaml").read_bytes()
