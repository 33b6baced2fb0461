"""What somebody of the list gave, as the record takes it: fields of the catalogue, ways to reach
them.
"""

from collections.abc import Container, Iterator

from bodies import LEGAL_FORMS
from people import Person
from sayso.people.actions import NewPoint
from sayso.people.points import read_point

KIND_OF = {"phone": "phone", "mobile": "mobile", "email": "email", "postal-address": "post"}
"""The kind of contact point that is in each field of the catalogue."""


def fields(person: Person) -> dict[str, str]:
    """All that is no contact point, a blank where somebody said nothing."""
    return {
        "name": f"{person.first_name} {person.surname}",
        "job-title": person.job,
        "organisation-name": person.organisation,
        "legal-form": LEGAL_FORMS.get(person.subscriber, ""),
        "postcode": person.address[-1] if person.address else "",
        "comments": person.notes.replace("\r\n", "\n"),
    }


def points(person: Person, collects: Container[str]) -> Iterator[NewPoint]:
    """Every way to reach somebody that their source may collect."""
    given = {
        "phone": person.telephone,
        "mobile": person.mobile,
        "email": person.email,
        "postal-address": ", ".join(person.address),
    }
    if "mobile" not in collects and not person.telephone:
        given["phone"] = person.mobile
    for name, text in given.items():
        if text and name in collects:
            yield new_point(person, KIND_OF[name], text)


def new_point(person: Person, kind: str, text: str) -> NewPoint:
    """A way to reach somebody; who pays for the line goes by the legal form that they ticked."""
    subscriber = person.subscriber or "unknown"
    decided_by = "" if subscriber == "unknown" else "legal form given"
    return NewPoint(read_point(kind, text), subscriber, decided_by)
