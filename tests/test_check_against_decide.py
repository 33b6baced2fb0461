"""`sayso check` is compared with the law asked point by point, as plainly as it can be.

Each list is made up from cells whose meaning is known beforehand, so nothing here reads a
telephone number, an email address or a line of what people said the way the product does.
"""

import csv
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sayso.cli.tests.terminal import run
from sayso.law import Answer, ContactQuestion, decide, parse_question
from sayso.lists.registers import RegisterStore

TODAY = date(2026, 11, 22)
LISTS = 400
KIND = {
    "live_call": "phone",
    "automated_call": "phone",
    "sms": "phone",
    "email": "email",
    "fax": "fax",
    "post": "post",
}
CHANNELS = tuple(KIND)
REGISTERS = {"live_call": ("tps", "ctps"), "fax": ("fps",)}

STEMS = ("207946000", "161496000", "770090012")
PHONES = [f"{stem}{digit}" for stem in STEMS for digit in range(8)]
NAMES = ("ada", "bert", "cleo", "dev", "eve")
EMAILS = [f"{name}@example.{end}" for name in NAMES for end in ("org", "net")]
ADDRESSES = [
    ("1 High Street", "Anytown", "EX1 1EX"),
    ("Flat 1, 2 Low Road", "Anytown", "EX1 2EX"),
    ("Flat 12, Low Road", "Anytown", "EX1 2EX"),
]


class Cell(NamedTuple):
    """What stands in a cell, which contact points it may mean, and whether it says so plainly."""

    text: str
    means: tuple[str, ...] = ()
    plain: bool = True
    problem: str = ""


class Line(NamedTuple):
    """One line of what people said."""

    contact: Cell
    kind: str
    facts: dict[str, Any]


class Row(NamedTuple):
    """One row of the list, its contact points by kind."""

    cells: dict[str, list[Cell]]
    stated: dict[str, str]
    cut_short: bool

    @property
    def unread(self) -> bool:
        return self.cut_short or "perhaps" in self.stated.values()

    @property
    def means(self) -> set[str]:
        return {one for cells in self.cells.values() for cell in cells for one in cell.means}


@dataclass
class Case:
    """A list, and everything that is known beside it."""

    channels: list[str]
    policy: str
    facts: dict[str, Any]
    rows: list[Row]
    said: list[Line]
    suppressed: list[tuple[Cell, str]]
    registers: dict[str, list[tuple[date, set[str]]]]
    in_store: bool


class Verdict(NamedTuple):
    """What the plain reading says of one row and channel; no reasons: another row's."""

    allowed: bool
    reasons: frozenset[str] = frozenset()
    use: tuple[str, ...] = ()


# --- the plain reading -----------------------------------------------------------------------


def plain_reading(case: Case) -> list[dict[str, Verdict]]:
    answers: list[dict[str, Verdict]] = [{} for _ in case.rows]
    for channel in case.channels:
        refused = set(_refused_somewhere(case, channel))
        used: set[str] = set()
        for row, answer in zip(case.rows, answers, strict=True):
            reasons = _reasons_against(case, row, channel)
            means = dict.fromkeys(one for cell in _points(row, channel) for one in _itself(cell))
            fresh = [one for one in means if one not in used]
            if reasons or refused & means.keys():
                answer[channel] = Verdict(allowed=False, reasons=frozenset(reasons))
                continue
            used.update(means)
            told = frozenset() if fresh else frozenset({"duplicate"})
            answer[channel] = Verdict(bool(fresh), told, tuple(fresh))
    return answers


def _points(row: Row, channel: str) -> list[Cell]:
    return [] if row.cut_short else [cell for cell in row.cells[KIND[channel]] if cell.text]


def _refused_somewhere(case: Case, channel: str) -> Iterator[str]:
    for row in case.rows:
        for cell in _points(row, channel):
            for one, itself in zip(cell.means, _itself(cell), strict=True):
                stopped = row.unread or _is_suppressed(case, row, channel)
                if stopped or not _ask(case, row, channel, [one]).allowed:
                    yield itself


