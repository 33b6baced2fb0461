"""When an answer is due: the clocks of data subject rights, complaints and breaches.

Days are counted here and nowhere else but in `situation.py`. Which days are not worked is an
argument, for bank holidays are no part of the law of time limits.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sayso.law.codes import Right
from sayso.law.question import DeadlineQuestion
from sayso.law.readers import QuestionError
from sayso.law.records import add_months
from sayso.law.rule import Citation
from sayso.law.words import day_in_words

PAUSE_FROM = date(2026, 2, 5)
"""Access requests received from this day pause while a needed clarification is awaited."""

COMPLAINTS_DUTY_FROM = date(2026, 6, 19)

MONTH_RIGHTS = frozenset(
    {Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION, Right.PORTABILITY}
)

_EUR = "https://www.legislation.gov.uk/eur/2016/679/article"
_ROLL = Citation(
    "Regulation (EEC, Euratom) 1182/71",
    "art 3(4)",
    "https://www.legislation.gov.uk/eur/1971/1182/article/3",
    date(1971, 7, 1),
)
_CLOCK = Citation("UK GDPR", "art 12(3)", f"{_EUR}/12", date(2018, 5, 25))
_PAUSING_CLOCK = Citation("UK GDPR", "art 12A", f"{_EUR}/12A", PAUSE_FROM)
_OBJECTION = Citation("UK GDPR", "art 21(3)", f"{_EUR}/21", date(2018, 5, 25))
_BREACH = Citation("UK GDPR", "art 33(1)", f"{_EUR}/33", date(2018, 5, 25))
_COMPLAINT = Citation(
    "Data Protection Act 2018",
    "s 164A",
    "https://www.legislation.gov.uk/ukpga/2018/12/section/164A",
    COMPLAINTS_DUTY_FROM,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it is due, the latest reading of that, what is waited for, and every step to it."""

    due: date | None
    latest_due: date | None
    waiting_for: tuple[str, ...]
    steps: tuple[tuple[date, str], ...]
    citations: tuple[Citation, ...]
    id: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The deadline as plain data, in the published form."""
        return {
            "id": self.id,
            "due": _iso(self.due),
            "latest_due": _iso(self.latest_due),
            "waiting_for": list(self.waiting_for),
            "steps": [{"by": _iso(by), "what": what} for by, what in self.steps],
            "citations": [
                {"instrument": cite.instrument, "provision": cite.provision, "url": cite.url}
                for cite in self.citations
            ],
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def due(question: DeadlineQuestion, non_working: Container[date]) -> Deadline:
    """The deadline for one request, complaint, objection or breach.

    `non_working` holds Saturdays, Sundays and the bank holidays of the question's nation.
    Raises QuestionError where the day would lie beyond the calendar.
    """
    try:
        return _due(question, non_working)
    except OverflowError:
        raise QuestionError(
            "impossible_date", "The deadline lies beyond the calendar; correct the days.", "on"
        ) from None


def _due(question: DeadlineQuestion, non_working: Container[date]) -> Deadline:
    if question.right is Right.BREACH:
        return _breach(question)
    if question.right is Right.OBJECTION:
        return _objection(question)
    if question.right is Right.COMPLAINT:
        return _complaint(question, non_working)
    return _month_right(question, non_working)


def _received(question: DeadlineQuestion) -> date:
    assert question.received is not None, "the parser asks for it"  # noqa: S101
    return question.received


# --- breach, objection, complaint ------------------------------------------------------


def _breach(question: DeadlineQuestion) -> Deadline:
    assert question.aware_at is not None, "the parser asks for it"  # noqa: S101
    limit = question.aware_at + timedelta(hours=72)
    steps: tuple[tuple[datetime, str], ...] = (
        (question.aware_at, "You became aware of the breach."),
        (limit, "Tell the regulator, 72 hours on, weekends included; give reasons if later."),
    )
    return Deadline(limit, limit, (), steps, (_BREACH,), question.id)


def _objection(question: DeadlineQuestion) -> Deadline:
    day = _received(question)
    steps = ((day, "Stop direct marketing to the person at once."),)
    return Deadline(day, day, (), steps, (_OBJECTION,), question.id)


def _complaint(question: DeadlineQuestion, non_working: Container[date]) -> Deadline:
    received = _received(question)
    limit = received + timedelta(days=29)
    counted = received + timedelta(days=30)
    latest = _next_working_day(counted, non_working)
    steps = [
        (received, "The complaint came in."),
        (limit, "Acknowledge it: the day it came in is the first of 30."),
        (latest, "The regulator counts from the next day, and to the next working day."),
    ]
    if received < COMPLAINTS_DUTY_FROM:
        begins = day_in_words(COMPLAINTS_DUTY_FROM)
        steps.append((received, f"The statute binds complaints received from {begins}."))
    return Deadline(limit, latest, (), tuple(steps), (_COMPLAINT,), question.id)


def _next_working_day(day: date, non_working: Container[date]) -> date:
    while day in non_working:
        day += timedelta(days=1)
    return day


# --- the rights answered within a month ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pause:
    """The days that did not count, whether one still runs, and what was asked too late."""

    days: int
    is_running: bool
    too_late: tuple[date, ...]


def _month_right(question: DeadlineQuestion, non_working: Container[date]) -> Deadline:
    steps: list[tuple[date, str]] = [(_received(question), "The request came in.")]
    start, waiting = _relevant_day(question, steps)
    if waiting:
        return _not_started(question, start, waiting, steps)
    month = add_months(start, 1)
    pause = _pause(question, start, month)
    extended = _is_extended(question, month, pause, steps)
    end = add_months(start, 3) if extended else month
    if extended:
        pause = _pause(question, start, end)
    late = "This question came too late to pause the clock."
    steps.extend((asked, late) for asked in pause.too_late)
    if pause.is_running:
        steps.append((start, "The clock is paused until the person answers."))
        return _open_ended(question, ("clarifications.answered_on",), steps)
    period = "Three months" if extended else "One month"
    steps.append((end, f"{period} from {day_in_words(start)}."))
    limit = _count(end, pause, non_working, steps)
    return Deadline(limit, limit, (), tuple(steps), _clock(question), question.id)


def _not_started(
    question: DeadlineQuestion, start: date, waiting: list[str], steps: list[tuple[date, str]]
) -> Deadline:
    """Before its first day there is no month in which a question could come too late."""
    steps.append((start, "The clock has not started: something asked for has not arrived."))
    if _pauses(question) and any(one.answered_on is None for one in question.clarifications):
        waiting.append("clarifications.answered_on")
    return _open_ended(question, tuple(waiting), steps)


def _open_ended(
    question: DeadlineQuestion, waiting: tuple[str, ...], steps: list[tuple[date, str]]
) -> Deadline:
    return Deadline(None, None, waiting, tuple(steps), _clock(question), question.id)


def _clock(question: DeadlineQuestion) -> tuple[Citation, ...]:
    return (_PAUSING_CLOCK if _pauses(question) else _CLOCK, _ROLL)


def _count(
    end: date, pause: Pause, non_working: Container[date], steps: list[tuple[date, str]]
) -> date:
    paused = end + timedelta(days=pause.days)
    if pause.days:
        steps.append((paused, f"{pause.days} paused days are added."))
    limit = _next_working_day(paused, non_working)
    if limit != paused:
        steps.append((limit, "That is no working day, so the next one counts."))
    steps.append((limit, "Answer by the end of this day."))
    return limit


_STARTERS = (
    ("id_requested_on", "id_received_on", "proof of identity"),
    ("fee_requested_on", "fee_paid_on", "the fee"),
)


def _relevant_day(
    question: DeadlineQuestion, steps: list[tuple[date, str]]
) -> tuple[date, list[str]]:
    """The day the clock starts, and what it waits for before it can."""
    received = _received(question)
    start, waiting = received, []
    for asked_key, got_key, thing in _STARTERS:
        asked: date | None = getattr(question, asked_key)
        got: date | None = getattr(question, got_key)
        if asked is None:
            continue
        if asked > add_months(received, 1):
            steps.append((asked, f"Asking for {thing} after the first month changes nothing."))
        elif got is None:
            waiting.append(got_key)
        else:
            start = max(start, got)
            steps.append((got, f"The clock starts no earlier than {thing} arrived."))
    return start, waiting


def _pauses(question: DeadlineQuestion) -> bool:
    return question.right is Right.ACCESS and _received(question) >= PAUSE_FROM


def _pause(question: DeadlineQuestion, start: date, end: date) -> Pause:
    """The paused days of a period that would end on `end`; each day is counted once."""
    if not _pauses(question):
        return Pause(0, is_running=False, too_late=())
    days, too_late = 0, []
    uncounted = start
    for asked in sorted(question.clarifications, key=lambda one: one.asked_on):
        if asked.asked_on > end + timedelta(days=days):
            too_late.append(asked.asked_on)
        elif asked.answered_on is None:
            return Pause(days, is_running=True, too_late=tuple(too_late))
        else:
            first = max(asked.asked_on, uncounted)
            uncounted = max(uncounted, asked.answered_on + timedelta(days=1))
            days += max(0, (uncounted - first).days)
    return Pause(days, is_running=False, too_late=tuple(too_late))


def _is_extended(
    question: DeadlineQuestion, month: date, pause: Pause, steps: list[tuple[date, str]]
) -> bool:
    told = question.extended_on
    if told is None:
        return False
    in_time = pause.is_running or told <= month + timedelta(days=pause.days)
    steps.append(
        (told, "The extension was notified in time.")
        if in_time
        else (told, "The extension was notified too late, and changes nothing.")
    )
    return in_time
