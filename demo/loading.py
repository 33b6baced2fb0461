"""The history of the demo organisation brought into the record, one day after another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from asked import bring, known
from bodies import LEGAL_FORMS, Body
from clock import Clock, story_time
from dice import Dice
from history import Coming, Erasure, Happening, Number, Same, Saying
from people import Person as MadeUp
from points import fields, new_point, points
from policies import policies
from said import Suppression
from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.people import declared
from sayso.people.actions import (
    NewEvent,
    NewPerson,
    Origin,
    Stop,
    add_organisation,
    add_people,
    add_point,
    merge,
    record,
    shred,
    suppress,
)
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.jobs import screen_registers
from sayso.people.models import Person
from sayso.people.points import read_point
from sayso.people.router import KEYS
from sayso.policy.actions import apply_policy
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import policy_on

WEBSITE, CLERK, OFFICER, SECOND = "api:website", "Aisha Clerk", "Daniel Officer", "Grace Second"
STOPS_TAKEN_OVER_ON = date(2024, 11, 22)


class Held(NamedTuple):
    """Somebody on record."""

    sid: str
    ref: str


def must_be_new() -> None:
    """Nobody's own record is mixed with people who do not exist."""
    if Person.objects.exists() or PolicyVersion.objects.exists():
        raise RecordError("There is something on this record; name a new folder in SAYSO_HOME.")


def new_log() -> str:
    """Make the key that signs the log; the answer is the one that verifies it."""
    return new_signing_key(settings.ENVIRONMENT.keys)


def fill(
    seed: int,
    history: Sequence[tuple[date, Happening]],
    members: Mapping[str, Body],
    stops: Iterable[Suppression],
) -> Mapping[int, Held]:
    """Bring everything into a new record: policies, history, registers; and seal the log.

    The answer is under which names everybody is held, by their place in the list.
    """
    with story_time(seed) as clock:
        loading = Loading(clock, members)
        for day, text in policies():
            clock.day = day
            apply_policy(text=text, by=OFFICER, approved_by=SECOND, today=day)
        clock.day = STOPS_TAKEN_OVER_ON
        suppress(new=_stops(stops), actor=CLERK)
        for _, month in groupby(history, key=lambda pair: pair[0].replace(day=1)):
            loading.a_month(list(month))
        with transaction.atomic():
            sids = {who: one.sid for who, one in loading.held.items()}
            bring(clock, known(sids, history), Dice(seed))
    screen_registers()
    seal()
    return loading.held


def _stops(kept: Iterable[Suppression]) -> Iterator[Stop]:
    for contact, channel in kept:
        for kin in read_point("email" if "@" in contact else "phone", contact).kin:
            yield Stop(keys().suppression_of(kin), channel or "all", STOPS_TAKEN_OVER_ON)


