"""Rows become questions: the only bridge from what is kept about people to the law."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sayso.law import ContactQuestion, Decision, House, decide, parse_question
from sayso.law.codes import EVERY_CHANNEL, Channel, Provenance, Subscriber
from sayso.law.question import Listed, Objection, Registers, Search
from sayso.lists.columns import KIND_OF

CALLS = frozenset({Channel.LIVE_CALL, Channel.AUTOMATED_CALL})
UNKNOWN_SINCE = date(1900, 1, 1)
"""What stands for "listed, since when is not known" in a column that holds a day."""

ASKED: Mapping[Channel, tuple[str, ...]] = {
    Channel.LIVE_CALL: ("tps", "ctps"),
    Channel.FAX: ("fps",),
}

FORMALITIES = dict.fromkeys(("names_sender", "opt_out", "contact_details", "caller_id_shown"), True)
"""What every message of ours has in it; a room that hands one over refuses it otherwise."""

POINT_KINDS = {"email": "email", "phone": "phone", "mobile": "phone", "fax": "fax", "post": "post"}


class Line(NamedTuple):
    """A contact point as far as an answer depends on it; equal for all that are alike.

    The law is not asked about one that has bounced.
    """

    kind: str
    subscriber: str
    provenance: str
    tps: date | None = None
    ctps: date | None = None
    fps: date | None = None
    bounced_on: date | None = None


@dataclass(frozen=True)
class Use:
    """A purpose of the policy file, as the law asks about it."""

    slug: str
    message: Mapping[str, Any]
    sender: str
    basis: str
    house: House

    @cached_property
    def text(self) -> str:
        """All of it but the house rules, as one text that can be remembered by."""
        stated = {"topic": self.slug, "message": self.message}
        return json.dumps(stated | {"sender": self.sender, "basis": self.basis}, sort_keys=True)


class Stopped(NamedTuple):
    """What others said that reaches a contact point: a line's objections, a suppression's days."""

    by_line: bool = False
    suppressed: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Asking:
    """What is asked of many people at once: how, for what, when, by which editions."""

    channel: Channel
    use: Use
    on: date
    editions: Mapping[str, date]


NOT_STOPPED = Stopped()


def goes_to(kind: str, channel: Channel) -> bool:
    """Whether a channel goes to contact points of a kind."""
    return POINT_KINDS[kind] == KIND_OF.get(channel)


def answer(asking: Asking, facts: str, line: Line, stopped: Stopped = NOT_STOPPED) -> Decision:
    """What the law says of one contact point, from facts in their canonical form."""
    question = _question(
        facts,
        asking.channel,
        asking.on,
        asking.use.text,
    )
    question = replace(
        question,
        subscriber=Subscriber(line.subscriber),
        provenance=Provenance(line.provenance),
        registers=_registers(asking, line),
        objections=question.objections + _objections(stopped, asking),
    )
    return decide(question, house=asking.use.house)


@lru_cache(maxsize=65_536)
def _question(facts: str, channel: Channel, on: date, use: str) -> ContactQuestion:
    """The question about a person, read once for all in the same situation."""
    known, stated = json.loads(facts), json.loads(use)
    topic = stated["topic"]
    asked_for = [
        record["on"]
        for record in known.get("solicited", ())
        if _reaches(record, channel, topic) and record["on"] <= on.isoformat()
    ]
    said = {**stated["message"], "topic": topic}
    if asked_for:
        said["solicited_on"] = max(asked_for)
    relationship = known.get("relationship")
    if relationship and (relationship.get("collected_on") or "") > on.isoformat():
        relationship = None  # it had not begun
    protection = {key: True for key in ("notice_given", "child", "restricted") if known.get(key)}
    question = parse_question(
        {
            "question": "contact",
            "policy": "house",
            "on": on.isoformat(),
            "channel": str(channel),
            "message": {**FORMALITIES, **said},
            "sender": {"kind": stated["sender"]},
            "consents": _until(known.get("consents", ()), "given_on", on),
            "objections": _until(known.get("objections", ()), "on", on),
            "data_protection": {"basis": stated["basis"], **protection},
            **({"relationship": relationship} if relationship else {}),
        },
        today=on,
    )
    assert isinstance(question, ContactQuestion)  # noqa: S101 - it asked for one
    return question


def _until(records: Iterable[dict[str, Any]], began: str, on: date) -> list[dict[str, Any]]:
    """The records as they stood at the end of a day; what came later had not happened yet."""
    day = on.isoformat()
    return [
        {key: value for key, value in record.items() if not _is_later(key, record, day)}
        for record in records
        if record[began] <= day
    ]


def _is_later(key: str, record: dict[str, Any], day: str) -> bool:
    withdrawn = "withdrawn_on" in record and record["withdrawn_on"] > day
    return withdrawn and key in ("withdrawn_on", "withdrawn_seq")


def _reaches(record: Mapping[str, Any], channel: Channel, topic: str) -> bool:
    channels, topics = record.get("channels", ()), record.get("topics", ["all"])
    return ("all" in channels or channel in channels) and ("all" in topics or topic in topics)


def _objections(stopped: Stopped, asking: Asking) -> tuple[Objection, ...]:
    """A no of somebody else on the line stands until they lift it, so it is as of today; that of a
    suppression is ended by a later yes of the person.
    """
    found = [
        Objection(on=day, channels=_channels(channel))
        for channel, day in stopped.suppressed
        if day <= asking.on
    ]
    if stopped.by_line and asking.channel in CALLS:
        found.append(Objection(on=asking.on, channels=CALLS))
    return tuple(found)


def _channels(channel: str) -> frozenset[Channel]:
    return EVERY_CHANNEL if channel == "all" else frozenset({Channel(channel)})


def _registers(asking: Asking, line: Line) -> Registers:
    searched = {}
    for register in ASKED.get(asking.channel, ()):
        if register in asking.editions:
            edition, since = asking.editions[register], getattr(line, register)
            listed = Listed.NO if since is None else since
            if since == UNKNOWN_SINCE or (since is not None and since > edition):
                listed = Listed.SINCE_UNKNOWN
            searched[register] = Search(edition=edition, listed_on=listed)
    return Registers(**searched)


def standing_call_objections(facts: str, on: date) -> bool:
    """Whether somebody's no to calls stands on a day: for their line it stops everybody's."""
    known = json.loads(facts)
    day = on.isoformat()
    later_yes = [
        record["given_on"]
        for record in known.get("consents", ())
        if _is_sound(record, day) and "live_call" in record.get("channels", ())
    ]
    return any(
        _stops_calls(record, day) and not any(given > record["on"] for given in later_yes)
        for record in known.get("objections", ())
    ) or any(_withdrawn_calls(record, day, later_yes) for record in known.get("consents", ()))


def _is_sound(record: Mapping[str, Any], day: str) -> bool:
    is_whole = all(
        record.get(flag) for flag in ("affirmative", "unbundled", "informed", "evidenced")
    )
    ended = record.get("withdrawn_on", record.get("ends_on", "9999"))
    return is_whole and record["given_on"] <= day < ended


def _stops_calls(record: Mapping[str, Any], day: str) -> bool:
    channels = record.get("channels", ["all"])
    stands = record["on"] <= day < record.get("withdrawn_on", "9999")
    return stands and ("all" in channels or bool(CALLS & set(channels)))


def _withdrawn_calls(record: Mapping[str, Any], day: str, later_yes: Sequence[str]) -> bool:
    withdrawn = record.get("withdrawn_on", "9999")
    on_calls = bool(CALLS & set(record.get("channels", ())))
    return on_calls and withdrawn <= day and not any(given > withdrawn for given in later_yes)
