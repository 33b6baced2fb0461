"""The people on the list, before anybody's typing spoils them."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import telephones
from dice import Dice
from names import FIRST_NAMES, JOBS, NOTES, STREETS, SURNAMES, TOWNS, TRADES

TODAY = date(2026, 11, 22)
TWO_YEARS_AGO = date(2024, 11, 25)

SUBSCRIBERS: Mapping[str, float] = {
    "individual": 22,
    "sole_trader": 18,
    "partnership": 11,
    "unincorporated_association": 5,
    "unknown": 4,
    "": 4,
    "limited_company": 23,
    "llp": 4,
    "public_body": 8,
    "scottish_partnership": 1,
}
CORPORATE = frozenset({"limited_company", "llp", "public_body", "scottish_partnership"})
SOURCES: Mapping[str, float] = {
    "Website form": 46,
    "Paper form": 14,
    "Telephone enquiry": 15,
    "Bought-in list": 25,
}
RELATIONSHIPS: Mapping[str, float] = {
    "membership": 24,
    "sale": 16,
    "negotiation": 8,
    "none": 32,
    "": 20,
}


@dataclass(frozen=True)
class Relationship:
    """What the person has had to do with the Institute; blank is unknown."""

    kind: str = ""
    with_sender: str = ""
    collected_on: str = ""
    refusal_offered: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Person:
    """One person as they truly are; `typed` holds the cells that were keyed otherwise."""

    first_name: str
    surname: str
    job: str = ""
    organisation: str = ""
    subscriber: str = "individual"
    source: str = "Website form"
    relationship: Relationship = Relationship()
    telephone: str = ""
    mobile: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    notes: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    typed_well: bool = False
    stray_cells: tuple[str, ...] = ()
    """Cells too many, from commas that nobody quoted."""

    @property
    def provenance(self) -> str:
        return "bought_in" if self.source.startswith("Bought-in") else "direct"

    @property
    def is_corporate(self) -> bool:
        return self.subscriber in CORPORATE

    @property
    def telephones(self) -> tuple[str, ...]:
        return tuple(number for number in (self.telephone, self.mobile) if number)

    @property
    def contact_points(self) -> tuple[str, ...]:
        """Everything an objection has to name, as one would write it down."""
        points = (self.email, *map(telephones.spaced, self.telephones), ", ".join(self.address))
        return tuple(point for point in points if point)


class Crowd:
    """Invents people who share no telephone number, email or postal address."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._landlines = telephones.landlines(dice)
        self._mobiles = telephones.mobiles(dice)
        self._addresses = _addresses(dice)
        self._emails: set[str] = set()

    def person(self) -> Person:
        dice = self._dice
        subscriber = dice.weigh(SUBSCRIBERS)
        source = self._source()
        first_name, surname = dice.pick(FIRST_NAMES), dice.pick(SURNAMES)
        organisation = _organisation(subscriber, surname, dice)
        address = next(self._addresses)
        return Person(
            first_name,
            surname,
            dice.pick(JOBS) if organisation else "",
            organisation,
            subscriber,
            source,
            Relationship() if source.startswith("Bought-in") else _relationship(dice),
            telephone=next(self._landlines) if dice.chance(0.57) else "",
            mobile=next(self._mobiles) if dice.chance(0.165) else "",
            email=self._email(first_name, surname, organisation) if dice.chance(0.81) else "",
            address=address if dice.chance(0.70) else (),
            notes=dice.pick(NOTES) if dice.chance(0.18) else "",
        )

    def spare_number(self) -> str:
        return next(self._landlines)

    def numbers_left(self) -> list[str]:
        """Every number that no row has; what is left of the registers' numbers comes from here."""
        return [*self._landlines, *self._mobiles]

    def _source(self) -> str:
        source = self._dice.weigh(SOURCES)
        return f"{source} {1 + self._dice.below(7)}" if source == "Bought-in list" else source

    def _email(self, first_name: str, surname: str, organisation: str) -> str:
        domain = f"{slug(organisation)}.example" if organisation else self._dice.pick(PUBLIC)
        name = f"{slug(first_name)}.{slug(surname)}"
        email, count = f"{name}@{domain}", 1
        while email in self._emails:
            count += 1
            email = f"{name}{count}@{domain}"
        self._emails.add(email)
        return email


PUBLIC = ("example.org", "example.com", "example.net")


def slug(text: str) -> str:
    """The text as a mailbox or a domain would have it: `Chloë` is `chloe`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() or letter in " -" else "" for letter in plain)
    return "-".join(words.split())


def _organisation(subscriber: str, surname: str, dice: Dice) -> str:
    name, trade = dice.pick(SURNAMES), dice.pick(TRADES)
    return {
        "sole_trader": f"{surname} {trade}",
        "partnership": f"{surname} & {name}",
        "unincorporated_association": f"{dice.pick(TOWNS)} {trade} Society",
        "limited_company": f"{name} {trade} Ltd",
        "llp": f"{name} {trade} LLP",
        "public_body": f"{dice.pick(TOWNS)} Council",
        "scottish_partnership": f"{name} & Daughters",
    }.get(subscriber, "")


def _relationship(dice: Dice) -> Relationship:
    kind = dice.weigh(RELATIONSHIPS)
    if kind in ("", "none"):
        return Relationship(kind)
    return Relationship(
        kind,
        with_sender=dice.weigh({"true": 95, "": 5}),
        collected_on=dice.weekday(TWO_YEARS_AGO, date(2026, 11, 20)).isoformat(),
        refusal_offered=dice.weigh({"true": 60, "false": 22, "": 18}),
        refused=dice.weigh({"false": 93, "true": 7}),
    )


def _addresses(dice: Dice) -> Iterator[tuple[str, ...]]:
    doors = dice.shuffle((number, street) for number in range(1, 91) for street in STREETS)
    for number, street in doors:
        town = dice.below(len(TOWNS))
        letters = dice.pick("ABDEFGHJ") + dice.pick("LNPQRSTU")
        postcode = f"ZZ{town + 1} {1 + dice.below(9)}{letters}"
        yield f"{number} {street}", TOWNS[town], postcode


def entered_twice(person: Person, dice: Dice) -> Person:
    """The same person, keyed again by somebody who did not look."""
    return replace(
        person,
        first_name=dice.pick((person.first_name, person.first_name[:1], person.first_name.upper())),
        email=dice.pick((person.email, person.email.upper())),
        source="Telephone enquiry" if person.provenance == "direct" else person.source,
        notes="",
    )
