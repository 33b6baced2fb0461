"""A campaign to the cast, small enough to read: Ada consented, Bert objected, Cleo is a company,
Dev is on TPS, Eve is elsewhere.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sayso.addresses import contact_key
from sayso.law.codes import Channel
from sayso.lists.check import Campaign, Checker, check_rows
from sayso.lists.columns import Columns, find_columns
from sayso.lists.outcome import Outcome
from sayso.lists.registers import Matcher
from sayso.lists.said import Record, Said, Stop
from sayso.lists.table import Table, open_table

TODAY = date(2026, 11, 22)
EDITION = date(2026, 11, 20)
DEV = 2079460004
ELSEWHERE = "+353 20 910 9005"

FACTS: dict[str, Any] = {
    "message": {
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
        "contact_details": True,
        "caller_id_shown": True,
    },
    "sender": {"kind": "company"},
    "provenance": "direct",
    "data_protection": {"basis": "legitimate_interests", "notice_given": True},
}
CUSTOMERS: dict[str, Any] = FACTS | {
    "relationship": {"kind": "sale", "with_sender": True, "refusal_offered": True, "refused": False}
}


def register(name: str, *numbers: int, on: date | None = EDITION) -> Matcher:
    """A register as handed over, with nothing to tell since when a number stands in it."""
    return Matcher(name, on, "0" * 64, np.array(sorted({*numbers, 2079460999}), np.int64))


REGISTERS = {"tps": register("tps", DEV), "ctps": register("ctps")}

CAMPAIGN = Campaign(
    channels=(Channel.LIVE_CALL,),
    purpose="marketing",
    on=TODAY,
    policy="legal-minimum",
    facts=FACTS,
    registers=REGISTERS,
    said=Said(),
)


def campaign(*channels: str, **changes: Any) -> Campaign:
    if channels:
        changes["channels"] = tuple(map(Channel, channels))
    return replace(CAMPAIGN, **changes)


def yes(contact: str, *channels: str, **facts: Any) -> Said:
    """A consent in which nothing is wrong."""
    sound: dict[str, Any] = dict.fromkeys(
        ("affirmative", "unbundled", "informed", "evidenced"), True
    )
    sound |= {"given_on": "2026-02-11", "channels": list(channels), "covers": ["own_similar"]}
    sound |= {"address": "this", "sender_named": "named", "obtained": "direct"}
    return _said(contact, Record("consent", sound | facts))


def no(contact: str, **facts: Any) -> Said:
    """An objection to marketing on every channel."""
    return _said(contact, Record("objection", {"on": "2026-01-05", "channels": ["all"], **facts}))


def asked(contact: str, **facts: Any) -> Said:
    """A request for this very message."""
    return _said(contact, Record("solicited", {"on": "2026-11-01", "channels": ["all"], **facts}))


def stop(contact: str, *channels: str) -> Said:
    said = Said()
    said.add_suppressed(Stop(contact, _named(contact, exact=False)), set(channels or Channel))
    return said


def all_of(*parts: Said) -> Said:
    """All that was said, together."""
    whole = Said()
    for part in parts:
        for key, places in part.yeses.items():
            for place in places:
                whole.add_yes(key, part.records[place])
        for stop in part.stops:
            for place in dict.fromkeys(p for kin in stop.kin for p in part.noes.get(kin, ())):
                whole.add_no(stop, part.records[place])
            if channels := {c for kin in stop.kin for c in part.suppressed.get(kin, ())}:
                whole.add_suppressed(stop, channels)
    return whole


def _said(contact: str, record: Record) -> Said:
    said = Said()
    if record.kind == "objection" or "withdrawn_on" in record.facts:
        said.add_no(Stop(contact, _named(contact, exact=False)), record)
    else:
        (key,) = _named(contact, exact=True)
        said.add_yes(key, record)
    return said


def _named(contact: str, *, exact: bool) -> tuple[str, ...]:
    found = contact_key(contact)
    assert found is not None
    return tuple(f"{found.kind}:{key}" for key in (found.keys if exact else found.kin))


def write_list(path: Path, rows: Iterable[Mapping[str, str]]) -> Table:
    """The rows as a list, with a column for every key that any of them has."""
    rows = list(rows)
    headers = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return open_table(path)


def check(
    folder: Path, campaign: Campaign, *rows: Mapping[str, str], **columns: Sequence[str]
) -> list[dict[Channel, Outcome]]:
    """What a campaign may do with these rows."""
    table = write_list(folder / "list.csv", [{"No": str(n), **row} for n, row in enumerate(rows)])
    found: Columns = find_columns(table, columns)
    return list(check_rows(Checker(campaign, found), table.rows()))


def reasons(folder: Path, campaign: Campaign, *rows: Mapping[str, str]) -> list[str]:
    """For each row "allow", or the reason why not; for a campaign on one channel."""
    (channel,) = campaign.channels
    told = [answer[channel] for answer in check(folder, campaign, *rows)]
    return ["allow" if one.allowed else one.reason for one in told]
