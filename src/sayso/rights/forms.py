"""The four questions of whoever asks: what, about what, how to reach them, and who they are."""

from typing import Any

from django import forms

from sayso.people.errors import RecordError
from sayso.people.points import ReadPoint, read_point
from sayso.rights.actions import NewRequest
from sayso.rights.models import Came, Kind
from sayso.rights.plain import plain
from sayso.rights.sealing import Particulars
from sayso.rights.telling import OFFERED

LONGEST = 5_000
WAYS = {
    "email": ("email", "This is not one whole email address; write it as in name@example.org."),
    "phone": ("phone", "This is not one whole telephone number; write it with its area code."),
    "address": ("post", "This is not a postal address; write it with its postcode."),
}
"""The questions about how to be reached, each with the kind of contact point that answers it, and
what to say of an answer that is none.
"""


class Words(forms.CharField):
    """What somebody types."""

    def to_python(self, value: Any) -> Any:
        """The same without what cannot be seen."""
        found = super().to_python(value)
        return plain(found) if isinstance(found, str) else found


def words(longest: int) -> Words:
    told = f"Please say it in at most {longest:,} letters; you can send us more afterwards."
    return Words(required=False, max_length=longest, error_messages={"max_length": told})


class AskForm(forms.Form):
    """What somebody asks of us. `website` is for machines, which fill in whatever there is; `once`
    tells one handing-in of the form from the next.
    """

    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in OFFERED],
        error_messages={
            "required": "Tell us what you would like: choose one of these.",
            "invalid_choice": "Tell us what you would like: choose one of these.",
        },
    )
    about = words(LONGEST)
    email = words(300)
    phone = words(100)
    address = words(500)
    name = words(200)
    behalf = words(500)
    website = forms.CharField(required=False)
    once = forms.CharField(required=False)

    points: list[ReadPoint]

    def clean(self) -> dict[str, Any]:
        """Read how they are reached: one way is enough, and each that is given must be one."""
        found = self.cleaned_data
        self.points = []
        for name in WAYS:
            if given := found.get(name):
                self._read(name, given)
        if not any(found.get(name) or name in self.errors for name in WAYS):
            self.add_error("email", "Tell us how to reach you: one of these three is enough.")
        is_named = found.get("name") or "name" in self.errors
        if found.get("kind") != Kind.OBJECTION and not is_named:
            self.add_error("name", "Tell us your name, so that we know whose details to look for.")
        if found.get("website"):
            self.add_error("website", "Leave this one empty: it is there for machines.")
        return found

    def _read(self, name: str, given: str) -> None:
        kind, complaint = WAYS[name]
        try:
            self.points.append(read_point(kind, given))
        except RecordError:
            self.add_error(name, complaint)

    def request(self) -> NewRequest:
        """What was asked, once it is valid."""
        found = self.cleaned_data
        told = Particulars(who=found["name"], on_behalf_of=found["behalf"], about=found["about"])
        return NewRequest(
            kind=Kind(found["kind"]), came=Came.WEB, words=told, points=tuple(self.points)
        )
