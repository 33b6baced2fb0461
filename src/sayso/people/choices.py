"""What somebody may be contacted for, as they see it, and what becomes of it when they say so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from sayso.law.codes import Channel, ObjectionTo, Purpose
from sayso.people import declared, said
from sayso.people.actions import NewEvent, lock_people, record
from sayso.people.errors import RecordError
from sayso.people.gate import at_most_a_month
from sayso.people.holdings import group
from sayso.people.models import Event, Person, now
from sayso.people.names import instant_seq, london_day
from sayso.people.queries import OnRecord, Permission
from sayso.people.receipts import queue_receipt
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current
from sayso.policy.schema import Policy

ACTOR, METHOD, ONE_CLICK = "page:choices", "my-choices", "one-click"
PAUSE = "pause"
LONGEST_PAUSE = timedelta(days=366)

TO = {Purpose.MARKETING: ObjectionTo.MARKETING, Purpose.MARKET_RESEARCH: ObjectionTo.RESEARCH}
"""What of ours people can turn down, and what a no to it is a no to."""

Cell = tuple[str, Channel]
"""A purpose of the policy, and a channel."""


# --- what holds now ----------------------------------------------------------------------


class Choice(NamedTuple):
    """Whether we may, as the law answers; `wording` is in which words a yes can be given here."""

    purpose: str
    channel: Channel
    told: Permission
    wording: str

    @property
    def may(self) -> bool:
        return self.told.allowed

    @property
    def can_be_asked(self) -> bool:
        """Whether somebody could say yes here: there are words for it, and somewhere to reach."""
        return bool(self.wording and self.told.answers)


def offered(policy: Policy) -> dict[str, tuple[Channel, ...]]:
    """The purposes that people can turn down, each with the channels it may use."""
    closed = set(policy.house_rules.closed_channels)
    return {
        slug: channels
        for slug, use in policy.purposes.items()
        if use.kind in TO and (channels := tuple(c for c in use.channels if c not in closed))
    }


def choices(person: Person, version: PolicyVersion) -> dict[Cell, Choice]:
    """What holds of everything that somebody can turn down: now, or when their pause is over."""
    uses, known = version.policy.purposes, OnRecord.of(person, often(person).paused_until)
    return {
        (purpose, channel): Choice(
            purpose,
            channel,
            known.permission(version, purpose, channel),
            uses[purpose].wordings.get(channel, ""),
        )
        for purpose, channels in offered(version.policy).items()
        for channel in channels
    }


@dataclass(frozen=True)
class Often:
    """How often somebody wishes to hear from us: until when not at all, and at most how much."""

    paused_until: date | None = None
    at_most_a_month: int | None = None


def often(person: Person) -> Often:
    """What somebody wished for last."""
    sids = [one.sid for one in group(person.sid)]
    ends = [date.fromisoformat(one.details["withdrawn_on"]) for one in _pauses(sids)]
    until = max((day for day in ends if day > london_day(now())), default=None)
    return Often(until, at_most_a_month(sids))


def _pauses(sids: Sequence[str]) -> list[Event]:
    """The pauses that nobody ended early."""
    paused = Event.objects.filter(sid__in=sids, kind=said.OBJECTION, reason=PAUSE).order_by("id")
    ended = Event.objects.filter(sid__in=sids, kind=said.OBJECTION_ENDED)
    return list(paused.exclude(id__in=ended.values("of")))


# --- stopped -----------------------------------------------------------------------------


def stop_events(
    policy: Policy,
    *,
    sid: str,
    at: datetime,
    lookup: str = "",
    reason: str = "",
    method: str = METHOD,
) -> list[NewEvent]:
    """The noes to all that is not necessary: to marketing, and to being asked for opinions."""
    kinds = {use.kind for use in policy.purposes.values()} & TO.keys()
    noes = [_no_to(policy, to, sid=sid, at=at, method=method) for k, to in TO.items() if k in kinds]
    return [no._replace(lookup=lookup, reason=reason, recorded_at=at) for no in noes]


def _no_to(policy: Policy, to: ObjectionTo, *, sid: str, at: datetime, method: str) -> NewEvent:
    """A no by every channel, in the words of the policy if it has some for it."""
    fit = [
        slug
        for slug, words in policy.objections.items()
        if words.to is to and words.channels == ("all",)
    ]
    wording = fit[0] if fit else ""
    return declared.objection(
        policy,
        sid=sid,
        on=london_day(at),
        wording=wording,
        to=str(to),
        topics=["all"],
        channels=["all"],
        seq=instant_seq(at),
        method=method,
    )


def stop_everything(*, sid: str, pid: str = "") -> list[Event]:
    """No marketing and no surveys from this moment, by any means."""
    version, at = current(), now()
    events = stop_events(version.policy, sid=sid, at=at)
    return _say(version, sid, pid, events)


def stop_one(*, sid: str, pid: str, purpose: str, channel: str) -> list[Event]:
    """No more of one purpose by one channel, as at one click; said again, it is said once."""
    version, at = current(), now()
    with transaction.atomic():
        lock_people([sid])
        if _is_said(sid, purpose, channel):
            return []
        event = _no(version.policy, sid, (purpose, Channel(channel)), at, ONE_CLICK)
        return _say(version, sid, pid, [event])


def _is_said(sid: str, purpose: str, channel: str) -> bool:
    """Whether it was the last word: nothing was said since that could have ended it."""
    noes = Event.objects.filter(sid=sid, kind=said.OBJECTION, method=ONE_CLICK)
    wanted = {"channels": [channel], "topics": [purpose]}
    last = noes.filter(**{f"details__{key}": value for key, value in wanted.items()}).last()
    since = Event.objects.filter(sid=sid, kind__in=(said.CONSENT, said.OBJECTION_ENDED))
    return last is not None and not since.filter(id__gt=last.id).exists()


def _no(policy: Policy, sid: str, cell: Cell, at: datetime, method: str = METHOD) -> NewEvent:
    purpose, channel = cell
    use = policy.purposes.get(purpose)
    to = TO.get(use.kind, ObjectionTo.MARKETING) if use else ObjectionTo.MARKETING
    return declared.objection(
        policy,
        sid=sid,
        on=london_day(at),
        channels=[str(channel)],
        topics=[purpose],
        to=str(to),
        seq=instant_seq(at),
        method=method,
    )


def _say(version: PolicyVersion, sid: str, pid: str, events: Sequence[NewEvent]) -> list[Event]:
    """Record answers, and send a receipt of them; both or neither."""
    if not events:
        return []
    with transaction.atomic():
        rows = record(events=events, actor=ACTOR, policy=version.sha256)
        queue_receipt(events=rows, sid=sid, pid=pid)
    return rows


# --- chosen ------------------------------------------------------------------------------


class NotProvedError(RecordError):
    """Somebody said yes, and nobody knows that it was the person."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The boxes that somebody ticked, and how often they wish to hear from us."""

    ticked: frozenset[Cell]
    often: Often


