"""`sayso explain`: one question, answered in words with every finding."""

from contextlib import suppress
from datetime import date
from typing import Any

import click

from sayso.cli.options import DAY, Refusal, open_input, policy_option, sentences
from sayso.days import non_working_days, today_in_london
from sayso.law import DeadlineQuestion, QuestionError, decide, due, load_json, parse_question
from sayso.law.codes import Channel, Purpose
from sayso.law.explain import explain_deadline

LISTS = ("promotes", "channels", "covers", "topics")


@click.command()
@click.argument("file", required=False, type=click.Path(allow_dash=True))
@click.option("--channel", type=click.Choice([str(channel) for channel in Channel]))
@click.option("--purpose", type=click.Choice([str(purpose) for purpose in Purpose]))
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="State one fact by its dotted key; commas for lists, JSON for records.",
)
@click.option("--on", type=DAY, help="The day it is about.  [default: today]")
@policy_option
@click.pass_context
def command(
    ctx: click.Context,
    file: str | None,
    channel: str | None,
    purpose: str | None,
    settings: tuple[str, ...],
    on: date | None,
    policy: str,
) -> None:
    """Answer one question in words: the reason, what else was considered, what to do next.

    The question stands in FILE (- for standard input) as one JSON object, or in options; an
    option overrides the file.

    \b
    Examples:
      sayso explain question.json
      sayso explain --channel email --purpose marketing --set subscriber=limited_company
      sayso explain question.json --set message.opt_out=true --policy house

    \b
    Exit codes: 0 done · 2 nothing done · 130 interrupted
    """
    with sentences():
        raw = _from_file(file) if file else {"question": "contact"}
        _override(raw, channel, purpose, settings, on)
        if (
            file is None
            or ctx.get_parameter_source("policy") is not click.core.ParameterSource.DEFAULT
        ):
            raw["policy"] = policy
        question = parse_question(raw, today=today_in_london())
        if isinstance(question, DeadlineQuestion):
            click.echo(explain_deadline(due(question, non_working_days(question.nation))))
        else:
            click.echo(decide(question).explain())


def _from_file(file: str) -> dict[str, Any]:
    with open_input(file) as opened:
        text = opened.read()
    raw = load_json(text)
    if not isinstance(raw, dict):
        raise Refusal("This cannot be explained: the file must hold one JSON object, a question.")
    return raw


def _override(
    raw: dict[str, Any],
    channel: str | None,
    purpose: str | None,
    settings: tuple[str, ...],
    on: date | None,
) -> None:
    if channel:
        raw["channel"] = channel
    if purpose:
        _state(raw, "message.purpose", purpose)
    if on:
        raw["on"] = on.isoformat()
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise Refusal(f'"{setting}" states nothing; write KEY=VALUE.')
        _state(raw, key, _value(key, text))


def _value(key: str, text: str) -> Any:
    """A value as JSON where it is JSON, else as a list where the key wants one, else as text."""
    with suppress(QuestionError):
        return load_json(text)
    if key.rpartition(".")[2] in LISTS:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _state(raw: dict[str, Any], key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        raw = raw.setdefault(parent, {})
        if not isinstance(raw, dict):
            raise Refusal(f'"{key}" cannot be set, for "{parent}" has no keys of its own.')
    raw[last] = value
