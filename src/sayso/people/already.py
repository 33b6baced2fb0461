"""Whether somebody who is to be added is on record already: then what they said must reach them.

A second record of the same person would know nothing of a no on the first.
"""

from collections.abc import Collection, Sequence

from sayso.people.actions import NewPoint
from sayso.people.details import keys, open_all
from sayso.people.errors import RecordError
from sayso.people.locks import wait_for_others
from sayso.people.models import ContactPoint, Person
from sayso.people.names import folded
from sayso.people.points import hashed, is_personal


def must_be_new(points: Sequence[NewPoint], name: str) -> None:
    """Refuse somebody whose email address or mobile number is on record, or who has the name of
    somebody at the same line or address. To be asked in the transaction in which they are added:
    whoever adds the same one meanwhile waits for its end. Raises RecordError.
    """
    lookups = [hashed(keys(), one.point).lookup for one in points]
    wait_for_others(lookups)
    rows = ContactPoint.objects.filter(lookup__in=lookups, person__shredded_at=None)
    found = list(rows.values_list("lookup", "person_id"))
    named = _named({sid for _, sid in found})
    for number, (one, lookup) in enumerate(zip(points, lookups, strict=True)):
        names = [named.get(sid, "") for held, sid in found if held == lookup]
        if names and (is_personal(one.point) or folded(name) in names):
            raise RecordError(
                "Somebody on record has this already; find them with /people/find, and send "
                '"another": true if this is somebody else.',
                code="on_record",
                field=f"points.{number}.value",
            )


def _named(sids: Collection[str]) -> dict[str, str]:
    """By what names they go, as names are compared."""
    people = list(Person.objects.filter(sid__in=sids))
    return {
        sid: folded(details.get("fields", {}).get("name", {}).get("value", ""))
        for sid, details in open_all(people).items()
    }
