"""Which columns of a list hold contact points, and which hold facts about the person."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.lists.errors import ListError
from sayso.lists.table import SAMPLE, Table

KINDS = ("phone", "email", "fax", "post")
FACT = re.compile(r"subscriber|provenance|(?:message|sender|relationship|data_protection)\.[\w.]+")

NAMED_EMAIL = re.compile(r"\b(?:e ?)?mails?(?:address)?\b")
NAMED_FAX = re.compile(r"\b(?:fax|facsimile)\b")
NAMED_PHONE = re.compile(
    r"\b(?:tel|tele|telephone|phone|mobile|mob|cell|cellphone|landline|handset)s?(?:number|no)?\b"
    r"|\b(?:contact|day|daytime|evening|home|work|office) (?:number|num|no)\b"
)
NAMED_POST = re.compile(
    r"(?:(?:home|work|office|business|company|registered|residential|main|primary|post|postal|mail|"
    r"mailing|billing|invoice|delivery|shipping|correspondence|contact|full|customer) )?"
    r"(?:(?:address|addr|add)(?: ?line)?|(?:post|postal|zip) ?code|zip|(?:street|road)(?: name)?|"
    r"(?:house|building|flat)(?: (?:name|number|no))?|locality|district|(?:post(?:al)? )?town|city|"
    r"town or city|town city|county)(?: \d)?"
)
ABOUT_A_CONTACT_POINT = re.compile(
    r"\b(?:opt|optin|optout|opted|consent\w*|permi\w+|prefer\w*|allow\w*|ok|sent|status|type|date|"
    r"day|time|when|last|id|ref\w*|code|count|bounced?|verified|valid|source|tps|ctps|dnc)\b"
)

DIGITS = r"\d(?:[\s().\-\u2010-\u2015]*\d)"
A_NUMBER = re.compile(rf"(?<![\w.@\-])(?:\(?\+\(?|\(?(?=0)){DIGITS}{{7,35}}(?!\w)")
UK = r"(?:\+44|0044)0?[1-9]\d{8,9}|0(?:[123578]\d{9}|1\d{8}|800\d{6}|500\d{6})"
ABROAD = r"\+(?!44)[1-9]\d{7,14}|00(?!44)[1-9]\d{8,13}"
PLAUSIBLE = re.compile(rf"(?:{UK})+|{ABROAD}")  # two numbers may share a cell
A_DATE_OR_DECIMAL = re.compile(
    r"(?:(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d\d)"
    r"(?:[T, ]+\d{1,2}:.*)?|[+-]?\d{1,5}\.\d+"
)
AN_EMAIL = re.compile(r"[^\s@<>]@[^\s@<>]+\.[^\s@<>]")
NOTHING_GIVEN = re.compile(r"\W*|n[/.]?a\.?|none|null|nil|unknown|tbc", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """Where to look in a row, by position; `how` says in words why each column was taken."""

    phone: tuple[int, ...]
    email: tuple[int, ...]
    fax: tuple[int, ...]
    post: tuple[int, ...]
    facts: dict[int, str]
    how: dict[int, str]


def find_columns(table: Table, given: Mapping[str, Sequence[str]]) -> Columns:
    """The columns to use: those given for a kind or a fact, and for the rest those recognised."""
    taken: dict[str, tuple[int, ...]] = dict.fromkeys(KINDS, ())
    facts: dict[int, str] = {}
    how: dict[int, str] = {}
    for key, names in given.items():
        places = _places(table, key, names)
        how |= dict.fromkeys(places, "given")
        if key in taken:
            taken[key] = places
        elif facts.keys() & set(places):
            raise ListError(f'A column is given as two facts, one of them "{key}"; give it as one.')
        else:
            facts |= dict.fromkeys(places, key)
    for index, header in enumerate(table.headers):
        key = header.strip().casefold()
        if index not in how and key not in given and FACT.fullmatch(key):
            facts[index], how[index] = key, "by its name"
    left = [index for index in range(len(table.headers)) if index not in how]
    for index, sample in _samples(table, left).items():
        kind, reason = _recognise(table.headers[index], sample)
        if kind in taken and kind not in given:
            taken[kind] += (index,)
            how[index] = reason
    return Columns(**taken, facts=facts, how=how)


def _places(table: Table, key: str, names: Sequence[str]) -> tuple[int, ...]:
    """Where the columns with these names stand; a fact can stand in one only."""
    if key not in KINDS and not FACT.fullmatch(key):
        raise ListError(
            f'A column cannot be given as "{key}"; say {", ".join(KINDS)}, or the name of a fact '
            "such as relationship.kind."
        )
    if key not in KINDS and len(names) != 1:
        raise ListError(f'"{key}" needs exactly one column; give one.')
    headings = [header.strip().casefold() for header in table.headers]
    for name in names:
        if name.strip().casefold() not in headings:
            raise ListError(
                f'{table.path.name} has no column "{name}"; its columns are '
                f"{', '.join(header.strip() for header in table.headers)}."
            )
    return tuple(sorted({headings.index(name.strip().casefold()) for name in names}))


def _samples(table: Table, places: Iterable[int]) -> dict[int, list[str]]:
    """The first cells of each column which hold anything, however far down the list they are."""
    samples: dict[int, list[str]] = {place: [] for place in places}
    lacking = dict(samples)
    for row in table.rows():
        if row.problem:
            continue
        for place, sample in tuple(lacking.items()):
            cell = row.cells[place].strip()
            if cell and not NOTHING_GIVEN.fullmatch(cell):
                sample.append(cell)
                if len(sample) == SAMPLE:
                    del lacking[place]
        if not lacking:
            break
    return samples


def _recognise(header: str, sample: Sequence[str]) -> tuple[str, str]:
    """The kind of a column and why, or no kind. A name alone is not believed against the cells,
    for "Email opt-in" and "Phone consent" hold no contact points.
    """
    name = _words(header)
    looks = _is_a_phone if ABOUT_A_CONTACT_POINT.search(name) else _may_be_a_phone
    for kind, named, agrees in (
        ("email", NAMED_EMAIL, _may_be_an_email),
        ("phone", NAMED_PHONE, looks),
        ("fax", NAMED_FAX, looks),
    ):
        if named.search(name) and (not sample or _share(sample, agrees) >= 1 / 3):
            return kind, "by its name"
    for kind, is_one in (("email", _is_an_email), ("phone", _is_a_phone)):
        if sample and _share(sample, is_one) >= 0.6:
            return kind, "by its content"
    return ("post", "by its name") if NAMED_POST.fullmatch(name) else ("", "")


def _words(header: str) -> str:
    """The words of a heading, as in "work phone 2" for "WorkPhone_2"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.findall(r"[a-z]+|\d+", apart.casefold()))


def _share(sample: Sequence[str], looks: Callable[[str], bool]) -> float:
    return sum(map(looks, sample)) / len(sample)


def _is_an_email(cell: str) -> bool:
    return AN_EMAIL.search(cell) is not None


def _may_be_an_email(cell: str) -> bool:
    return "@" in cell


def _is_a_phone(cell: str) -> bool:
    """Written as telephone numbers are, with a leading 0 or +; a bare number may be anything."""
    if not _may_be_a_phone(cell):
        return False
    found = (re.sub(r"[^\d+]", "", number) for number in A_NUMBER.findall(cell))
    return any(PLAUSIBLE.fullmatch(number) for number in found)


def _may_be_a_phone(cell: str) -> bool:
    """Digits enough for a telephone number, spoilt or local ones too, and nothing against it."""
    digits = sum(map(str.isdigit, cell))
    letters = sum(map(str.isalpha, cell))
    return digits >= max(6, letters) and "@" not in cell and not A_DATE_OR_DECIMAL.fullmatch(cell)
