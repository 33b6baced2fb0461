"""What somebody wrote into a form, read by the policy it was shown under, or what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sayso.addresses.postal import POSTCODE
from sayso.law.codes import Basis, Channel
from sayso.people.errors import RecordError
from sayso.people.imports.claims import read_field
from sayso.people.imports.columns import kind_of
from sayso.people.points import ReadPoint, read_point
from sayso.policy.details import DataField, FieldKind
from sayso.policy.form_checks import REACHED_BY
from sayso.policy.forms import Form
from sayso.policy.schema import Policy
from sayso.policy.text import unwritten

STAMP, TRAP, NO = "_stamp", "_website", "_no_marketing"
"""What a form sends beside its questions. No question has such a name: an id begins otherwise."""

TRAPPED = "Leave this one empty: it is there for machines."

PLAINLY: Mapping[str, str] = {
    "email": "This is not one whole email address; write it as in name@example.org.",
    "phone": "This is not one whole telephone number; write it with its area code.",
    "post": "This is not a postal address; write it with its postcode.",
}
WAYS: Mapping[FieldKind, str] = {
    FieldKind.EMAIL: "email, and gave no address",
    FieldKind.PHONE: "calls, and gave no number",
    FieldKind.POSTAL_ADDRESS: "post, and gave no address",
}
LINES = {FieldKind.LONG_TEXT, FieldKind.POSTAL_ADDRESS}
SEVERAL = FieldKind.CHOICES

Box = tuple[str, Channel]


def box_name(box: Box) -> str:
    """What the box of a purpose and a channel is called on a form."""
    return f"yes.{box[0]}.{box[1]}"


class GivenPoint(NamedTuple):
    """A contact point as it was given: in which field, of which kind."""

    field: str
    kind: str
    value: str

    def read(self) -> ReadPoint:
        """The same, read again."""
        return read_point(self.kind, self.value)


@dataclass(frozen=True)
class Given:
    """What somebody gave: the answers, how they are reached, the yeses and the no."""

    fields: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[GivenPoint] = ()
    ticked: Sequence[Box] = ()
    no_marketing: bool = False

    @property
    def email(self) -> GivenPoint | None:
        """The address that is written to."""
        return next((point for point in self.points if point.kind == "email"), None)

    @property
    def yeses(self) -> Sequence[Box]:
        """The yeses that count: none, beside a no to all."""
        return () if self.no_marketing else self.ticked

    def as_dict(self) -> dict[str, Any]:
        return {
            "fields": dict(self.fields),
            "points": [list(point) for point in self.points],
            "ticked": [list(box) for box in self.ticked],
            "no_marketing": self.no_marketing,
        }


def given_from(kept: Mapping[str, Any]) -> Given:
    """What was kept, as it was given."""
    return Given(
        kept["fields"],
        [GivenPoint(*point) for point in kept["points"]],
        [(purpose, Channel(channel)) for purpose, channel in kept["ticked"]],
        kept["no_marketing"],
    )


Sent = Mapping[str, Sequence[str]]
Errors = dict[str, str]


def read(policy: Policy, form: Form, sent: Sent) -> tuple[Given, Errors]:
    """What was sent, and a sentence for each field that cannot be taken as it is."""
    fields: dict[str, str] = {}
    points: list[GivenPoint] = []
    errors: Errors = {}
    for asked in form.fields:
        spec = policy.fields[asked.field]
        text = typed(sent, asked.field, spec)
        if not text:
            if asked.required or spec.required:
                errors[asked.field] = _lacking(spec)
            continue
        try:
            kind = kind_of(policy, asked.field)
            if kind:
                points.append(_point(asked.field, kind, text))
            else:
                fields[asked.field] = _field(spec, asked.field, text)
        except RecordError as error:
            errors[asked.field] = _plainly(str(error), asked.field)
    ticked = [box for box in form.boxes if sent.get(box_name(box))]
    given = Given(fields, points, ticked, bool(sent.get(NO)))
    for name, sentence in _missing(policy, form, given):
        errors.setdefault(name, sentence)
    if "".join(sent.get(TRAP, ())).strip():
        errors[TRAP] = TRAPPED
    return given, errors


def typed(sent: Sent, name: str, spec: DataField) -> str:
    """What was written into a field, as one text, without the space around it."""
    values = [value.replace("\r\n", "\n").strip() for value in sent.get(name, ())]
    if spec.kind is SEVERAL:
        return "; ".join(filter(None, values))
    text = values[-1] if values else ""
    return text if spec.kind in LINES else " ".join(text.split())


def _lacking(spec: DataField) -> str:
    if spec.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return "Choose one of these; we need it for this form."
    return "Fill this in; we need it for this form."


def _point(name: str, kind: str, text: str) -> GivenPoint:
    if unwritten(text, lines=kind == "post"):
        raise RecordError("There is a sign in this that nobody can see; write it anew.")
    try:
        return GivenPoint(name, kind, read_point(kind, text).value)
    except RecordError:
        plainly = PLAINLY["phone" if kind in ("mobile", "fax") else kind]
        raise RecordError(plainly) from None


def _field(spec: DataField, name: str, text: str) -> str:
    if spec.kind is FieldKind.POSTCODE and not POSTCODE.fullmatch(text):
        raise RecordError("This is not a whole postcode; write it as in ZZ1 1AA.")
    return read_field(spec, name, text)


def _plainly(message: str, name: str) -> str:
    """A complaint without the name that a program knows the field by."""
    bare = message.removeprefix(f"{name}: ")
    return bare[:1].upper() + bare[1:]


def _missing(policy: Policy, form: Form, given: Given) -> Iterator[tuple[str, str]]:
    """What the answers do not have between them."""
    held = {policy.fields[point.field].kind for point in given.points}
    asked = {policy.fields[one.field].kind: one.field for one in reversed(form.fields)}
    for _, channel in given.yeses:
        if (kind := REACHED_BY[channel]) not in held:
            yield asked[kind], f"You ticked a box for {WAYS[kind]}; write it, or untick the box."
    ways = [one.field for one in form.fields if kind_of(policy, one.field)]
    if ways and not given.points:
        yield ways[0], "Tell us how to reach you: one way is enough."
    is_only_yes = policy.purposes[form.purpose].basis is Basis.CONSENT
    if is_only_yes and form.boxes and not given.ticked and not given.no_marketing:
        message = "Tick what you would like to have: without it there is nothing for us to send."
        yield box_name(form.boxes[0]), message
