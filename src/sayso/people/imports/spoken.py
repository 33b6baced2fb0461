"""What a row says that somebody said: each yes, each no, and what came of messages to them."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sayso.law.codes import Channel, ObjectionTo
from sayso.lists.facts import says_stop
from sayso.people import declared, said
from sayso.people.actions import NewEvent
from sayso.people.errors import RecordError
from sayso.people.imports.columns import in_column
from sayso.people.imports.days import read_day
from sayso.people.models import Event
from sayso.policy.schema import Policy

BOUNCE, COMPLAINT = "bounce", "complaint"


class Stated(NamedTuple):
    """The cells of a row that say what somebody said, as they stand there."""

    given_on: str = ""
    wording: str = ""
    method: str = ""
    channels: str = ""
    topics: str = ""
    seq: str = ""
    ends_on: str = ""
    withdrawn_on: str = ""
    objected_on: str = ""
    objection: str = ""
    objection_channels: str = ""
    objection_topics: str = ""
    objection_to: str = ""
    stop: str = ""
    bounced_on: str = ""
    complained_on: str = ""


class Utterance(NamedTuple):
    """One thing said: an event that lacks but the name of whoever said it.

    `same_as` is equal for all that say the same, `withdrawn_on` the day on which a yes was taken
    back. A no `of_today` is one without a day: it stands today, since when is not told.
    """

    event: NewEvent
    same_as: str
    withdrawn_on: date | None = None
    of_today: bool = False


Spoken = tuple[Utterance, ...]


def same_as(event: NewEvent | Event) -> str:
    """What tells one thing said from another: all of it but who recorded it and when."""
    said_so = (event.kind, event.happened_on.isoformat(), event.seq, event.wording, event.method)
    return json.dumps((*said_so, event.details), sort_keys=True)


def spoken(
    policy: Policy,
    stated: Stated,
    *,
    wording: str,
    method: str,
    for_all: bool,
    day: date,
    today: date,
) -> Spoken:
    """What the cells say. `wording` and `method` are those of the whole file; without a column for
    the day of a yes they stand for a yes of everybody's (`for_all`), given on that day.
    """
    read = _Cells(policy, stated, today)
    given_on = read.day("given_on")
    if given_on is None and for_all and (wording or method):
        given_on = day
    withdrawn_on = read.day("withdrawn_on")
    if given_on is None:
        _must_have_no_yes(stated)
        yeses: Iterable[NewEvent] = ()
    else:
        yeses = read.yeses(
            given_on, withdrawn_on, stated.wording or wording, stated.method or method
        )
    lone = withdrawn_on if given_on is None else None
    seq = read.seq() if given_on is None else None
    undated = None if stated.objected_on else today
    return (
        *(Utterance(yes, same_as(yes), withdrawn_on) for yes in yeses),
        *(
            Utterance(
                other,
                same_as(other),
                of_today=other.kind == said.OBJECTION and other.happened_on == undated,
            )
            for other in read.others(lone, seq)
        ),
    )


def _must_have_no_yes(stated: Stated) -> None:
    """Refuse words of a yes without the day on which it was given."""
    if stated.wording or stated.method or stated.ends_on:
        raise RecordError(
            "given_on: the row tells of a yes, but not of its day; write the day, or take it out.",
            field="given_on",
        )


class _Cells:
    """The cells of a row, read as they are asked for."""

    def __init__(self, policy: Policy, stated: Stated, today: date) -> None:
        self.policy, self.stated, self.today = policy, stated, today

    def day(self, word: str) -> date | None:
        return read_day(getattr(self.stated, word), word, self.today)

    def yeses(
        self, given_on: date, withdrawn_on: date | None, wording: str, method: str
    ) -> Iterator[NewEvent]:
        """One for each wording; one of which the words are not known, if there is none."""
        if withdrawn_on and withdrawn_on < given_on:
            raise RecordError(
                "withdrawn_on: the yes was taken back before it was given; put the days right.",
                field="withdrawn_on",
            )
        channels, topics = self.channels("channels"), self.topics("topics")
        ends = self.stated.ends_on
        for one in codes(wording) or [""]:
            yield declared.consent(
                self.policy,
                sid="",
                given_on=given_on,
                wording=one,
                method=method,
                channels=channels,
                topics=topics,
                ends_on=read_day(ends, "ends_on", date.max),
                seq=self.seq(),
            )

    def others(self, withdrawn_on: date | None, seq: int | None) -> Iterator[NewEvent]:
        """A withdrawal of no known yes is a no of its own; a complaint is one as well."""
        if withdrawn_on:
            what = {"channels": self.channels("channels") or ["all"]}
            what |= {"topics": topics} if (topics := self.topics("topics")) else {}
            yield NewEvent("", said.WITHDRAWAL, withdrawn_on, seq, what)
        if objection := self.objection(seq):
            yield objection
        if bounced_on := self.day("bounced_on"):
            yield NewEvent("", BOUNCE, bounced_on)
        if complained_on := self.day("complained_on"):
            yield NewEvent("", COMPLAINT, complained_on)
            yield declared.objection(self.policy, sid="", on=complained_on)

    def objection(self, seq: int | None) -> NewEvent | None:
        """A no, of the day that is told. One without a day stands today, after every yes."""
        stated = self.stated
        no = stated.objection or stated.objection_to or stated.objection_channels
        on = self.day("objected_on")
        if on is None and (no or says_stop(stated.stop) is not False):
            on = self.today
        if on is None:
            return None
        if stated.objection_to and stated.objection_to not in set(ObjectionTo):
            raise RecordError(
                f"objection_to: write one of {', '.join(ObjectionTo)}.", field="objection_to"
            )
        try:
            return declared.objection(
                self.policy,
                sid="",
                on=on,
                wording=stated.objection,
                channels=self.channels("objection_channels"),
                topics=self.topics("objection_topics"),
                to=stated.objection_to,
                seq=seq,
            )
        except RecordError as error:
            raise in_column(
                error, "objection" if error.field == "wording" else error.field
            ) from None

    def channels(self, word: str) -> list[str]:
        return self._known(word, [*Channel, "all"])

    def topics(self, word: str) -> list[str]:
        return self._known(word, [*self.policy.purposes, "all"])

    def _known(self, word: str, known: Iterable[str]) -> list[str]:
        found = codes(getattr(self.stated, word))
        if unknown := set(found) - set(known):
            raise RecordError(
                f"{word}: there is no such one ({len(unknown)}); write {', '.join(known)}.",
                field=word,
            )
        return found

    def seq(self) -> int | None:
        text = self.stated.seq
        if text and not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise RecordError("seq: this is no whole number; write digits.", field="seq")
        return int(text) if text else None


def codes(text: str) -> list[str]:
    """Several codes in one cell, whichever sign is between them."""
    return list(dict.fromkeys(re.findall(r"[^\s;,|]+", text)))
