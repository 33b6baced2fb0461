"""Two versions of the policy side by side, for whoever reads what changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from sayso.assurance.controls import Measure, measure
from sayso.policy.diff import Difference, differences
from sayso.policy.organisation import Promise
from sayso.policy.schema import Policy

HEADINGS: Mapping[str, str] = {
    "organisation": "Who we are",
    "privacy_officer": "Whom to turn to",
    "regulator": "Whom to turn to",
    "purposes": "What we use your details for",
    "wordings": "How we ask",
    "objections": "How you say no",
    "methods": "How answers reach us",
    "house_rules": "Our own rules",
    "fields": "What we may ask",
    "sources": "Where details come in",
    "notices": "What we tell you there",
    "forms": "Forms",
    "registers": "Registers that we search",
    "cookies": "What we store on your device",
    "banner": "What we store on your device",
    "retention": "How long we keep it",
    "staff.rights": "Our staff",
    "staff.modules": "Our staff",
    "staff.roles": "Our staff",
    "staff.lone_approval_days": "Our staff",
    "staff.export_alone": "Our staff",
    "suppliers.kinds": "Our suppliers",
    "suppliers.duties": "Our suppliers",
    "suppliers.review_months": "Our suppliers",
    "statistics": "Statistics",
}
"""Where each section of the policy file is told, but for the promises and the version itself."""


class Piece(NamedTuple):
    """Some words, and whether they were put in, taken out (`ins`, `del`) or stay (no mark).

    After words with a mark comes a space: at the end of a text none is written.
    """

    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class ChangedPromise:
    """A promise that is not what it was: its words, and what keeps it now and no longer."""

    id: str
    pieces: tuple[Piece, ...]
    added: tuple[Measure, ...]
    removed: tuple[Measure, ...]


class Changes(NamedTuple):
    """What is different elsewhere in the policy, under one heading."""

    heading: str
    sentences: tuple[Difference, ...]


def compared(was: str, now: str) -> tuple[Piece, ...]:
    """Every word of both, in an order in which either can be read."""
    before, after = re.findall(r"\S+\s*", was), re.findall(r"\S+\s*", now)
    return tuple(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matched = SequenceMatcher(None, [word.strip() for word in before], [w.strip() for w in after])
    for how, start, end, from_, to in matched.get_opcodes():
        if how == "equal":
            yield Piece("".join(after[from_:to]), "")
            continue
        if start < end:
            yield Piece("".join(before[start:end]).rstrip(), "del")
        if from_ < to:
            yield Piece("".join(after[from_:to]).rstrip(), "ins")


def changed_promises(before: Policy, after: Policy) -> list[ChangedPromise]:
    """Every promise that is new, gone, worded or kept otherwise, in the order of the file."""
    slugs = dict.fromkeys([*after.promises, *before.promises])
    pairs = ((slug, before.promises.get(slug), after.promises.get(slug)) for slug in slugs)
    return [_changed(slug, was, now) for slug, was, now in pairs if _differ(was, now)]


def _differ(was: Promise | None, now: Promise | None) -> bool:
    if was is None or now is None:
        return True
    return was.words != now.words or set(was.controls) != set(now.controls)


def _changed(slug: str, was: Promise | None, now: Promise | None) -> ChangedPromise:
    old, new = was.controls if was else (), now.controls if now else ()
    return ChangedPromise(
        slug,
        compared(was.words if was else "", now.words if now else ""),
        added=tuple(measure(one) for one in new if one not in old),
        removed=tuple(measure(one) for one in old if one not in new),
    )


def other_changes(before: Policy, after: Policy) -> list[Changes]:
    """What is different elsewhere, in sentences under the headings of the published page."""
    found = [one for one in differences(before, after) if one.section in HEADINGS]
    return [
        Changes(heading, tuple(some))
        for heading, some in groupby(found, key=lambda one: HEADINGS[one.section])
    ]