def _itself(cell: Cell) -> tuple[str, ...]:
    """What is refused or used with the cell: an address as written, not those it may be, too."""
    if cell.means and cell.means[0].startswith("post "):
        return (f"post {_words(cell.text)}",)
    return cell.means


def _reasons_against(case: Case, row: Row, channel: str) -> set[str]:
    if row.unread:
        return {"unreadable"}
    if _is_suppressed(case, row, channel):
        return {"suppressed"}
    points = _points(row, channel)
    if not points:
        return {"no_contact_point"}
    return {reason for cell in points for reason in _reasons_for(case, row, channel, cell)}


def _reasons_for(case: Case, row: Row, channel: str, cell: Cell) -> Iterator[str]:
    if cell.problem:
        yield cell.problem
        return
    answer = _ask(case, row, channel, cell.means)
    if not answer.allowed:
        yield answer.determining[0].rule.id
    elif not cell.plain:
        yield "review"


def _is_suppressed(case: Case, row: Row, channel: str) -> bool:
    return any(
        named in ("", channel) and row.means & set(cell.means) for cell, named in case.suppressed
    )


def _ask(case: Case, row: Row, channel: str, means: Sequence[str]) -> Answer:
    """The law, asked about one contact point with everything that bears on it."""
    consents, objections, asked_on = [], [], []
    for line in case.said:
        own = any(one in means for one in line.contact.means) and _is_same(line.contact, row)
        near = bool(row.means & set(line.contact.means))
        if line.kind == "consent" and (own or (near and "withdrawn_on" in line.facts)):
            facts = dict(line.facts)
            consents.append({"given_on": facts.pop("on"), **facts})
        if line.kind == "objection" and near:
            objections.append(line.facts)
        if line.kind == "solicited" and own and channel in line.facts.get("channels", []):
            asked_on.append(line.facts["on"])
    facts = _facts(case, row)
    facts["message"]["purpose"] = "marketing"
    if asked_on:
        facts["message"]["solicited_on"] = max(asked_on)
    question = parse_question(
        {
            **facts,
            "question": "contact",
            "on": TODAY.isoformat(),
            "channel": channel,
            "policy": case.policy,
            "consents": consents,
            "objections": objections,
            "registers": {
                name: _search(case.registers[name], case.in_store, means)
                for name in REGISTERS.get(channel, ())
            },
        },
        today=TODAY,
    )
    assert isinstance(question, ContactQuestion)
    return decide(question).answer


def _is_same(contact: Cell, row: Row) -> bool:
    """A yes is for the very address: neither flat 12 nor flat 1 at number 2 speaks for both."""
    if not contact.means[0].startswith("post "):
        return True
    return any(_words(contact.text) == _words(cell.text) for cell in row.cells["post"])


def _words(address: str) -> list[str]:
    return address.upper().replace(",", " ").split()


def _search(
    editions: list[tuple[date, set[str]]], in_store: bool, means: Sequence[str]
) -> dict[str, str | None]:
    """The newest edition; a number is listed from the day after the last edition without it."""
    edition, numbers = editions[-1]
    found = [_listed_on(editions[:-1] if in_store else [], one) for one in means if one in numbers]
    listed_on = "unknown" if "unknown" in found else min(found, default=None)
    return {"edition": edition.isoformat(), "listed_on": listed_on}


def _listed_on(earlier: list[tuple[date, set[str]]], number: str) -> str:
    without = [day for day, numbers in earlier if number not in numbers]
    return (max(without) + timedelta(days=1)).isoformat() if without else "unknown"


def _facts(case: Case, row: Row) -> dict[str, Any]:
    facts = {k: dict(v) if isinstance(v, dict) else v for k, v in case.facts.items()}
    for key, text in row.stated.items():
        value = {"yes": True, "no": False}.get(text, text.lower().replace(" ", "_"))
        parent, _, last = key.rpartition(".")
        if text:
            (facts[parent] if parent else facts)[last] = value
    return facts


# --- lists made up ---------------------------------------------------------------------------


