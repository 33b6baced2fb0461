"""What holds now, made from the events; made again, it is the same."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db.models import Q

from sayso.evidence.inserting import insert
from sayso.people.alike import shape_of
from sayso.people.models import Event, Facts, Person, Standing
from sayso.people.said import Facts as FactsOf
from sayso.people.said import Said, canonical, facts_of
from sayso.people.written import Written

LONDON = ZoneInfo("Europe/London")
BATCH = 5_000
SAID = Said._fields
_of_event = attrgetter(*SAID)


def refresh(sids: Collection[str]) -> None:
    """Make the standing of these people anew, and of those whose records are theirs, too."""
    groups = _groups(sids)
    events = _events(groups)
    texts = {sid: canonical(facts_of(_of_group(events, groups[sid]))) for sid in groups}
    ids = _stored(set(texts.values()))
    Standing.objects.bulk_create(
        [Standing(person_id=sid, facts_id=ids[digest]) for sid, (_, digest) in texts.items()],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["facts"],
        batch_size=BATCH,
    )


def begin(rows: Iterable[Written]) -> None:
    """Make the standing of people who were not on record before, from all that was said of them."""
    events: dict[str, list[Said]] = defaultdict(list)
    for row in rows:
        events[row.sid].append(Said(*_of_event(row)))
    texts = {sid: canonical(facts_of(some)) for sid, some in events.items()}
    ids = _stored(set(texts.values()))
    standing = [(sid, ids[digest]) for sid, (_, digest) in texts.items()]
    insert(Standing, ("person_id", "facts_id"), standing)


def facts_known(sid: str, known_on: date) -> FactsOf:
    """What held of a person by what had been recorded at the end of a day, in London."""
    until = datetime.combine(known_on + timedelta(days=1), time(), LONDON)
    group = _groups([sid]).get(sid, [sid])
    events = _events({sid: group}, until)
    return facts_of(_of_group(events, group))


def rebuild() -> int:
    """Make every standing anew; the number of people."""
    count = 0
    for sids in _batches(Person.objects.order_by("sid").values_list("sid", flat=True).iterator()):
        refresh(sids)
        count += len(sids)
    return count


def differences() -> Iterator[str]:
    """The people whose standing is not what their events say: none, if all is well."""
    for sids in _batches(Person.objects.order_by("sid").values_list("sid", flat=True).iterator()):
        groups = _groups(sids)
        events = _events(groups)
        held = dict(
            Standing.objects.filter(person__in=sids).values_list("person_id", "facts__facts")
        )
        for sid in sids:
            if held.get(sid) != canonical(facts_of(_of_group(events, groups[sid])))[0]:
                yield sid


def _groups(sids: Collection[str]) -> dict[str, list[str]]:
    """For each person, all records that are theirs since they were merged."""
    asked = list(sids)
    roots = dict(Person.objects.filter(sid__in=asked).values_list("sid", "merged_into"))
    root_of = {sid: merged_into or sid for sid, merged_into in roots.items()}
    members: dict[str, set[str]] = defaultdict(set)
    named = set(root_of.values())
    rows = Person.objects.filter(Q(merged_into__in=named) | Q(sid__in=named))
    for sid, merged_into in rows.values_list("sid", "merged_into"):
        members[merged_into or sid].add(sid)
    groups = {root: sorted(found) for root, found in members.items()}
    return {sid: group for group in groups.values() for sid in group}


def _events(groups: dict[str, list[str]], until: datetime | None = None) -> dict[str, list[Said]]:
    wanted = {sid for group in groups.values() for sid in group}
    rows = Event.objects.filter(sid__in=wanted)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    found: dict[str, list[Said]] = defaultdict(list)
    for values in rows.order_by("id").values_list(*SAID):
        found[values[1]].append(Said(*values))
    return found


def _of_group(events: dict[str, list[Said]], group: Iterable[str]) -> list[Said]:
    return [event for sid in group for event in events.get(sid, ())]


def _stored(texts: Collection[tuple[str, str]]) -> dict[str, int]:
    """The ids of these facts, each of them stored once."""
    digests = [digest for _, digest in texts]
    known = dict(Facts.objects.filter(sha256__in=digests).values_list("sha256", "id"))
    fresh = [(text, digest) for text, digest in sorted(texts) if digest not in known]
    if not fresh:
        return known
    Facts.objects.bulk_create(
        [_row(text, digest) for text, digest in fresh],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    return dict(Facts.objects.filter(sha256__in=digests).values_list("sha256", "id"))


def _row(text: str, digest: str) -> Facts:
    shape, days = shape_of(json.loads(text))
    return Facts(sha256=digest, facts=text, shape=shape, days=days)


def _batches(sids: Iterable[str]) -> Iterator[Sequence[str]]:
    batch: list[str] = []
    for sid in sids:
        batch.append(sid)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
