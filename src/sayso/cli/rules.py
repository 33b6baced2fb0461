"""`sayso rules`: the rulebook in the terminal, or one rule whole."""

import sys
from collections.abc import Iterator
from datetime import date

import click

from sayso.cli.options import DAY, Refusal
from sayso.days import today_in_london
from sayso.law import EVERY_RULE, Rule, in_force
from sayso.law.words import day_in_words


@click.command()
@click.argument("rule_id", metavar="[ID]", required=False)
@click.option("--on", type=DAY, help="Only the rules in force on this day.")
def command(rule_id: str | None, on: date | None) -> None:
    """Show every rule with its place in the law, or one rule with its examples.

    \b
    Examples:
      sayso rules
      sayso rules soft-opt-in
      sayso rules --on 2015-06-01

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    if rule_id:
        click.echo("\n".join(_whole(_find(rule_id), on or today_in_london())))
        return
    for rule in in_force(EVERY_RULE, on) if on else EVERY_RULE:
        cite = rule.cite(on) if on else rule.cites[-1]
        click.secho(rule.id, bold=True)
        click.echo(f"  {_doc(rule)[0]}")
        click.echo(f"  {cite.instrument}, {cite.provision}; in force since {rule.in_force}")


def _find(rule_id: str) -> Rule:
    for rule in EVERY_RULE:
        if rule.id == rule_id:
            return rule
    close = [rule.id for rule in EVERY_RULE if rule_id in rule.id]
    hint = f"perhaps {', '.join(close)}" if close else "see them all with `sayso rules`"
    raise Refusal(f'There is no rule "{rule_id}"; {hint}.')


def _doc(rule: Rule) -> list[str]:
    """The paragraphs of the rule's own description."""
    doc = sys.modules[rule.test.__module__].__doc__ or ""
    return [" ".join(paragraph.split()) for paragraph in doc.strip().split("\n\n")]


def _whole(rule: Rule, on: date) -> Iterator[str]:
    yield click.style(rule.id, bold=True)
    for paragraph in _doc(rule):
        yield ""
        yield from click.wrap_text(paragraph, 88).splitlines()
    yield ""
    for cite in rule.cites:
        yield f"{cite.instrument}, {cite.provision}, since {cite.since}: {cite.url}"
    yield f"In force since {day_in_words(rule.in_force)}."
    if rule.replaces:
        yield f"Replaces {rule.replaces}."
    if rule not in in_force(EVERY_RULE, on):
        yield f"Not in force on {day_in_words(on)}."
    yield ""
    yield "Examples:"
    for example in rule.examples:
        finding = rule.test(example.situation)
        yield f"  {example.name}: {example.effect}"
        yield f"    {finding.reason}"
