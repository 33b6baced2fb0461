"""Links that lead away: whether they say so, and carry nothing along."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from sayso.website.audit.finding import Finding, Kind
from sayso.website.audit.seen import Link, State, Visit, bits

SILENT = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
"""Referrer policies by which no other site learns which page somebody came from."""

MOST_BITS = 64.0


def link_findings(visits: list[Visit]) -> Iterator[Finding]:
    for visit in visits:
        if visit.state is State.UNTOUCHED:
            for link in visit.links:
                yield from _of(link)
            yield from _of_headers(visit)


def _of(link: Link) -> Iterator[Finding]:
    where = urlsplit(link.url).hostname or ""
    name = f"The link to {where}"
    if "noopener" not in link.rel.split() and "noreferrer" not in link.rel.split():
        yield _found(link, where, f"{name} lacks rel=noopener")
    if not link.has_cue:
        yield _found(link, where, f"{name} does not say that it leads to another website")
    elif not link.has_caution:
        yield _found(link, where, f"{name} stands without the caution about other websites")
    if _names_somebody(link.url):
        yield _found(link, where, f"{name} takes something along that may name the visitor")


def _found(link: Link, where: str, sentence: str) -> Finding:
    return Finding(Kind.LINK, where, sentence, link.page, (State.UNTOUCHED,))


def _names_somebody(url: str) -> bool:
    return any(
        "@" in value or bits(value) > MOST_BITS for _, value in parse_qsl(urlsplit(url).query)
    )


def _of_headers(visit: Visit) -> Iterator[Finding]:
    for page, policy in visit.referrer_policies.items():
        last = policy.split(",")[-1].strip().lower()
        if last not in SILENT and last:
            yield Finding(
                Kind.LINK,
                "Referrer-Policy",
                f"Other websites learn which page somebody came from, by Referrer-Policy: {last}",
                page,
                (visit.state,),
            )
