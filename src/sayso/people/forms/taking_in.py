"""What was sent, taken into the record: seconds later, where nobody watches what is found out.

A no is recorded for everybody whose mailbox or mobile number it is. A yes waits for proof where
the policy asks for it or somebody on record has the address. See docs/decisions/0008.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sayso.law.codes import Basis, Subscriber
from sayso.people import declared
from sayso.people.actions import (
    NewEvent,
    NewPerson,
    NewPoint,
    Origin,
    add_organisation,
    add_people,
    record,
)
from sayso.people.details import keys, secrets_of
from sayso.people.forms import letters
from sayso.people.forms.given import Box, Given
from sayso.people.forms.kept import destroy_key, for_the_record, opened, seal_given, shown_under
from sayso.people.forms.submitting import actor_of
from sayso.people.imports.claims import DECIDED_BY, LEGAL_FORMS, Body, body_of
from sayso.people.locks import wait_for_others
from sayso.people.models import ContactPoint, Event, Organisation, Person, SubjectKey, Submission
from sayso.people.names import instant_seq, london_day
from sayso.people.points import hashed, is_personal
from sayso.policy.forms import Form
from sayso.policy.schema import Policy

SUBMITTED = "submitted"

CONFIRM_WITHIN = timedelta(days=14)
"""For how long a yes waits to be confirmed."""

told = logging.getLogger(__name__)


def take_in() -> int:
    """Take in whatever was sent, each for itself, in the order in which it came; how many."""
    waiting = Submission.objects.filter(taken_at=None).order_by("received_at", "name")
    count = 0
    for name in list(waiting.values_list("name", flat=True)):
        try:
            with transaction.atomic():
                count += _take_in(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next can be taken in
            told.error("what was sent by a form cannot be taken in: %s", type(error).__name__)
    return count


def _take_in(name: str) -> bool:
    rows = Submission.objects.select_for_update(skip_locked=True)
    row = rows.filter(name=name, taken_at=None).first()
    if row is None:
        return False
    entry = Entry(row)
    row.waits = bool(entry.given.yeses) and (entry.form.double_opt_in or bool(entry.concerned()))
    row.taken_at = datetime.now(UTC)
    events = list[Event]()
    if not (row.waits and entry.rests_on_consent):
        events = entry.enter(() if row.waits else entry.given.yeses)
    row.save()
    email = entry.given.email
    if email and letters.may_write(row):
        if row.waits:
            letters.ask_to_confirm(row, entry.form, entry.words(), email.value)
        else:
            letters.acknowledge(row, entry.form, entry.given, events)
    return True


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Destroy what was to be confirmed before anybody was put on record, and was not; how many."""
    before = (now or datetime.now(UTC)) - CONFIRM_WITHIN
    rows = Submission.objects.filter(entered_at=None, received_at__lt=before)
    gone = rows.exclude(taken_at=None)
    sids = list(gone.values_list("sid", flat=True))
    count, _ = gone.delete()
    SubjectKey.objects.filter(sid__in=sids).delete()
    return count


