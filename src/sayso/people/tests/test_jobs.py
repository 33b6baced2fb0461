from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from sayso.days import today_in_london
from sayso.evidence.models import Entry
from sayso.law import ContactQuestion
from sayso.law.codes import Channel
from sayso.lists.registers import RegisterStore
from sayso.people import jobs, registers
from sayso.people.actions import NewPerson, NewPoint, add_people, shred
from sayso.people.declared import origin
from sayso.people.facts import UNKNOWN_SINCE
from sayso.people.jobs import Swept, screen_registers, sweep
from sayso.people.models import ContactPoint, Person, Screening, SubjectKey
from sayso.people.points import read_point
from sayso.people.registers import listed_now
from sayso.people.tests.cast import (
    CLERK,
    EMAILS,
    LAST_YEAR,
    PHONES,
    TODAY,
    may,
    person,
    version,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 20)


def add_edition(register: str, on: date, *numbers: str) -> None:
    """An edition of a register, as its keeper sends it."""
    file = settings.ENVIRONMENT.home.parent / f"{register}-{on}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{number.replace(' ', '')}\n" for number in numbers))
    RegisterStore(settings.ENVIRONMENT.home).add(register, file, on, today=today_in_london())


def listed(who: Person, register: str = "tps") -> date | None:
    return getattr(who.points.get(kind="phone"), register)  # type: ignore[no-any-return]


@pytest.fixture
def people() -> dict[str, Person]:
    return {name: person(name) for name in EMAILS}


@pytest.fixture
def screened(people: dict[str, Person]) -> dict[str, Person]:
    """Everybody searched in two editions of TPS: Dev is in both, Bert in the second alone."""
    add_edition("tps", FIRST, PHONES["dev"], "020 7946 0999")
    screen_registers()
    add_edition("tps", SECOND, PHONES["dev"], PHONES["bert"], "020 7946 0999")
    screen_registers()
    return people


def test_every_number_is_searched_in_a_newer_edition(screened: dict[str, Person]) -> None:
    assert listed(screened["dev"]) == UNKNOWN_SINCE
    assert listed(screened["bert"]) == FIRST + timedelta(days=1)
    assert {listed(screened[name]) for name in ("ada", "cleo", "eve")} == {None}
    newest = Screening.objects.latest("id")
    assert (newest.register, newest.edition, newest.numbers, newest.listed) == (
        *("tps", SECOND),
        *(5, 2),
    )
    assert Entry.objects.filter(kind="people.searched-tps").count() == 2


def test_a_number_that_left_the_register_is_free(screened: dict[str, Person]) -> None:
    add_edition("tps", SECOND + timedelta(days=1), PHONES["bert"], "020 7946 0999")
    screen_registers()
    assert listed(screened["dev"]) is None
    assert listed(screened["bert"]) == FIRST + timedelta(days=1)


def test_an_edition_counts_for_nobody_before_it_is_searched(people: dict[str, Person]) -> None:
    add_edition("tps", SECOND, "020 7946 0998")
    add_edition("ctps", SECOND, "020 7946 0999")
    assert searched(people["ada"]) == (None, None)
    screen_registers()
    assert searched(people["ada"]) == (SECOND, SECOND)


def searched(who: Person) -> tuple[date | None, ...]:
    """The editions in which the law is told that a number was searched."""
    told = may(who, "new-members", Channel.LIVE_CALL).told
    assert told
    assert isinstance(told.question, ContactQuestion)
    found = told.question.registers
    return tuple(one.edition if one else None for one in (found.tps, found.ctps))


def test_it_is_safe_to_search_twice(screened: dict[str, Person]) -> None:
    before = list(ContactPoint.objects.order_by("pid").values())
    assert screen_registers() == []
    assert Screening.objects.count() == 2
    assert list(ContactPoint.objects.order_by("pid").values()) == before


