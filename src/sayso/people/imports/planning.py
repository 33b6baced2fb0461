"""What becomes of each row. It is decided here alone, for a dry run and when it is meant."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from sayso.people import said
from sayso.people.actions import NewEvent
from sayso.people.errors import RecordError
from sayso.people.imports.claims import Claim, Point
from sayso.people.imports.known import Known, Target, body_key, taken_back
from sayso.people.imports.noes import Word, word
from sayso.people.imports.spoken import BOUNCE, COMPLAINT, Utterance, same_as
from sayso.people.names import folded
from sayso.people.points import is_personal

ABOUT_EMAIL = {BOUNCE, COMPLAINT}

SEVERAL = "The row matches several records; merge them first."
CLOSED = "The record that matches cannot be opened, for its key is gone; look into that first."
LEFT_ALONE = "A contact point of this row is to be left alone for good, so it was not brought in."
POINT_LEFT_ALONE = "One contact point is to be left alone for good, so it was not added."
NO_STANDS = "They said no, and that stands; nothing of this row changes it."
YES_LEFT_OUT = (
    "They said no, and that stands; the newer yes of this row was left out, for a file cannot end "
    "a no: record the yes by itself, as it came."
)


class Outcome(StrEnum):
    """What may become of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT_OPTED_OUT = "kept_opted_out"
    LEFT_ALONE = "left_alone"
    REFUSED = "refused"


class Result(NamedTuple):
    """What became of a row, why if that needs saying, and whose it is."""

    row: int
    outcome: Outcome
    reason: str = ""
    target: Target | None = None

    @property
    def ref(self) -> str:
        """The reference of the person, if they are on record."""
        return self.target.ref if self.target else ""


Unread = tuple[int, RecordError]
"""A row that could not be read, and why."""


class Planner:
    """Decides rows one after the other: each may be about somebody whom an earlier one named."""

    def __init__(self, known: Known, *, overwrite: bool) -> None:
        self.known, self.overwrite = known, overwrite

    def plan(self, rows: Sequence[Claim | Unread]) -> list[Result]:
        """What becomes of a chunk; what is to be written is gathered at the targets."""
        self.known.look_up(row for row in rows if isinstance(row, Claim))
        return [
            self._of_claim(row)
            if isinstance(row, Claim)
            else Result(row[0], Outcome.REFUSED, str(row[1]))
            for row in rows
        ]

    def _of_claim(self, claim: Claim) -> Result:
        found = self._who(claim)
        if len(found) > 1:
            return Result(claim.row, Outcome.REFUSED, SEVERAL)
        if not found:
            return self._of_stranger(claim)
        (target,) = found
        if not target.is_open:
            return Result(claim.row, Outcome.REFUSED, CLOSED)
        return self._of_somebody(claim, target)

    def _of_stranger(self, claim: Claim) -> Result:
        if any(self._is_left_alone(point) for point in claim.points):
            return Result(claim.row, Outcome.LEFT_ALONE, LEFT_ALONE)
        target = self.known.meet(claim)
        target.said |= {same_as(event) for event in _told(claim)}
        left_out = self._hear(claim, target)
        return _result(claim, target, Outcome.ADDED, left_out=left_out)

    def _of_somebody(self, claim: Claim, target: Target) -> Result:
        before = target.changes.made
        alone = self._add_points(claim, target)
        if self.overwrite:
            self._overwrite(claim, target)
        left_out = self._hear(claim, target, [Utterance(e, same_as(e)) for e in _told(claim)])
        changed = target.changes.made > before
        outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
        more = POINT_LEFT_ALONE if alone else ""
        return _result(claim, target, outcome, left_out=left_out, more=more)

    # --- who it is -----------------------------------------------------------------------

    def _who(self, claim: Claim) -> list[Target]:
        """Everybody whom the row may be about, by its contact points."""
        found: list[Target] = []
        for point in claim.points:
            for target in self.known.by_lookup.get(point.keys.lookup, ()):
                if target not in found and (is_personal(point.new.point) or _agree(claim, target)):
                    found.append(target)
        return found

    def _is_left_alone(self, point: Point) -> bool:
        return bool({point.keys.kin, point.keys.other_kin} & self.known.left_alone)

    # --- what changes --------------------------------------------------------------------

    def _add_points(self, claim: Claim, target: Target) -> bool:
        """Add what they lack; whether something was left out that is to be left alone."""
        alone = False
        for point in claim.points:
            if point.held_as in target.held:
                continue
            if self._is_left_alone(point):
                alone = True
                continue
            self.known.give(target, point)
            target.changes.points.append((point, claim))
            target.changes.made += 1
        return alone

    def _overwrite(self, claim: Claim, target: Target) -> None:
        """Put right what the row has otherwise: fields, the organisation, who pays for a line."""
        changes, before = target.changes, target.changes.made
        for name, value in claim.fields.items():
            if target.fields.get(name) != value:
                target.fields[name] = value
                changes.fields[name] = (value, claim)
                changes.made += 1
        if claim.body and target.body != body_key(claim.body):
            target.body, changes.body = body_key(claim.body), claim.body
            changes.made += 1
        for point in claim.points:
            held = target.held.get(point.held_as)
            if held and point.new.decided_by and held != point.new.subscriber:
                target.held[point.held_as] = point.new.subscriber
                changes.subscribers[point.held_as] = point
                changes.made += 1
        if changes.made > before:
            changes.put_right_by = claim

    def _hear(self, claim: Claim, target: Target, told: Iterable[Utterance] = ()) -> bool:
        """Take in what was said, each thing once; whether a yes was left out."""
        left_out = False
        for utterance in (*told, *claim.spoken):
            event, same = utterance.event, utterance.same_as
            if event.kind in ABOUT_EMAIL:
                event = event._replace(lookup=_email_of(claim))
                same += event.lookup
            if same not in target.said and _is_nothing_new(utterance, target):
                continue
            if same not in target.said and _would_end_a_no(utterance, target):
                left_out = True
                continue
            if same not in target.said:
                target.said.add(same)
                target.changes.utterances.append(event)
                target.changes.made += 1
            self._take_back(utterance, target)
        return left_out

    def _take_back(self, yes: Utterance, target: Target) -> None:
        if yes.withdrawn_on:
            ended = taken_back(yes.same_as, yes.withdrawn_on)
            if ended not in target.said:
                target.said.add(ended)
                target.changes.withdrawals.append((yes.same_as, yes.withdrawn_on))
                target.changes.made += 1


