"""Checks worked off one after the other, and what was left of old ones taken away.

A run is begun anew by the next worker if the one before was killed: its answers are written under
another name until they are whole, so there is never half a list.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from sayso.law.codes import Channel
from sayso.lists.answered import Answered
from sayso.lists.check import Campaign, Checker, check_rows
from sayso.lists.columns import find_columns, must_have_columns
from sayso.lists.errors import ListError
from sayso.lists.facts import Facts
from sayso.lists.needed import must_be_able_to_allow
from sayso.lists.output import open_output
from sayso.lists.registers import RegisterStore
from sayso.lists.said import Said, read_said, read_suppressed
from sayso.lists.summary import Waterfall, as_dict
from sayso.lists.table import Row, Table, open_table
from sayso.lists.until import ASKED
from sayso.people.facts import FORMALITIES
from sayso.policy.models import PolicyVersion
from sayso.screening import actions
from sayso.screening.actions import KEPT
from sayso.screening.folders import CHECKS, take_away
from sayso.screening.models import Run, now
from sayso.staff import work

EACH = 2_000
"""Rows between two notes of how far it came."""

NAMED = 20
"""Rows that could not be read which are named on the page."""


def work_off() -> int:
    """Every check that waits; how many were worked on."""
    return work.work_off(Run, _checked, refused=(ListError,), ended=actions.end)


def _checked(run: Run) -> dict[str, Any]:
    """The answers written, and the summary of them."""
    path = CHECKS.list_of(run.name)
    if path is None:
        raise ListError("The list is gone; send it again.")
    table = open_table(path)
    columns = find_columns(table, {})
    campaign = _campaign(run)
    must_have_columns(campaign.channels, columns, table.headers)
    must_be_able_to_allow(campaign, columns)
    rows = table.count_rows()
    work.go_on(run, done=0, rows=rows)
    out = CHECKS.folder(run.name) / f"checked{path.suffix}"
    found = _answered(run, Checker(campaign, columns), table, out, rows)
    work.go_on(run, done=rows, rows=rows)
    return found


def _answered(run: Run, checker: Checker, table: Table, out: Path, rows: int) -> dict[str, Any]:
    """Every row answered, counted and written."""
    campaign, columns = checker.campaign, checker.columns
    waterfalls = {channel: Waterfall() for channel in campaign.channels}
    unread: list[tuple[int, str]] = []
    answered = Answered(table, campaign.channels, defused=True)
    with open_output(out, answered.headers(), like=table) as writer:
        outcomes = check_rows(checker, _watched(run, table, rows))
        for row, found in zip(table.rows(), outcomes, strict=False):
            for channel, outcome in found.items():
                waterfalls[channel].count(outcome)
            told_first = next(iter(found.values()))
            if told_first.reason == "unreadable":
                unread.append((row.number, told_first.because))
            writer.write(answered.cells(row, found))
    return {
        **as_dict(campaign, waterfalls),
        "rows": rows,
        "columns": {table.headers[place]: how for place, how in sorted(columns.how.items())},
        "unreadable": unread[:NAMED],
        "unreadable_count": len(unread),
        "answers": out.name,
    }


def _watched(run: Run, table: Table, rows: int) -> Iterator[Row]:
    for number, row in enumerate(table.rows(), 1):
        if number % EACH == 0:
            work.go_on(run, done=number, rows=rows)
        yield row


def _campaign(run: Run) -> Campaign:
    """What is to be done with the list: by the policy under which it was asked for."""
    policy = PolicyVersion.objects.get(sha256=run.policy).policy
    use = policy.purposes[run.purpose]
    channels = tuple(Channel(one) for one in run.channels)
    facts: Facts = {
        "message": {**FORMALITIES, "promotes": [str(one) for one in use.promotes]},
        "sender": {"kind": str(policy.organisation.kind)},
        "data_protection": {"basis": str(use.basis), "notice_given": True},
    }
    store = RegisterStore(settings.ENVIRONMENT.home)
    asked = {name for channel in channels for name in ASKED.get(channel, ())}
    registers = {
        name: store.matcher(name, run.on)
        for name in sorted(asked)
        if any(edition.on <= run.on for edition in store.editions(name))
    }
    return Campaign(channels, str(use.kind), run.on, "house", facts, registers, _said(run))


def _said(run: Run) -> Said:
    folder, found = CHECKS.folder(run.name), Said()
    if (path := folder / "said.csv").exists():
        read_said(path, run.on, found)
    if (path := folder / "suppress.csv").exists():
        read_suppressed(path, found)
    return found


def let_go_of_answers() -> int:
    """Destroy the answers of yesterday, and what nobody knows of any more."""
    gone = 0
    known = dict(Run.objects.filter(name__in=CHECKS.names()).values_list("name", "ended_at"))
    for name in CHECKS.names():
        ended_at = known.get(name)
        is_known = name in known
        if (not is_known) or (ended_at is not None and ended_at + KEPT < now()):
            take_away(name, answers=True)
            gone += 1
    return gone
