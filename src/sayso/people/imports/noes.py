"""Whether a no stands that a yes in a file would end: a file never ends one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from sayso.law.codes import Channel, ObjectionTo
from sayso.people.said import FLAGS

ALL = "all"
MARKETING, EVERYTHING = ObjectionTo.MARKETING, ObjectionTo.EVERYTHING


class Word(NamedTuple):
    """A yes or a no: since when, for which channels and topics; or `all` of them."""

    on: str
    channels: frozenset[str]
    topics: frozenset[str]
    to: str = MARKETING

    def reaches(self, channel: str, topic: str) -> bool:
        """Whether it is about this channel and topic, or may be."""
        return bool({ALL, channel} & self.channels) and bool({ALL, topic} & self.topics)

    def meets(self, other: "Word") -> bool:
        """Whether there is anything that both are about."""
        return _share(self.channels, other.channels) and _share(self.topics, other.topics)

    @property
    def parts(self) -> Iterable[tuple[str, str]]:
        """Everything that it is about, one by one."""
        channels = set(Channel) if ALL in self.channels else self.channels
        return product(channels, self.topics)


def _share(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(some & others) or ALL in some | others


class Standing(NamedTuple):
    """What was said for and against before a file came."""

    noes: tuple[Word, ...] = ()
    yeses: tuple[Word, ...] = ()

    def refuses(self, yes: Word) -> bool:
        """Whether this newer yes would end a no. One of the same day may have come before it."""
        return any(
            no.reaches(channel, topic) and no.on <= yes.on and not self._ended(no, channel, topic)
            for no in self.noes
            for channel, topic in yes.parts
        )

    def holds(self, new: Word) -> bool:
        """Whether one no says all that a new one does, and no yes has come since that it is for."""
        return any(
            all(no.reaches(channel, topic) for channel, topic in new.parts)
            and no.to in (new.to, EVERYTHING)
            and not any(yes.on >= no.on and yes.meets(new) for yes in self.yeses)
            for no in self.noes
        )

    @property
    def stops(self) -> bool:
        """Whether there is a no of which not every part was ended by a later yes."""
        return any(
            not self._ended(no, channel, topic) for no in self.noes for channel, topic in no.parts
        )

    def _ended(self, no: Word, channel: str, topic: str) -> bool:
        return any(yes.on > no.on and yes.reaches(channel, topic) for yes in self.yeses)


def standing(facts: Mapping[str, Any], stops: Iterable[tuple[str, date]]) -> Standing:
    """What the facts of a person say, and the suppressions of their contact points."""
    consents: Sequence[Mapping[str, Any]] = facts.get("consents", ())
    noes = [_word(one, "on") for one in facts.get("objections", ()) if "withdrawn_on" not in one]
    noes += [_word(one, "withdrawn_on") for one in consents if "withdrawn_on" in one]
    noes += [Word(day.isoformat(), frozenset({c}), frozenset({ALL})) for c, day in stops]
    if facts.get("restricted"):
        noes.append(Word("9999-12-31", frozenset({ALL}), frozenset({ALL})))
    return Standing(tuple(noes), tuple(_word(one, "given_on") for one in consents if _holds(one)))


def _holds(consent: Mapping[str, Any]) -> bool:
    """Whether a yes can end a no: nothing is lacking of it, and it was not taken back."""
    return "withdrawn_on" not in consent and all(consent.get(flag) for flag in FLAGS)


def _word(record: Mapping[str, Any], day: str) -> Word:
    return word(record[day], record)


def word(day: str, details: Mapping[str, Any]) -> Word:
    """A word of this day. One that does not say what it is about may be about everything."""
    return Word(
        day,
        frozenset(details.get("channels", (ALL,))),
        frozenset(details.get("topics", (ALL,))),
        details.get("to", MARKETING),
    )
