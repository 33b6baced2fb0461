"""What we use details for, and the words in which people say yes or no to it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from sayso.law.codes import Basis, Channel, ObjectionTo, Obtained, Promotes, Purpose, SenderNamed
from sayso.law.house import House
from sayso.policy.retention import RecordClass
from sayso.policy.terms import Codes, Day, Part, Slug, SlugOrAll, Some, one_of
from sayso.policy.text import Prose, Text

LawfulBasis = Annotated[Basis, *one_of(*(basis for basis in Basis if basis is not Basis.NONE))]
ChannelOrAll = Annotated[str, *one_of(*Channel, "all")]


class Assessment(Part):
    """The weighing of our interest against people's own that legitimate interests asks for."""

    name: Text
    """the document's name"""
    review_on: Day
    """the day by which it is looked at again"""


class UseOfDetails(Part):
    """A purpose: one thing that people's details are used for, and the topic of its messages.

    A purpose is what it means. If that changes, it is another one, under another id.
    """

    name: Text
    """what people call it, as on a form"""
    summary: Prose
    """what it is, in a sentence or two"""
    kind: Purpose
    """what its messages are, in the words of the law"""
    promotes: Codes[Promotes] = ()
    """what its messages promote; nothing, unless they are marketing"""
    basis: LawfulBasis
    """the lawful basis, of UK GDPR article 6"""
    channels: Codes[Channel]
    """the ways in which its messages may go; [] if it sends none"""
    wordings: Mapping[Channel, Slug] = {}
    """for each channel, the wording in which people are asked"""
    retention: RecordClass
    """how long what is kept for it is kept: a class of the schedule"""
    assessment: Assessment | None = None
    """for legitimate interests: where they were weighed"""
    at_most_a_month: int | None = Field(default=None, ge=1, le=100)
    """the most messages one person gets in a month; none given, no limit"""


class Assessed(Part):
    """What somebody who knows the law found, once, of a wording as people meet it."""

    affirmative: bool
    """true if nothing happens unless the person acts: no box is ticked beforehand"""
    unbundled: bool
    """true if it is a question of its own, on which nothing else depends"""
    informed: bool
    """true if it says who asks, for what, and how to change one's mind"""


class Words(Part):
    """Words whose every letter counts; other words have another id."""

    text: Prose
    """the words, exactly as they are shown or read out"""

    @property
    def sha256(self) -> str:
        """What the log keeps instead of the words."""
        return sha256(self.text.encode()).hexdigest()


class Wording(Words):
    """The words in which people are asked for a yes."""

    assessed: Assessed
    """what was found of them"""
    covers: Some[Promotes]
    """what a yes covers"""
    channels: Some[Channel]
    """the channels that a yes names"""
    purposes: Some[SlugOrAll]
    """the purposes that a yes names, or all"""
    sender_named: SenderNamed
    """how the words say who will write or call"""


class Objection(Words):
    """The words by which people say no, as beside a box on a form."""

    to: ObjectionTo
    """what the no is to"""
    channels: Some[ChannelOrAll]
    """the channels that it reaches, or all"""
    purposes: Some[SlugOrAll]
    """the purposes that it reaches, or all"""


class Method(Part):
    """A way in which people's answers come to us, and what it proves."""

    name: Text
    """what it is called"""
    evidenced: bool
    """true if it can be shown who answered, when, how, and to which words"""
    obtained: Obtained
    """direct if the person told us, indirect if somebody else passed it on"""


class HouseRules(Part):
    """What we ask of ourselves beyond the law; it can only refuse."""

    consent_months: int = Field(ge=1, le=120)
    """months after which a yes has run out"""
    indirect_consent_months: int = Field(ge=1, le=120)
    """the same for a yes that somebody else passed on"""
    closed_channels: Codes[Channel]
    """the channels by which we send nothing at all"""

    @property
    def house(self) -> House:
        """The rules as the law takes them."""
        return House(
            consent_months=self.consent_months,
            indirect_consent_months=self.indirect_consent_months,
            closed_channels=frozenset(self.closed_channels),
        )
