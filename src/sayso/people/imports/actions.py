"""Every write of an import: its beginning, each chunk with how far it came, and its end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sayso.evidence import actions as log
from sayso.evidence.inserting import insert
from sayso.people import said
from sayso.people.actions import (
    Adding,
    NewEvent,
    NewPerson,
    add_people,
    field_held,
    lock_people,
    point_row,
    write_events,
)
from sayso.people.details import Details, secrets_of
from sayso.people.import_models import Import, ImportRow
from sayso.people.imports.claims import Body, Claim
from sayso.people.imports.known import Changes, Target, body_key
from sayso.people.imports.planning import Result
from sayso.people.imports.spoken import same_as
from sayso.people.models import ContactPoint, Event, Organisation, Person
from sayso.people.names import folded, new_pids, new_sid, opaque
from sayso.people.projection import refresh
from sayso.people.sealing import seal, unseal
from sayso.people.written import PointRow

BEGUN, DONE = "begun", "done"


@transaction.atomic
def begin(
    *, name: str, sha256: str, mapping: Mapping[str, object], policy: str, actor: str
) -> Import:
    """Begin to bring in a file."""
    log.append(kind="people.import-begun", actor=opaque(actor), policy=policy)
    return Import.objects.create(
        name=name, sha256=sha256, mapping=mapping, policy=policy, actor=actor, state=BEGUN
    )


@transaction.atomic
def end(*, run: Import) -> None:
    """Note that every row of a file is in."""
    log.append(kind="people.import-done", actor=opaque(run.actor), policy=run.policy)
    run.state, run.finished_at = DONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])


def reason_of(run: Import) -> str:
    """What every event of an import has for a reason."""
    return f"import {run.pk}"


class Bodies:
    """The organisations on record, each once by its name and legal form."""

    def __init__(self) -> None:
        rows = Organisation.objects.values_list("name", "legal_form", "oid").order_by("recorded_at")
        self._oids: dict[tuple[str, str], str] = {}
        for name, form, oid in rows.iterator():
            self._oids.setdefault((folded(name), form), oid)

    def oid(self, body: Body) -> str:
        """The name of an organisation that is on record."""
        return self._oids[body_key(body)]

    def add(self, bodies: Iterable[Body]) -> None:
        """Put those on record that are not."""
        fresh: dict[tuple[str, str], Organisation] = {}
        for body in bodies:
            if (key := body_key(body)) not in self._oids:
                fresh.setdefault(key, Organisation(oid=new_sid(), **body._asdict()))
        Organisation.objects.bulk_create(fresh.values())
        self._oids |= {key: row.oid for key, row in fresh.items()}


@transaction.atomic
def write_chunk(*, run: Import, results: Sequence[Result], bodies: Bodies) -> None:
    """Write what was decided of some rows, and in the same moment that they are in."""
    targets = list({id(one.target): one.target for one in results if one.target}.values())
    named = [t.first.body for t in targets if t.first] + [t.changes.body for t in targets]
    bodies.add(body for body in named if body)
    _Chunk(run, bodies).write(targets)
    insert(
        ImportRow,
        ("run_id", "row", "outcome", "sid", "reason"),
        [
            (run.pk, r.row, str(r.outcome), r.target.sid if r.target else "", r.reason)
            for r in results
        ],
    )
    run.cursor = results[-1].row
    run.counts = dict(Counter(run.counts) + Counter(str(one.outcome) for one in results))
    run.save(update_fields=["cursor", "counts"])


@dataclass(frozen=True)
class _Chunk:
    """The people of a chunk, written together."""

    run: Import
    bodies: Bodies

    def write(self, targets: Sequence[Target]) -> None:
        known = [target for target in targets if target.sid]
        strangers = [target for target in targets if not target.sid]
        self._add(strangers)
        changed = [t for t in targets if t.changes.points or t.changes.put_right_by]
        self._change(changed)
        events = [event for target in changed for event in self._changed(target)]
        events += [
            e._replace(sid=target.sid) for target in known for e in target.changes.utterances
        ]
        self._write(events)
        self._write(list(_endings(targets)))

    def _add(self, targets: Sequence[Target]) -> None:
        people = add_people(
            new=[self._new(target, target.first) for target in targets if target.first],
            actor=self.run.actor,
            policy=self.run.policy,
        )
        for target, person in zip(targets, people, strict=True):
            target.sid, target.ref = person.sid, person.ref

    def _new(self, target: Target, first: Claim) -> NewPerson:
        return NewPerson(
            first.origin,
            first.fields,
            [point.new for point in first.points],
            self.bodies.oid(first.body) if first.body else None,
            target.changes.utterances,
        )

    def _change(self, targets: Sequence[Target]) -> None:
        """Add contact points, and put right what is sealed and what is not."""
        if not targets:
            return
        sids = sorted(target.sid for target in targets)
        lock_people(sids)
        people, secrets = Person.objects.in_bulk(sids), secrets_of(sids)
        add = _Adder()
        for target in targets:
            person, key = people[target.sid], secrets[target.sid].key
            details = unseal(key, target.sid, bytes(person.sealed))
            add.to(target, details)
            self._put_right(target, details, person)
            person.sealed = seal(key, target.sid, details)
        Person.objects.bulk_update(people.values(), ["sealed", "organisation"], batch_size=500)
        insert(ContactPoint, PointRow._fields, add.rows)

    def _put_right(self, target: Target, details: Details, person: Person) -> None:
        changes = target.changes
        for name, (value, claim) in changes.fields.items():
            details["fields"][name] = field_held(value, claim.origin)
        if changes.body:
            person.organisation_id = self.bodies.oid(changes.body)
        for (kind, lookup), point in changes.subscribers.items():
            ContactPoint.objects.filter(person=person, kind=kind, lookup=lookup).update(
                subscriber=point.new.subscriber, decided_by=point.new.decided_by
            )

    def _changed(self, target: Target) -> Iterator[NewEvent]:
        """What happened to a record."""
        changes = target.changes
        for _, claim in changes.points:
            origin = claim.origin
            yield NewEvent(target.sid, "contact_point_added", origin.given_on, source=origin.source)
        if last := changes.put_right_by:
            yield NewEvent(
                target.sid,
                "corrected",
                last.origin.given_on,
                details={"fields": sorted(_named(changes))},
                source=last.origin.source,
            )

    def _write(self, events: Sequence[NewEvent]) -> None:
        if not events:
            return
        sids = sorted({event.sid for event in events})
        reason = reason_of(self.run)
        write_events(
            [event if event.reason else event._replace(reason=reason) for event in events],
            actor=self.run.actor,
            policy=self.run.policy,
            secrets=secrets_of(sids),
        )
        refresh(sids)


def _endings(targets: Sequence[Target]) -> Iterator[NewEvent]:
    """The ends of yeses: each names the yes, which is on record by now."""
    ending = [target for target in targets if target.changes.withdrawals]
    yeses = _yeses_of([target.sid for target in ending]) if ending else {}
    for target in ending:
        for same, on in target.changes.withdrawals:
            yes = yeses[target.sid, same]
            yield NewEvent(yes.sid, said.WITHDRAWAL, on, of=yes.id)


def _named(changes: Changes) -> set[str]:
    """The fields that were put right, those of an organisation included."""
    body = {"organisation-name"} if changes.body else set()
    form = {"legal-form"} if changes.body or changes.subscribers else set()
    return {*changes.fields} | body | form


class _Adder:
    """Makes the rows of new contact points, and seals the words of them with the rest."""

    def __init__(self) -> None:
        self.adding = Adding.now()
        self.rows: list[PointRow] = []

    def to(self, target: Target, details: Details) -> None:
        points = target.changes.points
        for pid, (point, claim) in zip(new_pids(len(points)), points, strict=True):
            row = point_row(pid, target.sid, point.new, claim.origin, self.adding)
            details["points"][row.pid] = point.new.point.value
            self.rows.append(row)


def _yeses_of(asked: Sequence[str]) -> dict[tuple[str, str], Event]:
    """The yeses on record, by whose they are and what they say."""
    people = Person.objects.filter(Q(sid__in=asked) | Q(merged_into__in=asked))
    root_of = {sid: root or sid for sid, root in people.values_list("sid", "merged_into")}
    rows = Event.objects.filter(sid__in=list(root_of), kind=said.CONSENT).order_by("-id")
    return {(root_of[event.sid], same_as(event)): event for event in rows}
