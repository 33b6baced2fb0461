"""What people said, judged for one message: which consent is good, which objection stands.

All that compares the days of consents, withdrawals and objections is here.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date
from typing import NamedTuple

from sayso.law.codes import (
    Address,
    ObjectionTo,
    Obtained,
    Promotes,
    Purpose,
    SenderNamed,
)
from sayso.law.house import House
from sayso.law.question import ALL, ContactQuestion, Message, Permission
from sayso.law.question import Consent as ConsentRecord
from sayso.law.question import Objection as ObjectionRecord
from sayso.law.states import Consent, Objection

Keys = tuple[str, ...]
"""Dotted keys of a question that nobody has stated."""

NOTHING_ELSE = frozenset({Promotes.CONSENT})
"""What a message may promote and still count as promoting nothing: a plea to opt in."""


def add_months(day: date, months: int) -> date:
    """The same-numbered day some months on, or that month's last day if there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def promoted(message: Message) -> frozenset[Promotes] | None:
    """What the message promotes; unknown only for one that calls itself marketing."""
    if message.promotes is None and message.purpose is not Purpose.MARKETING:
        return frozenset()
    return message.promotes


# --- consents --------------------------------------------------------------------------


class Weighed(NamedTuple):
    """One consent record, judged for one message."""

    state: Consent
    gaps: Keys
    given_on: date
    seq: int | None


_STRENGTH = {state: rank for rank, state in enumerate(Consent)}


def best(weighed: list[Weighed]) -> tuple[Consent, Keys]:
    """The nearest to a valid consent; among those with gaps only, the one with the fewest."""
    if not weighed:
        return Consent.NONE, ()
    best = max(weighed, key=lambda one: (_STRENGTH[one.state], -len(one.gaps)))
    return best.state, best.gaps


def weigh(record: ConsentRecord, question: ContactQuestion, house: House | None) -> Weighed:
    """A consent's first defect for this message; with none, its gaps; with neither, it is valid.

    A record with a defect has no gaps: supplying a fact would not help it.
    """
    defect, gaps = _reach(record, question)
    if defect is None:
        defect, more = quality(record, question.on, house, "consents")
        gaps += more
    if defect is not None:
        return Weighed(defect, (), record.given_on, record.seq)
    state = Consent.UNKNOWN if gaps else Consent.VALID
    return Weighed(state, gaps, record.given_on, record.seq)


def _reach(record: ConsentRecord, question: ContactQuestion) -> tuple[Consent | None, Keys]:
    """Whether the consent is about this channel, topic, promotion and address."""
    gaps: Keys = ()
    if record.channels is None:
        gaps += ("consents.channels",)
    elif question.channel not in record.channels:
        return Consent.OTHER_CHANNEL, ()
    if not _on_topic(record.topics, question.message.topic):
        return Consent.OTHER_TOPIC, ()
    promotes = promoted(question.message)
    if record.covers is None:
        gaps += ("consents.covers",)
    elif not record.covers:
        return Consent.NOT_COVERED, ()
    if promotes is None:
        gaps += ("message.promotes",)
    elif record.covers is not None and not _covers(record.covers, promotes):
        return Consent.NOT_COVERED, ()
    if record.address is None:
        gaps += ("consents.address",)
    elif record.address is Address.OTHER:
        return Consent.OTHER_ADDRESS, ()
    return None, gaps


def _on_topic(topics: frozenset[str], topic: str | None) -> bool:
    return ALL in topics or topic in topics


def _covers(covers: frozenset[Promotes], promotes: frozenset[Promotes]) -> bool:
    return promotes <= covers or promotes <= NOTHING_ELSE


_QUALITIES = (
    ("affirmative", Consent.NOT_AFFIRMATIVE),
    ("unbundled", Consent.BUNDLED),
    ("informed", Consent.UNINFORMED),
    ("evidenced", Consent.UNEVIDENCED),
)


def quality(
    record: ConsentRecord | Permission, on: date, house: House | None, prefix: str
) -> tuple[Consent | None, Keys]:
    """Whether a yes is still running, names the sender, and was freely and knowingly given."""
    if record.withdrawn_on is not None:
        return Consent.WITHDRAWN, ()
    if record.ends_on is not None and record.ends_on <= on:
        return Consent.ENDED, ()
    ran_out, gaps = _house_life(record, on, house, prefix)
    if ran_out:
        return Consent.RAN_OUT, ()
    if record.given_on is None:
        gaps += (f"{prefix}.given_on",)
    if record.sender_named is None:
        gaps += (f"{prefix}.sender_named",)
    elif record.sender_named is not SenderNamed.NAMED:
        return Consent.SENDER_NOT_NAMED, ()
    for key, defect in _QUALITIES:
        value = getattr(record, key)
        if value is None:
            gaps += (f"{prefix}.{key}",)
        elif not value:
            return defect, ()
    return None, gaps


