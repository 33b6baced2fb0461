"""A crowd made up by the dice: people who said all kinds of things, some of them on one line."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sayso.law.codes import Channel, Subscriber
from sayso.people import declared, said
from sayso.people.actions import NewEvent, NewPerson, NewPoint, Stop, add_people, merge, suppress
from sayso.people.facts import UNKNOWN_SINCE
from sayso.people.models import ContactPoint, Event, Person, Screening, Suppression, now
from sayso.people.names import new_sid
from sayso.people.points import read_point
from sayso.people.tests.cast import CLERK, TODAY, says, version

SOURCES = ("website-enquiry", "paper-membership", "telephone-enquiry", "bought-in-list")
STEMS = ("0207946", "0161496", "0113496")


def crowd(count: int, seed: int) -> list[Person]:
    """So many people on record, with all that they said."""
    dice = random.Random(seed)
    policy = version()
    new = [_new(dice, number) for number in range(count)]
    people = add_people(new=new, actor=CLERK, policy=policy.sha256)
    says(*(event for person in people for event in _first(dice, person)))
    yeses = Event.objects.filter(kind=said.CONSENT).order_by("id")
    endings = [_ending(dice, event) for event in yeses if dice.random() < 0.15]
    if endings:
        says(*endings)
    _screen(dice)
    _suppress(dice)
    _bounce(dice)
    for one, other in zip(people[::40], people[1::40], strict=False):
        if dice.random() < 0.7:
            merge(sid=one.sid, into=other.sid, actor=CLERK, policy=policy.sha256)
    return people


def _day(dice: random.Random) -> date:
    return TODAY - timedelta(days=dice.choice((0, 1, 27, 28, 200, 400, 1100, 1200, 3000)))


def _new(dice: random.Random, number: int) -> NewPerson:
    policy = version().policy
    origin = declared.origin(policy, source=dice.choice(SOURCES), given_on=_day(dice), actor=CLERK)
    subscriber = str(dice.choice(list(Subscriber)))
    points = []
    if dice.random() < 0.8:
        points.append(("email", f"person{number}@example.org"))
    for kind in ("phone", "mobile", "fax"):
        if dice.random() < 0.4:
            line = dice.randrange(900)  # few enough that some share one
            points.append((kind, f"{dice.choice(STEMS)}{line:04}"))
    if dice.random() < 0.3:
        points.append(("post", f"{number} High Street, Anytown, ZZ1 1ZZ"))
    return NewPerson(
        origin,
        {"name": f"Person {number}"},
        [NewPoint(read_point(kind, value), subscriber, "dice") for kind, value in points],
    )


def _first(dice: random.Random, person: Person) -> Iterator[NewEvent]:
    policy = version().policy
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        wording = dice.choice([*policy.wordings, ""])
        yield declared.consent(
            policy,
            sid=person.sid,
            given_on=_day(dice),
            wording=wording,
            method=dice.choice([*policy.methods, ""]),
            channels=[] if wording else [str(dice.choice(list(Channel)))],
            ends_on=TODAY + timedelta(days=dice.choice((1, 90))) if dice.random() < 0.1 else None,
            seq=dice.choice((None, 1, 2, 900_000)),
        )
    if dice.random() < 0.25:
        wording = dice.choice([*policy.objections, ""])
        channels = [str(dice.choice(list(Channel)))] if dice.random() < 0.5 else []
        yield declared.objection(
            policy,
            sid=person.sid,
            on=_day(dice),
            wording=wording,
            channels=channels,
            seq=dice.choice((None, 1, 3)),
        )
    if dice.random() < 0.1:
        until = TODAY + timedelta(days=dice.choice((-1, 0, 1, 90)))
        pause = {"channels": ["all"], "to": "marketing", "withdrawn_on": until.isoformat()}
        since = TODAY - timedelta(days=dice.choice((1, 9)))
        yield NewEvent(person.sid, said.OBJECTION, since, details=pause, reason="pause")
    for kind, share, details in (
        (said.SOLICITED, 0.1, {"channels": ["live_call"], "topics": ["events"]}),
        (said.RELATIONSHIP, 0.2, {"kind": "sale", "with_sender": True, "refusal_offered": True}),
        (said.RESTRICTED, 0.03, {}),
        (said.CHILD, 0.02, {}),
    ):
        if dice.random() < share:
            yield NewEvent(person.sid, kind, _day(dice), details=details)


def _ending(dice: random.Random, yes: Event) -> NewEvent:
    day = min(TODAY, yes.happened_on + timedelta(days=dice.choice((0, 1, 100))))
    seq = dice.choice((None, 2, 900_001))
    return NewEvent(yes.sid, said.WITHDRAWAL, day, seq=seq, of=yes.id)


def _screen(dice: random.Random) -> None:
    """What the registers say, as a search would have left it."""
    for register in ("tps", "ctps", "fps"):
        for point in ContactPoint.objects.exclude(kind__in=("email", "post")):
            if dice.random() < 0.3:
                since = dice.choice((UNKNOWN_SINCE, date(2020, 1, 1), TODAY - timedelta(days=9)))
                ContactPoint.objects.filter(pid=point.pid).update(**{register: since})
        Screening.objects.create(
            register=register, edition=TODAY - timedelta(days=2), numbers=1, listed=1
        )


def _suppress(dice: random.Random) -> None:
    kin = list(ContactPoint.objects.values_list("kin", flat=True))
    channels = ("all", *(str(channel) for channel in Channel))
    chosen = dice.sample(kin, len(kin) // 20)
    suppress(new=[Stop(one, dice.choice(channels), _day(dice)) for one in chosen], actor=CLERK)
    typed = [Stop(one, "all", _day(dice), new_sid()) for one in dice.sample(kin, len(kin) // 20)]
    suppress(new=typed, actor=CLERK)
    lifted = [stop.typed for stop in typed if dice.random() < 0.5]
    Suppression.objects.filter(typed__in=lifted).update(lifted_at=now())


def _bounce(dice: random.Random) -> None:
    """Nobody is there, as a report would have said."""
    for point in ContactPoint.objects.filter(kind="email"):
        if dice.random() < 0.05:
            day = dice.choice((TODAY, TODAY - timedelta(days=9), TODAY + timedelta(days=1)))
            ContactPoint.objects.filter(pid=point.pid).update(bounced_on=day)