def test_whoever_was_killed_on_the_way_starts_again(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_edition("tps", SECOND, PHONES["dev"], "020 7946 0999")
    with monkeypatch.context() as killed:
        killed.setattr(jobs, "_conclude", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            screen_registers()
    assert not Screening.objects.exists()
    screen_registers()
    assert listed(people["dev"]) == UNKNOWN_SINCE
    assert Screening.objects.get().listed == 1


def test_a_number_that_comes_meanwhile_is_searched_too(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_edition("tps", SECOND, "020 7946 0077")
    conclude = jobs._conclude

    def as_somebody_comes(*known: object) -> object:
        late = NewPoint(read_point("phone", "020 7946 0077"))
        policy = version()
        come = origin(policy.policy, source="shop", given_on=LAST_YEAR, actor=CLERK)
        add_people(new=[NewPerson(come, points=[late])], actor=CLERK, policy=policy.sha256)
        return conclude(*known)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "_conclude", as_somebody_comes)
    screen_registers()
    assert ContactPoint.objects.filter(tps=UNKNOWN_SINCE).count() == 1
    assert (Screening.objects.get().numbers, Screening.objects.get().listed) == (6, 1)


def test_a_number_that_comes_later_is_searched_as_it_comes(screened: dict[str, Person]) -> None:
    assert listed(person("dev")) == UNKNOWN_SINCE
    assert listed_now()("phone:+442079460004") == {"tps": UNKNOWN_SINCE}


def test_a_number_that_cannot_be_read_counts_as_listed(people: dict[str, Person]) -> None:
    SubjectKey.objects.filter(sid=people["ada"].sid).delete()
    Person.objects.filter(sid=people["cleo"].sid).update(sealed=b"no whole details")
    add_edition("tps", SECOND, "020 7946 0999")
    screen_registers()
    assert listed(people["ada"]) == listed(people["cleo"]) == UNKNOWN_SINCE
    assert listed(people["bert"]) is None


def test_a_damaged_edition_is_not_searched_and_the_others_are(people: dict[str, Person]) -> None:
    add_edition("tps", SECOND, PHONES["dev"])
    add_edition("ctps", SECOND, PHONES["cleo"])
    damaged = settings.ENVIRONMENT.home / "registers" / "tps" / f"{SECOND}.npy"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert [one.register for one in screen_registers()] == ["ctps"]
    assert listed(people["cleo"], "ctps") == UNKNOWN_SINCE
    assert "tps" not in registers.editions_searched()


def test_many_batches_are_as_one(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    add_edition("tps", SECOND, *(PHONES[name] for name in ("ada", "bert", "cleo", "dev")))
    screen_registers()
    assert {name for name, who in people.items() if listed(who)} == EMAILS.keys() - {"eve"}


# --- keys --------------------------------------------------------------------------------


def now() -> datetime:
    return datetime.now(UTC)


def test_keys_that_an_interrupted_erasure_left_are_destroyed(people: dict[str, Person]) -> None:
    bert = SubjectKey.objects.get(sid=people["bert"].sid)
    shred(sid=bert.sid, actor=CLERK, policy="", on=TODAY)
    assert not SubjectKey.objects.filter(sid=bert.sid).exists()
    bert.save(force_insert=True)
    assert sweep() == Swept(shredded=1, nobody=0)
    assert SubjectKey.objects.count() == len(EMAILS) - 1
    assert sweep() == Swept(shredded=0, nobody=0)


def test_keys_of_nobody_go_after_an_hour(people: dict[str, Person]) -> None:
    for name in ("ada", "bert", "cleo", "dev", "eve"):
        person(name)
    SubjectKey.objects.create(sid="0" * 32, wrapped=b"", made_at=now() - timedelta(minutes=61))
    SubjectKey.objects.create(sid="1" * 32, wrapped=b"", made_at=now() - timedelta(minutes=59))
    assert sweep() == Swept(shredded=0, nobody=1)
    assert SubjectKey.objects.filter(sid="1" * 32).exists()
    assert SubjectKey.objects.count() == 2 * len(EMAILS) + 1


def test_keys_are_not_destroyed_because_another_database_was_named(
    people: dict[str, Person], tmp_path: Path
) -> None:
    SubjectKey.objects.update(made_at=now() - timedelta(days=1))
    Person.objects.filter(sid__in=[who.sid for who in people.values()]).delete()
    assert sweep() == Swept(0, 0)
    assert SubjectKey.objects.count() == len(EMAILS)
