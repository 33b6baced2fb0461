"""A YAML file as plain values, and the line on which each of them stands.

Read from the parser's events, so that nothing in the file can make the reader build, repeat or
run anything: there are texts, whole numbers, true, false, nothing, lists and mappings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from sayso.policy.problems import Place, PolicyError, Problem, quoted
from sayso.policy.text import unwritten

LARGEST = 1_000_000
"""Bytes; the shipped policy has some sixty thousand."""

DEEPEST = 20
"""Lists and mappings within one another; the shipped policy has five."""

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, which can be escaped into a file, and goes nowhere from there."""


@dataclass(frozen=True)
class Tree:
    """What the file says, and the line of every place in it, counted from one."""

    value: dict[str, Any]
    lines: dict[Place, int]


def read_tree(data: bytes) -> Tree:
    """The whole file; raises PolicyError with all that is wrong with the writing of it."""
    text = _decoded(data)
    growing = _Growing()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            growing.add(event)
    except MarkedYAMLError as error:
        growing.problems.append(_unreadable(error))
    except (YAMLError, ValueError, OverflowError):
        # Such as \UFFFFFFFF, which the parser did not foresee. There is no line to name.
        growing.problems.append(Problem((), "this is not YAML that can be read"))
    if not growing.problems and not isinstance(growing.top, dict):
        growing.problems.append(Problem((), "write keys and values, such as `promises:`", 1))
    if growing.problems or not isinstance(growing.top, dict):
        raise PolicyError(growing.problems)
    return Tree(growing.top, growing.lines)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise PolicyError([Problem((), f"this is larger than {LARGEST:,} bytes; shorten it")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem((), "this is not UTF-8; save the file as UTF-8", line)
        raise PolicyError([problem]) from None
    problems = list(_unwritten_lines(text.replace("\r\n", "\n")))
    if problems:
        raise PolicyError(problems)
    return text


def _unwritten_lines(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent:
            yield Problem((), "a tab stands here; indent with spaces", number)
        elif sign := unwritten(line.replace("\t", " ")):
            yield Problem((), f"leave out the control character {sign}", number)


def _unreadable(error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    reason = quoted(" ".join(str(error.problem or error.context or "").split()))
    return Problem((), f"this is not YAML ({reason}); look here and on the lines above", line)


@dataclass
class _Open:
    """A list or mapping of which the end has not been seen; `key` waits for its value."""

    value: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None


@dataclass
class _Growing:
    """The tree so far."""

    top: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def add(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._complain(event, "a second document begins here; take the --- out")
            case CollectionEndEvent():
                self._open.pop()
            case NodeEvent():
                self._refuse_tricks(event)
                self._node(event)

    def _refuse_tricks(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor:
            self._complain(event, "anchors (&) and aliases (*) are not read here; write it out")
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.ctag is not None:
            self._complain(event, "tags (!) are not read here; leave it out")

    def _node(self, event: NodeEvent) -> None:
        match self._open:
            case [*_, _Open(value=dict() as mapping, key=None) as around]:
                self._key(event, mapping, around)
            case [*_, _Open() as around]:
                if isinstance(event, ScalarEvent) and (half := _HALF.search(str(event.value))):
                    self._complain(event, f"leave out the control character U+{ord(half[0]):04X}")
                self._enter(event, *_put(_value(event), around))
            case _:
                self.top = _value(event)
                self._enter(event, self.top, ())

    def _key(self, event: NodeEvent, mapping: dict[str, Any], around: _Open) -> None:
        around.key = str(event.value) if isinstance(event, ScalarEvent) else ""
        place = (*around.place, around.key)
        if not isinstance(event, ScalarEvent):
            self._complain(event, "a key is one word, not a list or a mapping", around.place)
            self._enter(event, [], place)  # so that its end finds something to close
        elif around.key in mapping:
            first = self.lines[place]
            self._complain(event, f"this key stands on line {first} already; keep one", place)
        elif sign := unwritten(around.key):
            self._complain(event, f"leave out the control character {sign}", around.place)
        self.lines.setdefault(place, event.start_mark.line + 1)

    def _enter(self, event: NodeEvent, value: Any, place: Place) -> None:
        """Note the line; go into a list or mapping, but never so deep that the parser tires."""
        line = event.start_mark.line + 1
        self.lines.setdefault(place, line)
        if isinstance(value, dict | list):
            self._open.append(_Open(value, place))
        if len(self._open) > DEEPEST:
            raise PolicyError([Problem((), "this is nested too deeply; write it flatter", line)])

    def _complain(self, event: Event, message: str, place: Place | None = None) -> None:
        if place is None:
            around = self._open[-1] if self._open else _Open([], ())
            place = around.place if around.key is None else (*around.place, around.key)
        self.problems.append(Problem(place, message, event.start_mark.line + 1))


def _put(value: Any, around: _Open) -> tuple[Any, Place]:
    """Set a value into what is around it; where a key stands twice, the last is kept."""
    if isinstance(around.value, list):
        around.value.append(value)
        return value, (*around.place, len(around.value) - 1)
    key, around.key = around.key or "", None
    around.value[key] = value
    return value, (*around.place, key)


def _value(event: NodeEvent) -> Any:
    if isinstance(event, MappingStartEvent):
        return {}
    if isinstance(event, CollectionStartEvent):
        return []
    if not isinstance(event, ScalarEvent):
        return None
    text = str(event.value)
    if event.style is not None:  # in quotation marks, or a block: it is text
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
