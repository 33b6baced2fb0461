"""What the page of somebody's choices shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from sayso.days import today_in_london
from sayso.law.codes import Channel
from sayso.law.words import day_in_words
from sayso.people.choices import Cell, Choice, Often, Wanted, choices, offered, often
from sayso.people.models import ContactPoint, Person
from sayso.people.receipts import address_of
from sayso.people.shown import Held, held, hidden_point
from sayso.policy.models import PolicyVersion
from sayso.policy.purposes import UseOfDetails

WAYS = {
    Channel.EMAIL: "Email",
    Channel.POST: "Post",
    Channel.LIVE_CALL: "Phone",
    Channel.SMS: "Text",
    Channel.FAX: "Fax",
    Channel.AUTOMATED_CALL: "Recorded call",
    Channel.VOICEMAIL: "Voicemail",
    Channel.SOCIAL_MESSAGE: "Social network",
}

PAUSE_DAYS = 92


class Box(NamedTuple):
    """One box, or the word that stands where there is none."""

    name: str
    way: str
    label: str
    is_ticked: bool
    is_there: bool
    words: str


class Row(NamedTuple):
    """What we may contact somebody about, and a box for each way."""

    name: str
    summary: str
    boxes: list[Box]


@dataclass(frozen=True)
class Shown:
    """Somebody's page: what holds now, what they ticked if it was not saved, and what they proved.

    `asks` is what the page waits for: a code for a yes, a code to see everything, or nothing.
    """

    person: Person
    pid: str
    version: PolicyVersion
    proof: str = ""
    asks: str = ""
    wanted: Wanted | None = None

    @cached_property
    def held_choices(self) -> dict[Cell, Choice]:
        return choices(self.person, self.version)

    @cached_property
    def ways(self) -> list[Channel]:
        """The ways that any purpose uses, as columns."""
        used = {way for ways in offered(self.version.policy).values() for way in ways}
        return [way for way in WAYS if way in used]

    def columns(self) -> list[str]:
        return [WAYS[way] for way in self.ways]

    def never(self) -> str:
        """The ways that nothing of ours uses, to be said in a sentence."""
        closed = set(self.version.policy.house_rules.closed_channels)
        names = [WAYS[way].lower() for way in WAYS if way in closed]
        return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    def rows(self) -> Iterator[Row]:
        purposes = self.version.policy.purposes
        for purpose in offered(self.version.policy):
            use = purposes[purpose]
            boxes = [self._box(use, (purpose, way)) for way in self.ways]
            yield Row(use.name, use.summary, boxes)

    def _box(self, use: UseOfDetails, cell: Cell) -> Box:
        choice, way = self.held_choices.get(cell), WAYS[cell[1]]
        is_ticked = bool(choice and choice.may)
        if self.wanted and choice:
            is_ticked = cell in self.wanted.ticked
        is_there = bool(choice and (choice.may or choice.can_be_asked))
        words = self.words_of(choice) if choice and choice.can_be_asked else ""
        name, label = f"{cell[0]}.{cell[1]}", f"{use.name}: {way.lower()}"
        return Box(name, way, label, is_ticked, is_there, words)

    def words_of(self, choice: Choice) -> str:
        """The very words to which a tick says yes."""
        return self.version.policy.wordings[choice.wording].text

    def new_yeses(self) -> list[str]:
        """The words of what they ticked and we may not do yet."""
        ticked = self.wanted.ticked if self.wanted else frozenset[Cell]()
        found = self.held_choices.items()
        return [
            self.words_of(one)
            for cell, one in found
            if cell in ticked and not one.may and one.can_be_asked
        ]

    # --- how often -----------------------------------------------------------------------

    @cached_property
    def often(self) -> Often:
        return self.wanted.often if self.wanted else often(self.person)

    @property
    def how_often(self) -> str:
        if self.often.paused_until:
            return "pause"
        return "fewer" if self.often.at_most_a_month is not None else "usual"

    @property
    def pause_ends(self) -> str:
        return day_in_words(self.often.paused_until or pause_end())

    @property
    def fewer(self) -> int:
        return self.often.at_most_a_month or 1

    # --- what we hold --------------------------------------------------------------------

    @cached_property
    def to(self) -> str:
        """Where a code goes, told so that only its owner knows it."""
        found = address_of(self.person.sid, self.pid)
        return hidden_point("email", found[1]) if found else ""

    def holds(self) -> list[Held]:
        return held(self.person, self.version.policy, hidden=not self.proof)

    @property
    def is_reached_by_link(self) -> bool:
        return ContactPoint.objects.filter(pid=self.pid, ended_at=None).exists()


def pause_end() -> date:
    """The day until which a pause lasts that begins today."""
    return today_in_london() + timedelta(days=PAUSE_DAYS)
