"""What is true of the whole campaign, and what a column says of one row: parts of a question."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from sayso.law import QuestionError, load_json
from sayso.lists.errors import ListError

Facts = dict[str, Any]

FLAGS = {
    "message.answers_kept_for_marketing",
    "message.names_sender",
    "message.opt_out",
    "message.contact_details",
    "message.caller_id_shown",
    "message.addressed",
    "message.relayed_by_recipient",
    "sender.expected_to_call",
    "relationship.with_sender",
    "relationship.refusal_offered",
    "relationship.refused",
    "data_protection.notice_given",
    "data_protection.restricted",
    "data_protection.child",
}
LISTS = {"message.promotes", "list_release.channels"}
CODES = {
    "subscriber",
    "provenance",
    "message.sector",
    "sender.kind",
    "sender.pensions_role",
    "relationship.kind",
    "data_protection.basis",
}
PURPOSE = "message.purpose"
DAYS = {"message.solicited_on", "relationship.collected_on", "list_release.on"}
TEXTS = {"message.topic"} | DAYS
KEYS = FLAGS | LISTS | CODES | TEXTS
"""The dotted keys that a whole campaign, or a column, may state. The purpose is asked for."""

PARENTS = {key.partition(".")[0] for key in KEYS if "." in key}
"""What a key may have before its full stop: in JSON, an object that holds the rest."""

YES_WORDS = {"true", "yes", "y", "1"}
NO_WORDS = {"false", "no", "n", "0"}
STOP_WORDS = YES_WORDS | {"x", "✓", "✔", "stop", "stopped", "opt_out", "opted_out", "unsubscribed"}
A_DATE = (
    r"(?:(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d\d)"
    r"(?:[T, ]+\d{1,2}:.*)?"
)


_DAY_WITH_A_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:.*$", re.ASCII)
"""As a workbook gives the days of a column in which some cell has a time."""


def load_facts(path: Path) -> Facts:
    """The facts of a JSON file: part of a contact question, true of every row of the list."""
    try:
        found = load_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ListError(
            f"{path.name} cannot be read: {error.strerror}; name a file that is there, and that "
            "you may read."
        ) from error
    except (QuestionError, ValueError) as error:
        raise ListError(
            f"{path.name} is not JSON; write one object of facts, each key once."
        ) from error
    if not isinstance(found, dict):
        raise ListError(f"{path.name} must hold one JSON object of facts.")
    stated = list(_flat(found))
    for key, _ in stated:
        if key != PURPOSE:
            must_be_known(key, path.name)
    must_be_stated_once((key for key, _ in stated), path.name)
    return with_facts({}, stated)


def _flat(facts: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in facts.items():
        if isinstance(value, dict) and key in PARENTS:
            yield from ((f"{key}.{inner}", fact) for inner, fact in value.items())
        else:
            yield key, value


def must_be_known(key: str, where: str) -> None:
    """Refuse a key that no campaign and no row can state."""
    if key not in KEYS:
        raise ListError(
            f'{where}: "{key}" is no fact of a campaign; the facts are {", ".join(sorted(KEYS))}.'
        )


def must_be_stated_once(keys: Iterable[str], where: str) -> None:
    """Refuse a fact that one place states twice: of two, the first would be lost in silence."""
    found: set[str] = set()
    for key in keys:
        if key in found:
            raise ListError(f'{where} states "{key}" twice; state it once.')
        found.add(key)


def parse_setting(setting: str) -> tuple[str, Any]:
    """One `KEY=VALUE` of the command line, its value in the form that its key wants."""
    key, equals, text = setting.partition("=")
    if not equals:
        raise ListError(f'"{setting}" states nothing; write KEY=VALUE.')
    must_be_known(key, "--set")
    value = fact_value(key, text)
    if value is None:
        raise ListError(f'"{key}" has no such value; {how_to_write(key)}.')
    return key, value


def fact_value(key: str, text: str) -> Any:
    """A text as the value of a key: a flag, a list or a code. None if it states nothing.

    A list of nothing is not read from a text: a message that promotes nothing needs less.
    """
    text = text.strip()
    if key in FLAGS:
        word = text.casefold()
        return True if word in YES_WORDS else False if word in NO_WORDS else None
    if key in LISTS:
        parts = text.replace(";", ",").split(",")
        return [_code(part) for part in parts if part.strip()] or None
    if key in CODES:
        return _code(text) or None
    return (_DAY_WITH_A_TIME.sub(r"\1", text) if key in DAYS else text) or None


def says_stop(text: str) -> bool | None:
    """Whether a cell under a heading such as "Do not call" holds a stop. None if it is unclear."""
    word = _code(text)
    if word in STOP_WORDS or re.fullmatch(A_DATE, text.strip()):
        return True
    return False if not word or word in NO_WORDS else None


def how_to_write(key: str) -> str:
    """What a text has to be for `fact_value` to read it."""
    if key in FLAGS:
        return "write true or false"
    return "write codes, with commas between them" if key in LISTS else "write what it is"


def _code(text: str) -> str:
    return text.strip().casefold().replace(" ", "_").replace("-", "_")


def set_fact(facts: Facts, key: str, value: Any) -> None:
    """State one dotted key, over whatever was stated of it before."""
    *parents, last = key.split(".")
    for parent in parents:
        facts = facts.setdefault(parent, {})
    facts[last] = value


def with_facts(facts: Facts, more: Iterable[tuple[str, Any]]) -> Facts:
    """The facts with more of them stated, those before left as they were."""
    changed = deepcopy(facts)
    for key, value in more:
        set_fact(changed, key, value)
    return changed