def _is_nothing_new(utterance: Utterance, target: Target) -> bool:
    """Whether it is a no of some day which stands already: the file has no other to tell of."""
    return utterance.of_today and target.standing.holds(_word(utterance))


def _would_end_a_no(utterance: Utterance, target: Target) -> bool:
    is_yes = utterance.event.kind == said.CONSENT and not utterance.withdrawn_on
    return is_yes and target.standing.refuses(_word(utterance))


def _word(utterance: Utterance) -> Word:
    return word(utterance.event.happened_on.isoformat(), utterance.event.details)


def _result(
    claim: Claim, target: Target, outcome: Outcome, *, left_out: bool, more: str = ""
) -> Result:
    """Whatever was brought in: a no that stands is told of first."""
    if left_out:
        return Result(claim.row, Outcome.KEPT_OPTED_OUT, YES_LEFT_OUT, target)
    if target.standing.stops:
        return Result(claim.row, Outcome.KEPT_OPTED_OUT, NO_STANDS, target)
    return Result(claim.row, outcome, more, target)


def _told(claim: Claim) -> list[NewEvent]:
    """The notice that they were given with what the row brings."""
    origin = claim.origin
    if not origin.notice:
        return []
    details = {"notice": origin.notice}
    return [NewEvent("", said.NOTICE, origin.given_on, details=details, source=origin.source)]


def _email_of(claim: Claim) -> str:
    """The address that a message came back from."""
    emails = [point.keys.lookup for point in claim.points if point.new.point.kind == "email"]
    return emails[0] if emails else ""


def _agree(claim: Claim, target: Target) -> bool:
    """Whether two who share a line or an address are one: they have one name or, where that is not
    known, nothing tells them apart.
    """
    name = folded(claim.fields.get("name", ""))
    if name and target.name:
        return name == target.name
    has_email = any(point.new.point.kind == "email" for point in claim.points)
    return not (has_email and target.holds("email"))
