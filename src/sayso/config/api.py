"""The API: what every room offers over the wire, under one roof."""

import json
from functools import cache
from importlib.metadata import version
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.responses import NinjaJSONEncoder

from sayso.config import decisions, policies
from sayso.config.middleware import problem_response
from sayso.evidence.models import Entry
from sayso.evidence.queries import receipt
from sayso.people import api as people
from sayso.people.bearer import Bearer
from sayso.people.wire import PROBLEMS, ProblemError, readable


class StrictJson(Parser):
    """Reads bodies as strictly as questions: no key twice, nothing that JSON does not know."""

    def parse_body(self, request: HttpRequest) -> Any:
        return decisions.read_json(request)


api = NinjaAPI(
    title="Sayso",
    version=version("sayso"),
    description="May we contact this person, this way, for this purpose, today? And why.",
    docs_url=None,
    openapi_url=None,  # served below, made once
    parser=StrictJson(),
)
api.add_router("", decisions.router)
api.add_router("", people.router)
api.add_router("", policies.router)

TEXT = {200: {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}}


@api.get(
    "/receipts/{int:number}",
    auth=Bearer("evidence:read"),
    response={200: None, **PROBLEMS},
    openapi_extra={"responses": TEXT},
    summary="Get a receipt",
)
def show_receipt(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - so called
    """The proof that a row is in the log as last signed: c2sp.org/tlog-proof, verified offline."""
    entry = Entry.objects.filter(id=number if number < 2**63 else 0)
    if not entry.exists():
        raise ProblemError(
            404, "not_found", "There is no such row in the log; ask with the receipt of an answer."
        )
    if entry.filter(unsealed__isnull=False).exists():
        raise ProblemError(
            409, "not_sealed", "This row is not sealed yet; ask again in a few seconds."
        )
    return HttpResponse(receipt(number), content_type="text/plain; charset=utf-8")


@cache
def openapi() -> str:
    """The whole API, for programs to read."""
    return json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder)


# --- problems ----------------------------------------------------------------------------

_PARTS = {"body", "query", "path", "header"}
_CODES = {
    "missing": "missing_key",
    "extra_forbidden": "unknown_key",
    "literal_error": "unknown_code",
    "enum": "unknown_code",
    "date_from_datetime_parsing": "impossible_date",
    "date_parsing": "impossible_date",
    "datetime_parsing": "impossible_date",
    "datetime_from_date_parsing": "impossible_date",
    "impossible_date": "impossible_date",
}
"""The kinds of error that have a code of their own; every other is a wrong type or size."""

_WORDS = {
    "missing": "This is needed; add it.",
    "extra_forbidden": "There is no such key; leave it out.",
} | dict.fromkeys(
    ("dict_type", "model_type", "model_attributes_type"), "Send one object with named keys."
)
"""Where the framework's own words would not say what to do."""


@api.exception_handler(ValidationError)
def _unread(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """The first thing that cannot be read, by its field; its value is not told again."""
    first = error.errors[0]
    code = _CODES.get(first["type"], "wrong_type")
    told = f"{first['msg'][:1].upper()}{first['msg'][1:]}."
    message = _WORDS.get(first["type"], told)
    return problem_response(ProblemError(422, code, message, _field(first["loc"])))


def _field(loc: tuple[str | int, ...]) -> str | None:
    """Where it stands in what was sent: without the names that the framework gives to the whole."""
    parts = [str(part) for part in loc]
    if parts and parts[0] in _PARTS:
        parts = parts[2:] if parts[0] == "body" else parts[1:]
    return readable(".".join(parts)) or None


@api.exception_handler(HttpError)
def _unparsed(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - so called
    """What our parser says of a body, which the framework wraps up in words of its own."""
    found = error.__cause__
    return problem_response(found if isinstance(found, Exception) else error)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - so called
    return problem_response(error)
