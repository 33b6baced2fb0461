"""Telephone numbers that belong to nobody, and the ways people write and spoil them.

Source of the ranges: Ofcom, telephone numbers for use in TV and radio drama programmes.
"""

from collections.abc import Callable, Iterator, Mapping

from dice import Dice

BIG_CITIES = ("113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161")
GEOGRAPHIC = ("0207946", *(f"0{city}496" for city in BIG_CITIES), "0191498", "0292018")
LANDLINE_RANGES = (*(f"{start}0" for start in GEOGRAPHIC), "01632960", "03069990")
MOBILE_RANGE = "07700900"

TOLD_IN_STORIES = 100
"""The first hundred of 020 7946 0xxx and of 07700 900xxx are kept for the planted rows."""


def london(last: int) -> str:
    return f"0207946{last:04d}"


def mobile(last: int) -> str:
    return f"07700900{last:03d}"


def landlines(dice: Dice) -> Iterator[str]:
    numbers = (f"{start}{last:03d}" for start in LANDLINE_RANGES for last in range(1000))
    kept = {london(last) for last in range(TOLD_IN_STORIES)}
    return iter(dice.shuffle(number for number in numbers if number not in kept))


def mobiles(dice: Dice) -> Iterator[str]:
    return iter(dice.shuffle(mobile(last) for last in range(TOLD_IN_STORIES, 1000)))


def parts(number: str) -> tuple[str, str, str]:
    """Area code, exchange and line, as people group them: 020 7946 0123."""
    if number.startswith("02"):
        return number[:3], number[3:7], number[7:]
    if number.startswith(("01632", "07")):
        return number[:5], number[5:8], number[8:]
    return number[:4], number[4:7], number[7:]


def spaced(number: str) -> str:
    area, exchange, line = parts(number)
    return f"{area} {exchange}{line}" if len(area) == 5 else f"{area} {exchange} {line}"


def international(number: str) -> str:
    return "+44 " + spaced(number)[1:]


TIDY: Mapping[Callable[[str], str], float] = {
    spaced: 44,
    str: 20,
    international: 12,
    (lambda number: "+44" + number[1:]): 8,
    (lambda number: "0044 " + spaced(number)[1:]): 2,
    (lambda number: "+44 (0)" + spaced(number)[1:]): 5,
    (lambda number: "({}) {} {}".format(*parts(number))): 3,
    (lambda number: "-".join(parts(number))): 3,
    (lambda number: ".".join(parts(number))): 1,
    (lambda number: spaced(number).replace(" ", "\u00a0")): 1,
    (lambda number: number[1:]): 3,  # a spreadsheet dropped the zero
}
"""Ways of writing one number that leave no doubt about it."""


def excel_exact(number: str) -> str:
    return f"4.4{number[1:]}E+11"


def excel_rounded(number: str) -> str:
    return f"4.4{number[1:5]}E+11"


def letter_for_zero(number: str) -> str:
    return spaced(number[:5] + number[5:].replace("0", "O", 1))


SPOILT: Mapping[Callable[[str], str], float] = {
    (lambda number: f"{number[1:]}.0"): 20,
    (lambda number: f"{spaced(number)} ext 214"): 12,
    (lambda number: f"{spaced(number)} x31"): 8,
    (lambda number: f"{spaced(number)} (home)"): 10,
    (lambda number: f"{spaced(number)} - ask for reception"): 5,
    excel_exact: 8,
    excel_rounded: 7,
    (lambda _number: "4.4E+11"): 3,
    letter_for_zero: 11,
    (lambda number: " ".join(parts(number)[1:])): 4,  # the area code was taken for granted
    (lambda _number: "n/a"): 4,
    (lambda _number: "ex-directory"): 3,
}
"""Ways that need a repair, after which nobody can be sure, or that cannot be read at all."""


def irish(last: int) -> str:
    """Of 020 91x xxxx, which Ireland keeps for drama."""
    return f"+353 20 910 {last:04d}"


def american(last: int) -> str:
    """Of 555 0100 to 555 0199, which the North American plan keeps for fiction."""
    return f"+1 212 555 {100 + last:04d}"


def written_with_another(number: str, other: str, dice: Dice) -> str:
    joint = dice.pick((" / ", " or ", "; ", ", "))
    return f"{spaced(number)}{joint}{spaced(other)}"
