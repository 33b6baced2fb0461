"""What the demo's record has to show, in the words of a terminal."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from textwrap import wrap
from typing import Any

from people import TODAY
from sayso.days import today_in_london
from sayso.law.changes import CHANNEL_WORDS
from sayso.law.codes import Channel
from sayso.law.words import day_in_words, listed
from sayso.people.details import details_of
from sayso.people.models import Event, Organisation, Person, Suppression
from sayso.people.queries import Permission, permission, person_by_ref, person_events
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import policy_on
from sayso.rights.models import Request

KNOWN_ON = max(TODAY, today_in_london())
"""All that is on record counts, whatever the clock of this computer says."""

WIDTH = 96


def shown(contents: Mapping[str, Any]) -> Iterator[str]:
    """Every line."""
    stories = {story["name"]: story for story in contents["stories"]}
    yield _title("What is on record")
    yield from _counts()
    yield _title("May we call Dev about our events?")
    yield from _refused(stories.pop("may_not_be_called"))
    yield _title("Others to look at")
    for story in stories.values():
        yield from _told(story)


def _title(text: str) -> str:
    return f"\n== DEMO · {text}"


def _counts() -> Iterator[str]:
    first = Event.objects.earliest("id")
    for rows, what in (
        (Person.objects.filter(shredded_at=None), "people, all of them made up"),
        (Organisation.objects, "member organisations"),
        (Event.objects, f"things said and done, since {day_in_words(first.happened_on)}"),
        (Suppression.objects, "contact points to leave alone, as keyed hashes"),
        (PolicyVersion.objects, "versions of the policy"),
        (Request.objects, "requests to see what is held, six of them open"),
    ):
        yield f"{rows.count():>7,}  {what}"


# --- one question ------------------------------------------------------------------------


def _refused(story: Mapping[str, Any]) -> Iterator[str]:
    person = person_by_ref(story["ref"])
    permission = _asked(person, story["purpose"], story["channel"])
    told = permission.as_dict()
    yield f"{_name(person)} ({person.ref}), on {day_in_words(TODAY)}: {_verdict(permission)}."
    for because, source in zip(told["because"], told["citations"], strict=True):
        yield f"  - {because}"
        yield f"    ({source['instrument']}, {source['provision']})"
    yield "It would be allowed with:"
    yield from (f"  - {change}" for change in told["would_change_if"])
    yield "Until then, these are the lawful ways to reach them:"
    yield from _open_ways(person)


def _open_ways(person: Person) -> Iterator[str]:
    """What may be sent by which channel, the purposes with the same ones together."""
    ways: dict[tuple[bool, tuple[str, ...]], list[str]] = defaultdict(list)
    for slug, purpose in policy_on(TODAY).policy.purposes.items():
        channels = tuple(
            CHANNEL_WORDS[channel]
            for channel in purpose.channels
            if _asked(person, slug, channel).allowed
        )
        if channels:
            ways[bool(purpose.promotes), channels].append(purpose.name)
    for (promotes, channels), names in ways.items():
        about = "" if promotes else " (without a word of promotion)"
        yield f"  - {listed(channels, 'or')}{about}:"
        yield from _indented(", ".join(names), "      ")


def _told(story: Mapping[str, Any]) -> Iterator[str]:
    person, on = person_by_ref(story["ref"]), date.fromisoformat(story["on"])
    permission = _asked(person, story["purpose"], story["channel"], on)
    purpose = policy_on(TODAY).policy.purposes[story["purpose"]].name
    words = CHANNEL_WORDS[Channel(story["channel"])]
    yield f"{_name(person)} ({person.ref}), {words}, {purpose}, on {day_in_words(on)}"
    because = permission.as_dict()["because"]
    told = story["because"] if story["because"] in because else because[0]
    yield f"  {_verdict(permission)}: {told}"
    yield from _indented(story["shows"], "  ")
    if story["quoted"]:
        yield from _indented(f"“{_words_seen(person)}”", "    ")


def _verdict(permission: Permission) -> str:
    return "allowed" if permission.allowed else "refused"


def _words_seen(person: Person) -> str:
    """The words of the first yes on record, by the policy of that day."""
    yes = next(event for event in person_events(person) if event.kind == "consent")
    return policy_on(yes.happened_on).policy.wordings[yes.wording].text


def _asked(person: Person, purpose: str, channel: str, on: date = TODAY) -> Permission:
    return permission(
        person=person,
        purpose=purpose,
        channel=Channel(channel),
        version=policy_on(TODAY),
        on=on,
        known_on=KNOWN_ON,
    )


def _name(person: Person) -> str:
    held: str = details_of(person)["fields"]["name"]["value"]
    return held


def _indented(text: str, by: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=by, subsequent_indent=by)