class Entry:
    """One submission on its way into the record, by the policy that it was shown under."""

    def __init__(self, row: Submission) -> None:
        self.row = row
        self.given: Given = opened(row)
        self.version = shown_under(row)
        self.policy: Policy = self.version.policy
        self.form: Form = self.policy.forms[row.form]

    @property
    def rests_on_consent(self) -> bool:
        """Whether there is no other reason to keep anything than the yes that is asked for."""
        return self.policy.purposes[self.form.purpose].basis is Basis.CONSENT

    def origin(self) -> Origin:
        """Where the details came from: the notice is that of the day on which it was shown."""
        found = declared.origin(
            self.policy,
            source=self.form.source,
            given_on=london_day(self.row.shown_at),
            actor=actor_of(self.row.form),
        )
        return found._replace(given_on=london_day(self.row.received_at))

    def words(self) -> list[str]:
        """The very words that were ticked."""
        names = [self.policy.purposes[purpose].wordings[way] for purpose, way in self.given.yeses]
        return [self.policy.wordings[name].text for name in names]

    # --- whose it is ---------------------------------------------------------------------

    def known(self) -> list[Person]:
        """Whoever has the email address on record; if none was given, the mobile number."""
        email = self.given.email
        points = [email.read()] if email else [p.read() for p in self.given.points]
        lookups = [hashed(keys(), point).lookup for point in points if is_personal(point)]
        wait_for_others(lookups)
        rows = ContactPoint.objects.filter(lookup__in=lookups, ended_at=None)
        return self._people(rows.values_list("person_id", flat=True))

    def concerned(self) -> list[Person]:
        """Everybody whose mailbox or mobile number was given, under any spelling."""
        points = [point.read() for point in self.given.points]
        found = [hashed(keys(), point) for point in points if is_personal(point)]
        wait_for_others([one.lookup for one in found])
        kin = [one.kin for one in found]
        rows = ContactPoint.objects.filter(Q(kin__in=kin) | Q(other_kin__in=kin))
        return self._people(rows.values_list("person_id", flat=True))

    def _people(self, sids: Iterable[str]) -> list[Person]:
        """The records, or those that speak for them, the oldest first."""
        found = Person.objects.filter(sid__in=list(sids), shredded_at=None)
        roots = {person.merged_into or person.sid for person in found}
        return list(Person.objects.filter(sid__in=roots).order_by("recorded_at", "sid"))

    # --- entered -------------------------------------------------------------------------

    def enter(self, yeses: Sequence[Box]) -> list[Event]:
        """Put it on record: with whoever is there already, who keeps all that is held, or anew."""
        known = self.known()
        person = known[0] if known else self._add()
        self._belongs_to(person)
        self.row.entered_at = datetime.now(UTC)
        at = self.row.received_at
        details = {"form": self.row.form, "submission": self.row.name}
        events = [self._event(person, SUBMITTED, details), *self.consents(person, yeses, at)]
        if self.given.no_marketing:
            events += self._objections({person.sid, *(one.sid for one in self.concerned())}, at)
        return self.write(events)

    def write(self, events: Sequence[NewEvent]) -> list[Event]:
        """Record what was said."""
        actor = actor_of(self.row.form)
        return record(events=events, actor=actor, policy=self.version.sha256)

    def _event(self, person: Person, kind: str, details: dict[str, str]) -> NewEvent:
        at, source = self.row.received_at, self.form.source
        return NewEvent(
            person.sid,
            kind,
            london_day(at),
            seq=instant_seq(at),
            details=details,
            method=self.form.method,
            source=source,
        )

    def consents(self, person: Person, yeses: Iterable[Box], at: datetime) -> Iterator[NewEvent]:
        """Each yes, in the words that stood beside its box."""
        for purpose, channel in yeses:
            yield declared.consent(
                self.policy,
                sid=person.sid,
                given_on=london_day(at),
                wording=self.policy.purposes[purpose].wordings[channel],
                method=self.form.method,
                channels=[str(channel)],
                topics=[purpose],
                seq=instant_seq(at),
                source=self.form.source,
            )

    def _objections(self, sids: Iterable[str], at: datetime) -> Iterator[NewEvent]:
        for sid in sorted(sids):
            yield declared.objection(
                self.policy,
                sid=sid,
                on=london_day(at),
                wording=self.form.no_marketing,
                seq=instant_seq(at),
                source=self.form.source,
                method=self.form.method,
            )

    def points(self) -> list[NewPoint]:
        """How they are reached; who pays for it is known by the legal form that they gave."""
        form = self.given.fields.get("legal-form", "").casefold()
        subscriber = LEGAL_FORMS.get(form, Subscriber.UNKNOWN)
        decided_by = "" if subscriber is Subscriber.UNKNOWN else DECIDED_BY
        return [NewPoint(point.read(), str(subscriber), decided_by) for point in self.given.points]

    def _add(self) -> Person:
        fields = for_the_record(self.policy, self.given)
        body, _ = body_of(fields)
        organisation = _organisation(body) if body else None
        new = NewPerson(self.origin(), fields, self.points(), organisation)
        actor = actor_of(self.row.form)
        (person,) = add_people(new=[new], actor=actor, policy=self.version.sha256)
        return person

    def _belongs_to(self, person: Person) -> None:
        """Seal it under the secret of whoever it is of; the one it came under is destroyed."""
        before = self.row.sid
        secret = secrets_of([person.sid])[person.sid]
        self.row.sid = person.sid
        self.row.sealed = seal_given(secret, person.sid, self.given)
        destroy_key(before)


def _organisation(body: Body) -> str:
    """The body of this name and form, added if there is none."""
    known = Organisation.objects.filter(name=body.name, legal_form=body.legal_form)
    if found := known.order_by("recorded_at").first():
        return found.oid
    return add_organisation(**body._asdict()).oid
