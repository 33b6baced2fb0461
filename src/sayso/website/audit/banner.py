"""How the question about cookies was put: whether a no is as easy as a yes."""

from collections.abc import Iterator
from typing import Any

from sayso.website.audit.declared import Declared
from sayso.website.audit.finding import Finding, Kind
from sayso.website.audit.seen import State, Visit

PIXELS = 2.0
"""By how much two equal buttons may differ in size."""

LEAST = 24.0
"""Pixels that a target is wide and high (WCAG 2.2, success criterion 2.5.8)."""

SAME = {
    "element": "another kind of element",
    "font": "another typeface",
    "size": "letters of another size",
    "weight": "letters of another weight",
    "colour": "letters of another colour",
    "background": "another background",
    "border": "another border",
    "decoration": "another underline",
    "opacity": "another strength",
    "disabled": "another behaviour",
}
"""What Accept and Reject must have in common, and how it is told if they do not."""

AFTER = {
    State.REJECTED: "after Reject",
    State.ACCEPTED: "after Accept",
    State.WITHDRAWN: "after the yes was taken back",
    State.SIGNAL: "although the browser's signal has answered it",
}

Measured = dict[str, Any]


def banner_findings(visits: list[Visit], declared: Declared) -> Iterator[Finding]:
    """Nothing is asked of a site that stores only what is necessary."""
    if not declared.asks:
        return
    for visit in visits:
        yield from _troubles(visit)
        yield from _ticked(visit)
        if visit.state is State.UNTOUCHED:
            yield from _first_question(visit)
        elif visit.state in AFTER:
            yield from _asked_again(visit)


def _found(visit: Visit, page: str, subject: str, sentence: str) -> Finding:
    return Finding(Kind.CHOICE, subject, sentence, page, (visit.state,))


def _first_question(visit: Visit) -> Iterator[Finding]:
    for page, measured in visit.banners.items():
        if measured is None:
            yield _found(
                visit, page, "question", f"The question about cookies is not put on {page}"
            )
            continue
        for subject, sentence in _faults(measured):
            yield _found(visit, page, subject, sentence)


def _faults(measured: Measured) -> Iterator[tuple[str, str]]:
    accept, reject = measured["accept"], measured["reject"]
    if reject is None:
        yield "Reject", "There is no Reject beside Accept"
    else:
        yield from _unequal(accept, reject)
    if measured["settings"] is None:
        yield "Settings", "There is no way from the question to its settings"
    if any(position in {"fixed", "sticky"} for position in measured["positions"]):
        yield (
            "banner",
            "The question is fixed over the page, where it hides what is read or focused",
        )
    if measured["isWall"]:
        yield "banner", "The page cannot be read while the question is open"
    for answer, is_seen in measured.get("reached", {}).items():
        if not is_seen:
            yield answer, f"With the keyboard nobody sees that they have come to {answer.title()}"
    for answer in {"accept", "reject"} - set(measured.get("reached", {"accept": 1, "reject": 1})):
        yield answer, f"With the keyboard nobody comes to {answer.title()}"


def _unequal(accept: Measured, reject: Measured) -> Iterator[tuple[str, str]]:
    for side in ("width", "height"):
        if abs(accept[side] - reject[side]) > PIXELS:
            yield "Reject", f"Reject and Accept are not of one {side}"
    differing = [words for key, words in SAME.items() if accept[key] != reject[key]]
    if differing:
        yield "Reject", f"Reject does not look like Accept: it has {', '.join(differing)}"
    for name, button in (("Accept", accept), ("Reject", reject)):
        if min(button["width"], button["height"]) < LEAST:
            yield name, f"{name} is smaller than {LEAST:.0f} pixels"
        if button["contrast"] < 4.5:
            yield name, f"{name} cannot be read well: its contrast is {button['contrast']:.1f} to 1"


def _ticked(visit: Visit) -> Iterator[Finding]:
    for name, page in visit.ticked.items():
        yield _found(visit, page, name, f"The box `{name}` is ticked before anybody ticked it")


def _asked_again(visit: Visit) -> Iterator[Finding]:
    page, measured = next(iter(visit.banners.items()), ("", None))
    if measured is not None:
        when = AFTER[visit.state]
        yield _found(visit, page, "question", f"The question about cookies is put again {when}")


def _troubles(visit: Visit) -> Iterator[Finding]:
    for trouble in visit.troubles:
        if trouble.startswith("there was no "):
            sentence = f"{trouble[0].upper()}{trouble[1:]}"
            yield _found(visit, next(iter(visit.pages), "/"), "question", sentence)