def _house_life(
    record: ConsentRecord | Permission, on: date, house: House | None, prefix: str
) -> tuple[bool, Keys]:
    """Whether the house rule has spent the yes, and whether knowing its giver would save it."""
    if house is None or record.given_on is None:
        return False, ()
    if on >= add_months(record.given_on, house.consent_months):
        return True, ()
    if record.obtained is Obtained.DIRECT:
        return False, ()
    if on < add_months(record.given_on, house.indirect_consent_months):
        return False, ()
    if record.obtained is Obtained.INDIRECT:
        return True, ()
    return False, (f"{prefix}.obtained",)


# --- objections ------------------------------------------------------------------------


class No(NamedTuple):
    """One standing no on this topic; `gaps` if it is not known to be about this channel."""

    on: date
    seq: int | None
    gaps: Keys


def marketing_noes(question: ContactQuestion) -> list[No]:
    """The objections to marketing on this channel and topic; a withdrawn consent is one."""
    to = {ObjectionTo.MARKETING, ObjectionTo.EVERYTHING}
    if question.message.purpose is Purpose.MARKET_RESEARCH:
        to.add(ObjectionTo.RESEARCH)
    withdrawn = [
        No(record.withdrawn_on, record.withdrawn_seq, _channel_gap(record, "consents"))
        for record in question.consents
        if record.withdrawn_on is not None and _meets(record, question)
    ]
    return _noes(question, to) + withdrawn


def other_noes(question: ContactQuestion) -> list[No]:
    """The objections that reach the message if it is no direct marketing."""
    to = {ObjectionTo.EVERYTHING}
    if question.message.purpose is Purpose.MARKET_RESEARCH:
        to.add(ObjectionTo.RESEARCH)
    return _noes(question, to)


def _noes(question: ContactQuestion, to: Iterable[ObjectionTo]) -> list[No]:
    return [
        No(record.on, record.seq, _channel_gap(record, "objections"))
        for record in question.objections
        if record.withdrawn_on is None and record.to in to and _meets(record, question)
    ]


def _meets(record: ConsentRecord | ObjectionRecord, question: ContactQuestion) -> bool:
    on_channel = record.channels is None or question.channel in record.channels
    return on_channel and _on_topic(record.topics, question.message.topic)


def _channel_gap(record: ConsentRecord | ObjectionRecord, prefix: str) -> Keys:
    return (f"{prefix}.channels",) if record.channels is None else ()


def objection_state(
    question: ContactQuestion, noes: list[No], weighed: list[Weighed]
) -> tuple[Objection, Keys]:
    """Whether any of the noes stands: not ended by a later valid consent or a later request.

    A no that only a fact not stated could lift is UNKNOWN, and the gaps name the fact.
    """
    unknown: dict[str, None] = {}
    for no in noes:
        if _ended(no, question.message.solicited_on, weighed):
            continue
        gaps = _would_end(no, weighed) or no.gaps
        if not gaps:
            return Objection.STANDS, ()
        unknown |= dict.fromkeys(gaps)
    return (Objection.UNKNOWN, tuple(unknown)) if unknown else (Objection.NONE, ())


def _ended(no: No, solicited_on: date | None, weighed: list[Weighed]) -> bool:
    if solicited_on is not None and solicited_on > no.on:
        return True
    return any(yes.state is Consent.VALID and _later(yes, no) for yes in weighed)


def _would_end(no: No, weighed: list[Weighed]) -> Keys:
    """The gaps of the later consent with the fewest, if there is one without a defect."""
    gaps = [yes.gaps for yes in weighed if yes.state is Consent.UNKNOWN and _later(yes, no)]
    return min(gaps, key=len, default=())


def _later(yes: Weighed, no: No) -> bool:
    """A later day, or a higher number on the same day; where either has none, the no wins."""
    if yes.given_on != no.on:
        return yes.given_on > no.on
    return yes.seq is not None and no.seq is not None and yes.seq > no.seq
