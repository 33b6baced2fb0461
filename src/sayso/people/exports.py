"""Details taken out: asked for with a reason, counted, seconded above a bound, taken once.

Nothing lies about in the meantime. Whoever is taken out is asked about at that moment, so that a
stop which came after the count still counts; each of them has it on record before a line leaves.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from sayso.days import today_in_london
from sayso.evidence import actions as log
from sayso.evidence.event import Event
from sayso.law.codes import Channel
from sayso.lists.output import csv_line
from sayso.people.batches import batches
from sayso.people.bulk import Told, permissions
from sayso.people.details import open_all
from sayso.people.errors import RecordError
from sayso.people.export_models import Export
from sayso.people.models import Access, Person
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current
from sayso.policy.text import unwritten
from sayso.staff import work
from sayso.staff.approval import Approving
from sayso.staff.models import Member, actor_of, now

EACH = 20_000
"""Answers between two signs of life."""

TOGETHER = 500
"""People whose details are opened and whose lines leave together."""

HEADINGS = ("ref", "name", "contact", "channel", "purpose", "allowed_on", "export")


@transaction.atomic
def ask(*, member: Member, purpose: str, channel: str, reason: str) -> Export:
    """Ask for everybody who may be contacted so; they are counted first."""
    version = current()
    use = version.policy.purposes.get(purpose)
    if use is None:
        raise RecordError("Choose what the details are for.")
    if channel not in {str(one) for one in use.channels}:
        raise RecordError("Choose a way by which our policy lets such a message go.")
    words = " ".join(reason.split())
    if len(words) < 10 or len(words) > 500 or unwritten(words):
        raise RecordError("Say in a line why they are taken out, for whoever looks later.")
    log.append(
        kind="people.export-asked",
        actor=member.actor,
        purpose=purpose,
        channel=channel,
        policy=version.sha256,
    )
    return Export.objects.create(
        member=member.pk, purpose=purpose, channel=channel, reason=words, policy=version.sha256
    )


def count_off() -> int:
    """Every export that waits to be counted; how many were."""
    return work.work_off(Export, _counted, refused=(RecordError,), ended=_ended)


def _counted(export: Export) -> dict[str, Any]:
    everybody = Person.objects.filter(shredded_at=None).count()
    found = 0
    for done, told in enumerate(_asked(export)):
        if done % EACH == 0:
            work.go_on(export, done=min(done, everybody), rows=everybody)
        found += told.allowed
    return {"people": found, "looked_at": everybody}


def _asked(export: Export) -> Iterator[Told]:
    version = PolicyVersion.objects.get(sha256=export.policy)
    if current().sha256 != version.sha256:
        raise RecordError("Another policy holds since you asked; ask again.")
    channels = [Channel(export.channel)]
    on = today_in_london()
    return permissions(purpose=export.purpose, channels=channels, version=version, on=on)


def _ended(export: Export) -> None:
    """One alone may take out no more than the policy says."""
    bound = current().policy.staff.export_alone
    Export.objects.filter(name=export.name).update(needs_second=export.people > bound)


@transaction.atomic
def approve(*, export: Export, member: Member, found: Approving) -> None:
    """Second an export; `found` is whether this member may, and how long it lay if alone."""
    if not found.may:
        raise RecordError(found.shut)
    rows = Export.objects.filter(name=export.name, approved_at=None, needs_second=True)
    changed = rows.filter(state="done").update(
        approved_by=member.pk, approved_at=now(), waited_days=found.waited_days
    )
    if not changed:
        raise RecordError("It does not wait for a second person any more; look at it anew.")
    log.append(
        kind="people.export-approved",
        actor=member.actor,
        purpose=export.purpose,
        channel=export.channel,
    )


def take(*, export: Export, member: Member) -> Iterator[str]:
    """The lines of an export, once; raises RecordError before the first if it cannot be taken."""
    if export.member != member.pk or not export.can_be_taken:
        raise RecordError("This cannot be taken out any more; ask for it again, with its reason.")
    allowed = [told for told in _asked(export) if told.allowed]
    with transaction.atomic():
        if not Export.objects.filter(name=export.name, taken_at=None).update(taken_at=now()):
            raise RecordError("This was taken out already; ask for it again, with its reason.")
        _note(export, "people.export-taken")
    most = export.people if export.needs_second else current().policy.staff.export_alone
    return _lines(export, sorted(allowed)[:most])


def _note(export: Export, kind: str) -> None:
    log.append(
        kind=kind,
        actor=actor_of(export.member),
        purpose=export.purpose,
        channel=export.channel,
        policy=export.policy,
    )


def _lines(export: Export, allowed: Sequence[Told]) -> Iterator[str]:
    yield csv_line(HEADINGS)
    sent = 0
    for some in batches(allowed, TOGETHER):
        _put_on_record(export, some)
        people = Person.objects.in_bulk([told.sid for told in some])
        details = open_all(people.values())
        for told in some:
            own = details.get(told.sid)
            if own is None:  # shredded a moment ago
                continue
            name = own["fields"].get("name", {}).get("value", "")
            for pid in told.use:
                if pid in own["points"]:
                    yield csv_line(_cells(export, people[told.sid].ref, name, own["points"][pid]))
            sent += 1
    with transaction.atomic():
        Export.objects.filter(name=export.name).update(taken_rows=sent)
        _note(export, "people.export-whole")


def _cells(export: Export, ref: str, name: str, value: str) -> tuple[str, ...]:
    day = today_in_london().isoformat()
    return (ref, name, value, export.channel, export.purpose, day, export.name)


@transaction.atomic
def _put_on_record(export: Export, some: Sequence[Told]) -> None:
    """That these people's details leave, and that it was allowed: before they do."""
    Access.objects.bulk_create(
        Access(sid=told.sid, member=export.member, what="taken out") for told in some
    )
    log.append_many(
        Event(
            kind="person.taken-out",
            actor=actor_of(export.member),
            subject=told.sid,
            purpose=export.purpose,
            channel=export.channel,
            policy=export.policy,
        )
        for told in some
    )
