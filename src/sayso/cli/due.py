"""`sayso due`: the deadline of one request, complaint, objection or breach, with its steps."""

import json
from datetime import date
from typing import Any

import click

from sayso.cli.options import DAY, Refusal, sentences
from sayso.days import non_working_days, today_in_london
from sayso.law import DeadlineQuestion, due, parse_question
from sayso.law.codes import Nation, Right
from sayso.law.explain import explain_deadline


@click.command()
@click.argument("right", type=click.Choice([str(right) for right in Right]))
@click.option("--received", type=DAY, help="The day the request came in.")
@click.option("--aware-at", metavar="INSTANT", help="For a breach: 2026-11-22T09:30:00+00:00.")
@click.option(
    "--nation",
    type=click.Choice([str(nation) for nation in Nation]),
    default=str(Nation.ENGLAND),
    show_default=True,
    help="Whose bank holidays count.",
)
@click.option("--id-requested-on", type=DAY, help="Proof of identity was asked for.")
@click.option("--id-received-on", type=DAY, help="Proof of identity arrived.")
@click.option("--fee-requested-on", type=DAY, help="A fee was asked for.")
@click.option("--fee-paid-on", type=DAY, help="The fee was paid.")
@click.option(
    "--clarification",
    "clarifications",
    multiple=True,
    metavar="ASKED[:ANSWERED]",
    help="A question put to the person, and the day it was answered.",
)
@click.option("--extended-on", type=DAY, help="The notice of extension, with reasons, went out.")
@click.option("--on", type=DAY, help="The day it is looked at.  [default: today]")
@click.option("--json", "as_json", is_flag=True, help="Give the deadline as data.")
def command(
    right: str,
    received: date | None,
    aware_at: str | None,
    nation: str,
    clarifications: tuple[str, ...],
    on: date | None,
    as_json: bool,
    **events: date | None,
) -> None:
    """Say when an answer is due, and every step to that day.

    \b
    Examples:
      sayso due access --received 2026-10-31 --nation england
      sayso due access --received 2026-11-02 --clarification 2026-11-05:2026-11-12
      sayso due breach --aware-at 2026-11-20T16:00:00+00:00

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    facts: dict[str, Any] = {
        "question": "deadline",
        "right": right,
        "nation": nation,
        "clarifications": [_clarification(text) for text in clarifications],
    }
    stated = {"received": received, "on": on, **events}
    facts |= {key: day.isoformat() for key, day in stated.items() if day}
    if aware_at:
        facts["aware_at"] = aware_at
    with sentences():
        question = parse_question(facts, today=_today(facts, on))
        assert isinstance(question, DeadlineQuestion)  # noqa: S101 - it asked for one
        deadline = due(question, non_working_days(question.nation))
    click.echo(json.dumps(deadline.as_dict()) if as_json else explain_deadline(deadline))


def _today(facts: dict[str, Any], on: date | None) -> date:
    """The day looked at: today, or for a request still to come, the last day that is stated."""
    asked = [day for each in facts["clarifications"] for day in each.values()]
    stated = [_day(facts[key]) for key in facts if key in _DAYS]
    return on or max([today_in_london(), *stated, *map(_day, asked)])


def _day(text: str) -> date:
    """The day of a day or instant; one that cannot be read is left to whoever reads it next."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return date.min


_DAYS = {
    "received",
    "aware_at",
    "id_requested_on",
    "id_received_on",
    "fee_requested_on",
    "fee_paid_on",
    "extended_on",
}


def _clarification(text: str) -> dict[str, str]:
    asked, _, answered = text.partition(":")
    if not asked:
        raise Refusal("A clarification needs the day it was asked; write ASKED or ASKED:ANSWERED.")
    return {"asked_on": asked} | ({"answered_on": answered} if answered else {})
