"""The addresses of the API that are about people. No address names or reaches anybody."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from sayso.days import today_in_london
from sayso.people import sent
from sayso.people.api_schema import (
    Asked,
    ConsentSent,
    ObjectionSent,
    Page,
    PersonAdded,
    PersonSent,
    PointAsked,
    Refs,
    SaidRecorded,
    Suppressed,
    SuppressionSent,
    Told,
    WithdrawalSent,
)
from sayso.people.bearer import Bearer, asker_of
from sayso.people.details import keys
from sayso.people.errors import RecordError
from sayso.people.holdings import collect
from sayso.people.models import Person
from sayso.people.names import LONDON
from sayso.people.once import IN_OPENAPI, once
from sayso.people.points import hashed, read_point
from sayso.people.queries import found_by, permission, person_by_ref
from sayso.people.told import count, log_permission
from sayso.people.wire import PROBLEMS, Wire
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import NoPolicyError, policy_on, versions

FIRST_DAY, LAST_DAY = date(2003, 12, 11), date(2100, 12, 31)

router = Router()
View = TypeVar("View", bound=Callable[..., HttpResponse])

READ, WRITE = Bearer("people:read"), Bearer("people:write")
SAY, STOP = Bearer("consents:write"), Bearer("suppressions:write")


def _recording(
    path: str, auth: Bearer, response: type[Wire], summary: str
) -> Callable[[View], View]:
    """An address at which something is recorded, once."""
    return router.post(
        path,
        auth=auth,
        response={201: response, **PROBLEMS},
        openapi_extra=IN_OPENAPI,
        summary=summary,
    )


@_recording("/people", WRITE, PersonAdded, "Add a person")
@once
def add_person(request: HttpRequest, body: PersonSent) -> PersonAdded:
    """Add somebody with what they gave, as the policy lets their source collect it."""
    return sent.add(body, asker_of(request))


@router.get("/people", auth=READ, response={200: Refs, **PROBLEMS}, summary="List people")
def list_people(request: HttpRequest, page: Query[Page]) -> Refs:
    """The references of everybody on record, a page at a time; those who were erased are none."""
    _must_be_known(request, Page)
    rows = Person.objects.filter(shredded_at=None).order_by("ref")
    after = rows.filter(ref__gt=page.after) if page.after else rows
    refs = list(after.values_list("ref", flat=True)[: page.limit + 1])
    more = len(refs) > page.limit
    return Refs(refs=refs[: page.limit], next=refs[page.limit - 1] if more else None)


@router.post("/people/find", auth=READ, response={200: Refs, **PROBLEMS}, summary="Find people")
def find_people(request: HttpRequest, body: PointAsked) -> Refs:  # noqa: ARG001 - so called
    """Who has an email address, a telephone number or a postal address: several, or nobody."""
    named = body.model_dump(exclude_none=True)
    if len(named) != 1:
        raise RecordError(
            "Look for one thing at a time; send email, phone or post.", code="missing_key"
        )
    ((kind, value),) = named.items()
    try:
        lookup = hashed(keys(), read_point(kind, value)).lookup
    except RecordError as error:
        error.field = kind
        raise
    sids = found_by({lookup: kind}).get(lookup, [])
    people = Person.objects.filter(sid__in=sids).order_by("ref")
    return Refs(refs=list(people.values_list("ref", flat=True)))


@router.get("/people/{ref}", auth=READ, response={200: Told, **PROBLEMS}, summary="Show a person")
def show_person(request: HttpRequest, ref: str) -> dict[str, Any]:  # noqa: ARG001 - as above
    """Everything held about somebody, and where it is from."""
    return collect(_person(ref).sid)


@router.get(
    "/people/{ref}/permission",
    auth=READ,
    response={200: Told, **PROBLEMS},
    summary="May we contact this person?",
)
def may_we(request: HttpRequest, ref: str, asked: Query[Asked]) -> dict[str, Any]:
    """The answer of the law and the policy, on a day; `known_on`: by what was known then."""
    _must_be_known(request, Asked)
    person = _person(ref)
    _must_be_days(asked)
    told = permission(
        person=person,
        purpose=asked.purpose,
        channel=asked.channel,
        version=_version(asked),
        on=asked.on,
        known_on=asked.known_on,
    )
    count(allowed=told.allowed)
    answer = told.as_dict()
    if asked.log:
        actor = asker_of(request).actor
        answer["receipt"] = log_permission(person=person, told=told, actor=actor)
    return answer


def _person(ref: str) -> Person:
    """Somebody by their reference. What cannot be one is looked up as well, as one that is none."""
    return person_by_ref(ref if ref.isascii() and ref.isalnum() else "-")


def _must_be_known(request: HttpRequest, asked: type[Wire]) -> None:
    """Refuse what is not asked for in an address: it is no place for anybody's details."""
    if unknown := request.GET.keys() - asked.model_fields.keys():
        raise RecordError(
            "There is no such parameter; leave it out.", code="unknown_key", field=min(unknown)
        )


def _must_be_days(asked: Asked) -> None:
    if asked.on and not FIRST_DAY <= asked.on <= LAST_DAY:
        raise RecordError(
            "The Regulations came into force on 11 December 2003; ask about that day or later, and "
            "not about the next century.",
            code="before_law",
            field="on",
        )
    if asked.known_on and not FIRST_DAY <= asked.known_on <= today_in_london():
        raise RecordError(
            "Nobody knows yet what will be known then; ask about today or earlier.",
            code="date_after_on",
            field="known_on",
        )


def _version(asked: Asked) -> PolicyVersion:
    """The policy of that day, as it was known; before there was any, the first that there was."""
    until = None
    if asked.known_on:
        until = datetime.combine(asked.known_on + timedelta(days=1), time(), LONDON)
    try:
        return policy_on(asked.on or today_in_london(), known_at=until)
    except NoPolicyError:
        first = versions().first()
        if first is None:
            raise
        return first


@_recording("/consents", SAY, SaidRecorded, "Record a yes")
@once
def add_consent(request: HttpRequest, body: ConsentSent) -> SaidRecorded:
    """Record a yes; what its wording and its method do not tell stays unknown."""
    return sent.consent(body, asker_of(request))


@_recording("/withdrawals", SAY, SaidRecorded, "Record that a yes was taken back")
@once
def add_withdrawal(request: HttpRequest, body: WithdrawalSent) -> SaidRecorded:
    """Record that a yes was taken back; it is as a no from that day."""
    return sent.withdrawal(body, asker_of(request))


@_recording("/objections", SAY, SaidRecorded, "Record a no")
@once
def add_objection(request: HttpRequest, body: ObjectionSent) -> SaidRecorded:
    """Record a no: every answer after this one heeds it."""
    return sent.objection(body, asker_of(request))


@_recording("/suppressions", STOP, Suppressed, "Leave a contact point alone")
@once
def add_suppression(request: HttpRequest, body: SuppressionSent) -> Suppressed:
    """Have an address or a number left alone for good, whether or not anybody on record has it."""
    return sent.leave_alone(body, asker_of(request))
