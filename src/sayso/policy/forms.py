"""The forms that people fill in: what each asks, in which words, and for what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sayso.law.codes import Channel
from sayso.policy.retention import RecordClass
from sayso.policy.terms import Codes, Origin, Part, Slug, Some
from sayso.policy.text import Prose, Text

_TICKED = "leave this out: a box is empty until somebody ticks it"
_COMPELLED = "leave this out: a yes that must be given is none"


class FormStatus(StrEnum):
    """Whether a form can be filled in; a retired one still says where to go instead."""

    LIVE = "live"
    RETIRED = "retired"


class FormField(Part):
    """A question of the catalogue, asked on one form."""

    field: Slug
    """the question, by its id in the catalogue"""
    required: bool = False
    """true if this form cannot be sent without an answer"""


class FormAsk(Part):
    """One purpose for which a form asks for a yes, with an empty box for each channel."""

    refused: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("ticked", "checked", "selected", "preselected", "default"), _TICKED),
        **dict.fromkeys(("required", "obligatory", "mandatory"), _COMPELLED),
    }

    purpose: Slug
    """what the yes is for; its own wordings stand beside the boxes"""
    channels: Some[Channel]
    """the channels, each with a box of its own"""


class Form(Part):
    """A form that the public can fill in, on a page of ours or embedded in another."""

    title: Text
    """the heading over it"""
    intro: Prose
    """what it is for, in a sentence or two"""
    purpose: Slug
    """what the details are used for"""
    source: Slug
    """the source that they come in by, which bounds what is asked and names the notice"""
    method: Slug
    """the method by which its answers come, and what that proves"""
    retention: RecordClass
    """how long what comes in is kept: a class of the schedule"""
    fields: tuple[FormField, ...] = Field(min_length=1)
    """what it asks, in the order in which it stands there"""
    asks: tuple[FormAsk, ...] = ()
    """for what it asks a yes; every box is empty at first, and none has to be ticked"""
    no_marketing: Slug
    """the objection beside the box that says no to all direct marketing; every form has it"""
    double_opt_in: bool
    """true if a yes counts only once the email address has confirmed it"""
    thanks: Prose
    """what is said when it has been sent"""
    topics: tuple[Text, ...] = ()
    """whom it may interest: choices of the field `interests`"""
    origins: Codes[Origin] = ()
    """other sites that may show it"""
    status: FormStatus = FormStatus.LIVE
    """live or retired"""

    @property
    def boxes(self) -> list[tuple[str, Channel]]:
        """Every yes that it asks for: the purpose and the channel."""
        return [(ask.purpose, channel) for ask in self.asks for channel in ask.channels]