class Loading:
    """A record that is being filled; `held` is whom it knows by now, by their place in the list."""

    version: PolicyVersion

    def __init__(self, clock: Clock, members: Mapping[str, Body]) -> None:
        self.clock, self.members = clock, members
        self.held: dict[int, Held] = {}
        self._oids: dict[str, str] = {}
        self._yeses: dict[Saying, int] = {}

    def a_month(self, dated: Sequence[tuple[date, Happening]]) -> None:
        """All that was recorded in a month, in one transaction; erasures have one of their own."""
        with transaction.atomic(), transaction.atomic(using=KEYS):
            for day, those in groupby(dated, key=lambda pair: pair[0]):
                self._a_day(day, [one for _, one in those])
        for day, one in dated:
            if isinstance(one, Erasure):
                self.clock.day = day
                self._erase(one)

    def _a_day(self, day: date, those: Sequence[Happening]) -> None:
        self.clock.day, self.version = day, policy_on(day)
        self._come([one for one in those if isinstance(one, Coming)])
        for one in those:
            if isinstance(one, Number):
                self._add_number(one)
        self._say([one for one in those if isinstance(one, Saying)])
        for one in those:
            if isinstance(one, Same):
                self._merge(one)

    # --- people ----------------------------------------------------------------------------

    def _come(self, those: Sequence[Coming]) -> None:
        for actor in (WEBSITE, CLERK):
            some = [one for one in those if _actor(one.source) == actor]
            new = [self._new(one) for one in some]
            added = add_people(new=new, actor=actor, policy=self.version.sha256) if new else []
            for one, person in zip(some, added, strict=True):
                self.held[one.who] = Held(person.sid, person.ref)

    def _new(self, one: Coming) -> NewPerson:
        given, collects = fields(one.person), self.version.policy.sources[one.source].collects
        oid = self._organisation(one.person)
        if oid:  # what is known of an organisation is held once
            del given["organisation-name"], given["legal-form"]
        return NewPerson(
            self._origin(one.source, one.on),
            {name: value for name, value in given.items() if value and name in collects},
            list(points(one.person, collects)),
            oid,
        )

    def _origin(self, source: str, on: date) -> Origin:
        policy = self.version.policy
        return declared.origin(policy, source=source, given_on=on, actor=_actor(source))

    def _organisation(self, person: MadeUp) -> str | None:
        """The member organisation that somebody belongs to, added when the first of them comes."""
        body = self.members.get(person.organisation)
        if body is None or body.subscriber != person.subscriber:
            return None
        if body.name not in self._oids:
            row = add_organisation(
                name=body.name,
                size_band=body.size,
                legal_form=LEGAL_FORMS[body.subscriber],
                subscriber=body.subscriber,
                decided_by="legal form given",
            )
            self._oids[body.name] = row.oid
        return self._oids[body.name]

    def _add_number(self, one: Number) -> None:
        origin = self._origin(one.source, one.on)
        point = new_point(one.person, "mobile", one.person.mobile)
        sid, policy = self.held[one.who].sid, self.version.sha256
        add_point(sid=sid, new=point, origin=origin, policy=policy)

    def _merge(self, one: Same) -> None:
        merge(
            sid=self.held[one.who].sid,
            into=self.held[one.into].sid,
            actor=CLERK,
            policy=self.version.sha256,
            reason="the same name and number",
        )

    def _erase(self, one: Erasure) -> None:
        sid, policy = self.held[one.who].sid, self.version.sha256
        shred(sid=sid, actor=OFFICER, policy=policy, on=one.on)

    # --- what they said --------------------------------------------------------------------

    def _say(self, those: Sequence[Saying]) -> None:
        """What was recorded on one day: what takes a yes back after the yeses."""
        takes_back = [one for one in those if one.of]
        says = [one for one in those if not one.of]
        for actor, some in (*_by_actor(says), *_by_actor(takes_back)):
            events = [self._event(one) for one in some]
            rows = record(events=events, actor=actor, policy=self.version.sha256)
            self._yeses |= {one: row.id for one, row in zip(some, rows, strict=True)}

    def _event(self, one: Saying) -> NewEvent:
        sid, policy = self.held[one.who].sid, self.version.policy
        words: dict[str, Any] = {"wording": one.wording, "method": one.method, "seq": one.seq}
        if one.kind == "consent":
            words |= {"channels": one.channels, "ends_on": one.ends_on}
            return declared.consent(policy, sid=sid, given_on=one.on, **words)
        if one.kind == "objection":
            return declared.objection(policy, sid=sid, on=one.on, channels=one.channels, **words)
        details = dict(one.details)
        if one.kind == "notice":
            details["notice"] = self._origin(one.source, one.on).notice
        return NewEvent(
            sid,
            one.kind,
            one.on,
            details=details,
            method=one.method,
            source=one.source,
            of=self._yeses[one.of] if one.of else None,
        )


def _actor(source: str) -> str:
    return WEBSITE if source.startswith("website") or source == "shop" else CLERK


def _by_actor(those: Sequence[Saying]) -> Iterator[tuple[str, list[Saying]]]:
    """What came in by the website, and what somebody keyed."""
    online = [one for one in those if one.method in ("web-form", "my-choices")]
    keyed = [one for one in those if one not in online]
    yield from ((actor, some) for actor, some in ((WEBSITE, online), (CLERK, keyed)) if some)