def save(*, sid: str, pid: str = "", wanted: Wanted, proved: bool) -> list[Event]:
    """Record what is different from what holds now. Less is anybody's to say who has the link.

    Raises NotProvedError if anything would be more, unless they `proved` who they are: then nothing
    is recorded.
    """
    version, at = current(), now()
    with transaction.atomic():
        lock_people([sid])
        person = Person.objects.get(sid=sid)
        held, policy = choices(person, version), version.policy
        changed = [one for cell, one in held.items() if one.may is not (cell in wanted.ticked)]
        more = _yeses(policy, sid, changed, at) + list(_more_often(person, wanted.often, at))
        if more and not proved:
            raise NotProvedError("A yes needs the code that we send; ask for one and enter it.")
        less = _noes(policy, sid, changed, at) + list(_less_often(person, wanted.often, at))
        return _say(version, sid, pid, less + more)


def _noes(policy: Policy, sid: str, changed: Iterable[Choice], at: datetime) -> list[NewEvent]:
    return [_no(policy, sid, (one.purpose, one.channel), at) for one in changed if one.may]


def _yeses(policy: Policy, sid: str, changed: Iterable[Choice], at: datetime) -> list[NewEvent]:
    return [
        declared.consent(
            policy,
            sid=sid,
            given_on=london_day(at),
            wording=one.wording,
            method=METHOD,
            seq=instant_seq(at),
        )
        for one in changed
        if not one.may and one.can_be_asked
    ]


def _less_often(person: Person, wish: Often, at: datetime) -> Iterator[NewEvent]:
    held = often(person)
    if wish.paused_until and (held.paused_until or date.min) < wish.paused_until:
        yield from _pause(person.sid, wish.paused_until, at)
    if wish.at_most_a_month is not None and _is_fewer(wish, held):
        yield _at_most(person.sid, wish.at_most_a_month, at)


def _is_fewer(wish: Often, held: Often) -> bool:
    return held.at_most_a_month is None or (wish.at_most_a_month or 0) < held.at_most_a_month


def _more_often(person: Person, wish: Often, at: datetime) -> Iterator[NewEvent]:
    held = often(person)
    if held.paused_until and (wish.paused_until or date.min) < held.paused_until:
        for pause in _pauses([one.sid for one in group(person.sid)]):
            yield NewEvent(
                pause.sid, said.OBJECTION_ENDED, london_day(at), seq=instant_seq(at), of=pause.id
            )
        if wish.paused_until:
            yield from _pause(person.sid, wish.paused_until, at)
    if held.at_most_a_month is not None and wish.at_most_a_month is None:
        yield _at_most(person.sid, None, at)


def _pause(sid: str, until: date, at: datetime) -> Iterator[NewEvent]:
    """A no to marketing that ends by itself, so that whoever asks heeds it as any other."""
    today = london_day(at)
    if not today < until <= today + LONGEST_PAUSE:
        raise RecordError(
            "A pause ends on a day after today, and within a year; choose one.", field="until"
        )
    for to in TO.values():
        details = {"channels": ["all"], "to": str(to), "withdrawn_on": until.isoformat()}
        yield NewEvent(
            sid,
            said.OBJECTION,
            today,
            seq=instant_seq(at),
            details=details,
            method=METHOD,
            reason=PAUSE,
        )


def _at_most(sid: str, number: int | None, at: datetime) -> NewEvent:
    return NewEvent(
        sid,
        said.PREFERENCE,
        london_day(at),
        seq=instant_seq(at),
        details={"at_most_a_month": number},
        method=METHOD,
    )
