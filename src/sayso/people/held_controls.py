"""The controls of the room that look at what is held: sealed, catalogued, readable, told, let go.

What is sealed is opened for the newest records alone: they are where something new would go wrong,
and a million need not be opened every hour.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from sayso.evidence.controls import Control, Found, Kept, found
from sayso.people.details import Details, open_all
from sayso.people.errors import RecordError
from sayso.people.export_models import Export
from sayso.people.models import ContactPoint, Event, Person, SubjectKey, now
from sayso.people.points import read_point
from sayso.people.said import NOTICE, RELATIONSHIP
from sayso.policy.queries import current, versions

SOME = 100
"""The newest of them, which are opened."""

MONTH = timedelta(days=30)
PEOPLE, EXPORTS, POLICY = "people", "exports", "policy"


def _newest() -> list[tuple[Person, Details | None]]:
    rows = list(Person.objects.filter(shredded_at=None).order_by("-recorded_at")[:SOME])
    opened = open_all(rows)
    return [(one, opened.get(one.sid)) for one in rows]


def sealed_details() -> Found:
    """Whether every record has a key of its own, and the newest can be opened with it."""
    people = Person.objects.filter(shredded_at=None)
    total, keys = people.count(), SubjectKey.objects.count()
    bare = people.filter(sealed=b"").count()
    shut = sum(details is None for _, details in _newest())
    bad = bare + shut + max(0, total - keys)
    words = f"{total:,} records are sealed, each under a key of its own."
    if bad:
        words = f"{bad:,} of {total:,} records are not sealed under a key of their own."
    return found(words, bad=bad, of=total, page=PEOPLE)


def field_catalogue() -> Found:
    """Whether the newest records hold any field that no version of the policy names."""
    known = {field for one in versions() for field in one.policy.fields}
    rows = _newest()
    bad = sum(bool(details and set(details["fields"]) - known) for _, details in rows)
    words = (
        f"The newest {len(rows)} records hold nothing but the {len(known)} fields of the policy."
    )
    if bad:
        words = f"{bad} of the newest {len(rows)} records hold a field that the policy never named."
    return found(words, bad=bad, of=len(rows), page=PEOPLE)


def contact_points_checked() -> Found:
    """Whether what the newest records hold as a number or an address can be read as one."""
    rows = _newest()
    points = ContactPoint.objects.filter(person__in=[one.sid for one, _ in rows])
    kinds = dict(points.values_list("pid", "kind"))
    asked = [
        (kinds[pid], value)
        for _, details in rows
        for pid, value in (details or {"points": {}})["points"].items()
        if pid in kinds
    ]
    bad = sum(not _can_be_read(kind, value) for kind, value in asked)
    words = f"All {len(asked)} numbers and addresses of the newest records can be read as such."
    if bad:
        words = f"{bad} of {len(asked)} numbers and addresses cannot be read as such."
    return found(words, bad=bad, of=len(asked), page=PEOPLE)


def _can_be_read(kind: str, value: str) -> bool:
    try:
        return read_point(kind, value).value == value
    except RecordError:
        return False


def notice_at_every_source() -> Found:
    """How many contact points came in without the notice that was given there."""
    rows = ContactPoint.objects.filter(ended_at=None)
    told = {slug for one in versions() for slug in one.policy.sources}
    sources = current().policy.sources
    silent = sum(not one.notice for one in sources.values())
    bad, total = rows.exclude(source__in=told).count() + silent, rows.count()
    without = rows.filter(notice="").count()
    words = (
        f"Each of {len(sources)} sources has its notice; of {total:,} contact points {without:,} "
        "came in on a day of which it is not known, and count as not told."
    )
    return found(words, bad=bad, of=max(total, bad), page=PEOPLE)


def source_told_in_time() -> Found:
    """Whether people on lists that were bought were told whom we have them from within a month."""
    rows = ContactPoint.objects.filter(
        ended_at=None, provenance="bought_in", recorded_at__lt=now() - MONTH
    )
    told = Event.objects.filter(sid=OuterRef("person_id"), kind=NOTICE)
    late = rows.filter(~Exists(told), notice="")
    bad = late.values("person_id").distinct().count()
    total = rows.values("person_id").distinct().count()
    words = f"{total - bad:,} of {total:,} people from bought lists were told of it within a month."
    return found(words, bad=bad, of=total, page=PEOPLE)


def one_person_one_record() -> Found:
    """Whether every record that was joined to another leads to one that stands by itself."""
    merged = Person.objects.exclude(merged_into="")
    standing = Person.objects.filter(sid=OuterRef("merged_into"), merged_into="")
    bad, total = merged.filter(~Exists(standing)).count(), merged.count()
    words = f"{total:,} records were joined to another, and each leads to one that speaks for both."
    if bad:
        words = f"{bad:,} of {total:,} joined records lead to none that speaks for them."
    return found(words, bad=bad, of=total, page=PEOPLE)


def retention_schedule() -> Found:
    """Whether the daily expiry runs: a record that is erased holds nothing sealed any more."""
    gone = Person.objects.exclude(shredded_at=None)
    left = gone.exclude(sealed=b"").count()
    keys = SubjectKey.objects.filter(
        sid__in=list(gone.order_by("-shredded_at").values_list("sid", flat=True)[:SOME])
    ).count()
    total = gone.count()
    words = f"{total:,} records were erased; nothing of what they held is left."
    if left or keys:
        words = f"Of {total:,} erased records {left + keys:,} still hold something or have a key."
    return found(words, bad=left + keys, of=total, page=PEOPLE)


def declared_interests_only() -> Found:
    """Whether interests came from anywhere but a source that asks people for them."""
    field = "interests"
    policy = current().policy
    asking = {slug for slug, one in policy.sources.items() if field in one.collects}
    held = [
        details["fields"][field]
        for _, details in _newest()
        if details and field in details["fields"]
    ]
    bad = sum(one.get("source") not in asking for one in held)
    words = f"All {len(held)} interests in the newest records were ticked by people themselves."
    if bad:
        words = f"{bad} of {len(held)} interests came from where nobody is asked for them."
    return found(words, bad=bad, of=len(held), page=PEOPLE)


def export_purpose() -> Found:
    """Whether every list that was taken out names a purpose of the policy and a reason."""
    known = {slug for one in versions() for slug in one.policy.purposes}
    rows = Export.objects.exclude(taken_at=None)
    bad = rows.filter(Q(reason="") | ~Q(purpose__in=known)).count()
    alone = rows.filter(needs_second=True, approved_at=None).count()
    total = rows.count()
    words = f"{total:,} lists were taken out, each for a purpose of the policy and with a reason."
    if bad or alone:
        words = f"{bad + alone:,} of {total:,} lists were taken out without what it takes."
    return found(words, bad=bad + alone, of=total, page=EXPORTS)


def purchase_evidence() -> Found:
    """Of sales and memberships: whether it is known that people could say no there and then."""
    rows = Event.objects.filter(kind=RELATIONSHIP).order_by("-id")[:10_000]
    bought = [one.details for one in rows if one.details.get("kind") in {"sale", "membership"}]
    silent = sum("refusal_offered" not in one for one in bought)
    words = (
        f"Of the newest {len(bought):,} sales and memberships {len(bought) - silent:,} say whether "
        "a no was offered; the rest open nothing."
    )
    return Found(Kept.AT_RISK if silent else Kept.KEPT, words, len(bought) - silent, len(bought))


def unused_fields() -> Found:
    """Fields of the policy that no source and no form asks for any more."""
    policy = current().policy
    asked = {field for one in policy.sources.values() for field in one.collects}
    idle = sorted(set(policy.fields) - asked)
    words = f"Each of {len(policy.fields)} fields is asked for somewhere, and has its purpose."
    if idle:
        words = f"Nothing asks for {', '.join(idle)} any more; take it out of the policy."
    return found(words, bad=len(idle), of=len(policy.fields), page=POLICY, at_risk=True)


CONTROLS: Mapping[str, Control] = {
    "sealed-details": sealed_details,
    "field-catalogue": field_catalogue,
    "contact-points-checked": contact_points_checked,
    "notice-at-every-source": notice_at_every_source,
    "source-told-in-time": source_told_in_time,
    "one-person-one-record": one_person_one_record,
    "retention-schedule": retention_schedule,
    "declared-interests-only": declared_interests_only,
    "export-purpose": export_purpose,
    "purchase-evidence": purchase_evidence,
    "unused-fields": unused_fields,
}
