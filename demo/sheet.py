"""The contact list as it was keyed: every row a person, hardly any cell as it should be."""

from collections.abc import Mapping
from dataclasses import astuple

import telephones
from dice import Dice
from names import RUN_BY_A_SPREADSHEET
from people import Crowd, Person

COLUMNS = (
    "Ref", "First name", "Surname", "Job title", "Organisation", "subscriber", "provenance",
    "relationship.kind", "relationship.with_sender", "relationship.collected_on",
    "relationship.refusal_offered", "relationship.refused", "Telephone", "Mobile", "Email",
    "Address", "Town", "Postcode", "Source", "Notes",
)  # fmt: skip

EMAIL_SLIPS: Mapping[str, float] = {
    "{name}@{domain}": 95.5,
    " {name}@{domain}": 1.5,
    "{name}@@{domain}": 0.5,
    "{name}@{dotted}": 0.5,
    "{name}(at){domain}": 0.5,
    "{name} @ {domain} (old)": 0.5,
    "{name}": 0.5,
    "not given": 0.5,
}


class Keying:
    """Turns people into cells, with the slips of four offices and two spreadsheets."""

    def __init__(self, crowd: Crowd, dice: Dice) -> None:
        self._crowd = crowd
        self._dice = dice
        self._abroad = 0

    def row(self, ref: str, person: Person) -> tuple[str, ...]:
        cells = {"Ref": ref, **_as_they_are(person)}
        if not person.typed_well:
            cells |= self._slips(person)
        cells |= person.typed
        return (*(cells[column] for column in COLUMNS), *person.stray_cells)

    def _slips(self, person: Person) -> dict[str, str]:
        dice = self._dice
        return {
            "First name": self._name(person.first_name),
            "Surname": self._name(person.surname),
            "Telephone": self._telephone(person.telephone) if person.telephone else "",
            "Mobile": self._mobile(person.mobile) if person.mobile else "",
            "Email": self._email(person.email) if person.email else "",
            "Notes": dice.pick(RUN_BY_A_SPREADSHEET) if dice.chance(0.005) else person.notes,
        }

    def _name(self, name: str) -> str:
        way = self._dice.weigh({"{}": 97, "{} ": 2, " {}": 1})
        return way.format(self._shouted(name, 0.01))

    def _telephone(self, number: str) -> str:
        dice = self._dice
        how = dice.weigh({"tidy": 81, "spoilt": 14, "two numbers": 3, "abroad": 2})
        if how == "two numbers":
            return telephones.written_with_another(number, self._crowd.spare_number(), dice)
        if how == "abroad":
            return self._number_abroad()
        return dice.weigh(telephones.SPOILT if how == "spoilt" else telephones.TIDY)(number)

    def _number_abroad(self) -> str:
        self._abroad += 1
        if self._abroad % 3:
            return telephones.irish(self._abroad)
        return telephones.american(self._abroad % 100)

    def _mobile(self, number: str) -> str:
        dice = self._dice
        ways = telephones.SPOILT if dice.chance(0.06) else telephones.TIDY
        return dice.weigh(ways)(number)

    def _email(self, email: str) -> str:
        name, _, domain = self._shouted(email, 0.02).partition("@")
        dotted = domain.replace(".", "..")
        return self._dice.weigh(EMAIL_SLIPS).format(name=name, domain=domain, dotted=dotted)

    def _shouted(self, text: str, share: float) -> str:
        return text.upper() if self._dice.chance(share) else text


def _as_they_are(person: Person) -> dict[str, str]:
    address, town, postcode = person.address or ("", "", "")
    relationship = zip(COLUMNS[7:12], astuple(person.relationship), strict=True)
    return {
        "First name": person.first_name,
        "Surname": person.surname,
        "Job title": person.job,
        "Organisation": person.organisation,
        "subscriber": person.subscriber,
        "provenance": person.provenance,
        **dict(relationship),
        "Telephone": telephones.spaced(person.telephone) if person.telephone else "",
        "Mobile": telephones.spaced(person.mobile) if person.mobile else "",
        "Email": person.email,
        "Address": address,
        "Town": town,
        "Postcode": postcode,
        "Source": person.source,
        "Notes": person.notes,
    }
