"""All that is held about people as one text, the same wherever the same was brought in.

    python -m sayso.people.tests.canonical

Names that are drawn at random are replaced by numbers in the order of the record, what is sealed by
what is in it, and instants are left out.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.people.models import ContactPoint, Event, Person


def canonical_dump() -> str:
    """People, their contact points and what they said; suppressions, imports and the log."""
    from sayso.evidence.models import Entry
    from sayso.people.models import Event, Import, Person, Suppression

    events = list(Event.objects.order_by("id"))
    names = {sid: f"person {n}" for n, sid in enumerate(dict.fromkeys(e.sid for e in events), 1)}
    numbers = {event.id: n for n, event in enumerate(events, 1)}
    people = {person.sid: person for person in Person.objects.select_related("organisation")}
    assert people.keys() == names.keys(), "a record without an event"
    said = [_event(event, names, numbers) for event in events]
    held = {names[sid]: _person(people[sid], names) for sid in names}
    logged = Entry.objects.order_by("id").values_list(
        "kind", "subject", "purpose", "channel", "wording_hash", "actor", "happened_on"
    )
    return json.dumps(
        {
            "people": held,
            "events": said,
            "suppressions": sorted(map(str, Suppression.objects.values_list("channel", "on"))),
            "imports": [_import(run, names) for run in Import.objects.order_by("id")],
            "log": [
                [kind, names.get(subject, subject), *map(str, rest)]
                for kind, subject, *rest in logged
            ],
        },
        indent=1,
        sort_keys=True,
    )


def _person(person: "Person", names: dict[str, str]) -> dict[str, Any]:
    from sayso.people.details import details_of
    from sayso.people.models import Standing

    details = details_of(person) if person.sealed else {"fields": {}, "points": {}}
    points = person.points.all()
    assert details["points"].keys() == {point.pid for point in points}
    body = person.organisation
    return {
        "fields": details["fields"],
        "points": sorted(_point(point, details["points"][point.pid]) for point in points),
        "organisation": [body.name, body.size_band, body.legal_form, body.subscriber]
        if body
        else None,
        "merged_into": names.get(person.merged_into),
        "facts": json.loads(Standing.objects.get(person=person).facts.facts),
        "shredded": person.shredded_at is not None,
    }


def _point(point: "ContactPoint", value: str) -> list[str]:
    named = ("kind", "subscriber", "decided_by", "source", "provenance", "notice", "given_on")
    return [value, *(str(getattr(point, name)) for name in named), str(point.ended_at is None)]


def _event(event: "Event", names: dict[str, str], numbers: dict[int, int]) -> list[Any]:
    named = ("kind", "seq", "actor", "wording", "method", "source", "policy", "reason", "details")
    return [
        names[event.sid],
        str(event.happened_on),
        *(getattr(event, name) for name in named),
        numbers.get(event.of or 0),
        bool(event.lookup),
    ]


def _import(run: Any, names: dict[str, str]) -> dict[str, Any]:
    rows = run.rows.order_by("row").values_list("row", "outcome", "sid", "reason")
    return {
        "mapping": run.mapping,
        "state": run.state,
        "cursor": run.cursor,
        "counts": run.counts,
        "rows": [[row, outcome, names.get(sid), reason] for row, outcome, sid, reason in rows],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sayso.config.settings"
    import django

    django.setup()
    sys.stdout.write(canonical_dump())
