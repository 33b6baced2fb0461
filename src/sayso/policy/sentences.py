"""What pydantic finds wrong with a policy file, said to whoever writes one."""

from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sayso.law.words import listed
from sayso.policy.problems import Place, Problem, quoted
from sayso.policy.terms import Part

KEYS = "write keys and values here, set in below this line"
DASHES = "write a list here: [a, b], or one a line behind a dash"
TEXT = "write text here; set it in quotation marks if it looks like a number or is empty"

EXPECTED = {
    "model_type": KEYS,
    "dict_type": KEYS,
    "mapping_type": KEYS,
    "tuple_type": DASHES,
    "list_type": DASHES,
    "string_type": TEXT,
    "int_type": "write a whole number",
    "bool_type": "write true or false",
    "none_required": "leave this key out",
    "string_too_long": "write at most {max_length:,} characters",
    "too_short": "write at least one",
    "greater_than_equal": "write a whole number, at least {ge}",
    "greater_than": "write a whole number, more than {gt}",
    "less_than_equal": "write a whole number, at most {le}",
    "less_than": "write a whole number, less than {lt}",
}


def problems(error: ValidationError, root: type[BaseModel]) -> list[Problem]:
    """Every fault with its place and what to write there instead."""
    return [_problem(one, root) for one in error.errors(include_url=False)]


def _problem(one: ErrorDetails, root: type[BaseModel]) -> Problem:
    place = tuple(step for step in one["loc"] if step != "[key]")
    return Problem(place, _message(one, place, root))


def _message(one: ErrorDetails, place: Place, root: type[BaseModel]) -> str:
    context = one.get("ctx", {})
    match one["type"]:
        case "policy" | "text":
            return one["msg"]
        case "missing":
            key, model = str(place[-1]), _model(place[:-1], root)
            return f"this key is missing; add it: {_meaning(key, model)}"
        case "extra_forbidden":
            return _unknown(str(place[-1]), _model(place[:-1], root))
        case "enum" | "literal_error":
            return _one_of(context["expected"], one["input"])
        case kind if kind in EXPECTED:
            return EXPECTED[kind].format_map(context)
        case _:
            return f"this cannot be read: {one['msg']}"


def _unknown(key: str, model: type[BaseModel] | None) -> str:
    if model and issubclass(model, Part) and key in model.refused:
        return model.refused[key]
    known = list(model.model_fields) if model else []
    close = get_close_matches(key, known, 1)
    hint = f"write {close[0]}" if close else f"the keys here are {listed(known, 'and')}"
    return f"there is no such key; {hint}"


def _one_of(expected: str, written: object) -> str:
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    not_this = f"; not '{quoted(written)}'" if isinstance(written, str) else ""
    return f"write {'one of ' if len(choices) > 1 else ''}{listed(choices)}{not_this}"


def _meaning(key: str, model: type[BaseModel] | None) -> str:
    field = model.model_fields.get(key) if model else None
    return (field.description if field else None) or key


def _model(place: Place, root: type[BaseModel]) -> type[BaseModel] | None:
    """The model that describes a place, found by going down the annotations."""
    around: Any = root
    for step in place:
        around = _bare(_inside(around, step))
    return around if _is_model(around) else None


def _inside(around: Any, step: str | int) -> Any:
    if not _is_model(around):
        kinds = get_args(around) or (None,)
        return kinds[0] if isinstance(step, int) else kinds[-1]
    field = around.model_fields.get(str(step))
    return field.annotation if field else None


def _bare(annotation: Any) -> Any:
    """Without what pydantic is told beside the type, and without "or nothing"."""
    while get_origin(annotation) in {Annotated, Union, UnionType}:
        annotation = get_args(annotation)[0]
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