def phone(dice: random.Random) -> Cell:
    number, other = dice.sample(PHONES, 2)
    area, rest = (number[:2], number[2:]) if number[0] == "2" else (number[:4], number[4:])
    spellings = [f"0{area} {rest}", f"+44{number}", f"(0{area}) {rest[:3]}-{rest[3:]}", number]
    spellings += [f"0044 {area} {rest}", f"+44 (0){area} {rest}", f" 0{number} ", f"'0{number}"]
    last = str((int(number[-1]) + 1) % 8)
    lost = dice.choice(["7946 0008", "ask at the desk", "2.0795E+09", "07777 777777"])
    return dice.choices(
        [
            Cell(dice.choice(spellings), (number,)),
            Cell(f"0{area} {rest} ext {dice.randint(1, 99)}", (number,), plain=False),
            Cell(f"0{number} / 0{other}", (number, other), plain=False),
            Cell(f"0{number}/{last}", (number, number[:-1] + last), plain=False),
            Cell(lost, problem="unscreenable"),
            Cell("+353 20 910 9005", ("+353209109005",), plain=False, problem="out_of_scope"),
            Cell(""),
        ],
        (66, 4, 4, 3, 2, 2, 19),
    )[0]


def email(dice: random.Random) -> Cell:
    one, other = dice.sample(EMAILS, 2)
    several = (one, other)
    return dice.choices(
        [
            Cell(one, (one,)),
            Cell(one.upper(), (one,)),
            Cell(f"Somebody <{one}>", (one,), plain=False, problem="unscreenable"),
            Cell(f"{one}; {other}", several, plain=False, problem="unscreenable"),
            Cell("gil@example", problem="unscreenable"),
            Cell(""),
        ],
        (60, 14, 3, 3, 2, 18),
    )[0]


def address(dice: random.Random) -> Cell:
    """A no reaches both flats: without blanks and commas they are written alike."""
    lines = dice.choice([*ADDRESSES, ("", "", "")])
    text = ", ".join(filter(None, lines))
    alike = "".join(filter(str.isalnum, text.lower()))
    return Cell(text, (f"post {alike}",) if text else ())


def contact(dice: random.Random, kind: str) -> Cell:
    """A contact point as somebody keyed it; a yes can be read from a plain one only."""
    while True:
        cell = dice.choice((phone, phone, email, address))(dice)
        several_emails = len(cell.means) > 1 and "@" in cell.text
        if cell.means and not several_emails and (cell.plain or kind == "objection"):
            return cell._replace(text=cell.text.upper())


def said(dice: random.Random) -> Line:
    kind = dice.choice(("consent",) * 5 + ("objection", "solicited", "solicited"))
    days = [(TODAY - timedelta(days=back)).isoformat() for back in (0, 1, 30, 200)]
    channels = dice.sample(CHANNELS, dice.randint(2, 5))
    facts: dict[str, Any] = {"on": dice.choice(days)}
    if dice.random() < 0.85:
        facts["channels"] = channels
    if kind == "objection":
        facts |= dice.choice([{}, {"channels": ["all"]}, {"to": "everything"}, {"to": "research"}])
    if kind == "consent":
        facts |= {"covers": ["own_similar"], "address": "this", "sender_named": "named"}
        facts |= dict.fromkeys(("affirmative", "unbundled", "informed", "evidenced"), True)
        facts |= {"obtained": "direct"}
        if dice.random() < 0.15:
            key, spoilt = dice.choice(
                [
                    ("covers", ["third_party"]),
                    ("address", "other"),
                    ("sender_named", "described"),
                    ("informed", False),
                    ("ends_on", (TODAY + timedelta(days=dice.choice((0, 1)))).isoformat()),
                    ("topics", ["news"]),
                ]
            )
            facts[key] = spoilt
        if dice.random() < 0.1:
            facts.pop(dice.choice(("covers", "address", "evidenced", "obtained")))
    if kind != "solicited":
        if dice.random() < (0.5 if kind == "objection" else 0.1):
            facts["withdrawn_on"] = max(facts["on"], dice.choice(days))
        if dice.random() < 0.5:
            facts["seq"] = dice.randint(1, 3)
    return Line(contact(dice, kind), kind, facts)


