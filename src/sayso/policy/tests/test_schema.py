"""The published schema is that of the models, and tells the truth about the shipped policy."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from sayso.policy.reading import shipped
from sayso.policy.schema import json_schema
from sayso.policy.tests.policies import changed
from sayso.policy.tests.test_reading import SLIPS
from sayso.policy.tree import read_tree

PUBLISHED = Path(__file__).parents[4] / "docs" / "policy.schema.json"
VALIDATOR = jsonschema_rs.validator_for(json_schema())


def test_the_published_schema_is_current() -> None:
    published = json.loads(PUBLISHED.read_text("utf-8"))
    assert published == json_schema(), (
        "write it anew: sayso policy schema > docs/policy.schema.json"
    )


def test_the_schema_accepts_the_shipped_policy() -> None:
    assert VALIDATOR.is_valid(read_tree(shipped()).value)


TOLD_BY_THE_SCHEMA = [
    name
    for name in SLIPS
    if name
    not in {
        "an id that means everything",
        "blank text",
        "text of two lines where one belongs",
        "an escaped control character",
        "half of a character",
        "two telephone numbers",
        "no email address",
        "a notice of neither words nor a file",
        # what stands in a key
        "an id in capitals",
        "an id without an end",
        "no id of a promise",
        "no name of a cookie",
        # what looks right
        "a day in another order",
        "a day with a time",
        "no such day",
    }
]


@pytest.mark.parametrize("name", TOLD_BY_THE_SCHEMA)
def test_an_editor_that_knows_the_schema_sees_the_slip(name: str) -> None:
    slip, _ = SLIPS[name]
    assert not VALIDATOR.is_valid(read_tree(changed(slip).encode()).value)


def parts(schema: Any) -> list[dict[str, Any]]:
    return [schema, *schema["$defs"].values()]


def test_every_key_says_what_it_means() -> None:
    for part in parts(json_schema()):
        for key, value in part.get("properties", {}).items():
            assert value.get("description"), key


def test_no_part_takes_a_key_it_does_not_know() -> None:
    models = [part for part in parts(json_schema()) if "properties" in part]
    assert len(models) > 20
    assert all(part["additionalProperties"] is False for part in models)
