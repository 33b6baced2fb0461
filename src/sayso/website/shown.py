"""A form as it is shown: what it asks, with what was written already and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sayso.days import today_in_london
from sayso.people.forms.given import NO, STAMP, TRAP, Box, Errors, Sent, box_name, typed
from sayso.people.forms.stamp import stamped
from sayso.policy.details import DataKind, FieldKind
from sayso.policy.forms import Form
from sayso.policy.models import PolicyVersion
from sayso.policy.schema import Policy

FILLS: Mapping[str, str] = {
    "name": "name",
    "job-title": "organization-title",
    "organisation-name": "organization",
    "postcode": "postal-code",
}
"""By which a browser knows what to fill in, where the kind of a field does not tell."""

HINT = "Only if you like. We use it for this and for nothing else."
"""Beside what touches somebody most closely."""

TYPES: Mapping[FieldKind, tuple[str, str]] = {
    FieldKind.EMAIL: ("email", "email"),
    FieldKind.PHONE: ("tel", "tel"),
    FieldKind.DAY: ("date", ""),
    FieldKind.POSTAL_ADDRESS: ("lines", "street-address"),
    FieldKind.LONG_TEXT: ("lines", ""),
    FieldKind.CHOICE: ("one", ""),
    FieldKind.CHOICES: ("some", ""),
}
"""How a field is written into, and what a browser may fill in."""


class Choice(NamedTuple):
    """One thing that can be chosen."""

    words: str
    is_chosen: bool


class Question(NamedTuple):
    """One field: `look` is how it is written into, `value` what is there already."""

    name: str
    label: str
    hint: str
    look: str
    fills: str
    is_required: bool
    choices: tuple[Choice, ...]
    value: str
    error: str


class Tick(NamedTuple):
    """A box that is empty until somebody ticks it, with the words beside it."""

    name: str
    words: str
    is_ticked: bool
    error: str = ""


class Complaint(NamedTuple):
    """What is wrong with a field, which is named as the page names it."""

    name: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Shown:
    """One showing of a form on a day; `stamp` binds it to the policy that it is shown under."""

    slug: str
    version: PolicyVersion
    stamp: str
    on: date
    sent: Sent = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        return self.version.policy

    @property
    def form(self) -> Form:
        return self.policy.forms[self.slug]

    @property
    def notice(self) -> list[str]:
        """What people are told there, paragraph by paragraph; no form goes without it."""
        versions = self.policy.notices[self.policy.sources[self.form.source].notice]
        text = str([one for one in versions if one.from_on <= self.on][-1].text)
        return [" ".join(part.split()) for part in text.split("\n\n")]

    def questions(self) -> Iterator[Question]:
        """What it asks, in order."""
        for one in self.form.fields:
            yield self._question(one.field, is_required=one.required)

    def _question(self, name: str, *, is_required: bool) -> Question:
        spec = self.policy.fields[name]
        look, fills = TYPES.get(spec.kind, ("text", FILLS.get(name, "")))
        required = is_required or spec.required
        chosen = {value for some in self.sent.get(name, ()) for value in some.split("; ")}
        return Question(
            name,
            spec.label,
            HINT if spec.data is DataKind.SPECIAL else "",
            look,
            fills,
            required,
            tuple(Choice(words, words in chosen) for words in spec.choices),
            typed(self.sent, name, spec),
            self.errors.get(name, ""),
        )

    def ticks(self) -> list[Tick]:
        """The yeses that are asked for."""
        return [self._tick(box) for box in self.form.boxes]

    def _tick(self, box: Box) -> Tick:
        purpose, channel = box
        wording = self.policy.wordings[self.policy.purposes[purpose].wordings[channel]]
        name = box_name(box)
        return Tick(name, wording.text, bool(self.sent.get(name)), self.errors.get(name, ""))

    @property
    def no(self) -> Tick:
        """The box that outranks all others."""
        words = self.policy.objections[self.form.no_marketing].text
        return Tick(NO, words, bool(self.sent.get(NO)))

    @property
    def trap(self) -> Tick:
        """What no person sees."""
        return Tick(TRAP, "Leave this empty", is_ticked=False, error=self.errors.get(TRAP, ""))

    @property
    def stamp_name(self) -> str:
        return STAMP

    def complaints(self) -> list[Complaint]:
        """Each problem with what it is about, in the order of the page."""
        labels = {question.name: question.label for question in self.questions()}
        labels |= {tick.name: "The boxes" for tick in self.ticks()} | {TRAP: self.trap.words}
        found = self.errors
        return [Complaint(name, labels[name], found[name]) for name in labels if name in found]

    def as_dict(self) -> dict[str, Any]:
        """The same for a script on another site."""
        return {
            "title": self.form.title,
            "intro": self.form.intro,
            "questions": [question._asdict() for question in self.questions()],
            "ticks": [tick._asdict() for tick in [*self.ticks(), self.no]],
            "notice": self.notice,
            "trap": TRAP,
            "stamp": {"name": STAMP, "value": self.stamp},
        }


def show(
    slug: str, version: PolicyVersion, *, sent: Sent | None = None, errors: Errors | None = None
) -> Shown:
    """A form shown anew, under the policy that holds now."""
    stamp, today = stamped(slug, version.sha256), today_in_london()
    return Shown(slug, version, stamp, today, sent or {}, errors or {})
