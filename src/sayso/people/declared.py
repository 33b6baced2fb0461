"""What the policy file declares, as the record takes it.

An answer is worth what was assessed there.

Nobody who records or imports an answer says of it that it was affirmative, unbundled, informed or
evidenced: they name the words and the way in which it came.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sayso.law.codes import Channel
from sayso.people.actions import NewEvent, Origin
from sayso.people.errors import RecordError
from sayso.people.said import CONSENT, OBJECTION
from sayso.policy.schema import Policy


def consent(
    policy: Policy,
    *,
    sid: str,
    given_on: date,
    wording: str = "",
    method: str = "",
    channels: Sequence[str] = (),
    topics: Sequence[str] = (),
    ends_on: date | None = None,
    seq: int | None = None,
    source: str = "",
) -> NewEvent:
    """A yes to be recorded. What neither its wording nor its method tells stays unknown.

    `channels` and `topics` may only name fewer than the wording does.
    """
    details: dict[str, Any] = {}
    text = ""
    if wording:
        words = _declared(policy.wordings, wording, "wording")
        text = words.sha256
        details |= {
            "affirmative": words.assessed.affirmative,
            "unbundled": words.assessed.unbundled,
            "informed": words.assessed.informed,
            "covers": [str(code) for code in words.covers],
            "sender_named": str(words.sender_named),
            "channels": _within(words.channels, channels, "channels"),
            "topics": _within(words.purposes, topics, "topics"),
        }
    else:
        details |= {"channels": list(channels)} if channels else {}
        details |= {"topics": list(topics)} if topics else {}
    if method:
        way = _declared(policy.methods, method, "method")
        details |= {"obtained": str(way.obtained)}
        # What nobody can show the words of, nobody can show.
        details |= {"evidenced": way.evidenced} if wording else {}
    if ends_on:
        details["ends_on"] = ends_on.isoformat()
    return NewEvent(
        sid,
        CONSENT,
        given_on,
        seq=seq,
        details=details,
        wording=wording,
        wording_hash=text,
        method=method,
        source=source,
    )


def objection(
    policy: Policy,
    *,
    sid: str,
    on: date,
    wording: str = "",
    channels: Sequence[str] = (),
    topics: Sequence[str] = (),
    to: str = "",
    seq: int | None = None,
    source: str = "",
    method: str = "",
    lookup: str = "",
) -> NewEvent:
    """A no to be recorded; with neither words nor channels it is a no to all marketing."""
    details: dict[str, Any] = {"channels": list(channels) or ["all"], "to": to or "marketing"}
    text = ""
    if wording:
        words = _declared(policy.objections, wording, "wording")
        text = words.sha256
        details = {
            "channels": list(channels) or [str(code) for code in words.channels],
            "to": to or str(words.to),
            "topics": list(topics) or [str(code) for code in words.purposes],
        }
    if topics:
        details["topics"] = list(topics)
    _known_channels(details["channels"])
    return NewEvent(
        sid,
        OBJECTION,
        on,
        seq=seq,
        details=details,
        wording=wording,
        wording_hash=text,
        method=method,
        source=source,
        lookup=lookup,
    )


def origin(policy: Policy, *, source: str, given_on: date, actor: str) -> Origin:
    """Where details came from, with the version of the notice that was shown there that day."""
    found = _declared(policy.sources, source, "source")
    shown = [version for version in policy.notices[found.notice] if version.from_on <= given_on]
    notice = f"{found.notice}:{shown[-1].version}" if shown else ""
    return Origin(source, str(found.provenance), notice, given_on, actor)


def must_collect(policy: Policy, source: str, fields: Iterable[str]) -> None:
    """Refuse a field that this source may not collect."""
    found = _declared(policy.sources, source, "source")
    for name in fields:
        if name not in found.collects:
            raise RecordError(
                f'The policy does not let "{source}" collect "{name}"; leave it out, or have the '
                "policy changed.",
                code="unknown_key",
                field=name,
            )


def _declared(known: Any, name: str, field: str) -> Any:
    if name not in known:
        raise RecordError(
            f"The policy declares no such {field}; use one of {', '.join(known)}.",
            code="unknown_code",
            field=field,
        )
    return known[name]


def _within(declared: Iterable[Any], asked: Sequence[str], field: str) -> list[str]:
    """What was said yes to: what the wording names, or less."""
    named = [str(code) for code in declared]
    if not asked:
        return named
    if "all" not in named and (beyond := [one for one in asked if one not in named]):
        raise RecordError(
            f"The wording does not name {beyond[0]}; a yes cannot reach further than its words.",
            code="refused",
            field=field,
        )
    return list(asked)


def _known_channels(channels: Iterable[str]) -> None:
    for code in channels:
        if code != "all" and code not in set(Channel):
            raise RecordError(
                f"There is no such channel; use {', '.join(Channel)} or all.",
                code="unknown_code",
                field="channels",
            )
