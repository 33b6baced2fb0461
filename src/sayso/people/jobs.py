"""What is done again and again: safe to lose, safe to run twice, and at any moment to kill."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from sayso.addresses import national_number
from sayso.days import today_in_london
from sayso.evidence import actions as log
from sayso.lists.errors import ListError
from sayso.lists.registers import Matcher, RegisterStore
from sayso.people import holdings, registers
from sayso.people.actions import destroy_keys
from sayso.people.batches import BATCH, batches
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.facts import UNKNOWN_SINCE
from sayso.people.models import ContactPoint, Person, Screening, SubjectKey, Submission
from sayso.people.sealing import SealedError, unseal, unwrap
from sayso.policy.models import PolicyVersion

NUMBERS = ("phone", "mobile", "fax")

told = logging.getLogger(__name__)


class Searching(NamedTuple):
    """An edition to search."""

    edition: date
    matcher: Matcher


Newer = dict[str, Searching]


# --- registers ---------------------------------------------------------------------------


def screen_registers() -> list[Screening]:
    """Search every number we hold in each edition that is newer than the one last searched.

    An edition counts as searched only once every number was, those that came meanwhile included.
    """
    with registers.one_search():
        newer = _newer_editions()
        if not newer:
            return []
        searched = _search(newer, _every_point())
        return _conclude(newer, searched)


def _newer_editions() -> Newer:
    store, searched = RegisterStore(settings.ENVIRONMENT.home), registers.editions_searched()
    found = {}
    for register in registers.REGISTERS:
        try:
            newest = max((edition.on for edition in store.editions(register)), default=None)
            if newest and newest > searched.get(register, date.min):
                store.show(register)  # every edition of it is whole
                found[register] = Searching(newest, registers.matcher(register, newest))
        except ListError as error:  # it grows old, and then nobody is cleared by it
            told.error("register not searched: %s", error)
    return found


def _every_point() -> Iterator[list[ContactPoint]]:
    last = ""
    rows = ContactPoint.objects.filter(kind__in=NUMBERS).order_by("pid")
    while batch := list(rows.filter(pid__gt=last).select_related("person")[:BATCH]):
        yield batch
        last = batch[-1].pid


def _search(newer: Newer, points: Iterable[Sequence[ContactPoint]]) -> NDArray[np.uint64]:
    """Write down since when each number is listed; the names of all points that were searched."""
    names: list[NDArray[np.uint64]] = []
    for batch in points:
        before = [_listings(point) for point in batch]
        numbers = _numbers(batch)
        for register, (_, matcher) in newer.items():
            _mark(register, matcher, batch, numbers)
        changed = [p for p, b in zip(batch, before, strict=True) if _listings(p) != b]
        ContactPoint.objects.bulk_update(changed, list(newer), batch_size=500)
        names.append(_names(point.pid for point in batch))
    return np.concatenate(names) if names else _names(())


def _listings(point: ContactPoint) -> tuple[date | None, ...]:
    return point.tps, point.ctps, point.fps


def _names(pids: Iterable[str]) -> NDArray[np.uint64]:
    """The names of contact points, 16 hex digits each, in a tenth of the memory."""
    return np.array([int(pid, 16) for pid in pids], np.uint64)


UNREADABLE, ABROAD = -1, 0


def _numbers(batch: Sequence[ContactPoint]) -> NDArray[np.int64]:
    """Each number as a register has it."""
    master = keys().master
    people = {point.person_id: point.person for point in batch}
    wrapped = SubjectKey.objects.filter(sid__in=list(people)).values_list("sid", "wrapped")
    opened = {}
    for sid, secret in wrapped:
        try:
            key = unwrap(master, sid, bytes(secret)).key
            opened[sid] = unseal(key, sid, bytes(people[sid].sealed))["points"]
        except SealedError:
            continue
    return np.array([_number(opened.get(p.person_id, {}).get(p.pid)) for p in batch], np.int64)


def _number(value: str | None) -> int:
    if value is None:
        return UNREADABLE
    return national_number(value) or ABROAD


def _mark(
    register: str, matcher: Matcher, batch: Sequence[ContactPoint], numbers: NDArray[np.int64]
) -> None:
    """A number that cannot be read may well be listed: it counts as such."""
    hits = matcher.listed(numbers) & (numbers > ABROAD)
    for point, number, hit in zip(batch, numbers, hits, strict=True):
        found = registers.since(matcher, int(number)) if hit else None
        setattr(point, register, UNKNOWN_SINCE if number == UNREADABLE else found)


@transaction.atomic(durable=True)
def _conclude(newer: Newer, searched: NDArray[np.uint64]) -> list[Screening]:
    """Search what came meanwhile, while nothing more can come, and call the editions searched."""
    registers.wait_for_searches(alone=True)
    held = ContactPoint.objects.filter(kind__in=NUMBERS).values_list("pid", flat=True)
    names = _names(held.iterator(chunk_size=BATCH))
    missed = [f"{name:016x}" for name in np.setdiff1d(names, searched)]
    rows = ContactPoint.objects.select_related("person")
    _search(newer, (list(rows.filter(pid__in=some)) for some in batches(missed)))
    return [_searched(register, edition, len(names)) for register, (edition, _) in newer.items()]


def _searched(register: str, edition: date, numbers: int) -> Screening:
    held = ContactPoint.objects.filter(kind__in=NUMBERS)
    listed = held.filter(**{f"{register}__isnull": False}).count()
    log.append(kind=f"people.searched-{register}", actor="job:screening", happened_on=edition)
    told.info("searched %d numbers in %s of %s: %d listed", numbers, register, edition, listed)
    return Screening.objects.create(
        register=register, edition=edition, numbers=numbers, listed=listed
    )


# --- retention ---------------------------------------------------------------------------

ODD, FEW = 10, 100
"""Above a hundred people, one in ten at once is no ordinary day: somebody is to look first."""


def expire(
    *, version: PolicyVersion, dry_run: bool, today: date | None = None, force: bool = False
) -> dict[str, int]:
    """Erase whoever was kept as long as the policy says, by class; first counted, then done."""
    day = today or today_in_london()
    planned = holdings.expire(version=version, today=day, dry_run=True)
    told.info("expiry on %s, planned: %s", day, planned)
    count = sum(planned.values())
    if dry_run or not count:
        return planned
    everybody = Person.objects.filter(shredded_at=None).count()
    if count > FEW and count * ODD > everybody and not force:
        raise RecordError(
            f"{count:,} of {everybody:,} people would be erased at once, which is odd; look at the "
            "schedule in the policy, then run: sayso expire --apply --force"
        )
    done = holdings.expire(version=version, today=day, dry_run=False)
    told.info("expiry on %s, done: %s", day, done)
    return done


# --- keys --------------------------------------------------------------------------------


class Swept(NamedTuple):
    """How many keys were destroyed: of people who were shredded, and of nobody on record."""

    shredded: int
    nobody: int


def sweep(*, now: datetime | None = None) -> Swept:
    """Destroy the keys that an interrupted erasure or addition left behind."""
    hour_ago = (now or datetime.now(UTC)) - timedelta(hours=1)
    shredded, orphans, total = 0, list[str](), 0
    for batch in _every_key():
        made_at = dict(batch)
        known = set(Person.objects.filter(sid__in=made_at).values_list("sid", flat=True))
        known |= set(Submission.objects.filter(sid__in=made_at).values_list("sid", flat=True))
        orphans += [sid for sid, at in batch if sid not in known and at < hour_ago]
        total += len(batch)
        shredded += destroy_keys(list(known))
    return Swept(shredded, _destroy_orphans(orphans, total))


def _every_key() -> Iterator[list[tuple[str, datetime]]]:
    last = ""
    rows = SubjectKey.objects.order_by("sid").values_list("sid", "made_at")
    while batch := list(rows.filter(sid__gt=last)[:BATCH]):
        yield batch
        last = batch[-1][0]


def _destroy_orphans(sids: Sequence[str], total: int) -> int:
    """Many keys of nobody mean that this is not their database, and then none is touched."""
    if len(sids) * ODD > total:
        told.warning("%d of %d keys belong to nobody on record; kept", len(sids), total)
        return 0
    return sum(SubjectKey.objects.filter(sid__in=some).delete()[0] for some in batches(sids))