STATEMENTS = {
    "subscriber": ["individual", "Limited Company", "sole trader", "unknown", "llp"],
    "provenance": ["direct", "bought_in"],
    "relationship.kind": ["sale", "none", "support"],
    "relationship.refused": ["yes", "no"],
    "data_protection.notice_given": ["yes", "no"],
    "data_protection.restricted": ["yes", "no", "no"],
}


def row(dice: random.Random, columns: Sequence[str]) -> Row:
    stated = {}
    for key in columns:
        text = dice.choice(STATEMENTS[key]) if dice.random() < 0.4 else ""
        stated[key] = "perhaps" if dice.random() < 0.02 else text
    cells = {
        "phone": [phone(dice), phone(dice)],
        "email": [email(dice)],
        "fax": [phone(dice) if dice.random() < 0.5 else Cell("")],
        "post": [address(dice)],
    }
    return Row(cells, stated, cut_short=dice.random() < 0.03)


def register(dice: random.Random) -> list[tuple[date, set[str]]]:
    newest = TODAY - timedelta(days=dice.choice((1, 2, 27, 27, 28)))
    days = [newest - timedelta(days=back) for back in (40, 1, 0)]
    return [(day, set(dice.sample(PHONES, dice.randint(0, 2)))) for day in days]


def case(dice: random.Random) -> Case:
    columns = dice.sample(list(STATEMENTS), dice.randint(0, 3))
    basis = dice.choice(("consent", "legitimate_interests", "legitimate_interests"))
    return Case(
        channels=dice.sample(CHANNELS, dice.randint(1, 3)),
        policy=dice.choice(("legal-minimum",) * 5 + ("house",)),
        facts={
            "message": {
                "promotes": ["own_similar"],
                "names_sender": True,
                "opt_out": True,
                "contact_details": True,
                "caller_id_shown": True,
            },
            "sender": {"kind": "company"},
            "provenance": "direct",
            "relationship": {
                "kind": dice.choice(("sale", "none")),
                "with_sender": True,
                "refusal_offered": True,
                "refused": False,
            },
            "data_protection": {"basis": basis, "notice_given": True},
        },
        rows=[row(dice, columns) for _ in range(dice.randint(6, 16))],
        said=[said(dice) for _ in range(dice.randint(0, 40))],
        suppressed=[
            (contact(dice, "objection"), dice.choice(("", *CHANNELS)))
            for _ in range(dice.choice((0, 0, 1, 2)))
        ],
        registers={name: register(dice) for name in ("tps", "ctps", "fps")},
        in_store=dice.random() < 0.5,
    )


# --- the product asked -----------------------------------------------------------------------


