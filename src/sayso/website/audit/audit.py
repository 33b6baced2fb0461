"""A whole audit: the site visited, and what was seen judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from sayso.website.audit.browser import AuditError
from sayso.website.audit.finding import Finding, exit_code
from sayso.website.audit.guard import Guard, RefusedError
from sayso.website.audit.judge import judged
from sayso.website.audit.seen import State, Visit
from sayso.website.audit.states import Plan, visits


@dataclass(frozen=True)
class Audited:
    """What came of it."""

    plan: Plan
    visits: list[Visit]
    findings: list[Finding]

    @property
    def exit_code(self) -> int:
        return exit_code(self.findings)

    @property
    def pages(self) -> list[str]:
        return next((visit.pages for visit in self.visits), [])

    @property
    def left_out(self) -> list[State]:
        """The ways of visiting that were not tried."""
        return [state for state in State if state not in {visit.state for visit in self.visits}]

    @property
    def links_to(self) -> list[str]:
        """The other websites to which links lead."""
        links = (link.url for visit in self.visits for link in visit.links)
        return sorted({urlsplit(url).hostname or "" for url in links})

    def troubles(self) -> Iterator[str]:
        for visit in self.visits:
            for trouble in visit.troubles:
                yield f"{visit.state}: {trouble}"


def must_be_reachable(url: str, guard: Guard) -> None:
    """Refuse an address that is none of a website, or that the guard would not reach."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise AuditError(
            "The address has no port that can be; write https://www.example.org"
        ) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise AuditError("This is not the address of a website; write https://www.example.org")
    try:
        guard.address(parts.hostname, port)
    except RefusedError as error:
        raise AuditError(f"The site is not visited: {error}") from None


def audit(browser: Browser, plan: Plan) -> Audited:
    """Visit it in every state, and judge."""
    seen = list(visits(browser, plan))
    return Audited(plan, seen, judged(seen, plan.declared))
