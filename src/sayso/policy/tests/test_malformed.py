"""Thousands of malformed policy files: each is read, or refused with problems, and nothing else.

`SAYSO_SOAK` asks for the full ten thousand.
"""

import json
import os
import random
from typing import Any

import pytest

from sayso.policy.problems import PolicyError
from sayso.policy.reading import read_policy, shipped
from sayso.policy.tests.policies import SHIPPED, TODAY
from sayso.policy.tree import read_tree

FILES = 10_000 if os.environ.get("SAYSO_SOAK") else 2_000
TIMES = 4
"""How many tests share them."""

KEPT = {
    "promises": {"P1", "K10"},
    "purposes": {"news", "research"},
    "wordings": {"news-email", "news-post"},
    "objections": {"no-research", "no-marketing"},
    "methods": {"web-form"},
    "fields": {"name", "email"},
    "sources": {"website-enquiry"},
    "notices": {"website"},
    "cookies": {"session", "visit"},
    "forms": {"contact"},
}
"""What is left of the shipped policy, so that thousands are read in seconds."""

TOKENS = [
    *(":", ": ", "- ", "? ", "| ", "> ", "& ", "&a ", "*a", "!", "!!", "!!python/object:os ", "%"),
    *("%YAML 9.9\n", "%TAG ! x\n", "---\n", "...\n", "#", "[", "]", "{", "}", ",", "'", '"', "`"),
    *("\\", "\\x", "\\u", '"\\ud800"', '"\\U00110000"', '"\\x0"', "\t", "\n", "\r", "\0", "\ufeff"),
    *("\u2028", "\x85", "<<: ", "~", "null", "true", "1e999", "0x", "-", "--", "999999999999999"),
    *("2026-02-30", "🙂", "é", "  ", "[[[[[[[[", "{{{{", "- - - - - -", "? ? ?", "a: b: c", "@"),
]

VALUES: list[Any] = [
    *(None, True, False, 0, -1, 10**12, 1.5, "", " ", "all", "x" * 2_000, "\0", "\u2028"),
    *([], {}, [[]], [None], {"": None}, {"a": {}}, ["a", "a"], "2026-13-01", "for ever", "1 day"),
    *("email", "consent", "legitimate_interests", "news", "{message}", "%s", "{", "'", "a.b"),
]


def small() -> dict[str, Any]:
    tree = read_tree(shipped()).value
    for section, kept in KEPT.items():
        tree[section] = {key: value for key, value in tree[section].items() if key in kept}
    for field in tree["fields"].values():
        field["needed_for"] = ["research"]
    tree["sources"]["website-enquiry"]["collects"] = ["name", "email"]
    asked = {
        "fields": [{"field": "name"}, {"field": "email"}],
        "purpose": "research",
        "topics": [],
    }
    tree["forms"]["contact"] |= asked | {"asks": [{"purpose": "news", "channels": ["email"]}]}
    duties = tree["suppliers"]["duties"]
    tree["suppliers"]["duties"] = {"stops": duties["stops"]}
    right = {"name": "See people", "personal_data": True}
    tree["staff"]["rights"] = {"see-people": right}
    tree["staff"]["modules"] = {
        "basics": tree["staff"]["modules"]["basics"] | {"opens": ["see-people"]}
    }
    tree["staff"]["roles"] = {"clerk": {"name": "Clerk", "rights": ["see-people"]}}
    return tree


SMALL = json.dumps(small(), indent=1)


def lands(data: bytes) -> bool:
    """Whether it is refused, with a sentence for every problem; anything else is an error."""
    try:
        read_policy(data, today=TODAY)
    except PolicyError as error:
        check(error, data)
        return True
    return False


def check(error: PolicyError, data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= lines
    str(error).encode()  # it can be printed anywhere
    assert "cannot be read:" not in str(error), "pydantic's own words"


def test_what_is_left_of_the_shipped_policy_is_a_policy() -> None:
    assert not lands(SMALL.encode())
    assert not lands(SHIPPED.encode())


def garbled(text: str, dice: random.Random) -> bytes:
    """Some characters taken out, doubled, moved or replaced by what means something in YAML."""
    for _ in range(dice.randint(1, 4)):
        place, length = dice.randrange(len(text)), dice.choice((0, 1, 1, 2, 5, 40))
        piece = text[place : place + length]
        instead = dice.choice(
            ("", piece * 2, piece[::-1], dice.choice(TOKENS), dice.choice(TOKENS))
        )
        text = text[:place] + instead + text[place + length :]
    data = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        place = dice.randrange(len(data))
        data = data[:place] + dice.randbytes(3) + data[place:]
    return data


def lines_garbled(text: str, dice: random.Random) -> bytes:
    """Some lines taken out, doubled, moved or set in differently."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(lines))
        line = lines.pop(place)
        for _ in range(dice.choice((0, 1, 1, 2))):
            lines.insert(
                dice.choice((place, dice.randrange(len(lines) + 1))),
                dice.choice((line, f" {line}", line.lstrip(), line + dice.choice(TOKENS))),
            )
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def replaced(tree: dict[str, Any], dice: random.Random) -> bytes:
    """Some values, keys or entries of the tree replaced by others that are good YAML."""
    tree = json.loads(json.dumps(tree))
    for _ in range(dice.randint(1, 3)):
        around: Any = tree
        while True:
            keys = list(around) if isinstance(around, dict) else list(range(len(around)))
            if not keys:
                break
            key = dice.choice(keys)
            inside = around[key]
            if isinstance(inside, dict | list) and inside and dice.random() < 0.85:
                around = inside
                continue
            _replace(around, key, dice)
            break
    return json.dumps(tree, indent=1).encode()


def _replace(around: Any, key: Any, dice: random.Random) -> None:
    value = dice.choice(VALUES)
    match dice.randrange(4):
        case 0:
            del around[key]
        case 1 if isinstance(around, dict):
            around[str(value)[:70]] = around.pop(key)
        case 2 if isinstance(around, list):
            around.insert(key, value)
        case _:
            around[key] = value


def refused(files: int, seed: str, mutation: Any, source: Any) -> int:
    dice = random.Random(seed)
    return sum(lands(mutation(source, dice)) for _ in range(files))


@pytest.mark.parametrize("seed", range(TIMES))
def test_characters_out_of_place_are_refused_in_sentences(seed: int) -> None:
    files = FILES * 5 // 10 // TIMES
    assert refused(files, f"characters {seed}", garbled, SMALL) > files // 2


@pytest.mark.parametrize("seed", range(TIMES))
def test_values_out_of_place_are_refused_in_sentences(seed: int) -> None:
    files = FILES * 4 // 10 // TIMES
    assert refused(files, f"values {seed}", replaced, small()) > files // 2


@pytest.mark.parametrize("seed", range(TIMES))
def test_lines_out_of_place_are_refused_in_sentences(seed: int) -> None:
    files = FILES // 10 // TIMES
    assert refused(files, f"lines {seed}", lines_garbled, SHIPPED) > files // 2


@pytest.mark.parametrize("token", TOKENS)
def test_a_file_of_one_sign_is_refused(token: str) -> None:
    for count in (1, 2, 50_000):
        assert lands((token * count).encode("utf-8", "surrogatepass"))