def product_reading(case: Case, folder: Path) -> list[dict[str, str]]:
    folder.mkdir()
    settings = [f"--set={key}={value}" for key, value in _settings(case.facts)]
    told = run(
        *("check", _write_list(case, folder), "--purpose", "marketing", "--policy", case.policy),
        *("--on", TODAY.isoformat(), "--said", _write_said(case, folder)),
        *("--suppress", _write_suppressed(case, folder), "-o", folder / "checked.csv"),
        *(f"--channel={channel}" for channel in case.channels),
        *settings,
        *_hold_registers(case, folder),
    )
    assert told.code == (1 if any(row.unread for row in case.rows) else 0), told.err
    with (folder / "checked.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _settings(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from _settings(value, f"{prefix}{key}.")
        else:
            text = ",".join(value) if isinstance(value, list) else str(value)
            yield f"{prefix}{key}", text


def _write(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def _write_list(case: Case, folder: Path) -> Path:
    lines = [["No", "Tel", "Mobile", "Email", "Fax", "Address 1", "Town", "Postcode"]]
    lines[0] += case.rows[0].stated
    for number, row in enumerate(case.rows):
        tel, mobile, email, fax, post = (cell for cells in row.cells.values() for cell in cells)
        first, town, code = post.text.rsplit(", ", 2) if post.text else ("", "", "")
        line = [str(number), tel.text, mobile.text, email.text, fax.text, first, town, code]
        lines.append(line[:5] if row.cut_short else [*line, *row.stated.values()])
    return _write(folder / "list.csv", lines)


def _write_said(case: Case, folder: Path) -> Path:
    columns = list(dict.fromkeys(key for line in case.said for key in ["on", *line.facts]))
    lines = [["contact", "kind", *(columns or ["on"])]]
    for line in case.said:
        facts = (line.facts.get(key, "") for key in columns)
        texts = (";".join(fact) if isinstance(fact, list) else str(fact) for fact in facts)
        lines.append([line.contact.text, line.kind, *texts])
    return _write(folder / "said.csv", lines)


def _write_suppressed(case: Case, folder: Path) -> Path:
    lines = [[cell.text, channel] for cell, channel in case.suppressed]
    return _write(folder / "suppress.csv", [["contact", "channel"], *lines])


# One in each, for no register may be empty, or hold the very numbers of another.
NOBODYS = {"tps": "2079460997", "ctps": "2079460998", "fps": "2079460999"}


def _hold_registers(case: Case, folder: Path) -> Iterator[str]:
    """The registers in the store, or given as bare files of their newest edition."""
    store = RegisterStore(folder / "home")
    for name, editions in case.registers.items():
        for day, numbers in editions:
            path = folder / f"{name}-{day}.txt"
            lines = [f"0{number}\r\n" for number in sorted({*numbers, NOBODYS[name]})]
            path.write_text("".join(lines), newline="")
            if case.in_store:
                store.add(name, path, day, today=TODAY)
        if not case.in_store:
            newest = editions[-1][0]
            yield f"--register={name}={folder / f'{name}-{newest}.txt'}@{newest}"


# --- the comparison --------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(4))
def test_a_list_is_answered_as_the_law_answers_each_contact_point(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # nothing here need outlast the test
    seen: Counter[str] = Counter()
    for seed in range(part, LISTS, 4):
        folder = tmp_path / str(seed)
        monkeypatch.setenv("SAYSO_HOME", str(folder / "home"))
        one = case(random.Random(seed))
        expected, answered = plain_reading(one), product_reading(one, folder)
        assert [line["No"] for line in answered] == [str(n) for n in range(len(one.rows))]
        for number, (verdicts, line) in enumerate(zip(expected, answered, strict=True)):
            for channel, verdict in verdicts.items():
                seen[_compare(verdict, line, channel, f"list {seed}, row {number}")] += 1
    assert_every_kind_of_answer_was_seen(seen)


def _compare(verdict: Verdict, line: dict[str, str], channel: str, where: str) -> str:
    told, reason, use = (line[f"{channel}_{part}"] for part in ("verdict", "reason", "use"))
    assert told == ("allow" if verdict.allowed else "deny"), (where, channel, verdict, reason)
    assert bool(use) == verdict.allowed, (where, channel)
    used = tuple(_plainly(point, channel) for point in use.split("; ") if point)
    assert used == verdict.use, (where, channel)
    assert bool(line[f"{channel}_remedy"]) != verdict.allowed, (where, channel)
    if verdict.allowed:
        return f"allow {channel}"
    assert not verdict.reasons or reason in verdict.reasons, (where, channel, verdict, reason)
    return reason if verdict.reasons else "refused in another row"


def _plainly(point: str, channel: str) -> str:
    if KIND[channel] == "post":
        return f"post {_words(point)}"
    return point.lower().removeprefix("+44")


def assert_every_kind_of_answer_was_seen(seen: Counter[str]) -> None:
    every = {f"allow {channel}" for channel in CHANNELS}
    every |= {"review", "unscreenable", "out_of_scope", "suppressed", "duplicate", "unreadable"}
    every |= {"no_contact_point", "refused in another row", "objection-to-marketing"}
    every |= {"live-call-register", "electronic-mail-consent", "lawful-basis", "notice"}
    assert not every - seen.keys()
