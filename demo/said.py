"""What people said, as `said.csv` and `suppress.csv` hold it: consents, objections, requests."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dice import Dice
from people import TODAY, TWO_YEARS_AGO, Person
from telephones import international, spaced


@dataclass(frozen=True)
class Said:
    """One line of `said.csv`, its fields in the order of the columns; blank is unknown."""

    contact: str
    kind: str
    on: str
    withdrawn_on: str = ""
    ends_on: str = ""
    channels: str = ""
    covers: str = ""
    topics: str = ""
    to: str = ""
    address: str = ""
    sender_named: str = ""
    affirmative: str = ""
    unbundled: str = ""
    informed: str = ""
    evidenced: str = ""
    obtained: str = ""
    seq: str = ""


def consent(contact: str, channels: str, on: date, **otherwise: str) -> Said:
    """A sound consent to hear about our own services, but for what is said otherwise."""
    sound = Said(
        contact,
        "consent",
        on.isoformat(),
        channels=channels,
        covers="own_similar;own_other",
        topics="all",
        address="this",
        sender_named="named",
        affirmative="true",
        unbundled="true",
        informed="true",
        evidenced="true",
        obtained="direct",
    )
    return replace(sound, **otherwise)


def objection(contact: str, channels: str, on: date, seq: str = "") -> Said:
    return Said(
        contact, "objection", on.isoformat(),
        channels=channels, topics="all", to="marketing", seq=seq,
    )  # fmt: skip


def no_marketing(person: Person, on: date, seq: str = "") -> list[Said]:
    """The box `no direct marketing`: it stops every channel at every contact point."""
    return [objection(point, "all", on, seq) for point in person.contact_points]


def solicited(contact: str, channels: str, on: date) -> Said:
    return Said(contact, "solicited", on.isoformat(), channels=channels)


GIVEN_TO_US: Mapping[str, float] = {
    "sound": 62, "legacy": 8, "unknown": 7, "unevidenced": 6, "bundled": 5, "narrow": 5,
    "described": 4, "ended": 2, "partners": 1,
}  # fmt: skip
BOUGHT_IN: Mapping[str, float] = {"category": 60, "described": 15, "named": 15, "unknown": 10}
FLAWS: Mapping[str, Mapping[str, str]] = {
    "unknown": {"informed": "", "evidenced": ""},
    "unevidenced": {"evidenced": "false"},
    "bundled": {"unbundled": "false"},
    "narrow": {"topics": "events"},
    "described": {"sender_named": "described"},
    "partners": {"covers": "third_party"},
    "category": {"sender_named": "category_only"},
}
FIRST_POLICY = date(2017, 8, 1)
THREE_YEARS_AGO = date(2023, 11, 22)


def by_everybody(people: Iterable[Person], dice: Dice) -> list[list[Said]]:
    """What each of them said."""
    return [list(_of(person, dice)) for person in people]


def _of(person: Person, dice: Dice) -> Iterator[Said]:
    consents = [_consent(person, *place, dice) for place in _places(person, dice)]
    if dice.chance(0.07):
        consents, objections = _both_boxes(person, consents, dice)
        yield from objections
    elif dice.chance(0.10):
        consents = _withdrawn(consents, dice)
    yield from consents
    yield from _smaller_stops(person, dice)
    if person.email and dice.chance(0.005):
        yield solicited(person.email, "email", dice.weekday(date(2026, 11, 9), TODAY))


def _places(person: Person, dice: Dice) -> Iterator[tuple[str, str]]:
    """The contact points and channels at which the person ticked a box."""
    if person.email and dice.chance(0.51):
        yield person.email, "email"
    if person.telephones and dice.chance(0.275):
        yield spaced(person.telephones[0]), "live_call"
    if person.mobile and dice.chance(0.36):
        yield international(person.mobile), "sms"
    if person.telephone and dice.chance(0.006):
        yield spaced(person.telephone), "fax"
    if person.address and dice.chance(0.31):
        yield ", ".join(person.address), "post"


def _consent(person: Person, contact: str, channel: str, dice: Dice) -> Said:
    bought_in = person.provenance == "bought_in"
    sort = dice.weigh(BOUGHT_IN if bought_in else GIVEN_TO_US)
    oldest, newest = (FIRST_POLICY, THREE_YEARS_AGO) if sort == "legacy" else (TWO_YEARS_AGO, TODAY)
    on = dice.weekday(oldest, newest)
    line = consent(contact, channel, on, **FLAWS.get(sort, {}))
    if sort == "ended":
        line = replace(line, ends_on=(on + timedelta(days=180)).isoformat())
    return replace(line, obtained="indirect") if bought_in else line


def _both_boxes(person: Person, consents: list[Said], dice: Dice) -> tuple[list[Said], list[Said]]:
    """A consent beside an objection: mostly older than it, sometimes of one day, seldom newer."""
    on = dice.weekday(TWO_YEARS_AGO, date(2026, 11, 13))
    order = dice.weigh({"older": 77, "same day": 11, "same day, in order": 4, "newer": 8})
    if order == "same day, in order":
        return _given(consents, on, seq="2"), no_marketing(person, on, seq="1")
    first, last = {
        "older": (FIRST_POLICY, on - timedelta(days=1)),
        "same day": (on, on),
        "newer": (on + timedelta(days=1), TODAY),
    }[order]
    given_on = on if first == last else dice.weekday(first, last)
    return _given(consents, given_on), no_marketing(person, on)


def _given(consents: list[Said], on: date, seq: str = "") -> list[Said]:
    return [replace(line, on=on.isoformat(), ends_on="", seq=seq) for line in consents]


def _withdrawn(consents: list[Said], dice: Dice) -> list[Said]:
    newest = max((date.fromisoformat(line.on) for line in consents), default=TWO_YEARS_AGO)
    on = min(newest + timedelta(days=14 + dice.below(300)), TODAY)
    return [replace(line, withdrawn_on=on.isoformat(), ends_on="") for line in consents]


def _smaller_stops(person: Person, dice: Dice) -> Iterator[Said]:
    if person.email and person.relationship.refused == "true":
        collected_on = date.fromisoformat(person.relationship.collected_on)
        yield objection(person.email, "email", dice.weekday(collected_on, TODAY))
    if person.telephone and dice.chance(0.025):
        on = dice.weekday(TWO_YEARS_AGO, TODAY)
        yield objection(spaced(person.telephone), "live_call;automated_call", on)


Suppression = tuple[str, str]
"""A contact point and the channel it is closed to; blank is all of them."""


def suppressions(people: Iterable[Person], dice: Dice) -> list[Suppression]:
    """The stops kept from before this list was put together, as they were keyed then."""
    reachable = dice.shuffle(person for person in people if person.email and person.telephone)
    bought_in = [person for person in reachable if person.provenance == "bought_in"][:20]
    direct = [person for person in reachable if person.provenance == "direct"][:8]
    back_again = [
        stop
        for person in bought_in
        for stop in ((person.email.upper(), ""), (international(person.telephone), ""))
    ]
    unsubscribed = [(person.email, "email") for person in direct]
    elsewhere = [(f"left.{number}@example.net", "") for number in range(1, 13)]
    return dice.shuffle(back_again + unsubscribed + elsewhere)
