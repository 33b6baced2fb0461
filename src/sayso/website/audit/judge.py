"""What was seen, compared with what was declared: one finding for each thing that is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from sayso.policy.details import CookieBasis
from sayso.website.audit.banner import banner_findings
from sayso.website.audit.declared import UNASKED, Declared, longest, suggestion
from sayso.website.audit.finding import Finding, Kind
from sayso.website.audit.links import link_findings
from sayso.website.audit.seen import Asked, Place, Stored, Visit

SLACK = 60.0
"""Seconds that a clock may be out."""

MOST_BITS = 64.0
"""A value that could tell apart more than so many visitors is as good as a number for each."""


def judged(visits: Iterable[Visit], declared: Declared) -> list[Finding]:
    """Everything that is wrong, each thing once, with all the ways of visiting that show it."""
    seen = list(visits)
    found = chain(
        (found for one in _all_stored(seen) for found in _stored_findings(declared, one)),
        (finding for visit in seen for one in visit.asked for finding in _asked_findings(one)),
        banner_findings(seen, declared),
        link_findings(seen),
        _never_seen(seen, declared),
    )
    return _together(found)


def _all_stored(visits: Iterable[Visit]) -> Iterator[Stored]:
    return (one for visit in visits for one in visit.stored)


# --- what was stored -----------------------------------------------------------------------


def _stored_findings(declared: Declared, one: Stored) -> Iterator[Finding]:
    line = declared.find(one.name)
    if line is None:
        yield _undeclared(one)
        return
    _, cookie = line
    if cookie.basis not in one.allowed:
        yield _unasked(one)
    elif cookie.basis is CookieBasis.OBJECTION and one.bits > MOST_BITS:
        yield _numbered(one)
    if one.life is not None and one.life > longest(cookie.lasts) + SLACK:
        yield _too_long(one, str(cookie.lasts))
    if one.is_open:
        yield _found(Kind.CHOICE, one, f"{_what(one)} lacks Secure, so it may travel in the open")


def _found(kind: Kind, one: Stored, sentence: str) -> Finding:
    return Finding(kind, one.name, sentence, one.page, (one.state,), one.script)


def _what(one: Stored) -> str:
    return f"`{one.name}`" if one.place is Place.COOKIE else f"`{one.name}` ({one.place})"


def _undeclared(one: Stored) -> Finding:
    whose = suggestion(one.name)
    hint = f"; by its name it may be of {whose}" if whose else ""
    return _found(
        Kind.UNDECLARED, one, f"{_what(one)} is stored, and the cookie table does not name it{hint}"
    )


def _unasked(one: Stored) -> Finding:
    if one.allowed == UNASKED:
        return _found(Kind.UNASKED, one, f"{_what(one)} is stored before anybody said yes")
    if one.is_left_over:
        return _found(Kind.UNASKED, one, f"{_what(one)} is still stored after a no")
    return _found(Kind.UNASKED, one, f"{_what(one)} is stored although the visitor said no")


def _numbered(one: Stored) -> Finding:
    return _found(
        Kind.UNASKED,
        one,
        f"{_what(one)} holds a value long enough to tell each visitor from all others, and nobody "
        "said yes to that",
    )


def _too_long(one: Stored, lasts: str) -> Finding:
    declared = "until the browser closes" if lasts == "session" else lasts
    return _found(
        Kind.TOO_LONG,
        one,
        f"{_what(one)} is stored for {_span(one.life or 0.0)}, and is declared for {declared}",
    )


def _span(seconds: float) -> str:
    days = seconds / 86_400
    if days >= 2:
        return f"{days:,.0f} days"
    return f"{seconds / 3_600:,.0f} hours" if seconds >= 7_200 else f"{seconds:,.0f} seconds"


def _never_seen(visits: list[Visit], declared: Declared) -> Iterator[Finding]:
    seen = {line[0] for one in _all_stored(visits) if (line := declared.find(one.name))}
    for name in declared.cookies:
        if name not in seen:
            yield Finding(
                Kind.NEVER_SEEN,
                name,
                f"`{name}` is in the cookie table, and was not met on the pages visited",
                "",
                (),
            )


# --- who was asked -------------------------------------------------------------------------


def _asked_findings(one: Asked) -> Iterator[Finding]:
    """Before a yes nothing may be asked of others: they learn who visits us."""
    if one.allowed > UNASKED:
        return
    what = "is told of the visit (consent mode)" if one.is_ping else "is asked for something"
    when = "before anybody said yes" if one.allowed == UNASKED else "although the visitor said no"
    yield Finding(
        Kind.UNASKED, one.host, f"{one.host} {what} {when}", one.page, (one.state,), one.script
    )


# --- said once -----------------------------------------------------------------------------


def _together(found: Iterable[Finding]) -> list[Finding]:
    """The same sentence about the same thing once, from the first page, with all its states."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for one in found:
        key = (one.kind, one.subject, one.sentence)
        first = kept.setdefault(key, one)
        states = tuple(dict.fromkeys((*first.states, *one.states)))
        kept[key] = replace(first, states=states, script=first.script or one.script)
    order = list(Kind)
    return sorted(kept.values(), key=lambda one: (order.index(one.kind), one.subject, one.sentence))
