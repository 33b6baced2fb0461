"""Which columns of a list hold contact points, and which hold facts about the person."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.facts import A_DATE, KEYS, PARENTS, must_be_known
from sayso.lists.table import SAMPLE, Table

KINDS = ("phone", "email", "fax", "post")
STOP, UNUSED = "stop", "unused"
WORDS = (*KINDS, STOP, UNUSED)
"""What a column may be given as, beside the key of a fact."""

KIND_OF = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.VOICEMAIL: "phone",
    Channel.LIVE_CALL: "phone",
    Channel.AUTOMATED_CALL: "phone",
    Channel.FAX: "fax",
    Channel.POST: "post",
}
"""The kind of contact point that a channel uses. A list holds none for social messages."""


def _run_on(key: str) -> str:
    return re.sub(r"[._\-\s]+", "_", key)


FACT_NAMED = {_run_on(key): key for key in KEYS - {"message.opt_out"}}
"""Headings that are a key but for its full stop. A "message opt-out" may be the person's own."""

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

TO_REACH = (
    r"(?:call|contact|e ?mail|mail|phone|telephone|ring|text|sms|fax|post|write|visit|market|"
    r"message|send|disturb|process|solicit|consent|permi)\w*"
)
NAMED_STOP = re.compile(  # too much is asked about rather than too little
    rf"^no ?(?:(?:more|further|direct) )?{TO_REACH}"
    rf"|\b(?:(?:can)?not|never) (?:(?:to|be|for) )*{TO_REACH}"
    r"|\bdo ?not|\bdon ?t\b|\bdn[cdemp]\b|\bopt(?:ed|s|ing)? ?(?:in )?(?:or )?outs?\b|\bunsub"
    r"|\bsuppress|\bstop(?:s|ped)?\b|\brefus(?:ed|es|als?)\b|\bobject(?:ed|s|ions?)\b"
    r"|\brestrict(?:ed|ions?)\b|\bwithdr[ae]w|\bdeclined\b|\b(?:black|block) ?list|\bblocked\b"
    r"|\bexclu(?:de|ded|sion)\b|\beras(?:ed|ure)\b|\bdeceased\b|\bdied\b|\bdead\b|\bdeath\b"
)

