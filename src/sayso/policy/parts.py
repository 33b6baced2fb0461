"""A policy file part by part: nobody wants twelve hundred lines in one box."""

import re
from typing import NamedTuple

_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)

HEAD = "head"
"""What stands above the first key."""


class Part(NamedTuple):
    """The lines under one key at the left edge; `first` is the line of the file they begin on."""

    key: str
    text: str
    first: int


def parts(text: str) -> list[Part]:
    """Every part in the order of the file; put together again they are the file."""
    starts = [(HEAD, 0), *((found[1], _with_remarks(text, found)) for found in _KEY.finditer(text))]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return [
        Part(key, text[start:end], 1 + text.count("\n", 0, start))
        for (key, start), end in zip(starts, ends, strict=True)
        if start < end or key != HEAD
    ]


def _with_remarks(text: str, found: re.Match[str]) -> int:
    """Where a key begins: with the remarks that stand right above it."""
    start = found.start()
    while start > 1:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text.startswith("#", above) or above == 0:
            break
        start = above
    return start


def with_part(text: str, key: str, new: str) -> str:
    """The file with one part written anew; a part that is not there comes last."""
    lines = new.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    found, is_there = "", False
    for part in parts(text):
        if part.key == key and not is_there:
            found, is_there = found + lines + _blank_after(part.text), True
        else:
            found += part.text
    return found if is_there else f"{text.rstrip()}\n\n{lines}"


def _blank_after(text: str) -> str:
    """The blank lines that parted it from the next one."""
    return text[len(text.rstrip("\n")) + 1 :]
