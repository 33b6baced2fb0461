"""The versions of the policy over the wire: each for ever at its own address, with its changes."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sayso.people.bearer import Bearer
from sayso.people.wire import PROBLEMS, ProblemError, Wire
from sayso.policy.diff import differences
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import NoPolicyError, version, versions

router = Router()

READ = Bearer("policy:read")
YAML = "application/yaml; charset=utf-8"
FILE = {200: {"description": "OK", "content": {"application/yaml": {"schema": {"type": "object"}}}}}


class VersionTold(Wire):
    """A version: its number is its address, and its hash what decisions and the log name it by."""

    number: int
    version: str
    sha256: str
    effective_on: date
    applied_at: datetime
    by: str
    approved_by: str


class Versions(Wire):
    """All of them, the oldest first."""

    versions: list[VersionTold]


class Change(Wire):
    """One thing that a version changed: where, in a sentence, and what follows from it."""

    section: str
    id: str
    sentence: str
    meaning: str


class Changes(Wire):
    """What is different from the version before; of the first, nothing."""

    changes: list[Change]


@router.get("/policies", auth=READ, response={200: Versions, **PROBLEMS}, summary="List versions")
def list_versions(request: HttpRequest) -> Versions:  # noqa: ARG001 - so called
    """Every version of the policy that was ever applied, the oldest first."""
    return Versions(versions=[_told(one) for one in versions()])


@router.get(
    "/policies/{int:number}",
    auth=READ,
    response={200: None, **PROBLEMS},
    openapi_extra={"responses": FILE},
    summary="Get a version",
)
def show_version(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - so called
    """The file as it was applied, to the letter: its SHA-256 is the one that decisions name."""
    return HttpResponse(_version(number).text.encode(), content_type=YAML)


@router.get(
    "/policies/{int:number}/changes",
    auth=READ,
    response={200: Changes, **PROBLEMS},
    summary="Show what a version changed",
)
def show_changes(request: HttpRequest, number: int) -> Changes:  # noqa: ARG001 - so called
    """What is different from the version before, in sentences."""
    after = _version(number)
    if number == 1:
        return Changes(changes=[])
    found = differences(version(number - 1).policy, after.policy)
    return Changes(
        changes=[
            Change(section=one.section, id=one.id, sentence=one.sentence, meaning=one.meaning)
            for one in found
        ]
    )


def _told(one: PolicyVersion) -> VersionTold:
    return VersionTold(
        number=one.number,
        version=one.slug,
        sha256=one.sha256,
        effective_on=one.effective_on,
        applied_at=one.applied_at,
        by=one.by,
        approved_by=one.approved_by,
    )


def _version(number: int) -> PolicyVersion:
    try:
        return version(min(number, 2**31 - 1))
    except NoPolicyError:
        raise ProblemError(
            404, "not_found", "There is no such version; see them all at /api/v1/policies."
        ) from None