DIGITS = r"\d(?:[\s().\-\u2010-\u2015]*\d)"
A_NUMBER = re.compile(rf"(?<![\w.@\-])(?:\(?\+\(?|\(?(?=0)){DIGITS}{{7,35}}(?!\w)")
UK = r"(?:\+44|0044)0?[1-9]\d{8,9}|0(?:[123578]\d{9}|1\d{8}|800\d{6}|500\d{6})"
ABROAD = r"\+(?!44)[1-9]\d{7,14}|00(?!44)[1-9]\d{8,13}"
PLAUSIBLE = re.compile(rf"(?:{UK})+|{ABROAD}")  # two numbers may share a cell
A_DATE_OR_DECIMAL = re.compile(rf"{A_DATE}|[+-]?\d{{1,5}}\.\d+")
AN_EMAIL = re.compile(r"[^\s@<>]@[^\s@<>]+\.[^\s@<>]")
MAY_BE_PERSONAL = re.compile(r"@|(?:\d\W*){6}")
BY_NAME = "by its name"
NOTHING_GIVEN = re.compile(r"\W*|n[/.]?a\.?|none|null|nil|unknown|tbc", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """Where to look in a row, by position; `how` says in words why each column was taken.

    `stop` says which rows to leave alone. `others` hold neither contact points, facts nor that:
    they are not used, and `unused` are those of which this was said.
    """

    phone: tuple[int, ...]
    email: tuple[int, ...]
    fax: tuple[int, ...]
    post: tuple[int, ...]
    facts: dict[int, str]
    how: dict[int, str]
    stop: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


def find_columns(table: Table, given: Mapping[str, Sequence[str]]) -> Columns:
    """The columns to use: those given for a kind or a fact, and for the rest those recognised."""
    places = {key: _places(table, key, names) for key, names in given.items()}
    _must_agree(places)
    how = {place: "given" for some in places.values() for place in some}
    facts = {some[0]: key for key, some in places.items() if key not in WORDS}
    named = _facts_named(table, how, facts)
    facts |= named
    how |= dict.fromkeys(named, BY_NAME)
    left = [place for place in range(len(table.headers)) if place not in how]
    _must_hold_no_stop(table, left)
    for place, sample in _samples(table, left).items():
        kind, reason = _recognise(table.headers[place], sample)
        if kind and kind not in given:
            places[kind] = (*places.get(kind, ()), place)
            how[place] = reason
    taken = {word: places.get(word, ()) for word in WORDS}
    used = {place: why for place, why in how.items() if place not in taken[UNUSED]}
    others = tuple(place for place in range(len(table.headers)) if place not in used)
    return Columns(**taken, facts=facts, how=used, others=others)


def _places(table: Table, key: str, names: Sequence[str]) -> tuple[int, ...]:
    """Where the columns with these names stand; a fact can stand in one only."""
    if key not in WORDS and key not in KEYS:
        raise ListError(
            f'A column cannot be given as "{key}"; say {", ".join(WORDS)}, or the name of a fact '
            "such as relationship.kind."
        )
    if key not in WORDS and len(names) != 1:
        raise ListError(f'"{key}" needs exactly one column; give one.')
    headings = [header.strip().casefold() for header in table.headers]
    for name in names:
        if name.strip().casefold() not in headings:
            raise ListError(
                f'{table.path.name} has no column "{name}"; {_its_columns(table.headers)}.'
            )
    return tuple(sorted({headings.index(name.strip().casefold()) for name in names}))


def _its_columns(headings: Iterable[str]) -> str:
    told = ", ".join(heading.strip() for heading in headings if _may_be_told(heading))
    return f"its columns are {told}" if told else "its columns have no plain headings"


def _may_be_told(heading: str) -> bool:
    """Whether an error may name a heading: without a true row of them, they are a person's."""
    return bool(heading.strip()) and not MAY_BE_PERSONAL.search(heading)


def _must_agree(places: Mapping[str, Sequence[int]]) -> None:
    """Refuse a column given as two facts, or as unused and used; two kinds may share one."""
    stated: set[int] = set()
    for key, some in places.items():
        if key not in WORDS:
            if stated & set(some):
                raise ListError(
                    f'A column is given as two facts, one of them "{key}"; give it as one.'
                )
            stated |= set(some)
        if key != UNUSED and set(some) & set(places.get(UNUSED, ())):
            raise ListError(f'A column is given as unused and as "{key}"; give it as one.')


def _facts_named(table: Table, taken: Container[int], given: Mapping[int, str]) -> dict[int, str]:
    """The facts that headings name and nobody gave; a fact that two columns name is refused."""
    named: dict[int, str] = {}
    for place, header in enumerate(table.headers):
        key = "" if place in taken else _fact_named(header)
        if key in named.values():
            raise ListError(
                f'{table.path.name} has two columns for "{key}"; say which to read, as in '
                f"--column {key}=HEADING."
            )
        if key and key not in given.values():
            named[place] = key
    return named


def _fact_named(header: str) -> str:
    """The fact that a heading names. One written as a key is taken for one, known or not."""
    key = header.strip().casefold()
    parent, dot, rest = key.partition(".")
    if dot and rest and parent in PARENTS:
        return key
    return FACT_NAMED.get(_run_on(key), "")


def _must_hold_no_stop(table: Table, left: Iterable[int]) -> None:
    """Refuse columns that say whom to leave alone, until it is said whether to heed them."""
    headings = {place: table.headers[place] for place in left}
    stops = ", ".join(
        heading.strip() if _may_be_told(heading) else f"column {place + 1}"
        for place, heading in headings.items()
        if NAMED_STOP.search(_words(heading))
    )
    if stops:
        raise ListError(
            f"{table.path.name} seems to say whom to leave alone ({stops}); give each such column "
            "as --column stop=HEADING to leave the rows alone where it says yes, or as "
            "--column unused=HEADING to pass it over."
        )


def must_have_columns(
    channels: Iterable[Channel], columns: Columns, headings: Iterable[str]
) -> None:
    """Refuse a channel for which the list has no column, and a column that can state nothing."""
    for key in columns.facts.values():
        must_be_known(key, "The list's columns")
    for channel in channels:
        kind = KIND_OF.get(channel)
        if kind is None:
            raise ListError(
                f"A list holds no contact points for {channel}; ask with `sayso decide` instead."
            )
        if not getattr(columns, kind):
            raise ListError(
                f"No column for {channel} was found in the list; {_its_columns(headings)}: name "
                f"one, as in --column {kind}=HEADING."
            )


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
            return kind, BY_NAME
    for kind, is_one in (("email", _is_an_email), ("phone", _is_a_phone)):
        if sample and _share(sample, is_one) >= 0.6:
            return kind, "by its content"
    return ("post", BY_NAME) if NAMED_POST.fullmatch(name) else ("", "")


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
