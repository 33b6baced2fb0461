"""A decision read aloud: the answer, the reason, what else was considered, what to do next."""

from collections.abc import Iterator
from datetime import date, datetime

from sayso.law.answer import Answer, Reason
from sayso.law.changes import CHANNEL_WORDS
from sayso.law.deadlines import Deadline
from sayso.law.question import ContactQuestion, Decidable, StorageQuestion
from sayso.law.rule import Effect
from sayso.law.words import day_in_words, listed

_WOULD = {
    Effect.PERMIT: "would allow it",
    Effect.FORBID: "refuses it",
    Effect.WITHHOLD: "is not met",
    Effect.SILENT: "does not decide",
}
_MOST_CHANGES = 6


def explain(question: Decidable, answer: Answer) -> str:
    """The decision in plain words, every finding of it, with a link for each provision."""
    return "\n".join(_lines(question, answer))


def _lines(question: Decidable, answer: Answer) -> Iterator[str]:
    yield f"{'Allowed' if answer.allowed else 'Refused'}: {_asked(question)}."
    yield ""
    for reason in answer.determining:
        yield f"  {reason.finding.reason}"
        yield f"    {_source(answer, reason)}"
    yield from _section("To find out, supply", answer.missing)
    title = "It would be refused after" if answer.allowed else "It would be allowed with"
    yield from _section(title, _first(answer.would_change_if))
    decided = set(answer.determining)
    others = (_considered(answer, reason) for reason in answer.reasons if reason not in decided)
    yield from _section("Also considered", tuple(others))
    yield ""
    yield f"The law is that of {day_in_words(answer.law)}. This is not legal advice."


def _asked(question: Decidable) -> str:
    on = day_in_words(question.on)
    if isinstance(question, ContactQuestion):
        purpose = question.message.purpose.replace("_", " ")
        return f"{CHANNEL_WORDS[question.channel]} for {purpose}, on {on}"
    if isinstance(question, StorageQuestion):
        return f"storing for {question.purpose.replace('_', ' ')}, on {on}"
    return f"{_ACTS[question.act]}, on {on}"


_ACTS = {
    "sell": "selling the details",
    "lease": "leasing the details",
    "distribute": "handing the details on",
    "disclose_to_processor": "giving the details to a processor",
    "disclose_by_law": "giving the details up by law",
    "profile_for_marketing": "profiling for marketing",
    "keep_suppression_key": "keeping the key that keeps a stop",
}


def _source(answer: Answer, reason: Reason) -> str:
    cite = reason.rule.cite(answer.law)
    return f"({cite.instrument}, {cite.provision}: {cite.url})"


def _considered(answer: Answer, reason: Reason) -> str:
    found = f"{reason.rule.id} {_WOULD[reason.finding.effect]}: {reason.finding.reason}"
    return f"{found}\n    {_source(answer, reason)}"


def _section(title: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield ""
        yield f"{title}:"
        yield from (f"  - {item}" for item in items)


def _first(items: tuple[str, ...]) -> tuple[str, ...]:
    more = len(items) - _MOST_CHANGES
    if more <= 1:
        return items
    return (*items[:_MOST_CHANGES], f"any of {more} more facts")


def explain_deadline(deadline: Deadline) -> str:
    """A deadline in words: the day, what is waited for, the steps to it, and the law."""
    lines = [_when(deadline), ""]
    lines += [f"  {by.isoformat()}  {what}" for by, what in deadline.steps]
    lines += ["", *(f"({c.instrument}, {c.provision}: {c.url})" for c in deadline.citations)]
    return "\n".join(lines)


def _when(deadline: Deadline) -> str:
    if deadline.due is None or deadline.latest_due is None:
        return f"No day is set yet: the clock waits for {listed(deadline.waiting_for, 'and')}."
    due = _moment(deadline.due)
    if deadline.latest_due == deadline.due:
        return f"Due: {due}."
    return f"Due: {due}. The regulator's own count ends on {_moment(deadline.latest_due)}."


def _moment(day: date) -> str:
    if isinstance(day, datetime):
        return f"{day:%H:%M} on {day:%A} {day_in_words(day)} (UTC{day:%z})"
    return f"{day:%A} {day_in_words(day)}"
