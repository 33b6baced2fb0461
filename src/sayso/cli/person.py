"""`sayso person`: what is held about somebody, shown or destroyed."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sayso.cli.opened import the_record
from sayso.cli.options import Refusal

if TYPE_CHECKING:
    from sayso.people.models import Person


@click.group()
def command() -> None:
    """Show what is held about somebody, or destroy it. REF is their reference.

    \b
    Examples:
      sayso person show 4fkx7mn2qc
      sayso person shred 4fkx7mn2qc --by 'Ada Ashby'
    """


@command.command()
@click.argument("ref")
@click.option("--json", "as_json", is_flag=True, help="Everything held about them, as data.")
def show(ref: str, as_json: bool) -> None:
    """Show what is held about somebody, where it is from, what was said, and what follows.

    \b
    Examples:
      sayso person show 4fkx7mn2qc
      sayso person show 4fkx7mn2qc --json
    """
    with the_record():
        from sayso.people.holdings import collect
        from sayso.people.queries import person_by_ref
        from sayso.rights.holdings import collect as requests_of

        person = person_by_ref(ref)
        held = collect(person.sid) | {"requests": requests_of(person.sid)}
        if as_json:
            click.echo(json.dumps(held, indent=2, ensure_ascii=False))
            return
        for part in (_records, _points, _sent, _said, _asked):
            for line in part(held):
                click.echo(line)
        for line in _grid(person):
            click.echo(line)


@command.command()
@click.argument("ref")
@click.option("--by", required=True, metavar="NAME", help="Who destroys it: it is logged.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def shred(ref: str, by: str, yes: bool) -> None:
    """Destroy what is held about somebody, for ever; they are left alone from now on.

    \b
    Examples:
      sayso person shred 4fkx7mn2qc --by 'Ada Ashby'
    """
    with the_record():
        from sayso.people.holdings import erase
        from sayso.people.queries import person_by_ref
        from sayso.rights.holdings import erase as erase_requests

        person = person_by_ref(ref)
        if not yes:
            _confirm(ref)
        erase_requests(person.sid)
        count = erase(person.sid, actor=by, policy=_policy())
    if not count:
        raise Refusal(f"What was held of {ref} is destroyed already.")
    click.echo(
        f"Destroyed what was held of {ref}. What they said stays, under a name that leads nowhere; "
        "a backup of the keys from before can still open it, and goes within 30 days."
    )


def _confirm(ref: str) -> None:
    if not sys.stdin.isatty():
        raise Refusal("This cannot be undone, and there is nobody to ask; add --yes to mean it.")
    click.confirm(f"Destroy what is held of {ref}? It cannot be undone.", abort=True)


def _policy() -> str:
    """The policy under which it is done, if there is one."""
    from sayso.policy.queries import NoPolicyError, current

    try:
        return current().sha256
    except NoPolicyError:
        return ""


# --- showing -----------------------------------------------------------------------------


def _records(held: dict[str, Any]) -> Iterator[str]:
    for record in held["records"]:
        yield click.style(record["ref"], bold=True)
        if record["shredded_at"]:
            yield f"  What was held was destroyed on {record['shredded_at'][:10]}."
        if record["organisation"]:
            body = record["organisation"]
            yield f"  of {body['name']} ({body['subscriber'].replace('_', ' ')})"
        for name, field in record["fields"].items():
            notice = f", notice {field['notice']}" if field["notice"] else ""
            yield f"  {name}: {field['value']}"
            yield f"    from {field['source']} on {field['on']}, keyed by {field['by']}{notice}"


def _points(held: dict[str, Any]) -> Iterator[str]:
    if held["contact_points"]:
        yield ""
        yield click.style("How they are reached", bold=True)
    for point in held["contact_points"]:
        how = f", {point['decided_by']}" if point["decided_by"] else ""
        ended = f", until {point['ended_at'][:10]}" if point["ended_at"] else ""
        yield f"  {point['kind']}: {point['value']}{ended}"
        yield f"    {point['subscriber'].replace('_', ' ')}{how}"
        yield f"    from {point['source']} on {point['given_on']}, keyed by {point['recorded_by']}"
        listed = [name for name in ("tps", "ctps", "fps") if point[name]]
        yield from (f"    in {name} since {_since(point[name])}" for name in listed)
    for stop in held["left_alone"]:
        yield f"  left alone ({stop['channel'].replace('_', ' ')}) since {stop['on']}"


def _since(day: str) -> str:
    return "before the first edition held" if day == "1900-01-01" else day


def _sent(held: dict[str, Any]) -> Iterator[str]:
    """What they sent by forms, as they wrote it; an address in it may not be proved."""
    if held["sent"]:
        yield ""
        yield click.style("What they sent by a form", bold=True)
    for one in held["sent"]:
        touching = "; its remarks touch on what the law guards" if one["sensitive"] else ""
        yield f"  {one['received_at'][:10]}  {one['form']}{_stage(one)}{touching}"
        given = one["given"] or {"fields": {}, "points": []}
        yield from (f"    {name}: {value}" for name, value in given["fields"].items())
        yield from (f"    {name}: {value}" for name, _, value in given["points"])


def _stage(sent: dict[str, Any]) -> str:
    if not sent["waits"]:
        return ""
    if sent["declined_at"]:
        return ", its yes refused"
    return ", its yes confirmed" if sent["confirmed_at"] else ", its yes not confirmed"


def _said(held: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield click.style("What was said, in order", bold=True)
    for event in held["said"]:
        words = [event[key] for key in ("wording", "method", "source", "reason") if event[key]]
        about = f" ({', '.join(words)})" if words else ""
        yield f"  {event['happened_on']}  {event['kind'].replace('_', ' ')}{about}"
        yield from (f"    {line}" for line in _details(event))


def _details(event: dict[str, Any]) -> Iterator[str]:
    """For what, and how: what matters of an event at a glance."""
    for key in ("topics", "channels", "notice", "into", "from"):
        if value := event["details"].get(key):
            told = ", ".join(value) if isinstance(value, list) else value
            yield f"{key}: {told.replace('_', ' ')}"
    yield f"recorded {event['recorded_at'][:16].replace('T', ' ')} UTC by {event['actor']}"


def _asked(held: dict[str, Any]) -> Iterator[str]:
    if held["requests"]:
        yield ""
        yield click.style("What they asked of us", bold=True)
    for one in held["requests"]:
        yield f"  {one['received_on']}  {one['ref']}  {one['kind']}, {one['stage']}"


def _grid(person: "Person") -> Iterator[str]:
    from sayso.people.queries import OnRecord
    from sayso.policy.queries import current

    version, known = current(), OnRecord.of(person)
    yield ""
    yield click.style("May we, today", bold=True)
    for slug, purpose in version.policy.purposes.items():
        for channel in purpose.channels:
            told = known.permission(version, slug, channel)
            verdict = "yes" if told.allowed else "no"
            how = str(channel).replace("_", " ")
            yield f"  {slug:20} {how:10} {verdict:4} {told.reason}"
