"""Who is on record and who is to be left alone, as far as the rows of a chunk may be about them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from sayso.people import said
from sayso.people.actions import NewEvent
from sayso.people.batches import among
from sayso.people.details import open_all
from sayso.people.imports.claims import Body, Claim, Point
from sayso.people.imports.noes import Standing, standing
from sayso.people.imports.spoken import same_as
from sayso.people.models import ContactPoint, Event, Person, Suppression
from sayso.people.names import folded
from sayso.people.said import Said, facts_of

HeldAs = tuple[str, str]


@dataclass(slots=True)
class Changes:
    """What is to be written of somebody, in the order in which the rows said it; `made` counts."""

    points: list[tuple[Point, Claim]] = field(default_factory=list)
    fields: dict[str, tuple[str, Claim]] = field(default_factory=dict)
    subscribers: dict[HeldAs, Point] = field(default_factory=dict)
    body: Body | None = None
    utterances: list[NewEvent] = field(default_factory=list)
    withdrawals: list[tuple[str, date]] = field(default_factory=list)
    put_right_by: Claim | None = None
    made: int = 0


@dataclass(slots=True, eq=False)
class Target:
    """Somebody as far as an import has to know them: on record, or first met in the file.

    Of merged records, the one that speaks for all, with what is held in any of them. `held` are
    their contact points, each with its subscriber.
    """

    sid: str = ""
    ref: str = ""
    first: Claim | None = None
    name: str = ""
    held: dict[HeldAs, str] = field(default_factory=dict)
    kin: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    body: tuple[str, str] | None = None
    said: set[str] = field(default_factory=set)
    standing: Standing = field(default_factory=Standing)
    is_open: bool = True
    changes: Changes = field(default_factory=Changes)

    def holds(self, kind: str) -> bool:
        """Whether they have a contact point of this kind."""
        return any(one == kind for one, _ in self.held)


class Known:
    """What a chunk has to know, read in as many questions as there are tables.

    `run` is the reason that all events of this import have: what it brought in itself was not there
    before. Whoever is met in a file stays known for as long as this lives: a dry run meets them
    again.
    """

    def __init__(self, run: str | None, *, lock: bool) -> None:
        self.run, self.lock = run, lock
        self.by_lookup: dict[str, list[Target]] = defaultdict(list)
        self.stops: dict[str, list[tuple[str, date]]] = {}
        self.left_alone: set[str] = set()
        self._loaded: dict[str, Target] = {}

    def look_up(self, claims: Iterable[Claim]) -> None:
        """Read whatever is on record of the contact points of these rows."""
        lookups, kin = set(), set()
        for claim in claims:
            for point in claim.points:
                lookups.add(point.keys.lookup)
                kin |= {point.keys.kin, point.keys.other_kin}
        self._load(self._roots_of(lookups))
        self._read_stops(kin - {""} - self.stops.keys())

    def meet(self, claim: Claim) -> Target:
        """Somebody who is not on record yet."""
        target = Target(first=claim, name=folded(claim.fields.get("name", "")))
        target.fields |= claim.fields
        target.body = body_key(claim.body) if claim.body else None
        for point in claim.points:
            self.give(target, point)
        stops = [stop for kin in target.kin for stop in self.stops.get(kin, ())]
        target.standing = standing({}, stops)
        return target

    def give(self, target: Target, point: Point) -> None:
        """Let somebody have a contact point, by which they are found from now on."""
        target.held[point.held_as] = point.new.subscriber
        target.kin |= {point.keys.kin, point.keys.other_kin} - {""}
        found = self.by_lookup[point.keys.lookup]
        if target not in found:
            found.append(target)

    # --- people --------------------------------------------------------------------------

    def _roots_of(self, lookups: Collection[str]) -> set[str]:
        """The records that have these contact points; a no is not lost with one that has ended."""
        roots = set()
        rows = ContactPoint.objects.filter(lookup__in=among(lookups))
        for sid, root in rows.values_list("person_id", "person__merged_into"):
            roots.add(root or sid)
        return roots - self._loaded.keys()

    def _load(self, roots: Collection[str]) -> None:
        if not roots:
            return
        people = self._people(roots)
        root_of = {person.sid: person.merged_into or person.sid for person in people}
        targets = {p.sid: Target(sid=p.sid, ref=p.ref) for p in people if not p.merged_into}
        self._add_details(people, targets)
        self._add_points(root_of, targets)
        self._add_said(root_of, targets)
        self._loaded |= targets

    def _people(self, roots: Collection[str]) -> list[Person]:
        """The records of these people; nobody else writes in them before we are done."""
        theirs = Q(sid__in=among(roots)) | Q(merged_into__in=among(roots))
        rows = Person.objects.filter(theirs).order_by("sid")
        if self.lock:
            list(rows.select_for_update().values_list("sid"))
        return list(rows.select_related("organisation"))

    def _add_details(self, people: Sequence[Person], targets: Mapping[str, Target]) -> None:
        opened = open_all(person for person in people if person.sid in targets)
        for person in people:
            target = targets.get(person.sid)
            if target is None:
                continue
            target.is_open = person.sid in opened
            held = opened.get(person.sid, {"fields": {}})["fields"]
            target.fields = {name: one["value"] for name, one in held.items()}
            target.name = folded(target.fields.get("name", ""))
            if body := person.organisation:
                target.body = (folded(body.name), body.legal_form)

    def _add_points(self, root_of: Mapping[str, str], targets: Mapping[str, Target]) -> None:
        rows = ContactPoint.objects.filter(person__in=among(root_of)).order_by("pid")
        names = ("person_id", "kind", "lookup", "subscriber", "kin", "other_kin")
        for sid, kind, lookup, subscriber, *kin in rows.values_list(*names):
            target = targets[root_of[sid]]
            target.held[kind, lookup] = subscriber
            target.kin |= {one for one in kin if one}
            if target not in self.by_lookup[lookup]:
                self.by_lookup[lookup].append(target)

    def _add_said(self, root_of: Mapping[str, str], targets: Mapping[str, Target]) -> None:
        stops = self._stops_of({kin for target in targets.values() for kin in target.kin})
        events: dict[str, list[Event]] = {root: [] for root in targets}
        for event in Event.objects.filter(sid__in=among(root_of)).order_by("id"):
            events[root_of[event.sid]].append(event)
        for root, target in targets.items():
            target.said = identities(events[root])
            before = [_said(event) for event in events[root] if event.reason != self.run]
            alone = [stop for kin in target.kin for stop in stops.get(kin, ())]
            target.standing = standing(facts_of(before), alone)

    # --- whom to leave alone -------------------------------------------------------------

    def _read_stops(self, kin: Collection[str]) -> None:
        found = self._stops_of(kin)
        self.stops |= {one: found.get(one, []) for one in kin}
        for_all = {one for one, some in found.items() if any(c == "all" for c, _ in some)}
        self.left_alone |= for_all - _held(for_all)

    def _stops_of(self, kin: Collection[str]) -> dict[str, list[tuple[str, date]]]:
        found: dict[str, list[tuple[str, date]]] = {}
        rows = Suppression.objects.filter(kin__in=among(kin)).order_by("id")
        for one, channel, day in rows.values_list("kin", "channel", "on"):
            found.setdefault(one, []).append((channel, day))
        return found


def _held(kin: Collection[str]) -> set[str]:
    """Those that somebody on record has: they were not erased."""
    if not kin:
        return set()
    rows = ContactPoint.objects.filter(Q(kin__in=among(kin)) | Q(other_kin__in=among(kin)))
    return {one for both in rows.values_list("kin", "other_kin") for one in both}


def identities(events: Sequence[Event]) -> set[str]:
    """What is on record already, by which the same is told when it comes again."""
    yeses = {event.id: same_as(event) for event in events if event.kind == said.CONSENT}
    found = set()
    for event in events:
        if event.of in yeses:
            found.add(taken_back(yeses[event.of], event.happened_on))
        else:
            found.add(same_as(event) + event.lookup)
    return found


def taken_back(yes: str, on: date) -> str:
    """The same for a yes that was taken back on a day."""
    return f"{yes} until {on}"


def _said(event: Event) -> Said:
    return Said(
        event.id,
        event.sid,
        event.kind,
        event.happened_on,
        event.seq,
        event.recorded_at,
        event.details,
        event.of,
    )


def body_key(body: Body) -> tuple[str, str]:
    """By what an organisation is known: its name, however it is written, and its legal form."""
    return folded(body.name), body.legal_form
