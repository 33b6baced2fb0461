"""`sayso policy`: the policy file checked, compared, applied and shown."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from sayso.cli.options import DAY, Refusal, open_input
from sayso.days import today_in_london
from sayso.law.words import day_in_words, listed

if TYPE_CHECKING:
    from sayso.policy.models import PolicyVersion
    from sayso.policy.schema import Policy

_MOST = 2_000_000
"""Bytes read of a file; a policy is refused long before."""

file_argument = click.argument("file", metavar="FILE")


@click.group()
def command() -> None:
    """Keep the policy: one file that says what is promised, and that Sayso runs by.

    \b
    Examples:
      sayso policy show --shipped --text > policy.yaml
      sayso policy check policy.yaml
      sayso policy apply policy.yaml --by 'Ada Ashby' --approved-by 'Bert Brook'
    """


@command.command()
@file_argument
@click.option("--after", multiple=True, metavar="FILE", help="An earlier version; newest first.")
@click.option("--on", type=DAY, help="The day on which it is to be applied.  [default: today]")
def check(file: str, after: tuple[str, ...], on: date | None) -> None:
    """Say everything that is wrong with a policy file, line by line.

    \b
    Examples:
      sayso policy check policy.yaml
      sayso policy check policy.yaml --after policy-2025.yaml
    """
    earlier = [_read(name) for name in after]
    policy = _read(file, today=on or today_in_london(), earlier=earlier)
    click.echo(
        f"{file} can be applied: version {policy.version.id}, to hold from "
        f"{day_in_words(policy.version.effective_on)}, with {len(policy.promises)} promises "
        f"and {len(policy.purposes)} purposes."
    )


@command.command()
@click.argument("number", metavar="[VERSION]", type=int, required=False)
@click.option("--on", type=DAY, help="The version that holds on this day.  [default: today]")
@click.option("--shipped", is_flag=True, help="The policy that comes with Sayso.")
@click.option("--text", is_flag=True, help="The file itself, as it was applied.")
def show(number: int | None, on: date | None, shipped: bool, text: bool) -> None:
    """Show the policy that holds, another version, or the one to start from.

    \b
    Examples:
      sayso policy show
      sayso policy show --on 2026-03-01
      sayso policy show --shipped --text > policy.yaml
    """
    from sayso.policy import reading

    applied: list[str] = []
    if shipped:
        data = reading.shipped()
    else:
        version = _version(number, on)
        data, applied = version.text.encode(), list(_applied(version))
    if text:
        click.echo(data, nl=False)
        return
    policy = reading.read_policy(data)
    for line in (*_heading(policy), *applied, *_promises(policy), *_purposes(policy)):
        click.echo(line)


@command.command(name="list")
def list_versions() -> None:
    """List every version that was applied.

    \b
    Examples:
      sayso policy list
    """
    _open_record()
    from sayso.policy import queries

    found = list(queries.versions())
    if not found:
        click.echo("No policy is applied yet. Apply one: sayso policy apply FILE --by NAME …")
    for one in found:
        click.echo(f"{one.number:>3}  {one.slug:20}  holds from {one.effective_on}")


@command.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
def diff(before: str, after: str) -> None:
    """Say what is different between two versions, and what it means. Each is a number or a file.

    \b
    Examples:
      sayso policy diff 1 2
      sayso policy diff 2 policy.yaml
    """
    from sayso.policy.diff import differences

    found = differences(_either(before), _either(after))
    for one in found:
        click.echo(one.sentence)
        if one.meaning:
            click.echo(f"  {one.meaning}")
    if not found:
        click.echo("Nothing is different.")


@command.command()
@file_argument
@click.option("--on", type=DAY, help="The day to ask about.  [default: today]")
def plan(file: str, on: date | None) -> None:
    """Say what is different in a policy file, and whom on record it would affect.

    \b
    Examples:
      sayso policy plan policy.yaml
    """
    data = _bytes(file)
    day = on or today_in_london()
    after = _read(file)
    _open_record()
    from sayso.assurance.plan import effects, proposed
    from sayso.people.errors import RecordError
    from sayso.policy import queries
    from sayso.policy.diff import differences

    before = next(iter(queries.versions().filter(effective_on__lte=day).reverse()), None)
    for one in differences(before.policy, after) if before else ():
        click.echo(one.sentence)
    try:
        found = [effect.sentence for effect in effects(before, proposed(data, after), day)]
    except RecordError as error:
        raise Refusal(str(error)) from None
    for sentence in found or ["Nobody on record is affected."]:
        click.echo(sentence)


@command.command()
@file_argument
@click.option("--by", required=True, metavar="NAME", help="Who applies it.")
@click.option("--approved-by", required=True, metavar="NAME", help="Who approved it: another.")
def apply(file: str, by: str, approved_by: str) -> None:
    """Apply a policy: it is kept for ever, and holds from its day on.

    \b
    Examples:
      sayso policy apply policy.yaml --by 'Ada Ashby' --approved-by 'Bert Brook'
    """
    data = _bytes(file)
    _open_record()
    from sayso.policy.actions import apply_policy

    with _mended(file):
        kept = apply_policy(text=data, by=by, approved_by=approved_by)
    day = day_in_words(kept.effective_on)
    click.echo(f"Applied as version {kept.number} ({kept.slug}); it holds from {day}.")
    click.echo(f"sha256 {kept.sha256}")


@command.command()
def schema() -> None:
    """Write the JSON Schema of the policy file, for editors and other programs.

    \b
    Examples:
      sayso policy schema > policy.schema.json
    """
    from sayso.policy.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


# --- reading -----------------------------------------------------------------------------


def _read(file: str, today: date | None = None, earlier: Iterable["Policy"] = ()) -> "Policy":
    from sayso.policy.reading import read_policy

    data = _bytes(file)
    with _mended(file):
        return read_policy(data, today=today, earlier=earlier)


def _bytes(file: str) -> bytes:
    with open_input(file) as stream:
        try:
            return stream.read(_MOST)
        except OSError as error:
            raise Refusal(f"{file} cannot be read: {error.strerror}.") from None


@contextmanager
def _mended(file: str) -> Iterator[None]:
    """Name everything that is to be mended, a line each, before giving up."""
    from sayso.policy.problems import PolicyError

    try:
        yield
    except PolicyError as error:
        click.echo(str(PolicyError(error.problems, PurePath(file).name)), err=True)
        count = len(error.problems)
        what = "what is named above" if count == 1 else f"the {count} things named above"
        raise Refusal(f"{file} cannot be applied as it is; mend {what}.") from None


def _either(version: str) -> "Policy":
    """A version by its number, or a file."""
    return _version(int(version), None).policy if version.isdecimal() else _read(version)


def _version(number: int | None, on: date | None) -> "PolicyVersion":
    _open_record()
    from sayso.policy import queries

    try:
        if number is not None:
            return queries.version(number)
        return queries.policy_on(on or today_in_london())
    except queries.NoPolicyError as error:
        raise Refusal(f"{error}.") from None


def _open_record() -> None:
    from sayso.cli.record import open_record

    open_record()


# --- showing -----------------------------------------------------------------------------


def _heading(policy: "Policy") -> Iterator[str]:
    yield click.style(policy.version.title, bold=True)
    day = day_in_words(policy.version.effective_on)
    yield f"{policy.organisation.name}, version {policy.version.id}, from {day}"


def _applied(version: "PolicyVersion") -> Iterator[str]:
    yield f"Applied as version {version.number} on {version.applied_at:%Y-%m-%d %H:%M} UTC"
    if version.waited_days:
        yield f"by {version.by}, who approved it alone after {version.waited_days} days"
    else:
        yield f"by {version.by}, approved by {version.approved_by}"
    yield f"sha256 {version.sha256}"


def _promises(policy: "Policy") -> Iterator[str]:
    for clause, promises in groupby(policy.promises.items(), lambda one: one[1].clause):
        yield ""
        yield click.style(clause, bold=True)
        for promise_id, promise in promises:
            yield from _set_in(f"{promise_id:4}", promise.words)


def _purposes(policy: "Policy") -> Iterator[str]:
    yield ""
    yield click.style("Purposes", bold=True)
    for slug, purpose in policy.purposes.items():
        ways = f", by {listed(purpose.channels)}" if purpose.channels else ""
        yield f"  {slug} ({purpose.kind}, on {purpose.basis}{ways})"
        yield from _set_in("", purpose.summary)


def _set_in(mark: str, words: str) -> Iterator[str]:
    indent = " " * 6
    first = f"  {mark}" if mark else indent
    yield from click.wrap_text(words, 96, first, indent).splitlines()
