"""A worker that can be killed at any moment, and what it leaves when it is done.

python -m sayso.config.tests.killed_worker work ROUND   makes work, tells of it, and works on
python -m sayso.config.tests.killed_worker end          does what is left, and dumps what is held
python -m sayso.config.tests.killed_worker all ROUNDS   the same work, and nobody is killed
"""

import json
import os
import sys
import time
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

LONG_AGO = date(2012, 3, 4)
PEOPLE, DUE, GUESTS = 120, 10, 15
LONG = 5 if os.environ.get("SAYSO_SOAK") else 2
"""In the first so many rounds members ask for long work: a plan asks about everybody."""


def set_up() -> None:
    from django.conf import settings

    from sayso.evidence.keys import new_signing_key
    from sayso.people.tests.killed_import import set_up as set_up_people

    set_up_people()
    if not list(settings.ENVIRONMENT.keys.glob("signing*")):
        new_signing_key(settings.ENVIRONMENT.keys)


# --- work --------------------------------------------------------------------------------


def feed(number: int) -> None:
    """People of whom some are to be let go, an edition of a register, and what is to be swept."""
    dice = Random(number)
    add_crowd(number, dice)
    add_edition(number, dice)
    add_left_behind(number)
    if number < LONG:
        ask_for_long_work(number)


def add_crowd(number: int, dice: Random) -> None:
    from sayso.people import declared
    from sayso.people.actions import NewPerson, NewPoint, add_people
    from sayso.people.points import read_point
    from sayso.people.tests.cast import CLERK, LAST_YEAR, version

    policy = version()
    new = []
    for place in range(PEOPLE):
        day = LONG_AGO if place < DUE else LAST_YEAR
        origin = declared.origin(policy.policy, source="website-enquiry", given_on=day, actor=CLERK)
        points = [
            NewPoint(read_point("email", f"person{number}.{place}@example.org")),
            NewPoint(read_point("phone", f"020 7946 {dice.randrange(1000):04}")),
        ]
        says = [declared.objection(policy.policy, sid="", on=day)] if place % 3 else []
        new.append(NewPerson(origin, {"name": f"Person {place}"}, points, says=says))
    add_people(new=new, actor=CLERK, policy=policy.sha256)


def add_edition(number: int, dice: Random) -> None:
    from django.conf import settings

    from sayso.days import today_in_london
    from sayso.lists.registers import RegisterStore

    home = settings.ENVIRONMENT.home
    file = home.parent / "tps.txt"
    listed = sorted(dice.sample(range(1000), 100))
    file.write_text("".join(f"0207946{line:04}\n" for line in listed))
    today = today_in_london()
    RegisterStore(home).add("tps", file, today - timedelta(days=60 - number), today=today)


def add_left_behind(number: int) -> None:
    """A key of nobody and an old answer, as whoever was killed may have left them."""
    from django.utils import timezone

    from sayso.people.models import IdempotencyKey, SubjectKey

    long_ago = timezone.now() - timedelta(days=9)
    SubjectKey.objects.create(sid=f"{number:032x}", wrapped=b"nobody's", made_at=long_ago)
    IdempotencyKey.objects.create(
        key=f"{number:064x}", request="0" * 64, lease_until=long_ago, status=201, made_at=long_ago
    )


