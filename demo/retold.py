"""The stories planted in the list, as the record tells them, and some that only a record can tell.

Each is about one person, and ends in one question with the answer that is to be expected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from dice import Dice
from history import Coming, Erasure, Happening, Same, Saying, source_of, told_of
from people import TODAY, Person, Relationship
from said import Said
from stories import ADDRESS_GIVEN, ALLOW, DENY, Story


@dataclass(frozen=True)
class Retold:
    """A story of the record: a question, its answer, and what is to be learned from it."""

    name: str
    row: str
    """The story of the list that it is about: its first row."""
    shows: str
    channel: str
    verdict: str
    because: str
    """The reason that is given for it, among others."""
    purpose: str = "events"
    on: date = TODAY
    quoted: bool = False
    """Whether the words to which they said yes are to be shown."""

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"on": self.on.isoformat()}


LAST_MARCH = date(2026, 3, 16)
STALE = date(2026, 10, 19)

LISTED = "The number is on the TPS register, and since when is not known."
OBJECTED = "The person objected to direct marketing, or withdrew their consent."

RETOLD = (
    Retold(
        "may_be_called", "ada_consented",
        "She agreed to emails, calls and letters about events, each by a box of its own.",
        "live_call", ALLOW, "The person told this caller that its calls are welcome.",
    ),
    Retold(
        "may_not_be_called", "dev_is_on_tps",
        "He is on TPS and never agreed to calls. He did agree to letters: one may go.",
        "live_call", DENY, LISTED,
    ),
    Retold(
        "letter_in_the_inbox", "bert_objected",
        "His letter of 5 January was keyed on 1 April; in March nobody knew of it.",
        "email", DENY, OBJECTED, on=LAST_MARCH,
    ),
    Retold(
        "register_grown_old", "bought_in_may_be_called",
        "On 19 October the registers at hand were 31 days old: no list could be cleared for calls.",
        "live_call", DENY, "The TPS register was searched in an edition 28 days old or more.",
        purpose="new-members", on=STALE,
    ),
    Retold(
        "brought_back_by_a_spreadsheet", "suppressed_and_bought_back",
        "He took his yes back and had his record erased. A spreadsheet brought him back: the keyed "
        "hash of his address, which outlived the record, knows him.",
        "email", DENY, OBJECTED,
    ),
    Retold(
        "sole_trader_mislabelled", "sole_trader_mislabelled",
        "Entered as a company, he trades in his own name. TPS was asked as well, and knows him.",
        "live_call", DENY, LISTED,
    ),
    Retold(
        "both_boxes_ticked", "both_boxes_ticked",
        "Both boxes are ticked on one sheet of paper: the no wins.",
        "email", DENY, OBJECTED,
    ),
    Retold(
        "consent_of_2017", "consent_of_2017",
        "Her yes of September 2017 is on record beside the very words she saw. It has run out.",
        "email", DENY, "The consent has run out under the house rules.", quoted=True,
    ),
)  # fmt: skip

LEFT_ON = date(2025, 3, 3)
BACK_ON = date(2026, 10, 5)


def retold(
    told: Sequence[Story], places: dict[int, int], spare: int, dice: Dice
) -> Iterator[Happening]:
    """What happened to everybody in the stories; `places` are their rows, `spare` is none."""
    for story in told:
        for person in story.people:
            who, lines = places[id(person)], _about_events(story.said)
            yield from _someone(who, _as_written(person), lines, story.name, dice)
        if story.name == "duplicate":
            first, second = (places[id(person)] for person in story.people)
            yield Same(second, date(2026, 11, 17), into=first)
        if story.name == "suppressed_and_bought_back":
            yield from _before_he_left(spare, story.people[0])


def _about_events(lines: Sequence[Said]) -> list[Said]:
    """Everybody in the stories was asked about events, so that one question suits them all."""
    return [replace(line, topics="events") for line in lines]


def _as_written(person: Person) -> Person:
    """A number abroad is no number of ours, and stands only in the cell that was typed."""
    cell = person.typed.get("Telephone", "")
    return replace(person, telephone=cell) if cell.startswith("+") else person


def _someone(
    who: int, person: Person, lines: Sequence[Said], story: str, dice: Dice
) -> Iterator[Happening]:
    source, came_on = source_of(person, dice), min([ADDRESS_GIVEN, *_days(person, lines)])
    match story:
        case "suppressed_and_bought_back":
            yield Coming(who, BACK_ON, person, "website-event")
            return
        case "bought_in_may_be_called":
            came_on = BACK_ON
        case "dev_is_on_tps":
            yield Saying(who, came_on, wording="events-post", method="web-form")
        case "bert_objected":
            came_on = date(2025, 6, 12)
            yield Saying(who, came_on, wording="events-email", method="web-form")
            yield _letter(who)
            lines = []  # the same no, in the files of the list
        case "consent_of_2017":
            member = Relationship("membership", "true", "2017-09-12", "false")
            person = replace(person, relationship=member)
            yield Saying(who, date(2026, 10, 7), "notice", source="website-event")
    yield from told_of(Coming(who, came_on, person, source), lines, dice)


def _days(person: Person, lines: Sequence[Said]) -> Iterator[date]:
    known = [line.on for line in lines] + [person.relationship.collected_on]
    yield from (date.fromisoformat(day) for day in known if day)


def _letter(who: int) -> Saying:
    """It lay in an inbox while its reader was away."""
    return Saying(
        who,
        date(2026, 1, 5),
        "objection",
        wording="no-marketing",
        method="letter",
        recorded_on=date(2026, 4, 1),
    )


def _before_he_left(who: int, person: Person) -> Iterator[Happening]:
    """The record of somebody who was with us for two years and then wanted to be forgotten."""
    came_on = date(2023, 5, 10)
    yield Coming(who, came_on, person, "website-membership")
    yes = Saying(who, came_on, wording="events-email", method="web-form")
    yield yes
    yield Saying(who, date(2025, 2, 17), "consent_withdrawn", method="my-choices", of=yes)
    yield Erasure(who, LEFT_ON)
