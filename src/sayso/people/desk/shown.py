"""What the page of a person shows: the answer first, then why, what was said, and what we hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sayso.days import today_in_london
from sayso.law.codes import Channel, Purpose
from sayso.people.details import open_all
from sayso.people.grid import Cell, grid
from sayso.people.holdings import group
from sayso.people.models import Access, Event, Person
from sayso.people.queries import NOT_THIS_CHANNEL, Permission, person_events
from sayso.people.ribbon import WAYS, Ribbon, bears_on, ribbon
from sayso.people.shown import Held, held
from sayso.policy.models import PolicyVersion
from sayso.policy.purposes import UseOfDetails
from sayso.staff.models import Member

DOES = {
    Channel.EMAIL: "email",
    Channel.POST: "write to",
    Channel.LIVE_CALL: "call",
    Channel.SMS: "text",
    Channel.FAX: "fax",
    Channel.AUTOMATED_CALL: "call by machine",
    Channel.VOICEMAIL: "leave word for",
    Channel.SOCIAL_MESSAGE: "message",
}

TOLD = {
    "consent": "Said yes",
    "objection": "Said no",
    "consent_withdrawn": "Took a yes back",
    "objection_withdrawn": "Took a no back",
    "added": "Came on record",
    "notice": "Was given our notice",
    "corrected": "Details were corrected",
    "contact_point_added": "A way to reach them was added",
    "restricted": "Put on hold",
    "unrestricted": "Taken off hold",
    "merged": "Joined with another record",
    "unmerged": "Taken apart from another record",
    "shredded": "Erased",
    "solicited": "Asked us for it",
    "relationship": "Bought from us, or asked about it",
    "preference": "Said how often",
    "child": "Is a child",
}


class Answer(NamedTuple):
    """One cell: what it says, why, and what would change it. `look` is its status in the look;
    `event` the number of the last that was said of it.
    """

    way: str
    look: str
    word: str
    why: str
    more: tuple[str, ...]
    missing: tuple[str, ...]
    cites: tuple[tuple[str, str], ...]
    rule: str
    event: int


class Row(NamedTuple):
    """A purpose, with an answer for each channel."""

    purpose: str
    answers: list[Answer]


class Happened(NamedTuple):
    """An event in the table, with the words that were shown, if they are known."""

    number: int
    event: Event
    what: str
    ways: str
    about: str
    how: str
    wording: str


class Reading(NamedTuple):
    """Somebody who read this page."""

    who: str
    what: str
    at: object


@dataclass(frozen=True)
class Shown:
    """One person on a day under the policy of now."""

    person: Person
    version: PolicyVersion
    on: date

    @property
    def is_today(self) -> bool:
        return self.on == today_in_london()

    @cached_property
    def people(self) -> list[Person]:
        """Every record that speaks for them."""
        return group(self.person.sid)

    @cached_property
    def name(self) -> str:
        """What they are called, or their reference if that is not known."""
        for own in open_all(self.people).values():
            if name := own["fields"].get("name", {}).get("value"):
                return str(name)
        return self.person.ref

    @property
    def first(self) -> str:
        return self.name.split()[0] if self.name != self.person.ref else "them"

    # --- may we --------------------------------------------------------------------------

    @cached_property
    def told(self) -> dict[Cell, Permission]:
        return grid(self.person, self.version, self.on)

    @cached_property
    def purposes(self) -> dict[str, UseOfDetails]:
        """Those that send anything: marketing first, then surveys, then what is needed."""
        order = {Purpose.MARKETING: 0, Purpose.MARKET_RESEARCH: 1}
        some = {slug: use for slug, use in self.version.policy.purposes.items() if use.channels}
        return dict(sorted(some.items(), key=lambda one: order.get(one[1].kind, 2)))

    @cached_property
    def channels(self) -> list[Channel]:
        used = {channel for _, channel in self.told}
        return [one for one in WAYS if one in used]

    def columns(self) -> list[str]:
        return [WAYS[channel] for channel in self.channels]

    def rows(self) -> Iterator[Row]:
        for slug, use in self.purposes.items():
            yield Row(use.name, [self._answer(slug, channel) for channel in self.channels])

    def _answer(self, slug: str, channel: Channel) -> Answer:
        told = self.told[slug, channel]
        data = told.as_dict()
        missing = tuple(data["missing"])
        look, word = self._status(told, missing)
        why = data["because"][0] if data["because"] else ""
        cites = tuple(
            (f"{one['instrument']}, {one['provision']}", one["url"])
            for one in data.get("citations", ())
        )
        more = tuple(data["would_change_if"]) or tuple(data["because"][1:])
        event = self._last_said(slug, channel)
        return Answer(WAYS[channel], look, word, why, more, missing, cites, told.reason, event)

    def _last_said(self, purpose: str, channel: Channel) -> int:
        """The number of the last event that bears on this; 0 if there is none."""
        last = 0
        for number, event in enumerate(self.events, 1):
            topics = event.details.get("topics") or ["all"]
            if bears_on(event, channel) and ("all" in topics or purpose in topics):
                last = number
        return last

    def _status(self, told: Permission, missing: tuple[str, ...]) -> tuple[str, str]:
        if told.allowed:
            return "may", "May"
        if told.refused_as == NOT_THIS_CHANNEL or self._is_closed(told.channel):
            return "closed", "Closed"
        if missing:
            return "ask", "Cannot tell"
        return "stop", "May not"

    def _is_closed(self, channel: Channel) -> bool:
        return channel in self.version.policy.house_rules.closed_channels

    @cached_property
    def headline(self) -> str:
        """The answer in a sentence, for marketing: it is what people ask about."""
        if self.person.shredded_at:
            return "What we held of this person was destroyed. They are left alone."
        may, may_not = self._may()
        if not may:
            return f"No, we may not market to {self.name} in any way."
        channel, about = next(iter(may.items()))
        words = (
            about[0].lower() if len(about) == 1 else f"{about[0].lower()} and {len(about) - 1} more"
        )
        rest = "".join(f", or {DOES[one]} them" for one in [*may][1:])
        no = f" We may not {_listed([DOES[one] for one in may_not])}." if may_not else ""
        return f"Yes, we may {DOES[channel]} {self.name}{rest} about {words}.{no}"

    def _may(self) -> tuple[dict[Channel, list[str]], list[Channel]]:
        """By which channel we may market about what, and by which not at all."""
        may: dict[Channel, list[str]] = {}
        for (slug, channel), told in self.told.items():
            if self.purposes[slug].kind is Purpose.MARKETING and told.allowed:
                may.setdefault(channel, []).append(self.purposes[slug].name)
        ordered = {one: may[one] for one in WAYS if one in may}
        return ordered, [one for one in self.channels if one not in may]

    # --- what was said -------------------------------------------------------------------

    @cached_property
    def events(self) -> list[Event]:
        return person_events(self.person)

    @cached_property
    def ribbon(self) -> Ribbon | None:
        months = self.version.policy.house_rules.consent_months
        return ribbon(self.events, self.channels, today_in_london(), months)

    @property
    def happened(self) -> list[Happened]:
        """Every event, the newest first."""
        found = [self._happened(number, event) for number, event in enumerate(self.events, 1)]
        return found[::-1]

    def _happened(self, number: int, event: Event) -> Happened:
        policy = self.version.policy
        channels = event.details.get("channels") or ()
        ways = ", ".join(
            "every way" if one == "all" else WAYS.get(Channel(one), one) for one in channels
        )
        topics = event.details.get("topics") or ()
        names = [policy.purposes[one].name if one in policy.purposes else one for one in topics]
        about = "everything" if "all" in names else ", ".join(names).lower()
        method = policy.methods.get(event.method)
        source = policy.sources.get(event.source)
        how = [one.name for one in (method, source) if one]
        words = policy.wordings.get(event.wording)
        objection = policy.objections.get(event.wording)
        text = words.text if words else objection.text if objection else ""
        what = TOLD.get(event.kind, event.kind.replace("_", " ").capitalize())
        return Happened(number, event, what, ways, about, ", ".join(how), text)

    # --- what we hold --------------------------------------------------------------------

    def holds(self) -> list[Held]:
        return held(self.person, self.version.policy, hidden=False)

    def readings(self) -> list[Reading]:
        """Who read this page, the newest first."""
        rows = list(Access.objects.filter(sid=self.person.sid).order_by("-id")[:20])
        names: dict[UUID, str] = dict(
            Member.objects.filter(pk__in={one.member for one in rows}).values_list("pk", "name")
        )
        return [Reading(names.get(one.member, "Somebody"), one.what, one.at) for one in rows]


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