def ask_for_long_work(number: int) -> None:
    """A check, an import, a plan and an export, as members of staff ask for them."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from sayso.assurance import planning
    from sayso.people import exports
    from sayso.people.imports import uploads
    from sayso.people.tests.cast import version
    from sayso.people.upload_models import Stage
    from sayso.policy import drafts
    from sayso.screening import actions as checks
    from sayso.staff.models import Member
    from sayso.staff.work_models import State

    named = {"email": "ada@exemplar.example", "name": "Ada Ashby"}
    ada, _ = Member.objects.get_or_create(pk=UUID(int=1), defaults=named)
    rows = "".join(f"Guest {place},guest{number}.{place}@example.org\n" for place in range(GUESTS))
    text = f"Name,Email\n{rows}".encode()
    files: Any = {"list": SimpleUploadedFile("list.csv", text)}
    checks.ask(member=ada, version=version(), purpose="news", channels=["email"], files=files)
    upload = uploads.send(member=ada, file=SimpleUploadedFile("guests.csv", text))
    upload.settings = {"source": "website-event", "on": "2026-11-02"}
    upload.stage, upload.state = Stage.MEANT, State.QUEUED
    upload.save()
    hand = drafts.Hand(ada.name, ada.actor)
    planning.ask(drafts.begin(text=version().text, hand=hand), ada)
    exports.ask(member=ada, purpose="news", channel="email", reason="The letter of December")


def let_leases_lapse() -> None:
    """As if half a minute had gone by since whoever held something was killed."""
    for kind in long_work():
        kind.objects.update(lease_until=None)
        kind.objects.filter(state="running").update(state="queued")


def long_work() -> list[Any]:
    from sayso.assurance.models import Plan
    from sayso.people.models import Export, Upload
    from sayso.screening.models import Run

    return [Run, Upload, Plan, Export]


def work(number: int) -> None:
    from sayso.config.worker import Worker

    let_leases_lapse()
    feed(number)
    Worker().start()
    tell("working")
    while True:
        time.sleep(1)


def all_at_once() -> None:
    """Every job once, and the log sealed last."""
    from sayso.config.worker import JOBS

    for job in sorted(JOBS, key=lambda job: job.name == "seal"):
        job.run()


# --- what is held then -------------------------------------------------------------------


def held() -> dict[str, Any]:
    """Everything that a job writes, with numbers for names; the plans of an expiry left out."""
    from sayso.evidence.models import Entry, Unsealed
    from sayso.people.models import (
        Event,
        IdempotencyKey,
        Person,
        Screening,
        SubjectKey,
        Suppression,
    )
    from sayso.people.projection import differences

    sids = list(dict.fromkeys(Event.objects.order_by("id").values_list("sid", flat=True)))
    people = Person.objects.in_bulk()
    editions = Screening.objects.order_by("id").values_list("edition", flat=True)
    searched = Entry.objects.filter(kind="people.searched-tps").order_by("id")
    assert list(searched.values_list("happened_on", flat=True)) == sorted(set(editions))
    told = [of_person(people[sid]) for sid in sids if sid]
    return {
        "people": sorted(told, key=lambda one: json.dumps(one, sort_keys=True)),
        "long": of_long_work(),
        "stops": sorted(map(str, Suppression.objects.values_list("channel", "on"))),
        "searched": str(max(editions)),
        "answers": IdempotencyKey.objects.count(),
        "keys_of_nobody": SubjectKey.objects.exclude(sid__in=people).count(),
        "unsealed": Unsealed.objects.count(),
        "differ": list(differences()),
        "wrong": problems(),
    }


def of_long_work() -> dict[str, Any]:
    """What came of everything that members asked for."""
    from sayso.people.models import Import
    from sayso.screening.models import Run

    states = {kind.__name__: kind.objects.values_list("state", flat=True) for kind in long_work()}
    checked = Run.objects.values_list("done", "rows", "summary__rows")
    return {
        "states": {name: sorted(some) for name, some in states.items()},
        "checked": sorted(map(list, checked)),
        "imports": sorted(map(list, Import.objects.values_list("cursor", "state"))),
    }


def of_person(person: Any) -> dict[str, Any]:
    from sayso.evidence.models import Entry
    from sayso.people.models import Event, SubjectKey

    points = person.points.order_by("kind").values_list("kind", "tps", "ctps", "fps")
    events = Event.objects.filter(sid=person.sid).order_by("id")
    logged = Entry.objects.filter(subject=person.sid).order_by("id")
    return {
        "points": [list(map(str, point)) for point in points],
        "said": [[e.kind, str(e.happened_on), e.actor, e.details] for e in events],
        "logged": list(logged.values_list("kind", flat=True)),
        "facts": person.standing.facts.facts,
        "shredded": person.shredded_at is not None,
        "keys": SubjectKey.objects.filter(sid=person.sid).count(),
    }


def problems() -> list[str]:
    from django.conf import settings

    from sayso.evidence import queries
    from sayso.evidence.keys import signing_key

    return queries.verify(signing_key(settings.ENVIRONMENT.keys).verifier).problems


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def let_an_hour_go_by() -> None:
    """A key of nobody is swept once it cannot be that of somebody who is just being added."""
    from django.utils import timezone

    from sayso.people.models import SubjectKey

    SubjectKey.objects.update(made_at=timezone.now() - timedelta(hours=2))


def end() -> None:
    let_leases_lapse()
    let_an_hour_go_by()
    all_at_once()
    tell(json.dumps(held(), indent=1, sort_keys=True))


def main(command: str, number: int = 0) -> None:
    set_up()
    if command == "work":
        work(number)
    for one in range(number):
        feed(one)
        all_at_once()
    end()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sayso.config.settings"
    main(sys.argv[1], *map(int, sys.argv[2:]))
