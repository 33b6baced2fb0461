"""Questions over the wire: each answered by the one law, and logged if somebody acts on it."""

import json
import re
import secrets
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from sayso.days import non_working_days, today_in_london
from sayso.evidence import actions as log
from sayso.evidence.event import Event
from sayso.law import (
    ContactQuestion,
    DeadlineQuestion,
    DisclosureQuestion,
    Question,
    QuestionError,
    decide,
    due,
    parse_question,
    question_id,
)
from sayso.people.bearer import Bearer, asker_of
from sayso.people.told import DECISION, count, sealed_words
from sayso.people.wire import PROBLEMS, ProblemError
from sayso.policy.text import UNWRITTEN, unwritten

MOST = 10_000

router = Router()


class Answered(NamedTuple):
    """A question that could be read, and its answer as JSON."""

    question: Question
    text: str


Told = Answered | dict[str, Any]
"""An answer, or an error in its place."""

OBJECT = {"type": "object"}
QUESTION = {
    "description": "A question, and `log`: true to log the decision, because somebody acts on it.",
    "type": "object",
    "properties": {
        "question": {"enum": ["contact", "storage", "disclosure", "deadline"]},
        "id": {"type": "string"},
        "on": {"type": "string", "format": "date"},
        "policy": {"enum": ["legal-minimum", "house"]},
        "log": {"type": "boolean"},
    },
    "required": ["question"],
}
ANY = {"description": "A question. One that cannot be read is an error in its place."}
BATCH = {
    "type": "object",
    "properties": {
        "questions": {"type": "array", "items": ANY, "maxItems": MOST},
        "log": {"type": "boolean"},
    },
    "required": ["questions"],
    "additionalProperties": False,
}
ANSWERS = {
    "type": "object",
    "properties": {"answers": {"type": "array", "items": OBJECT}},
    "required": ["answers"],
}


