"""A small list and everything beside it, checked as somebody at a terminal would."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sayso.cli.tests.terminal import Told, assert_one_sentence, run

HEADINGS = ["Name", "Tel", "Email", "subscriber"]
ADA = ["Ada Larkspur", "020 7946 0001", "ada@example.org", "individual"]
BERT = ["Bert Underhill", "020 7946 0002", "bert@example.org", "individual"]
CLEO = ["Cleo Glass Ltd", "0161 496 0003", "cleo@glass.example", "limited_company"]
DEV = ["Dev Marchbank", "020 7946 0004", "dev@example.org", "individual"]
EVE = ["Eve Farrant", "+353 20 910 9005", "eve@example.net", "individual"]
CAST = [HEADINGS, ADA, BERT, CLEO, DEV, EVE]
PERSONAL = ["ada", "larkspur", "bert", "underhill", "cleo", "7946", "496 0003", "0002", "anytown"]

FACTS = {
    "message": {
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
        "caller_id_shown": True,
    },
    "sender": {"kind": "company"},
    "provenance": "direct",
    "data_protection": {"basis": "legitimate_interests", "notice_given": True},
}
SAID = "contact,kind,on,channels\nbert@example.org,objection,2026-01-05,all\n"
SUPPRESS = "contact,channel\nEVE@example.net,\n"


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


REGISTERS = ("--register", "tps=tps.txt@2026-11-20", "--register", "ctps=ctps.txt@2026-11-20")
WHOLE = ("--facts", "facts.json", "--said", "said.csv", "--suppress", "suppress.csv", *REGISTERS)


def ask(*options: str, channel: str = "live_call", on: str = "2026-11-22") -> tuple[str, ...]:
    purpose = ("--purpose", "marketing", "--on", on)
    return ("check", "list.csv", "--channel", channel, *purpose, *options)


def check(*options: str, channel: str = "live_call", on: str = "2026-11-22") -> Told:
    return run(*ask(*options, channel=channel, on=on))


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def verdicts(path: Path, channel: str = "live_call") -> list[tuple[str, str, str]]:
    headings, *rows = read_csv(path)
    lines = [dict(zip(headings, row, strict=True)) for row in rows]
    parts = (f"{channel}_{part}" for part in ("verdict", "reason", "use"))
    verdict, reason, use = parts
    return [(line[verdict], line[reason], line[use]) for line in lines]


def refuse(*options: str, **where: str) -> str:
    """The one sentence with which a check is refused, nothing being written."""
    told = check(*options, "-o", "out.csv", **where)
    assert told.code == 2, told
    assert_one_sentence(told, *PERSONAL)
    assert not Path("out.csv").exists()
    assert not list(Path().glob(".*"))
    return told.err
