"""For how long a person is kept: by what we have their record for, and the schedule of the policy.

Whatever is on record of somebody gives a reason to keep it, of one class of the schedule. They are
kept until the last of these reasons is over:

- a source of a bought-in list: `bought_in_list`; of purchases: `purchase`; of letters about
  somebody's rights: `rights_request`; any other form or call: `enquiry`;
- what was sent by a form of the policy: the class that it names there;
- a membership, as the latest word about their dealings with us has it: `membership`; a sale:
  `purchase`;
- every yes: `consent`. It ends when it is taken back or has run out.

A restricted record is kept: it may be what the person needs it for (UK GDPR art 18(1)).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from sayso.law.records import add_months
from sayso.people import said
from sayso.people.models import Event
from sayso.people.names import london_day
from sayso.policy.details import SourceKind
from sayso.policy.retention import EndOfPeriod, RecordClass, Retention, StartOfPeriod
from sayso.policy.schema import Policy

OURS = {said.MERGED, said.UNMERGED, said.RESTRICTED, said.UNRESTRICTED}
"""What we do with records, which is no dealing with a person."""

CLASSES = {
    SourceKind.BOUGHT_IN_LIST: RecordClass.BOUGHT_IN_LIST,
    SourceKind.PURCHASE: RecordClass.PURCHASE,
    SourceKind.RIGHTS_LETTER: RecordClass.RIGHTS_REQUEST,
}
DEALINGS = {"membership": RecordClass.MEMBERSHIP, "sale": RecordClass.PURCHASE}


class Reason(NamedTuple):
    """Why something is kept: its class, when it was recorded and last used, and when it ended.

    Without a day in `ended` it goes on, or has no end of its own.
    """

    record_class: RecordClass
    recorded: date
    closed: date
    ended: date | None = None
    goes_on: bool = False


class Due(NamedTuple):
    """When a record is to go, and by which class; no day at all: not yet."""

    record_class: RecordClass
    on: date | None


def due(events: Sequence[Event], policy: Policy) -> Due:
    """When the record of a person is to go, by all that was said of them."""
    dealings = [event for event in events if event.kind not in OURS]
    last = max((event.happened_on for event in dealings), default=date.min)
    ends = [_end(reason, policy.retention, last) for reason in reasons(events, policy)]
    if not ends or _is_restricted(events):
        return Due(RecordClass.ENQUIRY, None)
    return max(ends, key=lambda end: end.on or date.max)


def reasons(events: Sequence[Event], policy: Policy) -> list[Reason]:
    """Everything for which a record is kept."""
    return [
        *_of_sources(events, policy),
        *_of_dealings(events),
        *(_of_consent(event, events, policy) for event in events if event.kind == said.CONSENT),
    ]


def _of_sources(events: Iterable[Event], policy: Policy) -> list[Reason]:
    by_class: dict[RecordClass, list[Event]] = {}
    for event in events:
        if event.source:
            by_class.setdefault(_class_of(event, policy), []).append(event)
    return [_reason(record_class, some) for record_class, some in by_class.items()]


def _class_of(event: Event, policy: Policy) -> RecordClass:
    """Of what came by a form its own, else that of the source; a later policy may lack either."""
    form = policy.forms.get(event.details.get("form", ""))
    source = policy.sources.get(event.source)
    found = form.retention if form else CLASSES.get(source.kind) if source else None
    return found or RecordClass.ENQUIRY


def _of_dealings(events: Sequence[Event]) -> list[Reason]:
    """What the latest word about their dealings with us says; a membership lasts until another."""
    some = [event for event in events if event.kind == said.RELATIONSHIP]
    ordered = sorted(some, key=lambda one: (one.happened_on, one.seq or 0, one.id))
    found = []
    for event, later in zip_longest(ordered, ordered[1:]):
        record_class = DEALINGS.get(event.details.get("kind", ""))
        if record_class:
            is_member = record_class is RecordClass.MEMBERSHIP and later is None
            ended = later.happened_on if later else None
            found.append(_reason(record_class, [event])._replace(ended=ended, goes_on=is_member))
    return found


def _of_consent(event: Event, events: Iterable[Event], policy: Policy) -> Reason:
    """A yes, which ends at the first of: taken back, the day that it named, run out."""
    house = policy.house_rules.house
    ends = [add_months(event.happened_on, house.consent_months)]
    if "ends_on" in event.details:
        ends.append(date.fromisoformat(event.details["ends_on"]))
    ends += [no.happened_on for no in events if no.kind == said.WITHDRAWAL and no.of == event.id]
    return _reason(RecordClass.CONSENT, [event])._replace(ended=min(ends))


def _reason(record_class: RecordClass, some: Sequence[Event]) -> Reason:
    return Reason(
        record_class,
        recorded=max(london_day(event.recorded_at) for event in some),
        closed=max(event.happened_on for event in some),
    )


def _end(reason: Reason, schedule: Mapping[RecordClass, Retention], last: date) -> Due:
    rule = schedule[reason.record_class]
    if reason.goes_on or rule.then is EndOfPeriod.KEEP or isinstance(rule.keep, str):
        return Due(reason.record_class, None)
    counted_from = {
        StartOfPeriod.RECORDED: reason.recorded,
        StartOfPeriod.LAST_DEALING: last,
        StartOfPeriod.ENDED: reason.ended or reason.closed,
        StartOfPeriod.CLOSED: reason.closed,
    }
    return Due(reason.record_class, rule.keep.after(counted_from[rule.counted_from]))


def _is_restricted(events: Iterable[Event]) -> bool:
    """Whether any of the records of a person is."""
    last: dict[str, str] = {}
    for event in sorted(events, key=lambda one: one.id):
        if event.kind in (said.RESTRICTED, said.UNRESTRICTED):
            last[event.sid] = event.kind
    return said.RESTRICTED in last.values()
