"""The demo's record: the same wherever it is made, true to its stories, and about nobody real."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from sayso.config import databases
from sayso.config.tables import tables
from sayso.config.tests.service import PROGRAM, Service, database, free_port
from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.evidence.models import Entry
from sayso.law.codes import Channel
from sayso.lists.registers import RegisterStore
from sayso.people.bulk import permissions
from sayso.people.details import Details, open_all
from sayso.people.models import ContactPoint, Event, Organisation, Person, Suppression
from sayso.people.plain import plain
from sayso.people.queries import Permission, permission, person_by_ref
from sayso.people.replay import replay
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import policy_on
from sayso.rights.queries import register as request_register
from sayso.rights.sealing import opened as words_of

pytestmark = pytest.mark.own_database

HOUSE = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 22)
KNOWN_ON = max(TODAY, today_in_london())
LAST_MARCH = date(2026, 3, 16)
SOAK = "SAYSO_SOAK" in os.environ

# Ofcom, numbers for use in TV and radio drama.
DRAMA = re.compile(
    r"\+44(?:(?:207946|11[3-8]496|1[23456]1496|191498|292018|808157)0\d{3}"
    r"|(?:1632960|7700900|3069990)\d{3})"
)
FICTION_ABROAD = re.compile(r"\+(?:3532091\d{5}|121255501\d{2})")
EXAMPLE = re.compile(r"\S+@(?:\S+\.)?example(?:\.(?:org|com|net))?")

KEYED = {"sealed", "lookup", "kin", "other_kin"}
"""Made with keys that every installation draws for itself."""
OF_THE_LOG = {"Leaf", "Checkpoint", "Epoch", "Unsealed"}
"""Hashes of salted rows, and what is signed."""


Two = tuple[Service, Service]


def contents(record: Service) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((record.folder / "record.json").read_text("utf-8"))
    return told


def demo(command: str, record: Service, **more: str) -> "subprocess.Popen[str]":
    """The demo at work on that record."""
    return subprocess.Popen(
        [sys.executable, "-B", HOUSE / "demo" / "record.py", command, record.folder],
        env=record.environment | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def two_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """The record loaded twice: into a database as the tests have it, and into SQLite."""
    one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    subprocess.run([sys.executable, "-B", HOUSE / "demo" / "exemplar.py", one], check=True)
    (one / "home").mkdir(mode=0o700)
    for file in sorted(one.glob("*tps-*.txt")):
        register, _, day = file.stem.partition("-")
        store = RegisterStore(one / "home")
        store.add(register, file, date.fromisoformat(day), today=KNOWN_ON)
    shutil.copytree(one, other, dirs_exist_ok=True)
    with database(one) as url:
        both = Service(one, url, 0), Service(other, f"sqlite:///{other}/home/sayso.sqlite3", 0)
        load(both)
        yield both


def load(records: Two) -> None:
    """Fill both at the same time, each by a process with another order of its sets."""
    processes = [
        demo("load", record, PYTHONHASHSEED=str(number)) for number, record in enumerate(records)
    ]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said


@contextmanager
def opened(record: Service) -> Iterator[None]:
    """That record as the one of this process."""
    environment = settings.ENVIRONMENT
    before = {alias: connections[alias] for alias in connections}
    own = ConnectionHandler(
        {
            "default": databases.database(record.url),
            "keys": databases.database(f"sqlite:///{record.folder}/keys/people.sqlite3"),
        }
    )
    home, keys = record.folder / "home", record.folder / "keys"
    settings.ENVIRONMENT = replace(environment, home=home, keys=keys)
    for alias in before:
        connections[alias] = own[alias]
    try:
        yield
    finally:
        own.close_all()
        for alias, connection in before.items():
            connections[alias] = connection
        settings.ENVIRONMENT = environment


@pytest.fixture(scope="module")
def record(two_records: Two, django_db_blocker: DjangoDbBlocker) -> Iterator[Service]:
    with django_db_blocker.unblock(), opened(two_records[0]):
        yield two_records[0]


@pytest.fixture(scope="module")
def details(record: Service) -> dict[str, Details]:
    return dict(open_all(Person.objects.filter(shredded_at=None)))


def asked(person: Person, purpose: str, channel: str, on: date = TODAY) -> Permission:
    return permission(
        person=person,
        purpose=purpose,
        channel=Channel(channel),
        version=policy_on(TODAY),
        on=on,
        known_on=KNOWN_ON,
    )


# --- the same ----------------------------------------------------------------------------


def rows_of(model: type[Model]) -> list[dict[str, Any]]:
    """The rows in order, without what is different in every installation."""
    apart = set(KEYED)
    if model is Entry:
        apart |= {"at", "commitment"}
    if model.__name__ == "Screening":  # the registers are searched by the real clock
        apart |= {"recorded_at"}
    return [plain(row, *apart) for row in model._default_manager.order_by("pk")]


def everything() -> dict[str, Any]:
    """All that is on record, with what was sealed."""
    tell = {model.__name__: model for model in tables()}
    held: dict[str, Any] = {
        name: rows_of(model) for name, model in tell.items() if name not in OF_THE_LOG
    }
    return held | {"details": dict(sorted(open_all(Person.objects.all()).items()))}


def test_it_is_the_same_wherever_it_is_loaded(record: Service, two_records: Two) -> None:
    here, other = everything(), two_records[1]
    with opened(other):
        there = everything()

    assert {"Person", "ContactPoint", "Event", "Standing", "Entry", "details"} <= here.keys()
    assert here.keys() == there.keys()
    for name, rows in here.items():
        assert rows == there[name], name
    assert contents(record) == contents(other)


def test_it_is_not_mixed_with_what_is_there(record: Service) -> None:
    people = Person.objects.count()

    again = demo("load", record)
    complaint = again.communicate()[1]

    assert (again.returncode, complaint.count("\n")) == (2, 1)
    assert "name a new folder" in complaint
    assert Person.objects.count() == people


# --- its stories -------------------------------------------------------------------------


def test_every_story_ends_as_it_is_told(record: Service) -> None:
    stories = contents(record)["stories"]
    assert len(stories) == 8

    for story in stories:
        person, on = person_by_ref(story["ref"]), date.fromisoformat(story["on"])
        told = asked(person, story["purpose"], story["channel"], on).as_dict()
        assert told["verdict"] == story["verdict"], story["name"]
        assert story["because"] in told["because"], story["name"]


def test_every_story_is_shown(record: Service) -> None:
    shown = demo("show", record).communicate()[0]
    words = " ".join(shown.split())

    for story in contents(record)["stories"]:
        assert f"({story['ref']})" in shown
        assert story["because"] in words
        assert story["name"] == "may_not_be_called" or story["shows"] in words


def test_a_letter_that_lay_about_was_not_known_in_march(record: Service) -> None:
    bert = person_by_ref(contents(record)["people"]["bert_objected"])

    found = replay(
        person=bert,
        purpose="events",
        channel=Channel.EMAIL,
        on=LAST_MARCH,
        known_on=LAST_MARCH,
    )

    assert (found.then.allowed, found.now.allowed) == (True, False)
    assert len(found.learned) == 1
    assert "recorded on 1 April 2026" in found.learned[0]


def test_every_story_of_the_list_is_about_somebody_on_record(record: Service) -> None:
    listed = json.loads((record.folder / "stories.json").read_text("utf-8"))["stories"]
    refs = contents(record)["people"]

    assert refs.keys() == {story["story"] for story in listed}
    assert Person.objects.filter(ref__in=refs.values()).count() == len(refs)


# --- how many ----------------------------------------------------------------------------


def is_near(count: int, share: float, whole: int) -> bool:
    """Within a tenth of the share, or a percentage point where the share is small."""
    return abs(count / whole - share) <= max(share / 10, 0.01)


PEOPLE = 4800


def test_there_are_as_many_as_there_should_be(record: Service) -> None:
    assert Person.objects.filter(shredded_at=None).count() == PEOPLE
    assert Organisation.objects.count() == 320
    assert is_near(Event.objects.count(), 1.0, 21_000)
    assert PolicyVersion.objects.count() == 4
    assert Suppression.objects.exists()
    bodies = Counter(Organisation.objects.values_list("size_band", flat=True))
    for size, share in {"1 to 9": 0.34, "10 to 49": 0.28, "50 to 249": 0.2}.items():
        assert is_near(bodies[size], share, 320), size
    merged = Person.objects.exclude(merged_into="").count()
    assert 0 < merged < 0.03 * PEOPLE  # half of those entered twice


def test_people_came_by_web_paper_telephone_and_list(record: Service) -> None:
    rows = Event.objects.filter(kind="added", sid__in=Person.objects.filter(shredded_at=None))
    came = Counter(source.partition("-")[0] for source in rows.values_list("source", flat=True))

    came["website"] += came["shop"]
    # Whoever was entered twice came by telephone the second time.
    for source, share in {
        "website": 0.46,
        "paper": 0.14,
        "telephone": 0.15,
        "bought": 0.25,
    }.items():
        assert abs(came[source] / PEOPLE - share) < 0.025, source
    lists = rows.filter(source="bought-in-list").values_list("happened_on", flat=True)
    assert len([day for day, count in Counter(lists).items() if count > 100]) == 7


def test_they_agreed_and_objected_as_often_as_they_should(record: Service) -> None:
    agreed: Counter[str] = Counter()
    for _, channels in {
        (sid, tuple(told["channels"]))
        for sid, told in Event.objects.filter(kind="consent").values_list("sid", "details")
    }:
        agreed.update(channels)

    for channel, share in {"email": 0.41, "post": 0.22, "live_call": 0.17, "sms": 0.06}.items():
        assert is_near(agreed[channel], share, PEOPLE), channel
    for kind, wording, share in (
        ("objection", "no-marketing", 0.07),
        ("consent_withdrawn", "", 0.06),
    ):
        rows = Event.objects.filter(kind=kind, wording=wording)
        assert is_near(rows.values("sid").distinct().count(), share, PEOPLE), kind


def test_there_are_24_months_with_an_august_and_an_october(record: Service) -> None:
    days = Counter(Event.objects.values_list("happened_on", flat=True))
    months: Counter[tuple[int, int]] = Counter()
    for day, count in days.items():
        months[day.year, day.month] += count

    assert min(days) < date(2018, 1, 1)
    assert max(days) <= TODAY
    last = [(year, month) for year, month in months if (year, month) > (2024, 11)]
    assert len(last) == 24
    for year in (2025, 2026):
        usual = sorted(months[year, month] for month in range(1, 11))[5]
        assert months[year, 8] < 0.6 * usual
        assert months[year, 10] > 1.15 * usual
    weekend = sum(count for day, count in days.items() if day.weekday() > 4)
    assert weekend < 0.01 * sum(days.values())


def test_forty_two_people_asked_to_see_what_is_held(record: Service) -> None:
    cases = request_register(TODAY, ended=True)
    assert len(cases) == 42
    assert Counter(case.request.came for case in cases) == {
        "web": 19,
        "email": 12,
        "phone": 5,
        "letter": 4,
        "social": 2,
    }
    closed = [case for case in cases if case.request.has_ended]
    assert len(closed) == 36
    ends = [(case.request.closed_on, case.clock.deadline.due) for case in closed]
    assert sum(bool(closed_on and due and closed_on > due) for closed_on, due in ends) == 3
    steps = Counter(step for case in closed for step in {event.step for event in case.events})
    assert (steps["extended"], steps["asked"], steps["acknowledged"]) == (3, 5, 36)
    outcomes = Counter(case.request.outcome for case in closed)
    assert (outcomes["nothing-held"], outcomes["refused"]) == (4, 1)
    assert not [case for case in cases if not case.request.sid]
    assert not Intent.objects.exists()


def test_a_request_of_the_last_of_october_is_due_on_the_last_of_november(record: Service) -> None:
    first, *others = request_register(TODAY)
    assert first.request.received_on == date(2026, 10, 31)
    assert first.clock.deadline.due == date(2026, 11, 30)
    assert first.clock.days_left == 8
    left = [case.clock.deadline.due for case in others]
    assert left == [date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 21), None, None]
    for case in request_register(TODAY, ended=True):
        words = words_of(case.request)
        assert words.who
        assert EXAMPLE.fullmatch(words.email or "nobody@mail.example")


# --- nobody real -------------------------------------------------------------------------


def test_nobody_has_a_number_or_an_address_of_anybody(details: dict[str, Details]) -> None:
    kinds = dict(ContactPoint.objects.values_list("pid", "kind"))
    seen: Counter[str] = Counter()
    for held in details.values():
        for pid, value in held["points"].items():
            seen[kind := kinds[pid]] += 1
            match kind:
                case "email":
                    assert EXAMPLE.fullmatch(value)
                case "post":
                    assert re.search(r", ZZ\d{1,2} \d[A-Z]{2}$", value)
                case _:
                    assert DRAMA.fullmatch(value) or FICTION_ABROAD.fullmatch(value)
    assert min(seen[kind] for kind in ("email", "phone", "mobile", "post")) > 400


def test_nothing_that_people_wrote_reaches_anybody(details: dict[str, Details]) -> None:
    texts = [
        field["value"]
        for held in details.values()
        for name, field in held["fields"].items()
        if name != "postcode"
    ]
    assert len(texts) > PEOPLE

    assert not [text for text in texts if re.search(r"\d(?:[ -]?\d){5}", text)]
    links = [one for text in texts for one in re.findall(r"https?://([^/\s\"]+)|\S+@(\S+)", text)]
    assert not [one for one in links if not "".join(one).rstrip(".,").endswith(".example")]


# --- sound -------------------------------------------------------------------------------


def test_what_holds_follows_from_what_was_said(record: Service) -> None:
    assert record.sayso("rebuild", "--check")  # which fails if it does not


def test_its_log_is_verified_without_the_record(record: Service, tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    record.sayso("evidence", "checkpoint", "--to", log)

    away = Service(tmp_path / "away", f"sqlite:///{tmp_path}/none.sqlite3", 0)
    verified = away.sayso("evidence", "verify", log, "--key", str(record.folder / "log.pub"))

    assert verified == f"Verified: {Entry.objects.count():,} rows."
    assert Entry.objects.count() > Event.objects.count()


SOME = ("events", "partner-offers", "new-members", "research", "membership-service")
"""Purposes of which each stands on another ground."""


def test_everybody_at_once_is_answered_as_one_by_one(record: Service) -> None:
    """Every third person is asked one question, in turn; in a soak, everybody all there are."""
    version = policy_on(TODAY)
    purposes = version.policy.purposes
    pairs = [(name, c) for name in (purposes if SOAK else SOME) for c in purposes[name].channels]
    people = list(Person.objects.filter(merged_into="", shredded_at=None).order_by("sid"))
    bulk = {
        (purpose, told.channel, told.sid): told
        for purpose in dict(pairs)
        for told in permissions(
            purpose=purpose,
            channels=[channel for name, channel in pairs if name == purpose],
            version=version,
            on=TODAY,
        )
    }
    assert bulk.keys() == {(*pair, person.sid) for pair in pairs for person in people}

    turns = cycle(pairs)
    for person in people if SOAK else people[::3]:
        for purpose, channel in pairs if SOAK else [next(turns)]:
            told, single = bulk[purpose, channel, person.sid], asked(person, purpose, channel)
            answer = (single.allowed, single.reason, tuple(single.use))
            assert (told.allowed, told.reason, told.use) == answer, (purpose, channel)
    refused = Counter(told.reason for told in bulk.values() if not told.allowed)
    assert {"objection-to-marketing", "live-call-register", "house-consent"} <= refused.keys()


# --- what the README says of it ------------------------------------------------------------

CURL = """#!/usr/bin/env python3
import sys, urllib.request
_, _, header, url = sys.argv
asked = urllib.request.Request(url, headers=dict([header.split(": ")]))
print(urllib.request.urlopen(asked).read().decode())
"""
"""As much of curl as the README asks of it; not every computer has it."""

README = (HOUSE / "README.md").read_text("utf-8")
SECTION = README.partition("## The record\n")[2].partition("\n## ")[0]


@pytest.fixture
def house(two_records: Two, tmp_path: Path) -> Path:
    """The folder in which a reader stands, with a demo that may be spoilt."""
    shutil.copytree(two_records[1].folder, tmp_path / "var" / "demo")
    (tmp_path / "docs").symlink_to(HOUSE / "docs")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "sayso").symlink_to(PROGRAM)
    curl = tmp_path / ".venv" / "bin" / "curl"
    curl.write_text(CURL)
    curl.chmod(0o700)
    return tmp_path


def test_the_tour_of_the_readme_goes_as_it_says(house: Path, tmp_path: Path) -> None:
    folder = house / "var" / "demo"
    service = Service(folder, f"sqlite:///{folder}/home/sayso.sqlite3", free_port())
    commands = "".join(re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL))
    commands = commands.replace("localhost:8000", f"localhost:{service.port}")
    commands = commands.replace("person shred", "person shred --yes")
    try:
        assert service.start().startswith("Ready: ")
        done = subprocess.run(
            ["bash"],
            input=commands,
            cwd=house,
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        service.close()

    assert done.returncode == 0, done.stderr
    words = re.findall(r"`(The .*?)`", SECTION)
    assert len(words) == 1
    expected = [
        "3  were brought in",
        '"verdict": "deny"',
        *words,
        "Allowed: electronic-mail-consent",
    ]
    expected += ["Refused: objection-to-marketing", "Destroyed what was held of", "Verified: "]
    places = [done.stdout.find(one) for one in expected]
    assert -1 not in places, done.stdout + done.stderr
    assert places == sorted(places)
    again = ("import", str(HOUSE / "docs/examples/people.csv"), "--source", "website-event")
    with pytest.raises(subprocess.CalledProcessError) as refused:  # as one row of it is
        service.sayso(*again, "--on", "2026-11-02")
    assert "-1  left alone: " in refused.value.stdout


def test_the_demo_says_at_once_that_its_address_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"localhost:{taken.getsockname()[1]}"
        told = subprocess.run(
            [HOUSE / "script" / "demo"],
            env=os.environ | {"SAYSO_LISTEN": listen},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (told.returncode, told.stdout) == (2, "")
    assert f"something answers on {listen} already" in told.stderr
