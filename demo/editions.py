"""The two call registers, in each edition that the Institute was licensed to download."""

from collections.abc import Iterable, Mapping
from datetime import date

from dice import Dice
from people import Person

EDITIONS = (date(2026, 9, 18), date(2026, 10, 23), date(2026, 11, 9), date(2026, 11, 20))

History = tuple[bool, bool, bool, bool]
"""Whether a number stands in each of the editions."""

ALWAYS: History = (True, True, True, True)
SINCE_OCTOBER: History = (False, True, True, True)
LISTED_29_DAYS_AGO: History = (False, False, True, True)
LISTED_12_DAYS_AGO: History = (False, False, False, True)
REMOVED: History = (True, True, False, False)

Shares = Mapping[History, float]
OF_OUR_PEOPLE: Shares = {
    ALWAYS: 80,
    SINCE_OCTOBER: 5,
    LISTED_29_DAYS_AGO: 5,
    LISTED_12_DAYS_AGO: 10,
}
OF_STRANGERS: Shares = {
    ALWAYS: 93,
    SINCE_OCTOBER: 2,
    LISTED_29_DAYS_AGO: 1,
    LISTED_12_DAYS_AGO: 1,
    REMOVED: 3,
}
Register = dict[str, History]


def registers(
    people: Iterable[Person], others: Iterable[str], dice: Dice
) -> tuple[Register, Register]:
    """TPS and CTPS: numbers of people on the list, and of others who are on no list of ours.

    A few companies stand on TPS: they are sole traders that somebody entered wrongly.
    """
    tps: Register = {}
    ctps: Register = {}
    for person in people:
        register, share = (ctps, 0.11) if person.is_corporate else (tps, 0.39)
        for number in person.telephones:
            _enter(register, number, share, dice)
            if person.is_corporate and dice.chance(0.015):
                tps[number] = ALWAYS
    strangers = dice.shuffle(others)
    tps.update((number, dice.weigh(OF_STRANGERS)) for number in strangers[:3400])
    ctps.update((number, dice.weigh(OF_STRANGERS)) for number in strangers[3400:4200])
    return tps, ctps


def _enter(register: Register, number: str, share: float, dice: Dice) -> None:
    if dice.chance(share):
        register[number] = dice.weigh(OF_OUR_PEOPLE)
    elif dice.chance(0.02):
        register[number] = REMOVED


def edition(register: Register, position: int) -> list[str]:
    return sorted(number for number, history in register.items() if history[position])


def with_space(number: str) -> str:
    """Five characters of dialling code, seven for the rest: `01632  960123`, `0207 9460123`."""
    code = number[:5] if number.startswith(("01632", "03", "07")) else number[:4]
    return f"{code:<5}{number[len(code) :]:>7}"


def without_space(number: str) -> str:
    return f"{number:<12}"
