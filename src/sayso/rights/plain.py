"""Somebody's own words, made safe to show to whoever reads them, on a page or at a terminal."""

import re

_UNSEEN = re.compile(
    r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


def plain(text: str) -> str:
    """Somebody's words without what cannot be seen, and could mislead whoever reads them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(_UNSEEN.sub(" ", line).split()) for line in lines).strip()
