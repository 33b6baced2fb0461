"""The pages of the staff, asked for again and again."""

import random
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from allauth.mfa.models import Authenticator
from benchmarks.everybody import write
from benchmarks.record import TODAY
from benchmarks.timing import tell
from django.db import connection
from django.test import Client

from sayso.assurance.looking import look
from sayso.days import today_in_london
from sayso.evidence.actions import seal
from sayso.people import declared
from sayso.people.actions import NewPerson, NewPoint, add_people, record
from sayso.people.models import Person, Screening
from sayso.people.points import read_point
from sayso.policy.queries import current
from sayso.staff.models import Member, Sitting

KNOWN = 200
"""People with a name, contact points and eight answers of theirs."""


def measured(count: int) -> Iterator[tuple[str, ...]]:
    tell(f"writing {count:,} people")
    write(random.Random(1), count)
    Screening.objects.all().delete()  # of editions that are not there to search new people in
    people = _known()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seal()
    began = perf_counter()
    look()
    tell(f"all controls looked in {perf_counter() - began:.1f} s")
    client = _officer()
    refs = [person.ref for person in people]
    pages: tuple[tuple[str, int, Callable[[int], None], str], ...] = (
        (
            "a person, with eight answers",
            KNOWN,
            lambda n: _get(client, f"/staff/people/{refs[n]}"),
            "50 ms",
        ),
        ("Today", 50, lambda _: _get(client, "/staff"), "200 ms"),
        ("found by an email address", KNOWN, lambda n: _find(client, f"known{n}@example.org"), ""),
        ("the evidence", 50, lambda _: _get(client, "/staff/evidence"), ""),
    )
    for what, times, ask, goal in pages:
        ask(0)
        took = [_timed(ask, number) for number in range(times)]
        yield (
            what,
            f"{count:,}",
            f"{1_000 * median(took):.1f} ms",
            f"{1_000 * max(took):.1f} ms",
            str(times),
            goal,
        )


def _timed(ask: Callable[[int], None], number: int) -> float:
    began = perf_counter()
    ask(number)
    return perf_counter() - began


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def _find(client: Client, words: str) -> None:
    answer = client.post("/staff/people", {"words": words})
    assert answer.status_code == 302, "nobody was found"


def _known() -> list[Person]:
    version = current()
    origin = declared.origin(
        version.policy, source="website-enquiry", given_on=TODAY, actor="Ada Ashby"
    )
    new = [
        NewPerson(
            origin,
            {"name": f"Known Person {number}"},
            [
                NewPoint(read_point("email", f"known{number}@example.org"), "individual", "asked"),
                NewPoint(read_point("phone", f"020 7946 {number:04}"), "individual", "asked"),
            ],
        )
        for number in range(KNOWN)
    ]
    people = add_people(new=new, actor="Ada Ashby", policy=version.sha256)
    for person in people:
        says = [
            declared.consent(
                version.policy,
                sid=person.sid,
                given_on=TODAY,
                wording="news-email",
                method="web-form",
            ),
            declared.objection(version.policy, sid=person.sid, on=TODAY, channels=["post"]),
        ]
        record(events=says * 4, actor="Ada Ashby", policy=version.sha256)
    return people


def _officer() -> Client:
    """The browser of a privacy officer who passed everything."""
    member = Member.objects.create(
        email="daniel@exemplar.example", name="Daniel", roles=["privacy-officer"]
    )
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "x"})
    for module in current().policy.staff.modules:
        Sitting.objects.create(
            member=member, module=module, drawn=[], score=100, ended_on=today_in_london()
        )
    Sitting.objects.update(ended_at=member.joined_at)
    client = Client(SERVER_NAME="localhost")
    client.force_login(member)
    return client