def _in_openapi(body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The bodies are read here and not by the framework: a question has a parser of its own."""
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    told = {"description": "OK", "content": {"application/json": {"schema": answer}}}
    return {"requestBody": sent, "responses": {200: told}}


MAY_ASK = Bearer("decide")


@router.post(
    "/decide",
    auth=MAY_ASK,
    response={200: None, **PROBLEMS},
    openapi_extra=_in_openapi(QUESTION, OBJECT),
    summary="Answer a question",
)
def answer_one(request: HttpRequest) -> HttpResponse:
    """Answer one question by the law; `log` has the decision logged, and tells its receipt."""
    raw = read_json(request)
    wanted = _take_log(raw)
    told = _answered(raw, is_plain=_is_plain(request))
    texts = _logged([(raw, told)], request) if wanted else [told.text]
    return _json(texts[0])


@router.post(
    "/decide/batch",
    auth=MAY_ASK,
    response={200: None, **PROBLEMS},
    openapi_extra=_in_openapi(BATCH, ANSWERS),
    summary="Answer many questions",
)
def answer_many(request: HttpRequest) -> HttpResponse:
    """Answer up to 10,000 questions, in order; what cannot be read is an error in its place."""
    body = read_json(request)
    wanted = _take_log(body)
    raws = _questions(body)
    is_plain = _is_plain(request)
    told = [_answered_or_error(raw, is_plain=is_plain) for raw in raws]
    texts = _logged(zip(raws, told, strict=True), request) if wanted else [str_of(t) for t in told]
    return _json(f'{{"answers": [{", ".join(texts)}]}}')


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")


# --- reading -----------------------------------------------------------------------------


class _Twice(dict[str, Any]):
    """An object in which a key stands twice; it is no plain object, so that nothing reads it."""


def read_json(request: HttpRequest) -> Any:
    """The body; raises ProblemError unless it is JSON in UTF-8."""
    try:
        return json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_none)
    except (ValueError, RecursionError):
        raise ProblemError(
            400, "invalid_json", "The body is not JSON; send one object, in UTF-8."
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)


def _none(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _take_log(body: Any) -> bool:
    """Take what is not of the question out of it: whether somebody acts on the answer."""
    wanted = body.pop("log", False) if type(body) is dict else False
    if not isinstance(wanted, bool):
        raise QuestionError("wrong_type", "This must be true or false; leave it out else.", "log")
    return wanted


def _questions(body: Any) -> list[Any]:
    if type(body) is not dict or not isinstance(body.get("questions"), list):
        raise QuestionError("missing_key", "Send a list of questions.", "questions")
    if unknown := body.keys() - {"questions"}:
        raise QuestionError("unknown_key", "There is no such key; leave it out.", min(unknown))
    questions: list[Any] = body["questions"]
    if len(questions) > MOST:
        raise QuestionError(
            "too_many", f"Send at most {MOST:,} questions together; divide them.", "questions"
        )
    return questions


# --- answering ---------------------------------------------------------------------------


def _answered(raw: Any, *, is_plain: bool) -> Answered:
    if not is_plain:
        _must_be_written(raw)
    question = parse_question(raw, today=today_in_london())
    if isinstance(question, DeadlineQuestion):
        answer = due(question, _free_days(question.nation)).as_dict()
        return Answered(question, json.dumps(answer))
    decision = decide(question)
    count(allowed=decision.allowed)
    return Answered(question, decision.as_json())


_free_days = cache(non_working_days)


def _answered_or_error(raw: Any, *, is_plain: bool) -> Told:
    try:
        return _answered(raw, is_plain=is_plain)
    except QuestionError as error:
        problem = ProblemError(422, error.code, error.message, error.field)
        return {"id": _id_of(raw), **problem.as_dict()}


def _id_of(raw: Any) -> str | None:
    found = question_id(raw)
    return found if found and not unwritten(found) else None


def str_of(told: Told) -> str:
    """An answer, or an error in its place, as JSON."""
    return told.text if isinstance(told, Answered) else json.dumps(told)


_PERHAPS_ODD = re.compile(rf"[\\{UNWRITTEN}]")


def _is_plain(request: HttpRequest) -> bool:
    """Whether the body has no sign that nobody writes, and no escape that could stand for one."""
    return not _PERHAPS_ODD.search(request.body.decode())


def _must_be_written(raw: Any) -> None:
    """Refuse signs that nobody writes, wherever they stand: NUL, halves of characters."""
    if type(raw) is not dict:
        return
    for key, value in raw.items():
        if isinstance(value, str):
            if sign := unwritten(value):
                raise QuestionError("wrong_type", f"Leave out the character {sign}.", key)
        elif isinstance(value, dict | list):
            _look_into(value, key)


def _look_into(value: dict[str, Any] | list[Any], path: str) -> None:
    """The same further in."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, str):
            if sign := unwritten(part):
                message = f"Leave out the character {sign}."
                raise QuestionError("wrong_type", message, f"{path}.{key}")
        elif isinstance(part, dict | list):
            _look_into(part, f"{path}.{key}")


# --- logging -----------------------------------------------------------------------------


def _logged(told: Iterable[tuple[Any, Told]], request: HttpRequest) -> list[str]:
    """The answers with their receipts: the row of the log, and the salt that opens it."""
    every = list(told)
    actor = asker_of(request).actor
    salts = [secrets.token_bytes(16) for _ in every]
    events = [
        _event(raw, one, salt, actor)
        for (raw, one), salt in zip(every, salts, strict=True)
        if isinstance(one, Answered)
    ]
    with transaction.atomic():
        rows = iter(log.append_many(events))
    return [
        _with_receipt(one.text, next(rows), salt) if isinstance(one, Answered) else json.dumps(one)
        for (_, one), salt in zip(every, salts, strict=True)
    ]


def _with_receipt(text: str, row: int, salt: bytes) -> str:
    return f'{text[:-1]}, "receipt": {row}, "salt": "{salt.hex()}"}}'


def _event(raw: Any, told: Answered, salt: bytes, actor: str) -> Event:
    """Words of the law alone: what the question and the answer say is only committed to."""
    question = told.question
    words = {"question": raw, "answer": json.loads(told.text)}
    return Event(
        kind=DECISION,
        actor=actor,
        purpose=_about(question),
        channel=str(question.channel) if isinstance(question, ContactQuestion) else "",
        policy=str(question.policy),
        commitment=sealed_words(salt, words),
        happened_on=question.on,
    )


def _about(question: Question) -> str:
    if isinstance(question, ContactQuestion):
        return str(question.message.purpose)
    if isinstance(question, DeadlineQuestion):
        return str(question.right)
    return str(question.act if isinstance(question, DisclosureQuestion) else question.purpose)
